"""What is measured is what is said to be measured."""

import json
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import numpy as np
import pytest

from experiments.checks.bench import (
    engine_speed,
    growth,
    lane_speed,
    machine,
    operations,
    report,
    rule_overhead,
    stopwatch,
    two_cores,
)
from experiments.errors import UsageFault, WorkersLost
from sim.agents import model, producers
from sim.world.build import build_world


def test_calls_are_timed_in_turn() -> None:
    heard: list[str] = []
    found = stopwatch.interleaved({"a": lambda: heard.append("a"), "b": lambda: heard.append("b")}, 3)
    assert heard == ["a", "b"] * 3
    assert all(0.0 <= taken.best <= taken.median for taken in found.values())


def test_operations_are_counted_and_not_guessed() -> None:
    """A number that counts: two products, a sum, a difference from the right, a quotient by nothing."""
    before = operations.CountedNumber.counted
    x = operations.CountedNumber(3.0)
    assert [x * 2.0 + 1.0, 1.0 - x * x, x / 0.0] == [7.0, -8.0, float("inf")]
    assert operations.CountedNumber.counted - before == 5
    assert isinstance(2.0 * x, operations.CountedNumber)


def test_a_month_has_some_hundred_operations_a_firm() -> None:
    assert 20_000 < operations.operations_of_month() < 60_000


def test_replicates_side_by_side_are_measured_or_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_LANES", "1")
    assert lane_speed.lane_speed(engine_speed.usual_case(), 1) == {"width": 1, "why": "ALLIANCE_LANES is 1"}
    monkeypatch.setenv("ALLIANCE_LANES", "8")
    monkeypatch.setattr(lane_speed, "MANY_FIRMS", 300)
    speed = lane_speed.lane_speed(engine_speed.usual_case(24), 3)
    assert speed["width"] == 8
    assert speed["ratio"] > 1.0
    assert 0.02 < speed["share"] < 1.0


def test_the_slope_is_the_power_of_the_growth() -> None:
    sizes = [1000, 5000, 100_000]
    for power in (0.9, 1.0, 1.5):
        assert growth.slope(sizes, [3e-9 * n**power for n in sizes]) == pytest.approx(power)
    assert growth.slope(sizes, [1e-6, 0.0, 1e-3]) is None


def test_suppliers_come_in_the_order_of_places_and_nothing_else_changes() -> None:
    world = build_world(2000)
    moved = growth.nearby(world)
    kind, firms = world.arrays.firm_kind, world.firms
    before, after = (w.arrays.suppliers.reshape(-1, firms) for w in (world, moved))
    assert (kind[before] == kind[after]).all()
    for was, now in zip(before, after, strict=True):
        assert (np.bincount(was, minlength=firms) == np.bincount(now, minlength=firms)).all()
        for number in np.unique(kind[now]):
            assert (np.diff(now[kind[now] == number]) >= 0).all()
    assert np.abs(np.diff(before)).sum() > 2 * np.abs(np.diff(after)).sum()
    kept = moved.arrays._replace(suppliers=world.arrays.suppliers)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(kept, world.arrays, strict=True))


def test_the_agents_have_their_rules_back_when_a_run_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: vars(producers).get(name, vars(model).get(name)) for name in rule_overhead.rule_names()}

    def broken(*_: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(producers.Firm, "produce", broken)
    with pytest.raises(RuntimeError, match="middle"):
        rule_overhead.calls_of_a_run(engine_speed.usual_case(12))
    after = {name: vars(producers).get(name, vars(model).get(name)) for name in rule_overhead.rule_names()}
    assert after == before


def test_mesa_runs_every_month_of_run_and_twin(monkeypatch: pytest.MonkeyPatch) -> None:
    months: list[int] = []
    recorded = model.AllianceModel.record

    def noted(one: model.AllianceModel) -> None:
        months.append(one.month)
        recorded(one)

    monkeypatch.setattr(model.AllianceModel, "record", noted)
    found = engine_speed.batch(engine_speed.usual_case(6), laps=2)
    assert months == [0, 1, 2, 3, 4, 5] * 2 * 2
    assert found["ratio"] == pytest.approx(found["mesa_ms"] / found["kernel_ms"])


def test_the_machine_is_described() -> None:
    found = machine.machine()
    assert found["processor"]
    assert 1 <= found["cores"] <= found["cores_in_all"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert set(machine.versions()) >= {"python", "numpy", "numba", "mesa", "model"}


def test_what_is_set_for_the_compiler_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_OPT", "1")
    assert machine.machine()["compiler"]["NUMBA_OPT"] == "1"


def test_without_a_compiler_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "rule_names", dict)
    with pytest.raises(UsageFault, match="NUMBA_DISABLE_JIT"):
        report.bench()


def test_one_core_has_no_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_cores, "cores", lambda: 1)
    assert two_cores.two_cores(1)["ratio"] is None


def test_a_worker_that_dies_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(two_cores, "cores", lambda: 2)
    monkeypatch.setattr(two_cores, "_warm", dies)
    with pytest.raises(WorkersLost):
        two_cores.two_cores(1)


def test_workers_are_measured_pair_by_pair_in_changing_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_cores, "cores", lambda: 2)
    order: list[bool] = []
    honest = two_cores._pair

    def noted(*given: Any, turned: bool) -> dict[str, float]:
        order.append(turned)
        return honest(*given, turned=turned)

    monkeypatch.setattr(two_cores, "_pair", noted)
    found = two_cores.two_cores(points=1, pairs=3)
    assert order == [False, True, False]
    assert found["ratios"] == [one / two for one, two in zip(found["one_s"], found["two_s"], strict=True)]
    assert found["ratio"] == sorted(found["ratios"])[1]
    assert found["runs_a_second"] > 1


@pytest.mark.slow
def test_the_targets_of_firms_and_cores_are_met() -> None:
    """On a machine that is left alone; half a minute each."""
    firms = growth.growth(report.WHOLE.sizes, report.WHOLE.firm_months, report.WHOLE.laps)
    pairs = two_cores.two_cores(report.WHOLE.points)
    print(f"slope {firms['slope']:.3f}, as drawn {firms['slope_as_drawn']:.3f}")
    print(f"two cores against one {pairs['ratio']}: {pairs['ratios']}")
    assert firms["slope"] <= report.AIMS["slope"]
    assert pairs["ratio"] is None or pairs["ratio"] >= report.AIMS["cores"]
