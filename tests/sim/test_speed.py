"""How fast the engines are, as ratios: kernel against agents, agents against the rules they must call.

Times are printed beside a fixed loop, so that a number from another machine can be read. The bounds that
fail a
test leave room for a busy machine; what was measured is in the output (`pytest -rP`).
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numba
import numpy as np
import pytest

from experiments.calm import default_case
from sim import agents, model, run
from sim.model import AllianceModel
from sim.world import Case

MONTHS, RUNS = 180, 60
KEPT = 400
LEAST_RATIO, MOST_OVERHEAD = 70.0, 1.8
"""What fails a test on a busy machine; 100 and 1.5 are what the model is built for."""


def best(call: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest of some calls."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        found.append(time.perf_counter() - begun)
    return min(found)


def reference() -> float:
    """Seconds a fixed loop of whole numbers takes in plain Python: two million steps."""

    def loop() -> int:
        x = 1
        for k in range(2_000_000):
            x = (x * 5 + k) & 0xFFFF
        return x

    return best(loop)


@pytest.fixture(scope="module")
def case() -> Case:
    """The default world for fifteen years; no burn-in on either side."""
    return replace(default_case(months=MONTHS), burn_in=0)


def kernel_seconds(case: Case) -> float:
    run.simulate(case, 1, np.arange(1), shocked=False)
    return best(lambda: run.simulate(case, 1, np.arange(RUNS), shocked=False)) / RUNS


def agents_seconds(case: Case) -> float:
    def whole() -> None:
        AllianceModel(case, 1, 0, shocked=False).run()

    whole()
    return best(whole)


def rule_names() -> dict[str, Any]:
    """Every compiled rule that the agents' two files call, by the name they call it."""
    found = {**vars(model), **vars(agents)}
    return {name: rule for name, rule in found.items() if isinstance(rule, numba.core.dispatcher.Dispatcher)}


def calls_of_a_run(case: Case, monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], dict[str, list[Any]]]:
    """How often each rule is called in a run, and some of the arguments it really got."""
    count: Counter[str] = Counter()
    given: dict[str, list[Any]] = defaultdict(list)

    def counted(name: str, rule: Any) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            count[name] += 1
            if len(given[name]) < KEPT:
                given[name].append(args)
            return rule(*args)

        return call

    with monkeypatch.context() as patch:
        for name, rule in rule_names().items():
            for home in (agents, model):
                if hasattr(home, name):
                    patch.setattr(home, name, counted(name, rule))
        AllianceModel(case, 1, 0, shocked=False).run()
    return count, given


def seconds_a_call(rule: Any, given: list[Any]) -> float:
    def loop() -> None:
        for args in given:
            rule(*args)

    many = max(1, 2000 // len(given))
    return best(lambda: [loop() for _ in range(many)], 5) / (many * len(given))


def test_the_kernel_is_a_hundred_times_as_fast_as_the_agents(case: Case) -> None:
    fast, slow = kernel_seconds(case), agents_seconds(case)
    print(f"reference loop {reference() * 1e3:.0f} ms, Python {sys.version.split()[0]}")
    print(f"kernel {fast * 1e3:.2f} ms, agents {slow * 1e3:.0f} ms a run: ratio {slow / fast:.0f}")
    assert slow / fast > LEAST_RATIO


def test_agents_cost_little_more_than_the_rules_they_must_call(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, given = calls_of_a_run(case, monkeypatch)
    rules = rule_names()
    cost = {name: count[name] * seconds_a_call(rules[name], given[name]) for name in count}
    needed, taken = sum(cost.values()), agents_seconds(case)
    for name in sorted(cost, key=lambda name: -cost[name])[:8]:
        print(f"{name:20s} {count[name]:8d} calls, {1e9 * cost[name] / count[name]:5.0f} ns each")
    print(f"rules {needed * 1e3:.0f} ms, agents {taken * 1e3:.0f} ms: {taken / needed:.2f} times")
    assert taken < MOST_OVERHEAD * needed


def test_every_rule_the_agents_import_is_called_and_counted(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control of the count: it is what the sizes of the world say."""
    short = replace(case, months=12)
    count, _ = calls_of_a_run(short, monkeypatch)
    firms, states = case.world.firms, len(case.world.states)
    assert count["activity"] == count["used"] == 12 * firms
    assert count["gain"] == count["burden"] == 12 * 4 * states
    assert count["trust_next"] == 12 * states
    assert count["normal"] == 2 * 12 * states
    unused = set(rule_names()) - set(count)
    assert unused <= {"level", "lost", "added", "uniform", "stream"}


def test_time_grows_with_months_and_not_faster(case: Case) -> None:
    one = kernel_seconds(case)
    four = kernel_seconds(replace(case, months=4 * MONTHS))
    print(f"{MONTHS} months {one * 1e3:.2f} ms, {4 * MONTHS} months {four * 1e3:.2f} ms")
    assert four < 6 * one
