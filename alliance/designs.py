"""Scenarios as they are asked for: with keys set, mechanisms off, a lens, and settings for one side alone."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

PLAIN = "resilience"
"""The lens that moves nothing: the model's own theory."""

if TYPE_CHECKING:
    from scenarios import Scenario

Side = tuple[str, Mapping[str, Any]]
"""What a side is called where it was asked for (`--left`, `left`), and its own settings."""


def load(name_or_path: str | Path) -> "Scenario":
    """A shipped scenario by name, or one from a file. Raises `scenarios.Invalid` with every fault."""
    from scenarios import load as read

    scenario: Scenario = read(str(name_or_path))
    return scenario


def prepared(
    scenario: "str | Path | Scenario",
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    lens: str = PLAIN,
) -> "Scenario":
    """A scenario with keys set, mechanisms switched off, through a lens and, if `fixed`, no parameters drawn.
    Raises `scenarios.KeyFault` for what does not exist, UsageFault for what is said twice.
    """
    from experiments.errors import UsageFault
    from scenarios import off as switch_off
    from scenarios import override, through

    off = tuple(off)
    both = [name for name in off if f"switches.{name}" in (changes or ())]
    if both:
        raise UsageFault(f"{both[0]} is set and switched off; say one of the two")
    if fixed and "draw" in (changes or ()):
        raise UsageFault("draw is set and --fixed is given; say one of the two")
    scenario = load(scenario) if isinstance(scenario, str | Path) else scenario
    scenario = override(scenario, dict(changes)) if changes else scenario
    scenario = override(scenario, {"draw": False}) if fixed else scenario
    scenario = switch_off(scenario, off) if off else scenario
    return through(scenario, lens, recalm=lens != PLAIN)


def side_by_side(
    named: "Iterable[tuple[str | None, str | Path | Scenario]]",
    changes: Mapping[str, Any],
    off: tuple[str, ...],
    fixed: bool,
) -> "list[tuple[Scenario, Sequence[str]]]":
    """Each scenario with what holds for all, and in words what was changed in it or what it is called."""
    from experiments import captions

    variants: list[tuple[Scenario, Sequence[str]]] = []
    for name, each in named:
        scenario = prepared(each, changes, off, fixed)
        said = captions.changed(scenario, changes, off)
        variants.append((scenario, said if name is None else [*said, name]))
    return variants


def two_sides(
    named: "Sequence[str | Path | Scenario]",
    left: Side,
    right: Side,
    changes: Mapping[str, Any],
    off: Sequence[str],
    fixed: bool,
) -> "list[tuple[Scenario, Sequence[str]]]":
    """Two scenarios, or one twice, each with the settings of its side, and in words what was changed in it.

    Raises UsageFault for more than two scenarios and for a key that is set for both and for one of them,
    `scenarios.KeyFault`, which names the side, for a setting that is wrong.
    """
    from experiments import captions
    from experiments.errors import UsageFault

    if not 1 <= len(named) <= 2:
        raise UsageFault(f"{left[0]} and {right[0]} change one of two scenarios, and {len(named)} are named")
    variants: list[tuple[Scenario, Sequence[str]]] = []
    for scenario, (side, own) in zip([named[0], named[-1]], (left, right), strict=True):
        if both := [key for key in own if key in changes]:
            raise UsageFault(f"{both[0]} is set for both scenarios and by {side}; say one of the two")
        made = _with_own(prepared(scenario, changes, off, fixed), own, side)
        variants.append((made, captions.changed(made, {**changes, **own}, off)))
    return variants


def _with_own(base: "Scenario", own: Mapping[str, Any], side: str) -> "Scenario":
    """A scenario with the settings of one side, which is named in every fault of theirs."""
    from dataclasses import replace

    from scenarios import KeyFault, override

    try:
        return override(base, dict(own))
    except KeyFault as fault:
        raise KeyFault(tuple(replace(each, field=f"{side} {each.field}") for each in fault.faults)) from fault
