"""Two designs to compare, each with settings of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance.api import prepared

if TYPE_CHECKING:
    from scenarios import Scenario

Side = tuple[str, Mapping[str, Any]]
"""What a side is called where it was asked for (`--left`, `left`), and its own settings."""


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
