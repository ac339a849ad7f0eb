"""What a month of agents costs besides the calls of compiled rules it cannot do without."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numba

from experiments.checks.bench.engine_speed import agents_month
from experiments.checks.bench.stopwatch import Call, interleaved
from sim.agents import council, model, monthly_causes, producers, record, sides, states
from sim.agents.model import AllianceModel
from sim.world.case import Case

MOST_ARGUMENTS = 400
"""Calls of a rule whose arguments are noted."""
_HOMES = (council, model, monthly_causes, producers, record, sides, states)


def overhead(case: Case, rounds: int, months: int = 12) -> dict[str, Any]:
    """A month of agents against the calls of compiled rules it cannot do without: both in microseconds, their
    ratio, and of each rule its calls a month and nanoseconds a call.

    The rules' month makes as many calls of each rule as the agents' does, in a stretch of about the same
    length, so that a machine's noise and its caches treat both alike; what the loops cost is subtracted.
    """
    count, given = calls_of_a_run(replace(case, months=months))
    rules = rule_names()
    monthly = {name: given[name][: count[name] // months] for name in count if count[name] >= months}
    calls = {name: _called(rules[name], args) for name, args in monthly.items()}
    empty = {name: _called(None, args) for name, args in monthly.items()}
    whole = {"agents": agents_month(case), "rules": _in_turn([*calls.values()])}
    seconds = interleaved({**whole, "loops": _in_turn([*empty.values()])}, rounds)
    needed = seconds["rules"].best - seconds["loops"].best
    single = interleaved({**calls, **{f"{name} loop": loop for name, loop in empty.items()}}, rounds)
    each = {
        name: (single[name].best - single[f"{name} loop"].best) / len(args) for name, args in monthly.items()
    }
    dearest = sorted(monthly, key=lambda name: -len(monthly[name]) * each[name])
    return {
        "agents_us": seconds["agents"].best * 1e6,
        "rules_us": needed * 1e6,
        "ratio": seconds["agents"].best / needed,
        "rounds": rounds,
        "rules": [
            {"rule": name, "calls_a_month": count[name] / months, "ns": each[name] * 1e9} for name in dearest
        ],
    }


def rule_names() -> dict[str, Any]:
    """Every compiled rule that the agents' files call, by the name they call it."""
    names = {name: value for home in _HOMES for name, value in vars(home).items()}
    return {name: rule for name, rule in names.items() if isinstance(rule, numba.core.dispatcher.Dispatcher)}


def calls_of_a_run(case: Case) -> tuple[Counter[str], dict[str, list[Any]]]:
    """How often each rule is called in a run of agents, and some of the arguments it really got."""
    count: Counter[str] = Counter()
    given: dict[str, list[Any]] = defaultdict(list)

    def counted(name: str, rule: Any) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            count[name] += 1
            if len(given[name]) < MOST_ARGUMENTS:
                given[name].append(args)
            return rule(*args)

        return call

    with _replaced({name: counted(name, rule) for name, rule in rule_names().items()}):
        AllianceModel(case, 1, 0, shocked=False).run()
    return count, given


@contextmanager
def _replaced(rules: Mapping[str, Any]) -> Iterator[None]:
    """Other functions under the rules' names in the agents' files, for a while."""
    before = [(home, name, vars(home)[name]) for home in _HOMES for name in rules if name in vars(home)]
    for home, name, _ in before:
        setattr(home, name, rules[name])
    try:
        yield
    finally:
        for home, name, rule in before:
            setattr(home, name, rule)


def _called(rule: Any, given: Sequence[Any]) -> Call:
    """Calls of a rule with the arguments it really got, written out as a program writes them: handing over a
    tuple that is there already would be cheaper than any real call. Without a rule, the loop alone.
    """
    names = "".join(f"a{place}, " for place in range(len(given[0])))
    body = f"rule({names})" if rule is not None else "None"
    loop: Call = eval(f"lambda: [{body} for {names}in given]", {"rule": rule, "given": given})
    return loop


def _in_turn(calls: Sequence[Call]) -> Call:
    def month() -> None:
        for call in calls:
            call()

    return month
