"""Every public measure shows an example worked by hand, and says whose it is where it is somebody's.

The examples are run with all others of the house.
"""

import doctest
import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import analysis
from analysis import bands, decision_tree, intervals, point_summary, recovery, resilience, survival

MEASURES = sorted(
    path.stem
    for path in Path(analysis.__file__).parent.glob("*.py")
    if path.stem not in {"__init__", "arrays"}
)
"""Every module but those that hold no function; figures show and measure nothing."""
SOURCES: dict[Callable[..., Any], set[str]] = {
    decision_tree.grow: {"BreimanEtAl1984"},
    bands.bands: {"HyndmanFan1996"},
    intervals.wilson: {"Wilson1927"},
    intervals.map_share: {"Efron1979", "Wilson1927"},
    intervals.replicate_share: {"Efron1979"},
    intervals.mean_interval: {"Student1908"},
    point_summary.summarise: {"Wilson1927"},
    recovery.rapidity: {"BruneauEtAl2003"},
    recovery.rise_window: {"AalenJohansen1978"},
    resilience.measure: {"BruneauEtAl2003"},
    survival.kaplan_meier: {"KaplanMeier1958", "Rothman1978"},
    survival.cumulative_incidence: {"AalenJohansen1978", "Efron1979", "Rothman1978"},
    survival.restricted_mean: {"Efron1979", "RoystonParmar2013"},
}
"""Measures taken from the literature, and the works they have to name."""


def without_example(module: ModuleType) -> list[str]:
    """The module's public functions, and its classes' public methods, that show no example."""
    shown = {test.name for test in doctest.DocTestFinder().find(module) if test.examples}
    return sorted(name for name in public(module) if f"{module.__name__}.{name}" not in shown)


def public(module: ModuleType) -> list[str]:
    """Names of the functions a module defines for others, and of the methods of its classes."""
    names = []
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            names.append(name)
        elif inspect.isclass(value):
            methods = inspect.getmembers(
                value, lambda held: inspect.isfunction(held) or inspect.ismethod(held)
            )
            names += [f"{name}.{method}" for method, _ in methods if not method.startswith("_")]
    return names


@pytest.mark.parametrize("name", MEASURES)
def test_every_public_measure_shows_a_worked_example(name: str) -> None:
    module = import_module(f"analysis.{name}")
    assert public(module)
    assert without_example(module) == []


def test_a_measure_without_an_example_would_be_seen() -> None:
    """Control."""
    module = ModuleType("measures")
    code = '''
def shown():
    """Return 1.

    >>> shown()
    1
    """
    return 1
def told(): "Return 2."
def _private(): ...
class Course:
    def end(self): ...
'''
    exec(code, vars(module))
    assert public(module) == ["shown", "told", "Course.end"]
    assert without_example(module) == ["Course.end", "told"]


def missing(measure: Callable[..., Any], works: set[str]) -> set[str]:
    """Keys of the bibliography that a measure has to name and does not."""
    return {work for work in works if f"[{work}]" not in (measure.__doc__ or "")}


def test_a_measure_from_the_literature_names_its_source() -> None:
    assert {
        measure: missing(measure, works) for measure, works in SOURCES.items() if missing(measure, works)
    } == {}
    assert missing(survival.kaplan_meier, {"KaplanMeier1958", "Bass1969"}) == {"Bass1969"}  # control
