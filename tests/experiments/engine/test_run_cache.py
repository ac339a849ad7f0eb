"""Runs that are kept are the runs the engine makes, and what decides a run tells it apart from others."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from experiments.engine import run_cache
from experiments.engine.run_cache import Kept
from experiments.study.patterns.arms import course
from scenarios import Scenario, compile_case, override
from sim.run import burn_in, simulate

NUMBERS = np.arange(2, dtype=np.int64)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was truly run, in its order."""
    found: list[str] = []

    def counted(name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: Any, **named: Any) -> Any:
            found.append(name)
            return do(*given, **named)

        return counting

    monkeypatch.setattr(run_cache, "burn_in", counted("burn-in", burn_in))
    monkeypatch.setattr(run_cache, "simulate", counted("course", simulate))
    return found


def test_what_is_kept_is_what_the_engine_makes_and_is_made_once(small: Scenario, made: list[str]) -> None:
    case, store = compile_case(small), Kept()
    for shocked in (True, False, True):
        found = store.simulate(case, 1, NUMBERS, shocked=shocked)
        plain = simulate(case, 1, NUMBERS, shocked=shocked)
        assert found.series.tobytes() == plain.series.tobytes()
        assert all(np.array_equal(a, b) for a, b in zip(found.end, plain.end, strict=True))
    assert made == ["burn-in", "course", "course"]


@pytest.mark.parametrize(
    ("changes", "burnt"),
    [
        ({"parameters.trust_gain": 0.03}, 1),
        ({"switches.scar": False}, 1),
        ({"actors.FRA.autonomy": 0.9}, 1),
        ({"burn_in.months": 13}, 1),
        ({"shock.size": 0.5}, 0),
        ({"horizon.months": 60}, 0),
    ],
)
def test_whatever_decides_a_run_makes_another(
    small: Scenario, made: list[str], changes: Mapping[str, float], burnt: int
) -> None:
    store = Kept()
    for one in (small, override(small, changes)):
        store.simulate(compile_case(one), 1, NUMBERS, shocked=True)
    assert made.count("course") == 2
    assert made.count("burn-in") == 1 + burnt
    store.simulate(compile_case(small), 2, NUMBERS, shocked=True)
    store.simulate(compile_case(small), 1, NUMBERS + 1, shocked=True)
    assert made.count("course") == 4


def test_a_full_course_serves_whoever_asks_for_less_and_not_the_reverse(
    small: Scenario, made: list[str]
) -> None:
    case, store = compile_case(small), Kept()
    wanted = [store.simulate(case, 1, NUMBERS, shocked=True, full=full) for full in (False, True, False)]
    assert made.count("course") == 2
    assert wanted[1].states.size
    assert wanted[2] is wanted[1]


def test_what_does_not_fit_is_run_again_and_never_wrong(small: Scenario, made: list[str]) -> None:
    case, tight, wide = compile_case(small), Kept(most_bytes=1), Kept()
    for _ in range(2):
        found = tight.simulate(case, 1, NUMBERS, shocked=True)
        assert found.series.tobytes() == wide.simulate(case, 1, NUMBERS, shocked=True).series.tobytes()
    assert made.count("course") == 3
    assert made.count("burn-in") == 3


def test_a_twin_that_nobody_looks_at_is_not_run(
    small: Scenario, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.study.patterns.arms.KEPT", Kept())
    of = course(small, 2)
    assert made == []
    assert of.run["performance"].shape == (2, 48)
    assert made == ["burn-in", "course"]
    assert of.twin is of.twin
    assert made == ["burn-in", "course", "course"]
