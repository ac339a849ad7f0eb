"""Every kind of figure as a journal prints it, 8 cm wide: no letter below 5 pt, nothing cut off, nothing
written over anything else.
"""

import sys
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.figures import style
from analysis.figures.by_key import by_key_figure
from analysis.figures.chip_flows import chip_figure
from analysis.figures.curves import curves_figure
from analysis.figures.member_courses import member_figure
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.recovery_curves import recovery_figure
from analysis.figures.reserve_curve import ReserveCurve, ReservePanel, reserve_figure
from analysis.figures.share_map import share_map_figure
from analysis.figures.survival_curves import survival_figure
from analysis.intervals import Interval
from analysis.survival import CENSORED, RECOVERED, SUNK

pytestmark = pytest.mark.filterwarnings("error", r"ignore:no installed font:UserWarning")

PRINTED = 8 / 2.54
"""Inches."""
SLACK = 1.0
"""Points by which boxes of letters, which are higher than what is drawn, may touch."""
ASKED = ("How does the alliance fare?", "A shock with a name that is fairly long, as names of shocks may be")
RNG = np.random.default_rng(3)


LANES = {f"a sort of cause, number {i}": [(12 + 9 * i, 40 + 9 * i), (120, 130 + i)] for i in range(7)}


def recovery(t1: int | None = 23, months: int = 180, left: float = 0.6, many: bool = False) -> Figure:
    twin = RNG.uniform(1.9, 2.1, (20, months))
    fall = np.where((np.arange(months) >= 12) & (np.arange(months) <= (t1 or months)), left, 1.0)
    dates = np.datetime64("2025-01") + np.arange(months).astype("timedelta64[M]")
    parts = {f"a part of performance, number {i}": (twin * fall, twin) for i in range(6)}
    shares: dict[str, float | Interval] = {
        "bounced back": Interval(0.63, 0.5, 0.75),
        "bounced forward": 0.25,
        "collapsed": 0.12,
    }
    return recovery_figure(
        dates, twin * fall, twin, 2.0, parts, t0=12, t1=t1, title=ASKED, n=20, seed=1,
        outcome_shares=dict.fromkeys(("five years on", "at the end", "in the long run"), shares),
        calm=1.1 * np.median(twin, axis=0), note="without council",
        causes=LANES if many else None, events={f"an event, number {i}": 20 * i for i in range(5 * many)},
    )  # fmt: skip


def curves() -> Figure:
    months, points = np.arange(180), range(6)
    columns = {"point": np.repeat(points, 180), "series": np.full(6 * 180, "q"), "month": np.tile(months, 6)}
    for shift, name in enumerate(("q05", "q25", "q50", "q75", "q95")):
        columns[name] = np.full(6 * 180, 0.8 + 0.1 * shift)
    values: dict[int, float | str] = {point: 0.1 * point for point in points}
    return curves_figure(
        columns, values, key="size of the shock: {}".format, title=ASKED, n=20, seed=1, shock=(12, 23)
    )


def maps() -> dict[str, np.ndarray]:
    back = np.add.outer(np.arange(10), np.arange(10)) + 1.0
    return {"bounced back": back, "collapsed": 20 - back, "open": np.full((10, 10), 3.0)}


SIZES, LENGTHS = np.linspace(0.1, 1, 10).round(1), [3, 6, 12, 18, 24, 36, 48, 60, 84, 108]


def outcome_map() -> Figure:
    whole = {name: Interval(0.3, 0.25, 0.35) for name in maps()}
    shares = {name: count / 23 for name, count in maps().items()}
    return outcome_map_figure(
        SIZES, LENGTHS, shares, x_name="shock.size", y_name="shock.months", title=ASKED, n=2300, seed=1,
        map_wide=whole, judged="outcome by level, month 180",
    )  # fmt: skip


def share_map() -> Figure:
    return share_map_figure(
        SIZES, LENGTHS, maps(), x_name="shock.size", y_name="shock.months", title=ASKED, seed=1
    )


def survival(groups: int = 4) -> Figure:
    time = np.arange(1, 61, dtype=float)
    cause = np.resize([RECOVERED, RECOVERED, CENSORED, SUNK], 60)
    runs = {f"{0.25 * (i + 1):g}": (np.tile(time * (i + 1), 20), np.tile(cause, 20)) for i in range(groups)}
    levels = {"to 95 % of the twin's performance": runs, "to the twin's own performance": runs}
    return survival_figure(levels, key="size of the shock (0–1)", title=ASKED, n=9000, seed=1)


def chips() -> Figure:
    made = {"TWN": 0.45, "KOR": 0.4, "USA": 0.25, "EU": 0.225, "JPN": 0.375, "CHN": 0.675, "ROW": 0.125}
    fates = {"delivered": 1.01, "elsewhere": 1.04, "idle": 0.03, "stranded": 0.42}
    flow = {"before": (made, fates), "during": (made, fates)}
    return chip_figure({"advanced": flow, "mature": flow}, title=ASKED, seed=1)


def members() -> Figure:
    courses = RNG.uniform(0.2, 1.0, (180, 28))
    names = [f"W{chr(65 + i % 26)}M" for i in range(28)]
    measures = {"joint effort with the United States": courses, "trust in its ally": courses}
    return member_figure(measures, names, t0=12, t1=23, title=ASKED, seed=1)


