"""Every English text that can be said, read off the code and the tables, for the tests of the catalogue."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import languages
from experiments.figures.chosen_series import TITLES
from languages import ENGLISH, names
from languages.speech import NOUNS
from scenarios import all_kinds, load, shipped
from scenarios.reading.names import titles
from sim.actors.fields import ACTOR_FIELDS
from sim.parameters.table import PARAMETERS
from sim.series import CLASSES, SERIES

HOUSE = Path(languages.__file__).parents[1]
ROOMS = ("alliance", "analysis", "experiments", "languages", "page")
WRITTEN_OUT = ("said", "worded")
"""Functions whose first argument is a text, written out where they are called."""


def sources() -> dict[str, str]:
    """The modules that may say something."""
    paths = (path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))
    return {path.relative_to(HOUSE).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def calls(source: str) -> Iterator[ast.Call]:
    """Where a text is said or marked in a module that takes the function from `languages`, or makes it."""
    if "from languages import" not in source and "def said(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITTEN_OUT:
            yield node


def written_out(sources: Mapping[str, str]) -> tuple[set[str], list[str]]:
    """The texts that are written out, and the places where something else is said."""
    texts, otherwise = set(), []
    for name, source in sources.items():
        for call in calls(source):
            match call.args:
                case [ast.Constant(value=str(text))]:
                    texts.add(text)
                case _:
                    otherwise.append(f"{name}:{call.lineno}")
    return texts, otherwise


def of_tables() -> set[str]:
    """What tables of the model, the shipped scenarios and the shipped experiments call things."""
    texts = {row.unit for row in PARAMETERS.values()} | {series.unit for series in SERIES} | {*CLASSES}
    texts |= {field.replace("_", " ") for field in ACTOR_FIELDS} | {*titles().values()}
    by_id = {name for group in ("state", "side") for name in names(ENGLISH)[group].values()}
    return (texts | experiments() | events()) - by_id - {"1", "0–1", "0-1"}


def by_id() -> dict[str, set[str]]:
    """What must have a Chinese name by its id, by group."""
    return {"parameter": {*PARAMETERS}, "series_title": {*TITLES}, "kind": {*all_kinds()}}


def experiments() -> set[str]:
    """Titles of the shipped experiments."""
    from experiments.design import files

    return {str((files.load(name).told or {})["title"]) for name in files.shipped()}


def events() -> set[str]:
    """Names and weights of the events of shipped scenarios, as figures write them."""
    scenarios = [load(name) for name in shipped()]
    each = [event for scenario in scenarios for event in (*scenario.shocks, *scenario.context)]
    named = {event.name for event in each} | {weight for one in scenarios for weight in one.weights}
    return {name.replace("-", " ").replace("_", " ") for name in named}


def counted() -> set[str]:
    """What is counted."""
    return {*NOUNS.values()}
