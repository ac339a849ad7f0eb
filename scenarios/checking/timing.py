"""When an event acts, and which fields its profile takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.checking.partial_values import was_given
from scenarios.reading.calendar import from_start, is_year_month, month_name
from scenarios.reading.faults import Blame, Path

NEEDS = {"ramp": ("ramp",), "repeated": ("months", "every"), "random": ("months", "hazard")}
"""Profile → fields an event of this profile must have (``until`` stands for ``months``)."""

REFUSES = {
    "step": ("ramp", "every", "hazard"),
    "pulse": ("months", "until", "ramp", "every", "hazard"),
    "ramp": ("every", "hazard"),
    "repeated": ("until", "ramp", "hazard"),
    "random": ("until", "ramp", "every"),
}
"""Profile → fields that would do nothing with it."""


@dataclass(frozen=True)
class Clock:
    """Where a scenario stands in time: its first month (``2025-01``), its months and those of its burn-in."""

    start: str
    months: int
    burn_in: int


def months_of(event: Mapping[str, Any], start: str) -> int | None:
    """Length of an event in months, from ``months`` or ``until``; None where it has no end."""
    if "until" in event:
        return from_start(event["until"], start) - from_start(event["from"], start)
    months: int | None = event.get("months")
    return months


def profile_blames(event: Mapping[str, Any], path: Path, profile: str) -> Iterator[Blame]:
    """Fields that the profile needs and lacks, or has and would not use."""
    for field in NEEDS.get(profile, ()):
        if not was_given(event, field) and not (field == "months" and "until" in event):
            yield Blame((*path, field), f"is missing: profile {profile} needs it")
    for field in REFUSES[profile]:
        if field in event and not (field == "until" and "months" in event):
            yield Blame((*path, field), f"does nothing with profile {profile}; take it out", on_key=True)
    if "months" in event and "until" in event:
        yield Blame((*path, "until"), "stands beside months; give one of the two", on_key=True)
    if profile == "repeated" and event.get("every", 10**6) < event.get("months", 0):
        yield Blame((*path, "every"), "must be at least months, else the repeats run into each other")


def clock_blames(event: Mapping[str, Any], path: Path, clock: Clock, earliest: int) -> Iterator[Blame]:
    """An event outside the months that are run; ``earliest`` is the first month it may begin in."""
    if "from" not in event:
        return
    begin = from_start(event["from"], clock.start)
    last = f"the scenario runs {clock.months} months, to {month_name(clock.months - 1, clock.start)}"
    if begin >= clock.months:
        counted = "" if is_year_month(event["from"]) else "a whole number counts months from the start; "
        yield Blame((*path, "from"), f"is after the end: {counted}{last}")
        return
    if begin < earliest:
        yield Blame(
            (*path, "from"), f"is before {month_name(earliest, clock.start)}, the first month it may begin in"
        )
    length = months_of(event, clock.start)
    if length is None or ("until" in event and "months" in event):
        return
    field = "until" if "until" in event else "months"
    if length < 1:
        yield Blame((*path, field), "must come after the month in which the event begins")
    elif begin + length > clock.months:
        words = f"runs {begin + length - clock.months} months past the end: {last}; leave it out for no end"
        yield Blame((*path, field), words)
