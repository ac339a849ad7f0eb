"""The reserve is the least further shock that ends a run, and the search finds it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.arrays import BoolArray, FloatArray, IntArray
from experiments.errors import UsageFault
from experiments.reserve import reserve_search
from experiments.reserve.further_shocks import (
    ALL,
    BLOCKADE,
    TURN,
    check_can_end,
    context_until,
    until,
)
from experiments.reserve.least_level import least_level
from experiments.reserve.reserve_of_run import longest
from experiments.reserve.reserve_search import Ground
from scenarios import Scenario, compile_case, load, override
from sim.rules.shocks import event_level
from sim.run import Trajectories, simulate
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS, shock_rows

SEED, RUNS = 7, 3
SMALL = {"horizon.months": 60, "burn_in.months": 12, "population.firms": 20}


@pytest.fixture(scope="module")
def turned() -> Case:
    """A full turn of eight years from month 12, which kills; few firms."""
    scenario: Scenario = override(
        load("unilateral-turn-2025"),
        {**SMALL, "shock.size": 1, "shock.months": 96, "horizon.months": 120},
    )
    return compile_case(scenario)


@pytest.fixture(scope="module")
def ground(turned: Case) -> Ground:
    return Ground.of(turned, SEED, RUNS, longest([60]))


@pytest.mark.parametrize("guess", [0, 5, 13, 40, 99])
@pytest.mark.parametrize("off_by", [0, 1])
def test_the_search_finds_the_first_level_at_which_it_happens(guess: int, off_by: int) -> None:
    """Control: of a question that is off by one the answer is."""
    first = np.array([0, 1, 2, 7, 20, 39, 40, 41])  # 41: at no level

    def happens(levels: IntArray, places: IntArray) -> BoolArray:
        calls.append(len(levels))
        assert (levels >= 0).all()
        assert (levels <= 40).all()
        return np.asarray(levels >= first[places] + off_by)

    calls: list[int] = []
    answer = least_level(happens, np.full(len(first), guess), most=40)
    np.testing.assert_array_equal(answer, np.minimum(first + off_by, 41))
    assert len(calls) <= 12


def alive_by_length(ground: Ground, month: int, lengths: range) -> BoolArray:
    """Whether each run outlives a further turn of each length, computed one by one."""
    places = np.arange(RUNS)
    return ~np.array([ground.ends(TURN, month, np.full(RUNS, length), places) for length in lengths])


def test_the_search_agrees_with_trying_every_length_and_a_longer_turn_spares_nobody(ground: Ground) -> None:
    lengths = range(121)
    for month in (12, 48):
        alive = alive_by_length(ground, month, lengths)
        assert not (alive[1:] & ~alive[:-1]).any()  # none lives whom a month less had ended
        assert alive[0].all()
        assert not alive[-1].any()
        np.testing.assert_array_equal(ground.least(TURN, [month])[0], (~alive).argmax(axis=0))


def test_a_search_that_takes_the_answer_as_it_comes_is_seen(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: bisection that stops at its first guess disagrees with trying every length."""
    monkeypatch.setattr(reserve_search, "least_level", lambda happens, guess, most: guess)
    alive = alive_by_length(ground, 12, range(121))
    assert (ground.least(TURN, [12])[0] != (~alive).argmax(axis=0)).any()


