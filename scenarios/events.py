"""Events as written → causes: kinds spelled out, defaults filled in, months counted from the start."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.event_kinds import Kind, all_kinds
from scenarios.reading.calendar import from_start
from scenarios.reading.names import AXES, expand, on_axis
from scenarios.schema import Event, File


@dataclass(frozen=True)
class Cause:
    """One event, resolved: what it hits, whom, when, how hard.

    ``selection`` maps an axis of the target to names of the model. ``start`` counts months from the
    scenario's start (negative: before it); ``months`` is the length, None without end; ``size`` 0 to 1, times
    the value of its ``weight`` already; ``ramp``, ``every`` in months.
    """

    name: str
    kind: str
    target: str
    selection: dict[str, tuple[str, ...]]
    start: int
    months: int | None
    size: float
    profile: str
    ramp: int = 0
    every: int = 0
    hazard: float = 0.0
    weight: str = ""

    @property
    def end(self) -> int | None:
        """The last month in which it acts (its first, if its length is 0); None where it can return."""
        if self.profile in ("repeated", "random") or (self.months is None and self.profile != "pulse"):
            return None
        return max(self.start, self.start + (1 if self.profile == "pulse" else self.months or 0) - 1)


def causes(scenario: File, events: tuple[Event, ...]) -> tuple[Cause, ...]:
    """The causes of ``scenario.shocks`` or ``scenario.context``, in the order of the file."""
    return tuple(_cause(scenario, event) for event in events)


def _cause(scenario: File, event: Event) -> Cause:
    from sim.world.causes import TARGETS

    kind = all_kinds()[event.kind] if event.kind else None
    target = kind.target if kind else str(event.target)
    axes = TARGETS[target].select
    start, months = _when(scenario, event, kind)
    return Cause(
        name=event.name,
        kind=event.kind or "",
        target=target,
        selection={axis: _selected(axis, event, kind) for axis in axes},
        start=start,
        months=months,
        size=_size(event, kind) * (1 if event.weight is None else scenario.weights[event.weight]),
        profile=event.profile or (kind.profile if kind else "step"),
        ramp=event.ramp or 0,
        every=event.every or 0,
        hazard=event.hazard or 0.0,
        weight=event.weight or "",
    )


def _when(scenario: File, event: Event, kind: Kind | None) -> tuple[int, int | None]:
    begin = from_start(event.start, scenario.start)
    if kind and kind.reading == "before":
        return -scenario.burn_in.months, begin + scenario.burn_in.months
    if event.until is not None:
        return begin, from_start(event.until, scenario.start) - begin
    return begin, event.months


def _size(event: Event, kind: Kind | None) -> float:
    if event.size is not None:
        return event.size
    return kind.size if kind and kind.size is not None else 1.0


def _selected(axis: str, event: Event, kind: Kind | None) -> tuple[str, ...]:
    field = AXES[axis]
    said = getattr(event, field) or (kind.selection.get(field) if kind else None) or ("all",)
    return on_axis(axis) if said == ("all",) else expand(axis, said)
