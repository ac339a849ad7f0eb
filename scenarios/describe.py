"""A scenario in plain sentences, as a table of its events, and as plain data with everything spelled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from scenarios.events import Cause, all_kinds, causes
from scenarios.reading.calendar import month_name, year_month
from scenarios.reading.names import axis_names, members, titles
from scenarios.schema import Scenario

CAVEAT = "A theoretical exploration, not a forecast."
BOTH, RUN = "run and in its twin", "run only"
FEW = 6
"""Numbers that are all told; of more, their range."""


def sentences(scenario: Scenario, *, events: bool = True) -> list[str]:
    """The scenario in sentences: time, firms, changes, context and shocks (unless `events` is False), the
    default sweep, and a last one that says what it is not.
    """
    said = [f"{scenario.title}.", " ".join(scenario.asks.split()), _time(scenario), _population(scenario)]
    said += _changes(scenario)
    for where, event in _all(scenario) if events else ():
        said.append(f"In the {where}: {_event(scenario, event)}")
    if not scenario.shocks:
        said.append(
            "There is no shock: run and twin are the same, and the series themselves are what to look at."
        )
    return [*said, *_map(scenario), CAVEAT]


def event_table(scenario: Scenario) -> dict[str, list[tuple[str, ...]]]:
    """What happens in the run and in its twin and in the run only, by its first month: month, for how long,
    name, what it is, to whom (codes; nothing where it is all), size.
    """
    rows: dict[str, list[tuple[str, ...]]] = {BOTH: [], RUN: []}
    for where, event in _all(scenario):
        rows[where].append(_row(scenario, event))
    return {where: sorted(listed) for where, listed in rows.items() if listed}


def _row(scenario: Scenario, event: Cause) -> tuple[str, ...]:
    month = year_month(_first(event), scenario.start.month)
    whom = ", ".join(filter(None, (_codes(axis, names) for axis, names in event.selection.items())))
    size = "" if _launch(event) else f"{event.size:g}"
    kind = all_kinds().get(event.kind)
    return month, _length(event), event.name, kind.title if kind else event.target, whom, size


def _codes(axis: str, names: tuple[str, ...]) -> str:
    if names == axis_names(axis):
        return ""
    if axis == "states" and set(members()) <= set(names):
        return ", ".join(["EU", *(name for name in names if name not in members())])
    return ", ".join(names)


def _length(event: Cause) -> str:
    """For how many months, in a word or two."""
    if _launch(event):
        return ""
    if event.profile == "pulse":
        return "1"
    length = "no end" if event.months is None else f"{event.months}"
    again = {"repeated": f", every {event.every}", "random": f", chance {event.hazard:g}"}
    return length + again.get(event.profile, "")


def plain_data(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data for JSON: as written, with defaults, and its events resolved."""
    value = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for place, events in (("context", scenario.context), ("shocks", scenario.shocks)):
        value[place] = [asdict(cause) for cause in causes(scenario, events)]
    if scenario.map:
        from scenarios.change import axes

        value["map"] = {name: list(values) for name, values in axes(scenario).items()}
    return value


def _all(scenario: Scenario) -> list[tuple[str, Cause]]:
    """Every event, with where it happens."""
    context, shocks = causes(scenario, scenario.context), causes(scenario, scenario.shocks)
    return [(BOTH, event) for event in context] + [(RUN, event) for event in shocks]


def _time(scenario: Scenario) -> str:
    months, start = scenario.horizon.months, scenario.start.month
    return (
        f"It begins in {month_name(0, start)} and runs {months} months, to {month_name(months - 1, start)}, "
        f"after {scenario.burn_in.months} months of burn-in."
    )


def _population(scenario: Scenario) -> str:
    return f"There are {scenario.population.firms} firms (seed of their network: {scenario.population.seed})."


