"""Every part of a pattern is tested as it was written down, and a test of one can fail."""

import math
import re
from dataclasses import dataclass

import numpy as np
import pytest

from analysis.intervals import Interval
from experiments.study.core.criteria import criteria
from experiments.study.folders import DOCS, RESULTS
from experiments.study.page_tables import pages
from experiments.study.patterns import parts_from_shares, parts_from_states
from experiments.study.patterns.arms import at_horizon, between, mechanisms_of
from experiments.study.patterns.parts import OVER_ALL, PAIRED, SHARES
from experiments.study.patterns.parts_from_measures import _speed
from experiments.study.patterns.parts_from_shares import Measurement, critical_size, crossing
from experiments.study.patterns.parts_from_states import _first_sign, shocked
from experiments.study.patterns.pattern_figure import patterns_figure, scaled
from experiments.study.patterns.preregistered import (
    FAILS,
    HOLDS,
    NOT_TESTED,
    UNDECIDED,
    Part,
    parts,
    retired_parts,
)
from experiments.study.patterns.verdicts import (
    NOT_RUN,
    measure_part,
    measurement_of,
    part_verdict,
    unmeasured,
    verdict,
)
from experiments.study.report import read
from scenarios import load, override
from sim.parameters.table import MECHANISMS

FEW = 4
EFFECTS = ("maintenance", "synergy", "prevention")


def named(name: str) -> Part:
    (part,) = (part for part in parts() if part.name == name)
    return part


def few(name: str, level: float = 0.95) -> str:
    """The verdict on a part at few replicates."""
    part = named(name)._replace(n=FEW)
    return part_verdict(part, measure_part(part, level, jobs=1))


def test_every_part_written_down_has_a_function_and_the_other_way_round() -> None:
    functions = [*PAIRED, *OVER_ALL, *SHARES]
    assert sorted(functions) == sorted(part.name for part in parts())


def test_a_retired_part_says_why_and_what_asks_instead_and_is_run_no_more() -> None:
    asked = {part.name for part in parts()}
    mechanisms, judged = set(MECHANISMS), {row.id for row in criteria()} | {"C20", "C21"}
    assert len(retired_parts()) > 10
    for part in retired_parts():
        assert part.retired
        assert part.name not in asked
        kind, _, name = part.successor.partition(" ")
        assert (
            part.successor in asked
            or (kind == "mechanism" and name in mechanisms)
            or (kind == "criterion" and name in judged)
        ), part


def test_the_partition_names_mechanisms_there_are_each_in_one_effect() -> None:
    for partition in ("paper", "model"):
        named = [name for effect in EFFECTS for name in mechanisms_of(partition, effect)]
        assert len(named) == len(set(named)) > 10
        assert set(named) <= set(MECHANISMS)


def test_a_part_whose_scenario_or_key_is_gone_is_not_tested_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = named("P12 autonomy")._replace(scenario="no-such-scenario", n=FEW)
    measured = measure_part(gone, 0.95)
    assert part_verdict(gone, measured) == NOT_TESTED
    assert measured.note.startswith("cannot be run")
    monkeypatch.setitem(
        PAIRED, "P12 autonomy", between(at_horizon("output"), {"parameters.no_such": 1.0}, {})
    )
    measured = measure_part(named("P12 autonomy")._replace(n=FEW), 0.95)
    assert "no_such" in measured.note


def test_what_was_not_run_says_so_and_has_no_number() -> None:
    rows = unmeasured(parts())
    assert {(row["verdict"], row["note"]) for row in rows} == {(NOT_TESTED, NOT_RUN)}
    assert all(math.isnan(row["estimate"]) for row in rows)


def test_what_was_written_down_stands_in_the_results_unchanged() -> None:
    rows = read(RESULTS / "patterns.csv")
    assert len(rows) == len(parts())
    for row, part in zip(rows, parts(), strict=True):
        asked = ("id", "part", "scenario", "measure", "sign", "unit", "says")
        assert [row[key] for key in asked] == [getattr(part, key) for key in asked]
        assert (float(row["smallest"]), int(row["n"])) == (part.smallest, part.n)