def test_what_was_suffered_counts_and_what_would_still_come_does_not(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, begun, late = ground.least(TURN, [12, 48, 108])
    assert (begun < before).all()  # three years of a full turn have been suffered
    assert (late == 0).all()  # eight years are the end by themselves
    monkeypatch.setattr(reserve_search, "until", lambda shocks, month: shocks)
    assert (ground.least(TURN, [12])[0] == 0).all()  # control: all that is to come is the end by itself


def test_calm_outlives_a_blockade_and_its_search_says_so(ground: Ground) -> None:
    assert (ground.least(BLOCKADE, [0])[0] == BLOCKADE.most + 1).all()
    assert np.isinf(BLOCKADE.amount(BLOCKADE.most + 1))
    assert [BLOCKADE.amount(level) for level in (0, 7, 20)] == [0, 0.35, 1]


@pytest.mark.parametrize(
    ("profile", "ramp", "every"), [("step", 0, 0), ("pulse", 0, 0), ("ramp", 18, 0), ("repeated", 0, 10)]
)
def test_a_shock_that_ends_has_done_the_same_until_then(
    turned: Case, profile: str, ramp: int, every: int
) -> None:
    rows = shock_rows(
        "cooperation.cost", {"states": ["USA"]}, profile, 6, 4, 1.0, turned.world, ramp=ramp, every=every
    )
    end = 27
    courses = [course(turned, part, end + 6) for part in (rows, until(rows, end), until(rows, end - 1))]
    np.testing.assert_array_equal(courses[0][:, :end], courses[1][:, :end])
    assert all(level(row, month) == 0 for row in until(rows, end) for month in range(end, 80))
    if profile == "repeated":  # on in month 26: control, ended a month early it shows
        assert (courses[0][:, :end] != courses[2][:, :end]).any()


def course(case: Case, rows: FloatArray, months: int) -> FloatArray:
    struck = replace(case, shocks=rows, months=months)
    return simulate(struck, SEED, np.arange(2), shocked=True)["cooperation"]


def level(row: FloatArray, month: int) -> float:
    columns = dict(zip(SHOCK_COLUMNS, row, strict=True))
    profile, start, months, ramp, every = (
        int(columns[name]) for name in ("profile", "start", "months", "ramp", "every")
    )
    return event_level(profile, month, start, months, ramp, every, 0)


def test_the_context_ends_with_the_month_but_what_stands_stays(turned: Case) -> None:
    def rows(start: int, months: int | None) -> FloatArray:
        return shock_rows("council.open", {}, "step", start, months, 1.0, turned.world)

    standing, past, present, lasting = rows(-60, 100), rows(2, 5), rows(10, 30), rows(4, None)
    context = np.concatenate([standing, past, present, lasting, rows(20, 9)])
    found = context_until(context, 20)[:, 3:5].tolist()
    assert found == [[-60, 100], [4, lasting[0, 4]], [2, 5], [10, 10]]


def test_a_shock_that_strikes_by_chance_is_refused(turned: Case) -> None:
    struck = shock_rows("council.open", {}, "random", 6, 4, 1.0, turned.world, hazard=0.1)
    with pytest.raises(UsageFault, match="strikes at random"):
        check_can_end(struck)
    check_can_end(turned.shocks)


def test_beside_a_dead_twin_nothing_is_said(turned: Case) -> None:
    weak = replace(turned, start=(0.01, 0.01, 0.01), shocks=turned.shocks[:0])
    assert np.isnan(Ground.of(weak, SEED, 2, longest([0])).least(TURN, [0])).all()
    assert longest([5]) == 5 + TURN.most + 240
    assert set(ALL) == {"turn", "blockade"}


def test_dead_is_read_twenty_years_after_beside_the_twin_of_that_month(turned: Case) -> None:
    """Worked out apart, from a start whose twin is far lower in month 0 than later."""
    weak = replace(turned, start=(1.0, 0.1, 0.1))
    ground, numbers, month = Ground.of(weak, SEED, RUNS, longest([24])), np.arange(RUNS), 24
    for length in (0, 30, 90):
        months = month + length + 240
        turn = shock_rows("cooperation.cost", {"states": ["USA"]}, "step", month, length, 1.0, weak.world)
        suffered = weak.shocks.copy()
        suffered[:, SHOCK_COLUMNS.index("months")] = 12  # begun in month 12, ended with month 24
        struck = replace(weak, shocks=np.concatenate([suffered, turn]), months=months)
        run, twin = (
            simulate(struck, SEED, numbers, shocked=hit)["cooperation"][:, -1] for hit in (True, False)
        )
        dead = ground.ends(TURN, month, np.full(RUNS, length), numbers)
        np.testing.assert_array_equal(dead, run < 0.25 * twin)
        assert dead.all() == (length == 90)


def test_the_twenty_years_count_from_the_last_month_of_the_further_shock(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = []

    def follow(case: Case, *arguments: Any, **options: Any) -> Trajectories:
        followed.append(case.months)
        return simulate(case, *arguments, **options)

    monkeypatch.setattr(reserve_search, "simulate", follow)
    for further, length in ((TURN, 0), (TURN, 31), (BLOCKADE, 4)):
        ground.ends(further, 48, np.array([length]), np.array([0]))
    assert followed == [48 + 240, 48 + 31 + 240, 48 + 60 + 240]
