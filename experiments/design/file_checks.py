"""What an experiment file means as a whole: scenarios and keys exist, values fit, fields belong together.

Works on plain values whose shape is right where they are present (what has the wrong shape was taken out
before), so that one wrong field does not hide what is wrong with another.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from pathlib import Path
from typing import Any

from experiments.design.axes import refuse_too_many
from experiments.design.samples import SAMPLERS, nearest_powers, power_of_two
from experiments.errors import UsageFault
from scenarios import Invalid, KeyFault, Scenario, load, override, shipped
from scenarios.checking.consistency import prose_blames, switch_blames
from scenarios.checking.default_sweep import ENDS, axis_blames
from scenarios.checking.partial_values import given_fields, removed_fields, was_given, was_removed
from scenarios.library import SUFFIXES
from scenarios.reading.faults import Blame
from scenarios.settable_keys import MOMENT, SWITCH, WHOLE, find_key

Plain = Mapping[str, Any]
Scenarios = Mapping[str, Scenario]
BOTH, TABLE = "both", "table"
MOST_CORNERS = 64
TAKES: dict[str, tuple[str, ...]] = {
    "grid": (),
    "factorial": (),
    "latin-hypercube": ("n", "seed"),
    "sobol": ("n", "seed"),
    "morris": ("n", "seed", "levels"),
    TABLE: ("file",),
}
"""Kind of design → the fields of `design` it takes besides."""
NEEDS = {"n": "how many settings are drawn", "file": "the CSV file that lists the settings"}


def kind_of(value: Plain) -> str | None:
    """The kind of design of a file; None where it is wrong."""
    design = value.get("design", {"kind": "grid"})
    kind: str | None = design.get("kind")
    return None if was_given(value, "design") and "design" not in value else kind


def scenarios_of(value: Plain, folder: Path) -> tuple[dict[str, Scenario], list[Blame]]:
    """The scenarios a file names, by name: shipped ones, or files beside it in `folder`; and what is wrong
    with them.
    """
    scenarios: dict[str, Scenario] = {}
    blames: list[Blame] = []
    for number, name in enumerate(value.get("scenarios", ())):
        path = ("scenarios", number)
        try:
            scenario = None if name is None else _loaded(name, folder)
        except Invalid as error:
            more = f" (and {len(error.faults) - 1} more)" if len(error.faults) > 1 else ""
            blames.append(Blame(path, f"cannot be used: {error.faults[0]}{more}", got=""))
            continue
        if scenario is None:
            words = "is neither a shipped scenario nor the name of a file beside this one"
            blames += [Blame(path, words, shipped())] if name is not None else []
        elif scenario.name in scenarios:
            blames.append(Blame(path, f"is a second scenario called {scenario.name}; names are unique"))
        else:
            scenarios[scenario.name] = scenario
    return scenarios, blames


def _loaded(name: str, folder: Path) -> Scenario | None:
    """None for what is neither a shipped name nor a plain file name: paths that lead elsewhere are none."""
    if name in shipped():
        return load(name)
    return load(folder / name) if name.endswith(SUFFIXES) and Path(name).name == name else None


def meaning_blames(value: Plain, scenarios: Scenarios) -> Iterator[Blame]:
    """Everything wrong with the meaning of a file but for its scenarios themselves, the size of its design
    and what `corner_blames` finds.
    """
    yield from prose_blames(value)
    yield from switch_blames(value.get("switches", {}))
    yield from _set_blames(value.get("set", {}), scenarios)
    kind = kind_of(value)
    if kind is not None:
        yield from _design_blames(value.get("design", {}), kind)
        yield from _something_varies(value, kind)
    yield from _vary_blames(value, kind, scenarios)


def _set_blames(values: Plain, scenarios: Scenarios) -> Iterator[Blame]:
    """Keys that one of the scenarios does not have, or values it does not take."""
    for key in values:
        if key.startswith("switches."):
            yield Blame(("set", key), "belongs in switches", on_key=True)
    wanted = {
        key: value for key, value in values.items() if not key.startswith("switches.") and key.isprintable()
    }
    for scenario in scenarios.values():
        try:
            override(scenario, wanted)
        except KeyFault as error:
            for fault in error.faults:
                told = _in(scenario, fault.message, scenarios)
                known = fault.field in wanted
                unknown = known and fault.message.startswith("is not a key")
                path = ("set", fault.field) if known else ("set",)
                words = told if known else f"{fault.field}: {told}"
                yield Blame(path, words, on_key=unknown or not known, hint=fault.hint)
            return


def _in(scenario: Scenario, message: str, scenarios: Scenarios) -> str:
    """A message about a scenario, which is named where there are several."""
    if len(scenarios) < 2:
        return message
    named = message.replace("this scenario", scenario.name)
    return named if named != message else f"{message} (in {scenario.name})"


def _design_blames(design: Plain, kind: str) -> Iterator[Blame]:
    for field in ("n", "seed", "levels", "file"):
        if field not in TAKES[kind] and field in design:
            yield Blame(
                ("design", field), f"does nothing in a design of kind {kind}; take it out", on_key=True
            )
    for field, words in NEEDS.items():
        if field in TAKES[kind] and not was_given(design, field):
            yield Blame(("design", field), f"is missing: {words}")
    if kind == "sobol" and "n" in design and not power_of_two(design["n"]):
        yield Blame(("design", "n"), f"must be a power of two, such as {nearest_powers(design['n'])}")
    if kind == "morris" and design.get("levels", 2) % 2:
        yield Blame(("design", "levels"), "must be even")
    file = design.get("file") if kind == TABLE else None
    if file is not None and (not file.endswith(".csv") or Path(file).name != file):
        yield Blame(("design", "file"), "must be the name of a CSV file beside this one, such as points.csv")


def _something_varies(value: Plain, kind: str) -> Iterator[Blame]:
    if kind == TABLE:
        if "vary" in value:
            yield Blame(
                ("vary",), "does nothing beside a table, whose columns are varied; take it out", on_key=True
            )
        return
    if was_given(value, "vary") and value.get("vary", True):
        return
    switches = value.get("switches", {})
    if was_removed(value, "switches") or removed_fields(switches):
        return  # one of them may have been meant to vary
    others = BOTH in switches.values() or len(value.get("scenarios", ())) > 1
    if kind in SAMPLERS:
        yield Blame(("vary",), f"is missing: the keys that {kind} draws, each with from and to")
    elif not others:
        yield Blame(
            ("vary",), "is missing: keys to vary, unless a switch is both or there are several scenarios"
        )


def _vary_blames(value: Plain, kind: str | None, scenarios: Scenarios) -> Iterator[Blame]:
    seen: dict[object, str] = {}
    for name in value.get("set", {}):
        seen |= dict.fromkeys(_paths(name, scenarios), f"{name} in set")
    for name, axis in given_fields(value.get("vary", {})):
        path = ("vary", name)
        try:
            keys = {scenario.name: find_key(scenario, name) for scenario in scenarios.values()}
        except KeyFault as error:
            lacking = (scenario for scenario in scenarios.values() if not _has(scenario, name))
            fault, scenario = error.faults[0], next(lacking)
            yield Blame(path, _in(scenario, fault.message, scenarios), hint=fault.hint, on_key=True)
            continue
        key = next(iter(keys.values()), None)
        if key is None:
            continue
        same = [(scenario, key_there.path) for scenario, key_there in keys.items()]
        twice = next((seen[place] for place in same if place in seen), None)
        if key.form == SWITCH:
            yield Blame(path, "is a switch: write it in switches, as both", on_key=True)
        elif twice is not None:
            yield Blame(path, f"is the same as {twice}", on_key=True)
        elif axis is not None:
            yield from axis_blames(key, path, axis)
            yield from _fits(axis, path, kind)
        seen |= dict.fromkeys(same, name)


def _paths(name: str, scenarios: Scenarios) -> list[object]:
    """Where a key stands in each scenario that has it."""
    return [
        (scenario.name, find_key(scenario, name).path)
        for scenario in scenarios.values()
        if _has(scenario, name)
    ]


def _has(scenario: Scenario, name: str) -> bool:
    try:
        find_key(scenario, name)
    except KeyFault:
        return False
    return True


def _fits(axis: Any, path: tuple[str, ...], kind: str | None) -> Iterator[Blame]:
    """Does an axis say what the design needs of it, and no more?"""
    if isinstance(axis, list):
        if kind in SAMPLERS:
            yield Blame(path, f"must be a group of from and to: {kind} draws between two ends")
        return
    if all(axis.get(end) is not None for end in ENDS) and not axis["from"] < axis["to"]:
        yield Blame((*path, "to"), "must be more than from")
    if kind == "grid" and not was_given(axis, "n"):
        yield Blame((*path, "n"), "is missing: how many values from one end to the other")
    if kind not in ("grid", None) and "n" in axis:
        yield Blame((*path, "n"), f"does nothing in a design of kind {kind}; take it out", on_key=True)


def size_blames(counts: Sequence[int], on: str) -> list[Blame]:
    """A blame, with the arithmetic, for more settings than there may be."""
    try:
        refuse_too_many(counts)
    except UsageFault as fault:
        return [Blame((on,), str(fault), on_key=True)]
    return []


def corner_blames(scenarios: Scenarios, ends: Mapping[str, Sequence[float]]) -> Iterator[Blame]:
    """Try the ends of each varied key in each scenario, then the corners: what a key takes may depend on the
    rest, as a length does on the horizon.
    """
    single = [{name: end} for name, pair in ends.items() for end in dict.fromkeys(pair)]
    blames = [blame for chosen in single if (blame := _tried(scenarios, chosen))]
    corners = (dict(zip(ends, corner, strict=True)) for corner in product(*ends.values()))
    if not blames and len(ends) > 1:
        blames = [blame for chosen in islice(corners, MOST_CORNERS) if (blame := _tried(scenarios, chosen))][
            :1
        ]
    yield from blames


def _tried(scenarios: Scenarios, chosen: Mapping[str, float]) -> Blame | None:
    for scenario in scenarios.values():
        try:
            override(scenario, chosen)
        except KeyFault as error:
            told = " and ".join(f"{name} = {end:g}" for name, end in chosen.items())
            words = f"with {told}: {_in(scenario, error.faults[0].message, scenarios)}"
            return Blame(("vary", [*chosen][-1]), words, on_key=True)
    return None


def is_whole_key(scenarios: Scenarios, name: str) -> bool:
    """Whether a key that all scenarios have takes whole numbers only."""
    return find_key(next(iter(scenarios.values())), name).form in (WHOLE, MOMENT)
