"""Change a scenario by key: ``override(scenario, {"shock.size": 0.5, "parameters.trust_gain": "0.02"})``."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.checking.default_sweep import axis_values
from scenarios.checking.validate import examine
from scenarios.reading.faults import Blame, Fault, KeyFault, Path, field_name
from scenarios.reading.safe_text import echo, either, nearest
from scenarios.reading.scalars import Unreadable, advice, read_scalar
from scenarios.schema import File, Scenario
from scenarios.settable_keys import MOMENT, SWITCH, WHOLE, Key, find_key, plain_values, set_value

Value = str | int | float | bool


def is_whole(scenario: File, name: str) -> bool:
    """Whether a key takes whole numbers only. Raises :class:`KeyFault` for an unknown key or a switch."""
    form = find_key(scenario, name).form
    if form == SWITCH:
        message = "is a switch: it can be set or switched off, not varied"
        raise KeyFault((Fault("", 0, 0, name, message),))
    return form in (WHOLE, MOMENT)


def axes(scenario: File) -> dict[str, tuple[float, ...]]:
    """The default sweep of a scenario, from its ``map``: key → values, whole where the key is whole."""
    return {name: axis_values(find_key(scenario, name), axis) for name, axis in (scenario.map or {}).items()}


def override(scenario: Scenario, changes: Mapping[str, Value]) -> Scenario:
    """A copy with some keys changed; values may be numbers, truth values or text as typed on a command line.

    All changes are made before they are checked, and checked together. The default sweep (``map``) is left
    alone: a point of it that no longer fits is refused when it is set. Raises :class:`KeyFault` with all
    faults: unknown keys, values of the wrong kind or out of bounds.
    """
    value = plain_values(scenario)
    faults: list[Fault] = []
    changed: dict[Path, tuple[str, Value]] = {}
    for name, wanted in changes.items():
        try:
            key = find_key(scenario, name)
            if key.path in changed:
                message = f"sets the same as {changed[key.path][0]}"
                raise KeyFault((Fault("", 0, 0, name, message, echo(wanted)),))
            set_value(value, key, _read(key, wanted))
            changed[key.path] = (name, wanted)
        except KeyFault as error:
            faults += error.faults
    file, blames = examine(value, with_map=False)
    faults += [_fault(blame, changed) for blame in blames]
    if file is None or faults:
        raise KeyFault(tuple(faults))
    return Scenario.model_construct(
        _fields_set=set(file.model_fields_set), **{**dict(file), "name": scenario.name}
    )


def off(scenario: Scenario, mechanisms: Iterable[str]) -> Scenario:
    """A copy with these mechanisms switched off. Raises :class:`KeyFault` for a name that is no mechanism."""
    from sim.parameters.table import MECHANISMS

    names = list(mechanisms)
    unknown = [name for name in names if name not in MECHANISMS]
    if unknown:
        message = "is not a mechanism (see alliance list mechanisms)"
        hints = ((name, either(nearest(name, MECHANISMS))) for name in unknown)
        raise KeyFault(tuple(Fault("", 0, 0, echo(name), message, hint=hint) for name, hint in hints))
    return override(scenario, {f"switches.{name}": False for name in names})


def _read(key: Key, wanted: Value) -> Any:
    """The value as the file would hold it; the schema refuses what cannot be one."""
    if isinstance(wanted, str) or wanted is None:
        return _read_text(key, wanted or "")
    return wanted if isinstance(wanted, bool | int | float) else _python_number(wanted)


def _read_text(key: Key, wanted: str) -> Any:
    """Text of a command line, read as a word of a file would be."""
    try:
        value = read_scalar(wanted.strip())
    except Unreadable as error:
        raise KeyFault((Fault("", 0, 0, key.name, str(error), echo(wanted)),)) from None
    if value is None:
        raise KeyFault((Fault("", 0, 0, key.name, "has no value", echo(wanted)),))
    if isinstance(value, str) and key.form not in (SWITCH, MOMENT):
        hint = advice(value)
        what = "must be a whole number" if key.form == WHOLE else "must be a number"
        raise KeyFault((Fault("", 0, 0, key.name, f"{what}: {hint}" if hint else what, echo(wanted)),))
    return value


def _python_number(wanted: Any) -> Any:
    """A number of an array library as a number of Python."""
    try:
        return operator.index(wanted)
    except TypeError:
        return float(wanted) if hasattr(wanted, "__float__") else wanted


def _fault(blame: Blame, changed: Mapping[Path, tuple[str, Value]]) -> Fault:
    name, wanted = changed.get(blame.path, (field_name(blame.path), ""))
    got = blame.got if blame.got is not None else echo(wanted)
    return Fault("", 0, 0, name, blame.message, got, either(nearest(str(blame.path[-1]), blame.options)))
