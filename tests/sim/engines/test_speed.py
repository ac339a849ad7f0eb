"""How fast the engines are, as ratios: kernel against agents, agents against the rules they must call.

Measured as `alliance bench` does. The bounds that fail a test leave room for a busy machine; what was
measured is in the output (`pytest -rP`).
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numba
import pytest

from experiments.checks.bench import engine_speed, growth, lane_speed, rule_overhead, stopwatch
from sim.world.case import Case

COMPILER: Any = numba.config
ROUNDS = 80
LEAST_RATIO, MOST_OVERHEAD, LEAST_BY_LANES = 100.0, 2.0, 1.4
"""What fails a test on a busy machine. The targets are those of `alliance bench`.

Measured on a quiet machine: 220, and agents at 1.54 times their rules (1.44 to 1.58 with others at work).
"""

promised = pytest.mark.skipif(
    bool(COMPILER.BOUNDSCHECK), reason="speed is promised for code that does not check its bounds"
)


@pytest.fixture(scope="module")
def case() -> Case:
    """The default world for fifteen years; no burn-in on either side."""
    return engine_speed.usual_case()


@promised
def test_the_kernel_is_a_hundred_times_as_fast_as_the_agents(case: Case) -> None:
    speed = engine_speed.engines(case, ROUNDS)
    print(f"fixed loop {speed['loop_ms']:.1f} ms, Python {sys.version.split()[0]}")
    kernel, slow = speed["kernel_us"], speed["agents_us"]
    print(f"kernel {kernel:.1f} µs, agents {slow:.0f} µs a month: ratio {speed['ratio']:.0f}")
    assert speed["ratio"] == pytest.approx(slow / kernel)
    assert speed["ratio"] > LEAST_RATIO


@promised
def test_replicates_side_by_side_are_faster_than_one_after_another(case: Case) -> None:
    """Eight at a time, draws included. Measured with others at work: 2.0 to 2.5; quiet: 2.9."""
    speed = lane_speed.times_faster(case, 8, 5)
    print(f"{speed['singly_us']:.2f} µs a month, side by side {speed['lanes_us']:.2f}: {speed['ratio']:.2f}")
    assert speed["ratio"] > LEAST_BY_LANES


@promised
def test_agents_cost_little_more_than_the_rules_they_must_call(case: Case) -> None:
    cost = rule_overhead.overhead(case, ROUNDS)
    for row in cost["rules"][:8]:
        print(f"{row['rule']:12s} {row['calls_a_month']:5.0f} a month, {row['ns']:4.0f} ns")
    print(f"rules {cost['rules_us']:.0f} µs, agents {cost['agents_us']:.0f} µs: {cost['ratio']:.2f} times")
    called = sum(row["calls_a_month"] * row["ns"] for row in cost["rules"]) / 1e3
    assert cost["rules_us"] == pytest.approx(called, rel=0.5)
    assert cost["ratio"] < MOST_OVERHEAD


def test_a_wasteful_agent_would_be_seen(case: Case) -> None:
    """Control: the same measure tells a month from two."""
    month = engine_speed.agents_month(case)

    def twice() -> None:
        month()
        month()

    taken = stopwatch.interleaved({"once": engine_speed.agents_month(case), "twice": twice}, 40)
    assert taken["twice"].best > 1.5 * taken["once"].best


def test_every_rule_the_agents_import_is_called_and_counted(case: Case) -> None:
    """Control of the count: it is what the sizes of the world say."""
    count, _ = rule_overhead.calls_of_a_run(replace(case, months=12))
    firms, states = case.world.firms, len(case.world.states)
    assert count["activity_share"] == count["chips_used"] == 12 * firms
    assert count["payoff"] == count["at_stake"] == 12 * 4 * states
    assert count["trust_next"] == 12 * states
    assert count["normal"] == 12 * states
    unused = set(rule_overhead.rule_names()) - set(count)
    assert unused <= {"event_level", "share_left", "amount_added", "uniform", "stream"}


def test_time_grows_with_months_and_not_faster(case: Case) -> None:
    def runs(months: int) -> Callable[[], object]:
        return engine_speed.kernel_runs(replace(case, months=months))

    taken = stopwatch.interleaved(
        {"one": runs(engine_speed.MONTHS), "four": runs(4 * engine_speed.MONTHS)}, 15
    )
    print(f"{taken['one'].best * 1e3:.2f} ms, four times the months {taken['four'].best * 1e3:.2f} ms")
    assert taken["four"].best < 6 * taken["one"].best


@promised
def test_time_grows_with_firms_and_hardly_faster() -> None:
    """The target is a slope of 1.1, see the slow test of `tests/experiments/checks/test_bench.py`. Where
    others use the machine's memory it is up to 1.4, as firms then fall out of the fast part of it; were every
    firm to ask every other, it would be 2.
    """
    slope = growth.growth((1000, 10_000, 100_000), 1_000_000, 4)
    for row in slope["sizes"]:
        print(f"{row['firms']:7,} firms: {row['firm_month_ns']:.1f} ns a firm's month")
    print(f"slope {slope['slope']:.3f}, as drawn {slope['slope_as_drawn']:.3f}")
    assert 0.8 < slope["slope"] < 1.6
