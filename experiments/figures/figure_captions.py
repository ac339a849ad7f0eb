"""What the captions of a folder's figures say, read off its manifest."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.key_words import KeyWords, key_words
from experiments.results.manifest import Manifest, SweepManifest
from scenarios import all_kinds
from scenarios.reading.calendar import first_month, from_start

MANY = 4
"""From so many shocks on those of one cause share a lane."""
FIVE_YEARS = "outcome_60"
"""The column of the outcome five years after the shock."""


def heading(question: str, manifest: Manifest) -> tuple[str, str]:
    """The title of a figure: what it answers, and of which scenario or experiment."""
    return question, manifest.heading


def words(name: str, manifest: Manifest) -> KeyWords:
    """What a varied key means to a reader of these results; of several scenarios each has a shock of its
    own.
    """
    return key_words(name, [] if manifest.has_several_scenarios else manifest.shock_names)


def key(name: str, manifest: Manifest) -> str:
    """What stands at the axis of a varied key: its meaning and unit."""
    return words(name, manifest).label


def setting(name: str, value: float | str, manifest: Manifest) -> str:
    """A key at one of its values: `size of the shock: 0.5`."""
    return words(name, manifest).at(value)


def events(scenario: Mapping[str, Any]) -> dict[str, int]:
    """Name and month of what befalls run and twin alike, from a scenario as a manifest holds it.

    An event is named by its kind, and by its own name where it has none or its kind is there twice.
    """
    months: dict[str, int] = {}
    for event in scenario.get("context", ()):
        kind = all_kinds().get(event.get("kind") or "")
        title = kind.title.lower() if kind else event["name"]
        name = title if title not in months else f"{title} ({event['name']})"
        months[name] = from_start(event["from"], first_month(scenario["start"]))
    return months


def causes(scenario: Mapping[str, Any]) -> dict[str, list[tuple[int, int | None]]]:
    """First month of each shock and the month after its last (None: no end), from a scenario as a manifest
    holds it: each under its own name and kind or, where they are `MANY`, by weight, or by kind where they
    have none; a single one under its kind or, without one, its own name.
    """
    lanes: dict[str, list[tuple[int, int | None]]] = {}
    shocks = scenario.get("shocks", ())
    for event in shocks:
        kind = all_kinds().get(event.get("kind") or "")
        what = kind.title.lower() if kind else ""
        lane = event.get("weight") or what or event["name"]
        if len(shocks) == 1:
            lane = what or event["name"]
        elif len(shocks) < MANY:
            lane = f"{event['name']}: {what}" if what else event["name"]
        lanes.setdefault(lane.replace("-", " "), []).append(_months(event, scenario))
    return lanes


def shocks(scenario: Mapping[str, Any]) -> list[tuple[int, int | None]] | None:
    """First month of each of several shocks and the month after its last (None: no end); None where there is
    a single one.
    """
    events = scenario.get("shocks", ())
    return [_months(event, scenario) for event in events] if len(events) > 1 else None


def _months(event: Mapping[str, Any], scenario: Mapping[str, Any]) -> tuple[int, int | None]:
    start = first_month(scenario["start"])
    first = from_start(event["from"], start)
    months = 1 if event.get("profile") == "pulse" else event.get("months")
    return first, from_start(event["until"], start) if event.get("until") else months and first + months


def note(manifest: Manifest, *before: str) -> str:
    """Below a figure: these words, what makes runs differ, and what was set and switched off beforehand."""
    return "; ".join([*before, *filter(None, [manifest.band]), *manifest.changed])


def judged(column: str, manifest: Manifest) -> str:
    """By what the outcomes of a sweep's map were called, with the month where all points share it, and how
    many months are missing where none could be read five years on.
    """
    if column == FIVE_YEARS:
        return "outcome five years after each shock's end"
    if column == "outcome_rest":
        return "long-run outcome"
    if "horizon.months" in manifest.vary:
        return "outcome by level, at the end of each horizon"
    return f"outcome by level, month {manifest.horizon}{_short(manifest)}"


def leading(manifest: Manifest) -> str:
    """The column of outcomes that leads a folder's figures: five years on, or by level where no run has
    that one.
    """
    return FIVE_YEARS if isinstance(manifest, SweepManifest) and manifest.shares_60 else "outcome"


def _short(manifest: Manifest) -> str:
    short = manifest.months_short if isinstance(manifest, SweepManifest) else 0
    return f" ({short} months too early for the one five years on)" if short else ""
