"""In 2,000 random small cases chips are conserved to 1e-9, shares stay shares and numbers are numbers."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.run import Trajectories, burn_in, simulate
from sim.series import SERIES
from sim.state.run_state import Ledger, RunState
from sim.world.case import Case

CASES = 2000
CLOSE = 1e-9
RandomCase = Callable[[int], Case]


def stocks(case: Case, stock: np.ndarray) -> np.ndarray:
    """Stocks of both classes: float64[..., c]."""
    bought = case.world.arrays.firm_class
    return np.stack([stock[..., bought == chips].sum(axis=-1) for chips in (0, 1)], axis=-1)


def first_stock(case: Case) -> np.ndarray:
    """The firms' stocks before the first month."""
    return np.asarray(burn_in(case, 1, np.array([7])).stock[0])


def missing(case: Case, run: Trajectories) -> float:
    """The most chips that came from nowhere or went nowhere, in either class."""
    book = Ledger(*run.ledger[0])
    start = first_stock(case)
    fates = book.stranded + book.elsewhere + book.idle + book.delivered
    kept = stocks(case, start) + book.delivered - book.used
    return float(max(abs(book.made - fates).max(), abs(kept - stocks(case, run.end.stock[0])).max()))


def outside(run: Trajectories) -> list[str]:
    """Series that left their range, by name."""
    low, high = (np.array([getattr(series, side) for series in SERIES]) for side in ("low", "high"))
    off = (run.series < low - 1e-12) | (run.series > high + 1e-12)
    return [SERIES[place].name for place in np.flatnonzero(off.any(axis=(0, 1)))]


@pytest.fixture(scope="module")
def runs(random_case: RandomCase) -> list[tuple[Case, Trajectories]]:
    cases = [random_case(number) for number in range(CASES)]
    return [(case, simulate(case, 1, np.array([7]), shocked=True, full=True)) for case in cases]


def test_no_chip_appears_or_vanishes(runs: list[tuple[Case, Trajectories]]) -> None:
    assert max(missing(case, run) for case, run in runs) < CLOSE


def test_a_chip_too_many_would_be_seen(runs: list[tuple[Case, Trajectories]]) -> None:
    """Control: one part in ten million of what was delivered, or of a stock, is found."""
    case, run = next(pair for pair in runs if pair[1].ledger[0, 4, 0] > 1)
    run.ledger[0, 4, 0] *= 1 + 1e-7
    assert missing(case, run) > CLOSE
    run.ledger[0, 4, 0] /= 1 + 1e-7
    run.end.stock[0, 0] += 1e-7
    assert missing(case, run) > CLOSE
    run.end.stock[0, 0] -= 1e-7
    assert missing(case, run) < CLOSE


def test_no_fate_of_a_chip_is_negative(runs: list[tuple[Case, Trajectories]]) -> None:
    assert min(run.ledger.min() for _, run in runs) > -CLOSE


def test_the_cases_reach_shortage_in_both_classes_and_every_fate(
    runs: list[tuple[Case, Trajectories]],
) -> None:
    books = np.stack([run.ledger[0] for _, run in runs])
    assert ((books > 0.1).mean(axis=0) > 0.2).all()
    assert sum(run["shortage_USA"].max() > 0.1 for _, run in runs) > CASES / 5


def test_stocks_are_kept_month_by_month(
    random_case: RandomCase, parts: Callable[[Case, np.ndarray], RunState]
) -> None:
    for number in range(0, 200, 10):
        case = random_case(number)
        whole = parts(case, simulate(case, 1, np.array([7]), shocked=True, full=True).states)
        held = np.vstack([first_stock(case), whole.stock[0]])
        used = stocks(case, held[:-1]) + whole.delivered[0] - stocks(case, held[1:])
        need = np.bincount(case.world.arrays.firm_class, weights=case.world.arrays.firm_need, minlength=2)
        assert (used > -CLOSE).all()
        assert (used < need + CLOSE).all()
        assert (held > -CLOSE).all()


def test_series_stay_in_their_ranges(runs: list[tuple[Case, Trajectories]]) -> None:
    assert {name for _, run in runs for name in outside(run)} == set()


def test_every_number_of_every_state_is_a_number_and_shares_are_shares(
    runs: list[tuple[Case, Trajectories]], parts: Callable[[Case, np.ndarray], RunState]
) -> None:
    for case, run in runs:
        assert np.isfinite(run.states).all()
        whole = parts(case, run.states)
        for name in ("effort", "trust", "position", "joint", "commitments", "activity", "shortage", "felt"):
            values = getattr(whole, name)
            assert values.min() >= -1e-12, name
            assert values.max() <= 1 + 1e-12, name
        for name in (
            "interoperability",
            "substituted",
            "expected",
            "work",
            "code",
            "stock",
            "output",
            "delivered",
        ):
            assert getattr(whole, name).min() >= -1e-12, name


def test_a_share_out_of_range_would_be_seen(runs: list[tuple[Case, Trajectories]]) -> None:
    """Control."""
    _, run = runs[0]
    assert outside(run) == []
    run.series[0, 3, 5] = 1.001
    assert outside(run) == ["trust_USA"]
