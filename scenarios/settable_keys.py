"""The keys of a scenario: what can be set or varied, where it stands in the file, what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from scenarios.events import all_kinds
from scenarios.reading.faults import Fault, KeyFault, Path
from scenarios.reading.names import UNION, actor_fields, states
from scenarios.reading.safe_text import echo, either, nearest
from scenarios.schema import LEAST_SHARE, MOST_FIRMS, MOST_MONTHS, MOST_SHARE, Event, File

NUMBER, WHOLE, MOMENT, SWITCH = "number", "whole", "moment", "switch"


@dataclass(frozen=True)
class Key:
    """A key: ``form`` is number, whole, moment (a whole month or ``2025-01``) or switch (on, off).

    ``low`` and ``high`` bound it; ``path`` is where its value stands in the file.
    """

    name: str
    path: Path
    form: str
    low: float
    high: float
    meaning: str


def keys_without_actors(scenario: File) -> Iterator[Key]:
    """All keys but those of actors."""
    for level in ("trust", "interoperability", "effort"):
        meaning = f"{level} at the start as a share of calm"
        yield Key(f"start.{level}", ("start", level), NUMBER, LEAST_SHARE, MOST_SHARE, meaning)
    yield Key("draw", ("draw",), SWITCH, 0, 1, "whether each run draws parameters")
    yield Key("recalm", ("recalm",), SWITCH, 0, 1, "whether calm is derived anew with what is set")
    yield Key("horizon.months", ("horizon", "months"), WHOLE, 12, MOST_MONTHS, "months that are run")
    yield Key("burn_in.months", ("burn_in", "months"), WHOLE, 0, MOST_MONTHS, "months before the start")
    yield Key("population.firms", ("population", "firms"), WHOLE, 1, MOST_FIRMS, "number of firms")
    yield Key("population.seed", ("population", "seed"), WHOLE, 0, 2**31 - 1, "seed of the firms' network")
    for place, events in (("shocks", scenario.shocks), ("context", scenario.context)):
        for number, event in enumerate(events):
            yield from _event_keys(event, f"{place}.{event.name}", (place, number))
    for name in scenario.weights:
        yield Key(f"weights.{name}", ("weights", name), NUMBER, 0, 1, "what the size of its events is times")
    for event in scenario.shocks[:1]:
        yield from _event_keys(event, "shock", ("shocks", 0))
    yield from _model_keys()


def _model_keys() -> Iterator[Key]:
    from sim.parameters.table import MECHANISMS, PARAMETERS

    for row in PARAMETERS.values():
        yield Key(f"parameters.{row.name}", ("parameters", row.name), NUMBER, row.low, row.high, row.meaning)
    for mechanism in MECHANISMS.values():
        yield Key(f"switches.{mechanism.name}", ("switches", mechanism.name), SWITCH, 0, 1, mechanism.title)


def actor_keys() -> Iterator[Key]:
    """Keys such as ``actors.FRA.autonomy``; a state's own value goes before the one set for ``EU``."""
    for actor in (*states(), UNION):
        for field, (low, high) in actor_fields().items():
            yield Key(f"actors.{actor}.{field}", ("actors", actor, field), NUMBER, low, high, field)


def _event_keys(event: Event, prefix: str, path: Path) -> Iterator[Key]:
    kind = all_kinds().get(event.kind or "")
    lowest = 0 if path[0] == "shocks" else -MOST_MONTHS
    yield Key(f"{prefix}.from", (*path, "from"), MOMENT, lowest, MOST_MONTHS, "month in which it begins")
    if kind and kind.reading == "before":
        return
    profile = event.profile or (kind.profile if kind else "step")
    yield Key(f"{prefix}.size", (*path, "size"), NUMBER, 0, 1, "0 nothing, 1 all of the target")
    if profile != "pulse":
        yield Key(f"{prefix}.months", (*path, "months"), WHOLE, 1, MOST_MONTHS, "its length")
    if profile == "ramp":
        yield Key(f"{prefix}.ramp", (*path, "ramp"), WHOLE, 1, MOST_MONTHS, "months until its full size")
    if profile == "repeated":
        yield Key(
            f"{prefix}.every", (*path, "every"), WHOLE, 1, MOST_MONTHS, "months from one begin to the next"
        )
    if profile == "random":
        yield Key(f"{prefix}.hazard", (*path, "hazard"), NUMBER, 0, 1, "chance to begin in a month")


def describe_keys(scenario: File) -> dict[str, Key]:
    """Every key of ``scenario`` with its form, bounds and meaning."""
    return {key.name: key for part in (keys_without_actors(scenario), actor_keys()) for key in part}


def keys(scenario: File) -> list[str]:
    """The names of all keys that can be set."""
    return list(describe_keys(scenario))


def find_key(scenario: File, name: str) -> Key:
    """The key called ``name``. Raises :class:`KeyFault` with the nearest names where there is none."""
    everything: dict[str, Key] = {}
    for key in chain(keys_without_actors(scenario), actor_keys()):
        if key.name == name:
            return key
        everything[key.name] = key
    message = "is not a key of this scenario"
    if name.startswith("shock") and not scenario.shocks:
        message += ", which has no shock"
    near = nearest(name, everything)
    if not near:
        message += " (keys are such as shock.size, horizon.months, parameters.blame, actors.FRA.autonomy)"
    raise KeyFault((Fault("", 0, 0, echo(name), message, hint=either(near)),))


def plain_values(scenario: File) -> dict[str, Any]:
    """The scenario as plain values, as a file would hold them."""
    return scenario.model_dump(by_alias=True, exclude_unset=True, exclude={"name"})


def set_value(value: dict[str, Any], key: Key, wanted: Any) -> None:
    """Set a key in plain values; a length takes the place of ``until``."""
    here: Any = value
    for step in key.path[:-1]:
        if step == "start" and isinstance(here.get(step), str):
            here[step] = {"month": here[step]}
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
    if key.path[-1] == "months":
        here.pop("until", None)
    here[key.path[-1]] = wanted