def test_the_verdicts_in_the_results_follow_from_their_intervals() -> None:
    for row, part in zip(read(RESULTS / "patterns.csv"), parts(), strict=True):
        interval = Interval(*(float(row[name]) for name in Interval._fields))
        assert interval.low <= interval.estimate <= interval.high or row["verdict"] == NOT_TESTED
        assert row["verdict"] == part_verdict(part, Measurement(interval))


def test_the_page_says_what_the_table_says() -> None:
    page = (DOCS / "patterns.md").read_text(encoding="utf-8")
    assert "| P3 speed |" in page
    assert pages.fill(page, RESULTS) == page


def test_every_part_that_does_not_hold_is_explained_and_no_other() -> None:
    page = (DOCS / "patterns.md").read_text(encoding="utf-8")
    rows = read(RESULTS / "patterns.csv")
    wanted = [f"{row['id']} {row['part']}" for row in rows if row["verdict"] not in (HOLDS, NOT_TESTED)]
    assert re.findall(r"^### (P.*)$", page, re.MULTILINE) == wanted


@pytest.mark.parametrize(
    ("sign", "low", "high", "expected"),
    [
        ("+", 0.1, 0.3, HOLDS),
        ("+", 0.09, 0.3, UNDECIDED),
        ("+", -0.3, 0.09, FAILS),
        ("-", -0.3, -0.1, HOLDS),
        ("-", -0.3, -0.09, UNDECIDED),
        ("-", -0.09, 0.3, FAILS),
        ("below", -5.0, 0.1, HOLDS),
        ("below", -5.0, 0.11, UNDECIDED),
        ("below", 0.11, 5.0, FAILS),
        ("below", math.inf, math.inf, FAILS),
        ("zero", 0.0, 0.0, HOLDS),
        ("zero", 0.0, 1e-300, FAILS),
        ("+", math.nan, math.nan, NOT_TESTED),
        ("zero", math.nan, math.nan, NOT_TESTED),
    ],
)
def test_a_verdict_asks_for_the_whole_interval(sign: str, low: float, high: float, expected: str) -> None:
    assert verdict(sign, 0.1, Interval((low + high) / 2, low, high)) == expected


@pytest.mark.parametrize(
    ("least", "most", "alive", "expected"),
    [
        (0.06, 0.7, 1.0, HOLDS),
        (0.04, 0.7, 1.0, FAILS),
        (0.06, 0.85, 1.0, FAILS),
        (0.06, 0.7, 0.94, FAILS),
        (0.055, 0.7, 1.0, UNDECIDED),
    ],
)
def test_a_map_is_as_good_as_the_worst_that_is_asked_of_it(
    least: float, most: float, alive: float, expected: str
) -> None:
    around = [Interval(x, x - 0.008, x + 0.008) for x in (least, most)]
    further = (("below", 0.8, around[1]), ("+", 0.95, Interval(alive, alive, alive)))
    assert part_verdict(named("P2 inside"), Measurement(around[0], further=further)) == expected


@dataclass
class Written:
    """Outcomes of a map as a test writes them."""

    five_years: np.ndarray
    alive: np.ndarray


def test_the_map_of_a_pattern_is_the_lesser_of_two_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = np.full((10, 20), "not degraded", dtype="<U15")
    rest[:2], rest[2:7] = "collapsed", "bounced back"
    monkeypatch.setattr(parts_from_shares, "answers", lambda *_: [None])
    monkeypatch.setattr(parts_from_shares, "judge", lambda _: Written(rest, np.ones_like(rest, dtype=bool)))
    there = parts_from_shares.map_shares(load("unilateral-turn-2025"), "collapsed", 20, 0.95, 1)
    assert there.interval.estimate == 0.2
    assert part_verdict(named("P2 inside"), there) == HOLDS
    rest[:2] = "open"
    gone = parts_from_shares.map_shares(load("unilateral-turn-2025"), "collapsed", 20, 0.95, 1)
    assert gone.interval.estimate == 0


