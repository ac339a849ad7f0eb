"""What captions and messages say about how a scenario was run: what was changed, which shock is meant."""

from collections.abc import Iterable, Mapping
from typing import Any

from scenarios import Scenario, all_kinds
from scenarios.reading.calendar import from_start

FIRST = "shock."
"""Beginning of the keys that address a scenario's first shock."""


def changed(scenario: Scenario, changes: Mapping[str, Any], off: Iterable[str]) -> list[str]:
    """What was set and switched off, each in words for a caption.

    The same scenario with `{"shock.months": 48}` and `["council"]` is `with shock.months = 48`,
    `without council`.
    """
    names = [shock.name for shock in scenario.shocks]
    said = [f"with {full_key(key, names)} = {value}" for key, value in changes.items()]
    return said + [f"without {name}" for name in off]


def heading(question: str, manifest: Mapping[str, Any]) -> tuple[str, str]:
    """The title of a figure: what it answers, and of which scenario or experiment."""
    return question, (manifest.get("experiment") or manifest["scenario"])["title"]


def full_key(key: str, shocks: Iterable[str], *, always: bool = False) -> str:
    """A key as a reader needs it: of several shocks the first is named, of a single one only if `always`.

    >>> full_key("shock.size", ["blockade"]), full_key("shock.size", ["blockade", "turn"])
    ('shock.size', 'shocks.blockade.size')
    """
    first, *others = [*shocks] or [""]
    named = key.startswith(FIRST) and (always or others)
    return f"shocks.{first}.{key.removeprefix(FIRST)}" if named else key


def key(name: str, manifest: Mapping[str, Any]) -> str:
    """A varied key as a reader of these results needs it (see `full_key`); of several scenarios each has a
    shock of its own.
    """
    if "scenarios" in manifest:
        return name
    return full_key(name, [shock["name"] for shock in manifest["scenario"].get("shocks", ())])


def setting(name: str, value: float | str, manifest: Mapping[str, Any]) -> str:
    """A key with one of its values: `shock.size = 0.5`."""
    shown = value if isinstance(value, str) else f"{value:.4g}"
    return f"{key(name, manifest)} = {shown}"


def first_meant(scenario: Scenario, keys: Iterable[str]) -> str | None:
    """One line that says which shock `shock.…` means, where a key says it and there are several, or None."""
    many = len(scenario.shocks)
    if many < 2 or not any(key.startswith(FIRST) for key in keys):
        return None
    return f"shock means the first of {many}: {scenario.shocks[0].name}"


def notes(scenario: Scenario, keys: Iterable[str]) -> list[str]:
    """What whoever sets or varies these keys should know of them, a line each."""
    keys = list(keys)
    return [note for note in (first_meant(scenario, keys), idle(scenario, keys)) if note]


def idle(scenario: Scenario, keys: Iterable[str]) -> str | None:
    """One line on parameters that are set or varied while their mechanism is off, so that they do nothing, or
    None.
    """
    from sim.parameters.table import MECHANISMS, PARAMETERS

    keys, off = list(keys), {}
    for key in keys:
        row = PARAMETERS.get(key.removeprefix("parameters."))
        if row is None or row.neutral is None or not row.mechanism or f"switches.{row.mechanism}" in keys:
            continue
        if not scenario.switches.get(row.mechanism, MECHANISMS[row.mechanism].default):
            off[key] = row.mechanism
    if not off:
        return None
    mechanisms = list(dict.fromkeys(off.values()))
    verb = "is" if len(mechanisms) == 1 else "are"
    return f"{', '.join(off)}: without effect while {', '.join(mechanisms)} {verb} off"


def events(scenario: Mapping[str, Any]) -> dict[str, int]:
    """Name and month of what befalls run and twin alike, from a scenario as a manifest holds it.

    An event is named by its kind, and by its own name where it has none or its kind is there twice.
    """
    found: dict[str, int] = {}
    for event in scenario.get("context", ()):
        kind = all_kinds().get(event.get("kind") or "")
        title = kind.title.lower() if kind else event["name"]
        name = title if title not in found else f"{title} ({event['name']})"
        found[name] = from_start(event["from"], scenario["start"])
    return found


def causes(scenario: Mapping[str, Any], least: int = 4) -> dict[str, list[tuple[int, int | None]]]:
    """First month of each shock and the month after its last (None: no end), from a scenario as a manifest
    holds it, by weight, or by kind where they have none. Nothing for fewer shocks than `least`.
    """
    found: dict[str, list[tuple[int, int | None]]] = {}
    shocks = scenario.get("shocks", ())
    for event in shocks if len(shocks) >= least else ():
        kind = all_kinds().get(event.get("kind") or "")
        lane = event.get("weight") or (kind.title.lower() if kind else event["name"])
        first = from_start(event["from"], scenario["start"])
        months = 1 if event.get("profile") == "pulse" else event.get("months")
        end = (
            from_start(event["until"], scenario["start"]) if event.get("until") else months and first + months
        )
        found.setdefault(lane, []).append((first, end))
    return found


def judged(column: str, manifest: Mapping[str, Any]) -> str:
    """By what the outcomes of a sweep's map were called, with the month where all points share it."""
    if column == "outcome_rest":
        return "outcome by rest"
    if "horizon.months" in manifest["vary"]:
        return "outcome by level, at the end of each horizon"
    return f"outcome by level, month {manifest['scenario']['horizon']['months']}"
