"""Pictures: they show the numbers they are given, say what they must, and hold any name."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.bands import bands
from analysis.figures import style, text
from analysis.figures.annotations import phases
from analysis.figures.curves import curves_figure
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.recovery_curves import answer, recovery_figure
from analysis.intervals import Interval
from analysis.outcomes import OUTCOMES

pytestmark = pytest.mark.filterwarnings("error", r"ignore:no installed font:UserWarning")

T0, T1, MONTHS, RUNS = 6, 11, 48, 12
RNG = np.random.default_rng(1)
TWIN = RNG.uniform(1.8, 2.2, (RUNS, MONTHS))
DIP = np.where((np.arange(MONTHS) >= T0) & (np.arange(MONTHS) <= T1), 0.6, 1.0)
RUN = TWIN * DIP * np.where(np.arange(MONTHS) >= T0, RNG.uniform(0.9, 1.1, (RUNS, 1)), 1.0)

HOSTILE = [
    "Does it come back?",
    "costs $5 and $x^2$ \\frac{1}{0}",
    "_hidden",
    "\x1b[31mred\x00\n\n\nlines",
    "W" * 500,
    "<script>alert('&')</script>-->",
    "芯片短缺会让联盟更深吗？" * 12,
    "",
    "%s {0} \\ ~ ^ # & 👩‍🔬",
]


def recovery(title: str = "Does it come back?", **more: object) -> Figure:
    """A recovery figure of twelve runs; `more` overrides what it is drawn from."""
    given = {"t0": T0, "t1": T1, "n": RUNS, "seed": 7, "p_star": 2.0, "performance": RUN, "twin": TWIN}
    given |= {"parts": {title: (RUN, TWIN), "output Y": (RUN, TWIN)}, "months": np.arange(MONTHS)}
    given |= {"outcome_shares": {"bounced back": 0.75, "collapsed": 0.25}} | more
    return recovery_figure(title=title, **given)  # type: ignore[arg-type]


def table(points: int) -> dict[str, np.ndarray]:
    """A curves table in which point p has q = 1 - p / 100 throughout."""
    rows: dict[str, list[object]] = {"point": [], "series": [], "month": []}
    rows |= {name: [] for name in ("q05", "q25", "q50", "q75", "q95")}
    for point in range(points):
        for month in range(24):
            rows["point"].append(point)
            rows["series"].append("q")
            rows["month"].append(month)
            for name, shift in zip(
                ("q05", "q25", "q50", "q75", "q95"), (-0.2, -0.1, 0, 0.1, 0.2), strict=True
            ):
                rows[name].append(1 - point / 100 + shift)
    return {name: np.array(values) for name, values in rows.items()}


def curves(title: str = "How does it change?", points: int = 10, **more: object) -> Figure:
    """A curves figure along a numeric key whose values run against the numbers of the points."""
    values = {point: 1 - point / 10 for point in range(points)}
    given = {"values": values, "key": title, "n": 30, "seed": 7, "shock": (3, 8)} | more
    return curves_figure(table(points), title=title, **given)  # type: ignore[arg-type]


def outcome_map(title: str = "Where?", **more: object) -> Figure:
    """A map of 3 x 2 cells: certain collapse, 64 % back, a tie, an empty cell, and two more."""
    collapsed = np.array([[1.0, 0.36, 0.5], [np.nan, 0.0, 0.1]])
    shares = {"collapsed": collapsed, "bounced back": 1 - collapsed}
    given = {"x": [3, 6, 108], "y": [0.1, 0.25], "shares": shares, "x_name": title, "y_name": title}
    given |= {"n": 300, "seed": 7, "map_wide": {"collapsed": Interval(0.4, 0.3, 0.5)}} | more
    return outcome_map_figure(title=title, **given)  # type: ignore[arg-type]


def drawn(figure: Figure) -> list[Text]:
    """Every visible text with letters in it, after the layout is done."""
    canvas = FigureCanvasAgg(figure)
    with style.sheet():
        canvas.draw()
    return [item for item in figure.findobj(Text) if item.get_visible() and item.get_text().strip()]


def tick_labels(figure: Figure) -> set[Text]:
    """Labels of ticks, some of which lie beyond the axis and are never drawn."""
    axes = [axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)]
    return {label for axis in axes for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)}


def words(figure: Figure) -> str:
    return " ".join(" ".join(item.get_text() for item in drawn(figure)).split())


@pytest.mark.parametrize("make", [recovery, curves, outcome_map])
@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_any_name_is_drawn_inside_the_picture_and_as_text(make: Callable[[str], Figure], title: str) -> None:
    figure = make(title)
    box = figure.bbox
    for item in set(drawn(figure)) - tick_labels(figure):
        extent = item.get_window_extent()
        assert not mpl.cbook.is_math_text(item.get_text()), item.get_text()
        assert extent.x0 >= box.x0 - 1, item.get_text()
        assert extent.x1 <= box.x1 + 1, item.get_text()
        assert extent.y0 >= box.y0 - 1, item.get_text()
        assert extent.y1 <= box.y1 + 1, item.get_text()


@pytest.mark.parametrize("make", [recovery, curves, outcome_map])
def test_every_picture_says_how_many_runs_which_seed_and_that_it_is_no_forecast(
    make: Callable[[], Figure],
) -> None:
    figure = make()
    caption = figure.get_supxlabel().replace("\n", " ")
    assert "seed 7" in caption
    assert "theoretical exploration, not a forecast" in caption
    assert any(f"{n} runs" in caption for n in (RUNS, 30, 300))
    assert all(axes.get_xlabel() for axes in figure.axes[:1]) or "months" in words(figure)


@pytest.mark.parametrize("make", [recovery, curves, outcome_map])
def test_no_letter_is_smaller_than_five_points_at_eight_centimetres(make: Callable[[], Figure]) -> None:
    figure = make()
    reduced = (8 / 2.54) / figure.get_size_inches()[0]
    assert min(item.get_fontsize() for item in drawn(figure)) * reduced >= 5 - 1e-9


def test_the_recovery_figure_shows_q_and_leaves_dead_twins_out() -> None:
    twin = TWIN.copy()
    twin[:3] = 0.01
    figure = recovery(twin=twin)
    median = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    np.testing.assert_allclose(median.get_ydata(), bands(RUN[3:] / TWIN[3:])["q50"])
    assert "3 left out above, their twin is dead" in figure.get_supxlabel().replace("\n", " ")
    assert "left out" not in recovery().get_supxlabel()


def test_all_twins_dead_is_a_picture_too() -> None:
    assert "12 left out" in recovery(twin=np.full_like(TWIN, 0.01)).get_supxlabel().replace("\n", " ")


def test_parts_are_drawn_with_their_twins_dashed() -> None:
    panel = recovery().axes[2]
    dashed = [line for line in panel.lines if line.get_linestyle() == "--"]
    np.testing.assert_allclose(dashed[0].get_ydata(), bands(TWIN)["q50"])
    solid = [line for line in panel.lines if line.get_linestyle() == "-"]
    np.testing.assert_allclose(solid[0].get_ydata(), bands(RUN)["q50"])


def shaded(figure: Figure) -> tuple[float, float]:
    """The ends of the shading in the main panel."""
    shade = next(p for p in figure.axes[0].patches if to_hex(p.get_facecolor()) == style.ORANGE.lower())
    assert isinstance(shade, Rectangle)
    return shade.get_x(), shade.get_x() + shade.get_width()


def test_the_shock_is_shaded_from_its_first_to_its_last_month_and_named() -> None:
    assert shaded(recovery()) == (T0 - 0.5, T1 + 0.5)
    assert shaded(recovery(t1=None))[1] == MONTHS - 0.5
    assert "shock, no end" in words(recovery(t1=None))
    assert "shock, no end" not in words(recovery())
    assert shaded(curves()) == (2.5, 8.5)


def test_without_a_shock_performance_itself_is_drawn() -> None:
    figure = recovery(t0=None, t1=None)
    median = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    np.testing.assert_allclose(median.get_ydata(), bands(RUN)["q50"])
    assert "shock" not in [item.get_text() for item in drawn(figure)]
    assert figure.axes[0].get_ylabel() == "performance P"


def test_dates_are_written_as_years_and_short_spans_as_months() -> None:
    dates = np.datetime64("2021-01") + np.arange(MONTHS).astype("timedelta64[M]")
    assert "2023" in words(recovery(months=dates))
    short = {"performance": RUN[:, :12], "twin": TWIN[:, :12], "months": dates[:12], "parts": {}}
    assert "2021-04" in words(recovery(**short))


def test_a_month_axis_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="month axis"):
        recovery(months=np.arange(5))


def test_the_answer_names_the_most_frequent_outcomes_with_their_intervals() -> None:
    shares = {"open": 0.05, "collapsed": Interval(0.214, 0.17, 0.26), "bounced back": 0.7, "partial": 0.0}
    assert answer(shares) == "bounced back 70 %, collapsed 21 % (17–26 %), open 5 %"
    assert answer(shares, most=1) == "bounced back 70 %"


def test_both_verdicts_stand_below_the_title_each_on_its_own_line() -> None:
    level = {"collapsed": Interval(0.83, 0.7, 0.9), "bounced back": 0.17}
    shown = recovery(outcome_shares=level, rest_shares={"bounced back": 0.81, "collapsed": 0.19})
    assert shown.axes[0].get_title(loc="left").split("\n") == [
        "at the end: collapsed 83 %, bounced back 17 %",
        "once at rest: bounced back 81 %, collapsed 19 %",
    ]
    assert "collapsed 83 % (70–90 %)" in recovery(outcome_shares=level).axes[0].get_title(loc="left")


def dashed(figure: Figure) -> list[float]:
    """Where the lines of events stand."""
    return [
        float(np.asarray(line.get_xdata())[0])
        for line in figure.axes[0].lines
        if line.get_linestyle() == "-."
    ]


@pytest.mark.parametrize("month", [0, 20, MONTHS - 1])
def test_an_event_within_the_months_is_a_labelled_line(month: int) -> None:
    figure = recovery(events={"council launched": month, "too early": -1, "too late": MONTHS})
    assert dashed(figure) == [month]
    assert "council launched" in words(figure)
    assert "too" not in words(figure)


def test_without_a_shock_there_is_no_twin_and_the_calm_level_has_room_above() -> None:
    figure = recovery(t0=None, t1=None, p_star=9.0)
    assert "twin" not in words(figure)
    assert not [line for panel in figure.axes[2:] for line in panel.lines if line.get_linestyle() == "--"]
    assert figure.axes[0].get_ylim()[1] > 9.0 * 1.05


def steady(month: int | None) -> np.ndarray:
    """A course that falls to a half in month 10 and is whole again from `month` on."""
    q = np.ones(60)
    q[10:month] = 0.5
    return q


@pytest.mark.parametrize(
    ("q", "t1", "names", "back"),
    [
        (steady(15), 19, ["before", "shock", "after"], 20),
        (steady(30), 19, ["before", "shock", "return", "after"], 30),
        (steady(None), 19, ["before", "shock", "not back"], None),
        (np.ones(60), 19, ["before", "shock", "after"], None),
        (steady(None), None, ["before", "shock"], None),
        (steady(None), 200, ["before", "shock"], None),
    ],
)
def test_the_phases_cover_all_months_once(
    q: np.ndarray, t1: int | None, names: list[str], back: int | None
) -> None:
    spans, lowest, found = phases(q, 10, t1)
    assert [name for name, _, _ in spans] == names
    assert [spans[0][1], *(end for _, _, end in spans)] == [*(first for _, first, _ in spans), 60]
    assert (lowest, found) == (10, back)


def test_phases_stand_over_the_curve_and_its_turns_are_marked_where_they_are() -> None:
    figure = recovery()
    said = words(figure)
    assert all(name in said for name in ("before", "shock", "after"))
    assert "back after 6 months" in said
    median = bands(RUN / TWIN)["q50"]
    marks = {line.get_marker(): line for line in figure.axes[0].lines if line.get_marker() in ("v", "o")}
    assert marks["v"].get_ydata() == pytest.approx([median[T0:].min()])
    assert marks["o"].get_xdata() == pytest.approx([T1 + 1])
    assert "before" not in words(recovery(t0=None, t1=None))


def calm_lines(figure: Figure) -> list[np.ndarray]:
    return [np.asarray(line.get_ydata()) for line in figure.axes[0].lines if line.get_color() == style.GREEN]


def test_a_calm_reference_apart_from_the_twin_is_drawn_against_it() -> None:
    median = np.median(TWIN, axis=0)
    (line,) = calm_lines(recovery(calm=1.2 * median))
    np.testing.assert_allclose(line, 1.2)
    assert not calm_lines(recovery(calm=median))
    assert "twin = calm" in words(recovery(calm=median))
    assert "calm reference" in words(recovery(calm=1.2 * median))


def test_the_caption_holds_a_note() -> None:
    assert "without council" in recovery(note="without council").get_supxlabel()


def test_one_run_is_not_one_runs() -> None:
    assert outcome_map(n=1).get_supxlabel().startswith("1 run;")


def test_no_panel_cuts_the_band_of_another() -> None:
    for points in (2, 5, 10):
        figure = curves(points=points, values={point: point for point in range(points)})
        assert all(panel.get_ylim()[1] > 1.2 for panel in figure.axes[:1])
        figure = curves(points=points, values={point: -point for point in range(points)})
        assert all(panel.get_ylim()[1] > 1.2 for panel in figure.axes[:1])


@pytest.mark.parametrize("points", [1, 2, 3, 4, 5, 6])
def test_months_are_written_below_every_panel_with_none_below_it(points: int) -> None:
    figure = curves(points=points)
    drawn(figure)
    for place in range(max(0, points - 2), points):
        panel = figure.axes[place]
        assert [tick for tick in panel.xaxis.get_major_ticks() if tick.label1.get_visible()]
        assert panel.get_xlabel() == "months from the start"


@pytest.mark.parametrize("count", [11, 12])
def test_a_map_of_eleven_or_twelve_values_names_them_all(count: int) -> None:
    values = np.linspace(0, 1, count).round(2)
    figure = outcome_map(x=values, y=values, shares={"open": np.ones((count, count))})
    for labels in (figure.axes[0].get_xticklabels(), figure.axes[0].get_yticklabels()):
        assert [label.get_text() for label in labels] == [f"{value:g}" for value in values]


def test_long_values_along_a_map_do_not_run_into_one_another() -> None:
    values = np.linspace(0, 1, 12) + 0.11111
    figure = outcome_map(x=values, y=values, shares={"open": np.ones((12, 12))})
    drawn(figure)
    boxes = [label.get_window_extent() for label in figure.axes[0].get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_a_map_says_by_what_it_was_judged() -> None:
    assert "outcome by rest" in words(outcome_map(judged="outcome by rest"))


def test_curves_are_picked_evenly_and_ordered_by_the_key() -> None:
    figure = curves(points=10, title="size")
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [f"size = {value}" for value in ("0.1", "0.3", "0.5", "0.6", "0.8", "1")]
    first = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    np.testing.assert_allclose(first.get_ydata(), 1 - 9 / 100)
    assert "6 of 10 points are shown" in figure.get_supxlabel().replace("\n", " ")


def test_few_curves_are_all_drawn_and_the_caption_keeps_silent() -> None:
    figure = curves(points=3, values={2: "b", 0: "a", 1: "c"}, title="lens")
    assert [axes.get_title(loc="left") for axes in figure.axes[:3]] == ["lens = b", "lens = a", "lens = c"]
    assert "points are shown" not in figure.get_supxlabel()


def test_a_series_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no series 'trust' for point"):
        curves(series="trust")
    with pytest.raises(ValueError, match="no point"):
        curves(values={})


def squares(figure: Figure) -> dict[tuple[int, int], tuple[str, float]]:
    """Colour and area of the square in each cell (column, row)."""
    found = {}
    [drawn] = figure.axes[0].collections
    for path, colour in zip(drawn.get_paths(), drawn.get_facecolors(), strict=True):
        box = path.get_extents()
        cell = (round((box.x0 + box.x1) / 2), round((box.y0 + box.y1) / 2))
        found[cell] = (to_hex(colour).upper(), (box.width / 0.96) ** 2)
    return found


def test_a_cell_shows_its_most_frequent_outcome_with_the_share_as_area() -> None:
    cells = squares(outcome_map())
    collapsed, back = style.OUTCOME_COLOURS["collapsed"], style.OUTCOME_COLOURS["bounced back"]
    assert cells[0, 0] == (collapsed, pytest.approx(1))
    assert cells[1, 0] == (back, pytest.approx(0.64))
    assert cells[2, 0] == (collapsed, pytest.approx(0.5))
    assert (0, 1) not in cells
    assert len(cells) == 5


def test_a_map_carries_the_values_of_its_keys_and_the_shares_with_intervals() -> None:
    figure = outcome_map()
    assert [item.get_text() for item in figure.axes[0].get_xticklabels()] == ["3", "6", "108"]
    assert [item.get_text() for item in figure.axes[0].get_yticklabels()] == ["0.1", "0.25"]
    assert "collapsed 40 % (30–50 %)" in words(figure)
    assert "–: no run" in words(figure)


def test_a_map_of_unknown_outcomes_or_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="outcomes"):
        outcome_map(shares={"exploded": np.ones((2, 3))})
    with pytest.raises(ValueError, match="cells"):
        outcome_map(shares={"open": np.ones((3, 2))})


def test_a_large_map_is_drawn_without_letters() -> None:
    figure = outcome_map(x=np.arange(20), y=np.arange(20), shares={"open": np.ones((20, 20))}, map_wide=None)
    assert not figure.axes[0].texts
    assert len(figure.axes[0].get_xticklabels()) == 10


def test_every_outcome_has_a_colour_and_a_letter_of_its_own() -> None:
    assert set(style.OUTCOME_COLOURS) == set(style.OUTCOME_LETTERS) == set(OUTCOMES)
    assert (
        len(set(style.OUTCOME_COLOURS.values())) == len(set(style.OUTCOME_LETTERS.values())) == len(OUTCOMES)
    )


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    first = style.save(outcome_map(HOSTILE[5]), tmp_path / "one")
    again = style.save(outcome_map(HOSTILE[5]), tmp_path / "two")
    assert [file.name for file in first] == ["one.png", "one.svg", "one.pdf"]
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.suffix
    root = ElementTree.parse(tmp_path / "one.svg").getroot()
    assert not [item for item in root.iter() if str(item.tag).endswith("script")]


def test_a_stem_with_a_dot_keeps_its_name(tmp_path: Path) -> None:
    assert style.save(outcome_map(), tmp_path / "v1.2", ["svg"])[0].name == "v1.2.svg"


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown format exe"):
        style.save(outcome_map(), tmp_path / "map", ["exe"])


def test_a_style_of_the_caller_neither_gets_in_nor_is_changed() -> None:
    with mpl.rc_context({"font.size": 31, "axes.titlesize": 40}):
        before = dict(mpl.rcParams)
        assert max(item.get_fontsize() for item in drawn(recovery())) == style.TITLE
        assert dict(mpl.rcParams) == before


def test_the_backend_of_the_caller_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mpl.rcParams, "backend", "svg")
    drawn(outcome_map())
    assert mpl.rcParams["backend"] == "svg"


def test_pictures_need_no_pyplot() -> None:
    code = (
        "import sys, analysis.figures.recovery_curves, analysis.figures.curves, analysis.figures.outcome_map;"
    )
    code += "sys.exit('matplotlib.pyplot' in sys.modules)"
    root = Path(style.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_chinese_without_a_font_is_drawn_without_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (text.families, text._drawable, text._warn_missing)
    with monkeypatch.context() as patch:
        patch.setattr(text, "CHINESE", ("A font that nobody has", "Another"))
        for cached in caches:
            cached.cache_clear()
        with pytest.warns(UserWarning, match="no installed font") as caught:
            assert all(map(drawn, (recovery("芯片短缺"), outcome_map("芯片短缺"))))
    for cached in caches:
        cached.cache_clear()
    assert len(caught) == 1