def test_the_crossing_lies_where_half_are_broken() -> None:
    sizes = np.array([0.2, 0.3, 0.4])
    broken = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1]], dtype=bool)
    even, lone, never = np.ones((1, 4)), np.array([[4.0, 0, 0, 0]]), np.zeros_like(broken)
    assert crossing(sizes, broken, even) == pytest.approx([0.3 + 0.1 / 3])
    assert crossing(sizes, broken, lone) == pytest.approx([0.25])
    assert crossing(sizes, never, even) == [math.inf]


def test_the_critical_size_is_read_off_planted_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = np.array([0.43, 0.45, 0.47, 0.49])

    def planted(_: object, sizes: tuple[float, ...], n: int, __: object) -> np.ndarray:
        return np.array([limits[:n] <= size for size in sizes])

    monkeypatch.setattr(parts_from_shares, "_collapsed", planted)
    size = critical_size(load("unilateral-turn-2025"), 4, 0.95, 1).interval
    assert size.estimate == pytest.approx(0.45, abs=0.005)
    assert size.low == pytest.approx(0.43, abs=0.005)
    assert size.high == pytest.approx(0.49, abs=0.005)
    limits[:] = 2
    assert critical_size(load("unilateral-turn-2025"), 4, 0.95, 1).interval.low == math.inf


def test_the_speed_of_a_gap_is_its_return_over_its_fall() -> None:
    gap = np.array([0.5, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    assert _speed(gap) == 5 / 1
    assert _speed(gap[:6]) == 4 / 1
    assert _speed(np.array([0.1, 0.2, 0.3, 0.4])) == 0


@pytest.mark.parametrize("name", ["P8 data", "P14 thins", "P25 floor", "P40 high", "P49 order"])
def test_a_part_holds_at_few_runs_as_well(name: str) -> None:
    assert few(name) == HOLDS


def test_a_pledge_that_shares_nothing_does_not_hold() -> None:
    part, scenario = named("P25 floor"), load("ally-singled-out")
    kept, broken = (
        measurement_of(PAIRED[part.name](arm, FEW), part.sign, 0.95)
        for arm in (scenario, override(scenario, {"parameters.pledge_share": 0.0}))
    )
    assert part_verdict(part, kept) == HOLDS
    assert part_verdict(part, broken) == FAILS


def test_without_stakes_a_closed_route_deepens_nothing() -> None:
    part, scenario = named("P61 high"), load("taiwan-blockade")
    with_stakes, without = (
        PAIRED[part.name](arm, FEW).mean()
        for arm in (scenario, override(scenario, {"switches.stakes": False}))
    )
    assert with_stakes > 0.05 > abs(without)


def test_what_has_to_be_zero_is_not_when_it_looks_too_far(monkeypatch: pytest.MonkeyPatch) -> None:
    assert few("P26 before") == HOLDS
    truly = parts_from_states._first_sign
    monkeypatch.setattr(parts_from_states, "_first_sign", lambda given: truly(given) + 6)
    assert few("P26 before") == FAILS


def test_the_first_sign_is_the_warning_where_one_can_be_read() -> None:
    signs = {scenario.name: _first_sign(scenario) for scenario in shocked()}
    assert signs["taiwan-blockade"] == signs["perfect-storm"] == 12 - 3
    assert signs["unilateral-turn-2025"] == signs["ally-singled-out"] == 12


def test_without_runs_to_measure_a_part_is_not_tested() -> None:
    nothing = measurement_of(np.full(3, np.nan), "+", 0.95)
    assert part_verdict(named("P61 low"), nothing) == NOT_TESTED
    assert nothing.note == "3 of 3 runs had nothing to measure"


def test_the_picture_turns_every_sign_so_that_right_of_one_is_what_was_asked() -> None:
    row = {"estimate": "-0.04", "low": "-0.06", "high": "-0.02", "smallest": "0.02", "sign": "-"}
    assert scaled(row) == pytest.approx((2, 1, 3))
    assert scaled({**row, "sign": "+"}) == pytest.approx((-2, -3, -1))
    assert scaled({**row, "sign": "zero"}) == (-math.inf,) * 3
    rows = read(RESULTS / "patterns.csv")
    figure = patterns_figure(rows)
    labels = [text.get_text() for axes in figure.axes[:2] for text in axes.get_yticklabels()]
    assert labels == [part.name for part in parts()]