def _changes(scenario: Scenario) -> list[str]:
    from sim.parameters.table import MECHANISMS, PARAMETERS

    said = [_starting(scenario), _drawing(scenario), _calm(scenario)]
    for name, number in scenario.parameters.items():
        row = PARAMETERS[name]
        said.append(f"Parameter {name} ({row.meaning}) is {number:g} instead of {row.default:g}.")
    for name, on in scenario.switches.items():
        state = "on" if on else f"off: {MECHANISMS[name].off}"
        said.append(f"Mechanism {name} ({MECHANISMS[name].title}) is {state}.")
    for actor, fields in scenario.actors.items():
        values = ", ".join(f"{field} {number:g}" for field, number in fields.items())
        said.append(f"{titles().get(actor, actor)}: {values}.")
    weights = ", ".join(f"{name} {number:g}" for name, number in scenario.weights.items())
    if weights:
        said.append(
            "Weights multiply the size of the events that name them, and are assumed unless the file says "
            f"otherwise: {weights}."
        )
    return [sentence for sentence in said if sentence]


def _starting(scenario: Scenario) -> str:
    """Where run and twin start, if not from calm."""
    trust, interoperability, effort = scenario.start.shares
    if trust == interoperability == effort == 1:
        return ""
    return (
        f"Run and twin start from {trust:g} of calm trust, {interoperability:g} of calm interoperability and "
        f"{effort:g} of calm effort."
    )


def _drawing(scenario: Scenario) -> str:
    if not scenario.draw:
        return "All runs have the same parameters."
    but = ", but for those that the scenario sets" if scenario.parameters else ""
    return f"Each run draws its parameters around their defaults{but}; its twin shares them."


def _calm(scenario: Scenario) -> str:
    """Where calm comes from, if not from the defaults."""
    return "Calm is derived anew with what is set and switched here." if scenario.recalm else ""


def _event(scenario: Scenario, event: Cause) -> str:
    from sim.world.causes import TARGETS

    kind = all_kinds().get(event.kind)
    what = f"{kind.title} ({kind.words})" if kind else f"{event.target} ({TARGETS[event.target].meaning})"
    if _launch(event):
        return f"{event.name}: {what}, {month_name(_first(event), scenario.start.month)}."
    whom = "; ".join(filter(None, (_whom(axis, names) for axis, names in event.selection.items())))
    size = f"{event.size:g}{f' (by weight {event.weight})' if event.weight else ''}"
    return f"{event.name}: {what}{f', {whom}' if whom else ''}, size {size}, {_when(scenario, event)}."


def _launch(event: Cause) -> bool:
    """Whether an event is written as what lies before it."""
    kind = all_kinds().get(event.kind)
    return bool(kind and kind.reading == "before")


def _first(event: Cause) -> int:
    """The month in which it is seen to begin: of a launch, that after what lies before it."""
    return event.start + (event.months or 0 if _launch(event) else 0)


def _counted(months: int) -> str:
    return "1 month" if months == 1 else f"{months} months"


def _whom(axis: str, names: tuple[str, ...]) -> str:
    if names == axis_names(axis):
        return {"classes": "all classes of chips", "kinds": "all firms"}.get(axis, f"all {axis}")
    if axis == "states" and set(members()) <= set(names):
        return ", ".join(
            ["all members of the EU", *(titles()[name] for name in names if name not in members())]
        )
    if axis in ("regions", "states", "kinds"):
        return ", ".join(titles()[name] for name in names)
    return f"{' and '.join(names)} chips" if axis == "classes" else f"in {' and '.join(names)}"


def _when(scenario: Scenario, event: Cause) -> str:
    begin = month_name(event.start, scenario.start.month)
    if event.profile == "pulse":
        return f"for the one month of {begin}"
    length = "without end" if event.months is None else f"for {_counted(event.months)}"
    if event.profile == "repeated":
        return f"{length} from {begin}, and again every {event.every} months"
    if event.profile == "random":
        return f"{length} at a time, from {begin} on with a chance of {event.hazard:g} to begin in a month"
    rising = f", rising over {event.ramp} months" if event.profile == "ramp" else ""
    if event.profile == "ramp" and event.months is not None and event.ramp > event.months:
        rising += " (so its full size is never reached)"
    return f"from {begin} {length}{rising}"


def _map(scenario: Scenario) -> list[str]:
    from scenarios.change import axes

    varied = [f"{name} over {_values(values)}" for name, values in axes(scenario).items()]
    return [f"Its default sweep varies {' and '.join(varied)}."] if varied else []


def _values(values: Sequence[float]) -> str:
    """All of a few numbers, or how many there are between which."""
    if len(values) <= FEW:
        return ", ".join(f"{value:g}" for value in values)
    return f"{len(values)} values from {min(values):g} to {max(values):g}"
