"""The recovery figure: what is drawn of the runs and their twins, and what stands over the curve."""

from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.arrays import FloatArray
from analysis.bands import bands
from analysis.figures import style
from analysis.figures.marks.annotations import phases
from analysis.figures.recovery_curves import answer, recovery_figure
from analysis.intervals import Interval

T0, T1, MONTHS, RUNS = 6, 11, 48, 12
RNG = np.random.default_rng(1)
TWIN = RNG.uniform(1.8, 2.2, (RUNS, MONTHS))
DIP = np.where((np.arange(MONTHS) >= T0) & (np.arange(MONTHS) <= T1), 0.6, 1.0)
RUN = TWIN * DIP * np.where(np.arange(MONTHS) >= T0, RNG.uniform(0.9, 1.1, (RUNS, 1)), 1.0)


def recovery(**more: Any) -> Figure:
    """A recovery figure of twelve runs; `more` overrides what it is drawn from."""
    given: dict[str, Any] = {
        "t0": T0,
        "t1": T1,
        "n": RUNS,
        "seed": 7,
        "p_star": 2.0,
        "performance": RUN,
        "twin": TWIN,
    }
    given |= {"parts": {"trust T": (RUN, TWIN), "output Y": (RUN, TWIN)}, "months": np.arange(MONTHS)}
    given |= {
        "title": "?",
        "outcome_shares": {"at the end": {"bounced back": 0.75, "collapsed": 0.25}},
    } | more
    return recovery_figure(**given)


def written(figure: Figure) -> list[str]:
    """Every visible text with letters in it, after the layout is done."""
    with style.sheet():
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    texts = [
        text.get_text() for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible()
    ]
    return [text for text in texts if text.strip()]


def words(figure: Figure) -> str:
    return " ".join(" ".join(written(figure)).split())


def heights(line: Line2D) -> FloatArray:
    return np.asarray(line.get_ydata(), dtype=np.float64)


def test_the_recovery_figure_shows_q_and_leaves_dead_twins_out() -> None:
    figure = recovery(alive=np.arange(RUNS) >= 3)
    median = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    np.testing.assert_allclose(heights(median), bands(RUN[3:] / TWIN[3:])["q50"])
    assert "3 runs left out above: no living twin" in figure.get_supxlabel().replace("\n", " ")
    assert "left out" not in recovery().get_supxlabel()


def test_all_twins_dead_is_a_picture_too() -> None:
    assert "12 runs left out" in recovery(alive=np.zeros(RUNS)).get_supxlabel().replace("\n", " ")


def test_parts_are_drawn_with_their_twins_dashed() -> None:
    panel = recovery().axes[2]
    twins = [line for line in panel.lines if line.get_linestyle() == "--"]
    np.testing.assert_allclose(heights(twins[0]), bands(TWIN)["q50"])
    solid = [line for line in panel.lines if line.get_linestyle() == "-"]
    np.testing.assert_allclose(heights(solid[0]), bands(RUN)["q50"])


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


def test_without_a_shock_performance_itself_is_drawn() -> None:
    figure = recovery(t0=None, t1=None)
    median = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    np.testing.assert_allclose(heights(median), bands(RUN)["q50"])
    assert "shock" not in written(figure)
    assert figure.axes[0].get_ylabel() == "performance P (calm: 2.00)"


def test_dates_are_written_as_years_and_short_spans_as_months() -> None:
    dates = np.datetime64("2021-01") + np.arange(MONTHS).astype("timedelta64[M]")
    assert "2023" in words(recovery(months=dates))
    short = {"performance": RUN[:, :12], "twin": TWIN[:, :12], "months": dates[:12], "parts": {}}
    assert "2021-04" in words(recovery(**short))


def test_a_month_axis_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="month axis"):
        recovery(months=np.arange(5))


def test_the_answer_names_the_most_frequent_outcomes_with_their_intervals() -> None:
    shares: dict[str, float | Interval] = {
        "open": 0.05,
        "collapsed": Interval(0.214, 0.17, 0.26),
        "bounced back": 0.7,
        "partial": 0.0,
    }
    assert answer(shares) == "bounced back 70 %, collapsed 21 % (17–26 %), open 5 %"
    assert answer(shares, most=1) == "bounced back 70 %"


def test_both_verdicts_stand_below_the_title_each_on_its_own_line() -> None:
    level = {"collapsed": Interval(0.83, 0.7, 0.9), "bounced back": 0.17}
    shown = recovery(
        outcome_shares={"five years on": level, "in the long run": {"not collapsed": 0.81, "collapsed": 0.19}}
    )
    assert shown.axes[0].get_title(loc="left").split("\n") == [
        "five years on: collapsed 83 %, bounced back 17 %",
        "in the long run: not collapsed 81 %, collapsed 19 %",
    ]
    alone = recovery(outcome_shares={"five years on": level, "at the end": {}})
    assert "collapsed 83 % (70–90 %)" in alone.axes[0].get_title(loc="left")


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


def steady(month: int | None) -> FloatArray:
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
    q: FloatArray, t1: int | None, names: list[str], back: int | None
) -> None:
    spans, lowest, returned = phases(q, 10, t1)
    assert [name for name, _, _ in spans] == names
    assert [spans[0][1], *(end for _, _, end in spans)] == [*(first for _, first, _ in spans), 60]
    assert (lowest, returned) == (10, back)


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


def calm_lines(figure: Figure) -> list[FloatArray]:
    return [heights(line) for line in figure.axes[0].lines if line.get_color() == style.GREEN]


def test_a_calm_reference_apart_from_the_twin_is_drawn_against_it() -> None:
    median = np.median(TWIN, axis=0)
    (line,) = calm_lines(recovery(calm=1.2 * median))
    np.testing.assert_allclose(line, 1.2)
    assert not calm_lines(recovery(calm=median))
    assert "twin = calm" in words(recovery(calm=median))
    assert "calm reference" in words(recovery(calm=1.2 * median))


def test_the_caption_holds_a_note() -> None:
    assert "without council" in recovery(note="without council").get_supxlabel()


@pytest.mark.parametrize("lowest", [0.53, 0.56, 0.6])
def test_words_leave_the_lines_of_the_levels_in_sight(lowest: float) -> None:
    months, twin = np.arange(300), np.full((2, 300), 2.0)
    fall = np.interp(months, [T0, 53], [0.0, 1.0]) * np.exp(-np.maximum(months - 53, 0) / 40)
    figure = recovery(months=months, t1=53, performance=twin * (1 - (1 - lowest) * fall), twin=twin, parts={})
    with style.sheet():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
    main = figure.axes[0]
    words = [text for text in main.texts if text.get_text().startswith(("lowest", "back"))]
    assert len(words) == 2
    boxes = [Text.get_window_extent(text) for text in words]
    heights_of = [main.transData.transform((0, level))[1] for level in (0.5, 0.95, 1.05)]
    assert not [box for box in boxes for height in heights_of if box.y0 < height < box.y1]


def test_phases_that_are_alike_in_grey_have_a_gap_between_them() -> None:
    strip = [patch for patch in recovery().axes[0].patches if not patch.get_clip_on()]
    assert len(strip) > 1
    assert {to_hex(patch.get_edgecolor()) for patch in strip} == {"#ffffff"}
    assert all(patch.get_linewidth() > 0 for patch in strip)
