"""The two engines, and everything else that must not change a bit."""

from collections.abc import Callable

import numpy as np
import pytest

from experiments.checks import docking
from experiments.checks.docking import Check
from experiments.engine import mesa_runs
from experiments.errors import UsageFault


def test_one_bit_is_found_and_named() -> None:
    one = np.array([[1.0, 2.0], [3.0, 4.0]])
    other = one.copy()
    other[1, 0] = np.nextafter(3.0, 4.0)
    check = Check("bits")
    check.hold("here", one, one.copy())
    assert (check.compared, check.different, check.first) == (4, 0, "")
    check.hold("there", one, other)
    assert (check.compared, check.different) == (8, 1)
    assert check.first.startswith("there at (1, 0): ")


@pytest.mark.parametrize(("one", "other", "different"), [(0.0, -0.0, 1), (np.nan, np.nan, 0), (1.0, 1.0, 0)])
def test_bits_are_compared_and_not_values(one: float, other: float, different: int) -> None:
    check = Check("bits")
    check.hold("", np.array([one]), np.array([other]))
    assert check.different == different


def test_arrays_of_another_shape_differ_in_every_number() -> None:
    check = Check("shape")
    check.hold("", np.zeros(3), np.zeros((2, 3)))
    assert check.different == 6


@pytest.mark.parametrize("cases", [0, -1, 100_001])
def test_a_number_of_cases_out_of_range_is_refused(cases: int) -> None:
    with pytest.raises(UsageFault, match="cases"):
        docking.verify(cases)


@pytest.mark.parametrize("check", [docking._workers, docking._order])
def test_nothing_differs_between_workers_and_orders(check: Callable[[int], Check]) -> None:
    found = check(1)
    assert found.compared > 1000
    assert (found.different, found.first) == (0, "")


def test_nothing_differs_between_the_engines() -> None:
    found = docking._engines(3, 5, lambda *_: None)
    assert found.compared > 10_000
    assert (found.different, found.first) == (0, "")


@pytest.mark.slow
def test_nothing_differs_between_engines_workers_orders_and_compiles() -> None:
    found = docking.verify(500)
    assert [(check["name"], check["different"], check["first"]) for check in found["checks"]] == [
        ("agents and kernel", 0, ""),
        ("1 and 2 workers", 0, ""),
        ("order of runs", 0, ""),
        ("fresh compile", 0, ""),
    ]
    assert all(check["compared"] > 0 for check in found["checks"])
    assert found["ok"]


def test_a_planted_difference_between_the_engines_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = mesa_runs.simulate

    def off_by_a_bit(*given: object, **how: object) -> object:
        made = honest(*given, **how)  # type: ignore[arg-type]
        made.states[0, -1, -1] = np.nextafter(made.states[0, -1, -1], 2.0)
        return made

    monkeypatch.setattr(mesa_runs, "simulate", off_by_a_bit)
    check = docking._engines(1, 1, lambda *_: None)
    assert check.different == 2
    assert "case 0 run state" in check.first
