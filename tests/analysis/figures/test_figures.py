"""Pictures: they show the numbers they are given, say what they must, and hold any name."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.figures import style, text
from analysis.figures.curves import curves_figure
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.recovery_curves import recovery_figure
from analysis.intervals import Interval
from analysis.outcomes import ALL

pytestmark = pytest.mark.filterwarnings("error", r"ignore:no installed font:UserWarning")

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


def recovery(title: str = "Does it come back?") -> Figure:
    """A recovery figure of twelve runs with a part called like its title."""
    months = np.arange(48)
    twin = np.random.default_rng(1).uniform(1.8, 2.2, (12, 48))
    run = twin * np.where((months >= 6) & (months <= 11), 0.6, 1.0)
    shares = {"bounced back": 0.75, "collapsed": 0.25}
    return recovery_figure(
        months,
        run,
        twin,
        2.0,
        {title: (run, twin)},
        t0=6,
        t1=11,
        title=title,
        n=12,
        seed=7,
        outcome_shares={"five years on": shares},
    )


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


def curves(title: str = "How does it change?", points: int = 10, **more: Any) -> Figure:
    """A curves figure along a numeric key whose values run against the numbers of the points."""
    values = {point: 1 - point / 10 for point in range(points)}
    given: dict[str, Any] = {
        "values": values,
        "key": lambda value: f"{title}: {value if isinstance(value, str) else f'{value:.4g}'}",
        "n": 30,
        "seed": 7,
        "shock": (3, 8),
    } | more
    return curves_figure(table(points), title=title, **given)


def outcome_map(title: str = "Where?", **more: Any) -> Figure:
    """A map of 3 x 2 cells: certain collapse, 64 % back, a tie, an empty cell, and two more."""
    collapsed = np.array([[1.0, 0.36, 0.5], [np.nan, 0.0, 0.1]])
    shares = {"collapsed": collapsed, "bounced back": 1 - collapsed}
    given: dict[str, Any] = {
        "x": [3, 6, 108],
        "y": [0.1, 0.25],
        "shares": shares,
        "x_name": title,
        "y_name": title,
    }
    given |= {"n": 300, "seed": 7, "map_wide": {"collapsed": Interval(0.4, 0.3, 0.5)}} | more
    return outcome_map_figure(title=title, **given)


def drawn(figure: Figure) -> list[Text]:
    """Every visible text with letters in it, after the layout is done."""
    with style.sheet():
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    texts = [item for item in figure.findobj(Text) if isinstance(item, Text)]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


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
    assert any(f"{n} runs" in caption for n in (12, 30, 300))
    assert all(axes.get_xlabel() for axes in figure.axes[:1]) or "months" in words(figure)


@pytest.mark.parametrize("make", [recovery, curves, outcome_map])
def test_no_letter_is_smaller_than_five_points_at_eight_centimetres(make: Callable[[], Figure]) -> None:
    figure = make()
    reduced = (8 / 2.54) / figure.get_size_inches()[0]
    assert min(item.get_fontsize() for item in drawn(figure)) * reduced >= 5 - 1e-9


def test_the_shock_is_shaded_in_every_panel_of_the_curves() -> None:
    for panel in curves(points=3).axes[:3]:
        (shade,) = [patch for patch in panel.patches if isinstance(patch, Rectangle)]
        assert (shade.get_x(), shade.get_x() + shade.get_width()) == (2.5, 8.5)


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
    assert "long-run outcome" in words(outcome_map(judged="long-run outcome"))


def test_curves_are_picked_evenly_and_ordered_by_the_key() -> None:
    figure = curves(points=10, title="size")
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [f"size: {value}" for value in ("0.1", "0.3", "0.5", "0.6", "0.8", "1")]
    first = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    np.testing.assert_allclose(np.asarray(first.get_ydata(), dtype=np.float64), 1 - 9 / 100)
    assert "6 of 10 points are shown" in figure.get_supxlabel().replace("\n", " ")


def test_few_curves_are_all_drawn_and_the_caption_keeps_silent() -> None:
    figure = curves(points=3, values={2: "b", 0: "a", 1: "c"}, title="lens")
    assert [axes.get_title(loc="left") for axes in figure.axes[:3]] == ["lens: b", "lens: a", "lens: c"]
    assert "points are shown" not in figure.get_supxlabel()


def test_a_series_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no series 'trust' for point"):
        curves(series="trust")
    with pytest.raises(ValueError, match="no point"):
        curves(values={})


def squares(figure: Figure) -> dict[tuple[int, int], tuple[str, float]]:
    """Colour and area of the square in each cell (column, row)."""
    cells = {}
    [patches] = figure.axes[0].collections
    for path, colour in zip(patches.get_paths(), np.asarray(patches.get_facecolor()), strict=True):
        box = path.get_extents()
        cell = (round((box.x0 + box.x1) / 2), round((box.y0 + box.y1) / 2))
        cells[cell] = (to_hex(tuple(colour)).upper(), float((box.width / 0.96) ** 2))
    return cells


def test_a_cell_shows_its_most_frequent_outcome_with_the_share_as_area() -> None:
    cells = squares(outcome_map())
    collapsed, back = style.OUTCOME_COLOURS["collapsed"], style.OUTCOME_COLOURS["bounced back"]
    row = [cells[column, 0] for column in range(3)]
    assert [colour for colour, _ in row] == [collapsed, back, collapsed]
    assert [area for _, area in row] == pytest.approx([1, 0.64, 0.5])
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
    assert set(style.OUTCOME_COLOURS) == set(style.OUTCOME_LETTERS) == set(ALL)
    assert len(set(style.OUTCOME_COLOURS.values())) == len(set(style.OUTCOME_LETTERS.values())) == len(ALL)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    first = style.save(outcome_map(HOSTILE[5]), tmp_path / "first")
    again = style.save(outcome_map(HOSTILE[5]), tmp_path / "again")
    assert [file.name for file in first] == ["first.png", "first.svg", "first.pdf"]
    for file, other in zip(first, again, strict=True):
        assert file.read_bytes() == other.read_bytes(), file.suffix
    root = ElementTree.parse(tmp_path / "first.svg").getroot()
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