def by_key() -> Figure:
    columns = {f"key {k}": RNG.random(600) * 10.0**-k for k in range(6)}
    names = {
        key: f"what is meant by {key}, in as many words as a parameter may take (0–1)" for key in columns
    }
    outcome = RNG.choice(["bounced back", "collapsed", "partial", "bounced forward", "open"], 600)
    return by_key_figure(
        columns, outcome, np.arange(600) % 20, title=ASKED, settings=600, seed=1, names=names,
        judged="outcome five years after each shock's end",
    )  # fmt: skip


def reserve() -> Figure:
    months = list(range(0, 180, 6))
    middle = np.linspace(72, 20, len(months))
    run = ReserveCurve(months, middle - 10, middle, np.where(middle > 60, np.inf, middle + 10))
    none = ReserveCurve(months, *(np.full(len(months), np.inf) for _ in range(3)))
    panels = {
        "Months of a full turn of the United States that end it: lowest 20, in month 174; calm 72":
            ReservePanel("further months", 240, "over 240", run, run, 72),
        "Size of a blockade of Taiwan over 60 months that ends it: lowest none; calm none":
            ReservePanel("size", 1, "none", none, None, np.inf),
    }  # fmt: skip
    dates = np.datetime64("2025-01") + np.arange(180).astype("timedelta64[M]")
    return reserve_figure(dates, panels, t0=12, t1=59, title=ASKED, n=20, seed=1, note="without council")


KINDS: list[Callable[[], Figure]] = [
    recovery, lambda: recovery(many=True), lambda: recovery(t1=None), lambda: recovery(t1=150),
    lambda: recovery(left=0.01), curves,
    outcome_map, share_map, survival, lambda: survival(1), chips, members, by_key, reserve,
]  # fmt: skip
NAMES = (
    "recovery",
    "recovery of many shocks",
    "endless",
    "late",
    "deep",
    "curves",
    "map",
    "shares",
    "survival",
    "one-group",
    "chips",
    "members",
    "by key",
    "reserve",
)


def printed(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Every text that is drawn, with its box in points of the printed page."""
    with style.sheet():
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    page = PRINTED / figure.get_size_inches()[0] * 72 / figure.dpi
    hidden = {id(label) for panel in figure.axes for label in _beyond(panel)}
    return [
        (text, Bbox(text.get_window_extent().get_points() * page))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden and _shown(text)
    ]


def _shown(text: Text) -> bool:
    return not (
        text.axes is not None
        and not text.axes.axison
        and text in (text.axes.xaxis.label, text.axes.yaxis.label)
    )


def _beyond(panel: Axes) -> list[Text]:
    """Labels of ticks that lie outside the limits, or on an axis that is not drawn."""
    beyond: list[Text] = []
    for axis in (panel.xaxis, panel.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
            if not (inside and panel.axison):
                beyond += [tick.label1, tick.label2]
    return beyond


def faults(figure: Figure) -> list[str]:
    """What a reader of the printed page would stumble over."""
    texts = printed(figure)
    reduced = PRINTED / figure.get_size_inches()[0]
    height = figure.get_size_inches()[1] * reduced * 72
    stumbles = [f"small: {text.get_text()}" for text, _ in texts if text.get_fontsize() * reduced < 5 - 1e-9]
    for text, box in texts:
        if box.x0 < -SLACK or box.x1 > PRINTED * 72 + SLACK or box.y0 < -SLACK or box.y1 > height + SLACK:
            stumbles.append(f"cut off: {text.get_text()}")
    for (text, first), (other, second) in combinations(texts, 2):
        if text.get_rotation() % 90 or other.get_rotation() % 90:
            continue  # the box of a slanted text is far larger than the text
        shared = Bbox.intersection(first, second)
        if shared is not None and min(shared.width, shared.height) > SLACK:
            stumbles.append(f"{text.get_text()!r} over {other.get_text()!r}")
    return stumbles


@pytest.mark.parametrize("make", KINDS, ids=NAMES)
def test_it_can_be_read_at_eight_centimetres(make: Callable[[], Figure]) -> None:
    assert faults(make()) == []


@pytest.mark.parametrize(
    "title", ["W" * 500, "costs $5 and $x^2$ \\frac{1}{0}", "芯片短缺会让联盟更深吗？" * 9, ""]
)
@pytest.mark.parametrize("make", [share_map, survival, chips, members, by_key, reserve])
def test_any_title_leaves_it_readable(
    make: Callable[[], Figure], title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ASKED", ("How does it fare?", title))
    assert faults(make()) == []


def test_small_letters_texts_beyond_the_edge_and_over_one_another_are_seen() -> None:
    figure = style.blank(2)
    figure.text(0.5, 0.5, "tiny", fontsize=6)
    figure.text(0.98, 0.2, "too far to the right")
    figure.text(0.1, 0.8, "one thing")
    figure.text(0.12, 0.8, "another")
    assert faults(figure) == [
        "small: tiny", "cut off: too far to the right", "'one thing' over 'another'",
    ]  # fmt: skip
