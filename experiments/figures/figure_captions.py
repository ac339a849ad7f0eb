"""What the captions of a folder's figures say, read off its manifest."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from experiments.figures.key_words import KeyWords, key_words, middle
from experiments.results.manifest import ComparisonManifest, Manifest, SweepManifest
from languages import ENGLISH, in_a_row, named, names, rendered, retold, said, worded
from scenarios import all_kinds
from scenarios.reading.calendar import first_month, from_start

MANY = 4
"""From so many shocks on those of one cause share a lane."""
FIVE_YEARS = "outcome_60"
"""The column of the outcome five years after the shock."""


BANDS = (
    worded("bands and intervals: chance alone"),
    worded("bands and intervals: chance, and parameters drawn within {share} %"),
    worded("bands and intervals: chance, and in some scenarios parameters drawn within {share} %"),
)
CHANGES = (
    worded("with {key} = {value}"),
    worded("without {mechanism}"),
    worded("{lens} lens"),
    worded("only {done} of {runs} runs"),
    worded("all {runs} runs, but there is no manifest.json yet"),
)
YARDSTICKS = (
    worded("{design}: {measure} {twin} against its own twin, {calm} against the calm alliance"),
    worded("{design}: {measure} {twin} against its own twin"),
    worded("{design}: {measure} {calm} against the calm alliance"),
)
"""What manifests say in English: what makes runs differ, what was changed, where yardsticks disagree."""
MEASURES = (worded("loss"), worded("robustness"), worded("gain"))
"""What yardsticks measure."""
_COMPARED = re.compile(r"(?P<scenario>\S+)(?: \((?P<changes>.+)\))?", re.DOTALL)


def heading(question: str, manifest: Manifest) -> tuple[str, str]:
    """The title of a figure: what it answers, and of which scenario or experiment."""
    return question, title(manifest)


def title(manifest: Manifest) -> str:
    """What the scenario or experiment is called: a shipped one in the language being spoken."""
    scenario, heading = manifest.scenario["name"], manifest.heading
    if names(ENGLISH)["scenario"].get(scenario) == heading:
        return named("scenario", scenario, heading)
    return rendered(heading)


def compared(manifest: ComparisonManifest) -> list[str]:
    """What the scenarios of a comparison are called in its figures."""
    return [_called(name) for name in manifest.compared]


def _called(name: str) -> str:
    matched = _COMPARED.fullmatch(name)
    if matched is None:
        return name
    scenario, changes = matched["scenario"], matched["changes"]
    called = named("scenario", scenario, scenario)
    if changes is None:
        return called
    return said("{scenario} ({changes})", scenario=called, changes=in_a_row(_told(changes.split(", "))))


def changed(manifest: Manifest) -> list[str]:
    """What was set and switched off beforehand, each in words."""
    return _told(manifest.changed, manifest.shock_names)


def _told(changes: Iterable[str], shocks: Sequence[str] = ()) -> list[str]:
    ways = {
        "key": lambda key: key_words(key, shocks).name,
        "mechanism": lambda mechanism: named("mechanism", mechanism, mechanism),
        "lens": lambda lens: named("lens", lens, lens),
    }
    return [retold(words, CHANGES, **ways) for words in changes]


def disagreement(short: str) -> str:
    """Where yardsticks disagree on one of the scenarios of a comparison, as its manifest has it in short."""
    return retold(short, YARDSTICKS, design=_design, measure=rendered)


def _design(words: str) -> str:
    """A design, told by what was changed in it or by its scenario's name."""
    return in_a_row(_called(part) for part in _told(words.split(", ")))


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


def held(manifest: SweepManifest) -> dict[str, Any]:
    """Where each key of a sweep but the first stands while that one is followed: at its middle value."""
    return {name: middle(manifest.vary[name]) for name in [*manifest.vary][1:]}


def held_words(manifest: SweepManifest) -> list[str]:
    """The same in words, one for each key."""
    return [setting(name, value, manifest) for name, value in held(manifest).items()]


def events(scenario: Mapping[str, Any]) -> dict[str, int]:
    """Name and month of what befalls run and twin alike, from a scenario as a manifest holds it.

    An event is named by its kind, and by its own name where it has none or its kind is there twice.
    """
    months: dict[str, int] = {}
    for event in scenario.get("context", ()):
        kind = all_kinds().get(event.get("kind") or "")
        title = named("kind", event["kind"], kind.title.lower()) if kind else _own_name(event)
        name = title
        if title in months:
            name = said("{title} ({name})", title=title, name=_own_name(event))
        months[name] = from_start(event["from"], first_month(scenario["start"]))
    return months


def _own_name(event: Mapping[str, Any]) -> str:
    """The name of an event as it stands in its file, or what that of a shipped scenario is called."""
    spaced = event["name"].replace("-", " ")
    called = rendered(spaced)
    return str(event["name"]) if called == spaced else called


def causes(scenario: Mapping[str, Any]) -> dict[str, list[tuple[int, int | None]]]:
    """First month of each shock and the month after its last (None: no end), from a scenario as a manifest
    holds it: each under its own name and kind or, where they are `MANY`, by weight, or by kind where they
    have none; a single one under its kind or, without one, its own name.
    """
    lanes: dict[str, list[tuple[int, int | None]]] = {}
    shocks = scenario.get("shocks", ())
    for event in shocks:
        kind = all_kinds().get(event.get("kind") or "")
        what = named("kind", event["kind"], kind.title.lower()).replace("-", " ") if kind else ""
        lane = _lane(event, what, len(shocks))
        lanes.setdefault(lane, []).append(_months(event, scenario))
    return lanes


def _lane(event: Mapping[str, Any], what: str, shocks: int) -> str:
    """What the lane of one of so many shocks is called, `what` being its kind, where it has one."""
    name = rendered(event["name"].replace("-", " "))
    if shocks == 1 or shocks >= MANY:
        weight = event.get("weight") if shocks > 1 else None
        return rendered(weight.replace("-", " ")) if weight else what or name
    return said("{name}: {event}", name=name, event=what) if what else name


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
    return said("; ").join([*before, *filter(None, [retold(manifest.band, BANDS)]), *changed(manifest)])


def judged(column: str, manifest: Manifest) -> str:
    """By what the outcomes of a sweep's map were called, with the month where all points share it, and how
    many months are missing where none could be read five years on.
    """
    if column == FIVE_YEARS:
        return said("outcome five years after each shock's end")
    if column == "outcome_rest":
        return said("long-run outcome")
    if "horizon.months" in manifest.vary:
        return said("outcome by level, at the end of each horizon")
    by_level = said("outcome by level, month {month}", month=manifest.horizon)
    short = manifest.months_short if isinstance(manifest, SweepManifest) else 0
    if not short:
        return by_level
    return said("{judged} ({n} months too early for the one five years on)", judged=by_level, n=short)


def leading(manifest: Manifest) -> str:
    """The column of outcomes that leads a folder's figures: five years on, or by level where no run has
    that one.
    """
    return FIVE_YEARS if isinstance(manifest, SweepManifest) and manifest.shares_60 else "outcome"
