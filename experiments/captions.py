"""What captions and messages say about how a scenario was run: what was changed, which shock is meant."""

from collections.abc import Iterable, Mapping
from typing import Any

from scenarios import Scenario
from scenarios.lenses import PLAIN

FIRST = "shock."
"""Beginning of the keys that address a scenario's first shock."""


def changed(
    scenario: Scenario, changes: Mapping[str, Any], off: Iterable[str], lens: str = PLAIN
) -> list[str]:
    """What was set and switched off, and the lens that was looked through, each in words for a caption.

    The same scenario with `{"shock.months": 48}` and `["council"]` is `with shock.months = 48`,
    `without council`.
    """
    names = [shock.name for shock in scenario.shocks]
    said = [f"with {full_key(key, names)} = {value}" for key, value in changes.items()]
    seen = [] if lens == PLAIN else [f"{lens} lens"]
    return said + [f"without {name}" for name in off] + seen


def full_key(key: str, shocks: Iterable[str], *, always: bool = False) -> str:
    """A key as a reader needs it: of several shocks the first is named, of a single one only if `always`.

    >>> full_key("shock.size", ["blockade"]), full_key("shock.size", ["blockade", "turn"])
    ('shock.size', 'shocks.blockade.size')
    """
    first, *others = [*shocks] or [""]
    named = key.startswith(FIRST) and (always or others)
    return f"shocks.{first}.{key.removeprefix(FIRST)}" if named else key


def band(draws: Iterable[bool]) -> str:
    """What makes runs differ, given for each scenario whether its runs draw parameters.

    >>> band([False]), band([True, True])
    ('bands and intervals: chance alone', 'bands and intervals: chance, and parameters drawn within 15 %')
    """
    from sim.parameters.spread import SPREAD

    drawn = set(draws)
    if drawn == {True}:
        return f"bands and intervals: chance, and parameters drawn within {100 * SPREAD:g} %"
    if drawn == {False}:
        return "bands and intervals: chance alone"
    return f"bands and intervals: chance, and in some scenarios parameters drawn within {100 * SPREAD:g} %"


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
