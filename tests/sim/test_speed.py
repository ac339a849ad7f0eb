"""How fast the engines are, as ratios: kernel against agents, agents against the rules they must call.

Times are printed beside a fixed loop, so that a number from another machine can be read. The bounds that
fail a
test leave room for a busy machine; what was measured is in the output (`pytest -rP`).
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numba
import numpy as np
import pytest

from experiments.calm import default_case
from sim import agents, model, run
from sim.model import AllianceModel
from sim.world import Case

MONTHS, RUNS, ROUNDS = 180, 4, 80
KEPT = 400
LEAST_RATIO, MOST_OVERHEAD = 70.0, 2.5
"""What fails a test on a busy machine. The targets are 100 and 1.5.

The first is met (113 to 165 measured). The second is not met reliably: 1.31 to 1.82 over eight measurements
on one machine, the last four above 1.5. The bound here notices an agent grown wasteful; it does not claim
the target.
"""


def quietest(calls: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Seconds of the fastest of `rounds` calls of each, one after another in turn: a busy machine is busy
    for all.
    """
    found = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, call in calls.items():
            begun = time.perf_counter()
            call()
            found[name] = min(found[name], time.perf_counter() - begun)
    return found


def counting() -> int:
    """The fixed loop: two hundred thousand steps of whole numbers in plain Python."""
    x = 1
    for k in range(200_000):
        x = (x * 5 + k) & 0xFFFF
    return x


@pytest.fixture(scope="module")
def case() -> Case:
    """The default world for fifteen years; no burn-in on either side."""
    return replace(default_case(months=MONTHS), burn_in=0)


def kernel_runs(case: Case) -> Callable[[], Any]:
    run.simulate(case, 1, np.arange(1), shocked=False)
    return lambda: run.simulate(case, 1, np.arange(RUNS), shocked=False)


def agents_month(case: Case) -> Callable[[], Any]:
    one = AllianceModel(case, 1, 0, shocked=False)
    for _ in range(3):
        one.step()
    return one.step


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


def loop(rule: Any, given: list[Any]) -> Callable[[], None]:
    """Calls of a rule with the arguments it really got."""

    def calls() -> None:
        for args in given:
            rule(*args)

    return calls


def test_the_kernel_is_a_hundred_times_as_fast_as_the_agents(case: Case) -> None:
    calls = {"kernel": kernel_runs(case), "agents": agents_month(case), "fixed loop": counting}
    found = quietest(calls, ROUNDS)
    fast, slow = found["kernel"] / (RUNS * MONTHS), found["agents"]
    print(f"fixed loop {found['fixed loop'] * 1e3:.1f} ms, Python {sys.version.split()[0]}")
    print(f"kernel {fast * 1e6:.1f} µs, agents {slow * 1e6:.0f} µs a month: ratio {slow / fast:.0f}")
    assert slow / fast > LEAST_RATIO


def test_agents_cost_little_more_than_the_rules_they_must_call(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = 12
    count, given = calls_of_a_run(replace(case, months=months), monkeypatch)
    rules = rule_names()
    calls = {name: loop(rules[name], given[name]) for name in count}
    found = quietest({**calls, "agents": agents_month(case)}, ROUNDS)
    cost = {name: count[name] / months * found[name] / len(given[name]) for name in count}
    needed, taken = sum(cost.values()), found["agents"]
    for name in sorted(cost, key=lambda name: -cost[name])[:8]:
        each = 1e9 * cost[name] * months / count[name]
        print(f"{name:12s} {count[name] / months:5.0f} a month, {each:4.0f} ns")
    print(f"rules {needed * 1e6:.0f} µs, agents {taken * 1e6:.0f} µs a month: {taken / needed:.2f} times")
    assert taken < MOST_OVERHEAD * needed


def test_a_wasteful_agent_would_be_seen(case: Case) -> None:
    """Control: the same measure tells a month from two."""
    month = agents_month(case)

    def twice() -> None:
        month()
        month()

    found = quietest({"once": agents_month(case), "twice": twice}, 40)
    assert found["twice"] > 1.5 * found["once"]


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
    found = quietest({"one": kernel_runs(case), "four": kernel_runs(replace(case, months=4 * MONTHS))}, 15)
    per_run = {name: seconds / RUNS * 1e3 for name, seconds in found.items()}
    print(f"{MONTHS} months {per_run['one']:.2f} ms, {4 * MONTHS} months {per_run['four']:.2f} ms")
    assert found["four"] < 6 * found["one"]
