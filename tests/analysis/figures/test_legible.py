"""Every kind of figure as a journal prints it, 8 cm wide: no letter below 5 pt, nothing cut off, nothing
written over anything else.
"""

import sys
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.by_key import by_key_figure
from analysis.figures.chip_flows import chip_figure
from analysis.figures.curves import curves_figure
from analysis.figures.member_courses import member_figure
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.overlay import MonthlyBand, overlay_figure
from analysis.figures.recovery_curves import recovery_figure
from analysis.figures.reserve_curve import ReserveCurve, ReservePanel, reserve_figure
from analysis.figures.share_map import share_map_figure
from analysis.figures.survival_curves import survival_figure
from analysis.intervals import Interval
from analysis.survival import CENSORED, RECOVERED, SUNK
from tests.analysis.figures.legibility import faults

pytestmark = pytest.mark.filterwarnings("error", r"ignore:no installed font:UserWarning")

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
        SIZES, LENGTHS, shares, x_name="size of the shock (0–1)", y_name="length of the shock (months)",
        title=ASKED, n=2300, seed=1, map_wide=whole, judged="outcome by level, month 180",
    )  # fmt: skip


def share_map() -> Figure:
    return share_map_figure(
        SIZES,
        LENGTHS,
        maps(),
        x_name="size of the shock (0–1)",
        y_name="length of the shock (months)",
        title=ASKED,
        seed=1,
    )


def survival(groups: int = 4) -> Figure:
    time = np.arange(1, 61, dtype=float)
    cause = np.resize([RECOVERED, RECOVERED, CENSORED, SUNK], 60)
    runs = {f"{0.25 * (i + 1):g}": (np.tile(time * (i + 1), 20), np.tile(cause, 20)) for i in range(groups)}
    levels = {"to 95 % of the twin's performance": runs, "to the twin's own performance": runs}
    return survival_figure(levels, key="size of the shock (0–1)", title=ASKED, n=9000, seed=1)


def overlay(side_by_side: int = 2) -> Figure:
    x = 2025 + np.arange(180) / 12
    course = MonthlyBand(x, np.full(180, 0.8), np.full(180, 0.9), np.full(180, 1.0))
    courses = {f"course {i}, under a name that is as long as names are": course for i in range(6)}
    panels = {f"series {i}, as long as titles of series are (calm = 1)": courses for i in range(5)}
    return overlay_figure(
        panels,
        x_name="year",
        dated=True,
        side_by_side=side_by_side,
        title=ASKED,
        runs="20 runs of each",
        seed=1,
    )


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
    overlay, lambda: overlay(1), lambda: overlay(3),
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
    "overlay",
    "overlay in one column",
    "overlay in three",
)


@pytest.mark.parametrize("make", KINDS, ids=NAMES)
def test_it_can_be_read_at_eight_centimetres(make: Callable[[], Figure]) -> None:
    assert faults(make()) == []


@pytest.mark.parametrize(
    "title", ["W" * 500, "costs $5 and $x^2$ \\frac{1}{0}", "芯片短缺会让联盟更深吗？" * 9, ""]
)
@pytest.mark.parametrize("make", [share_map, survival, chips, members, reserve])
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
    figure.text(0.1, 0.6, "shock.size")
    assert faults(figure) == [
        "small: tiny", "raw key: shock.size", "cut off: too far to the right", "'one thing' over 'another'",
    ]  # fmt: skip
