"""Every rule of the model in lanes, at numbers in its range and far beyond it."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import sim.draws
import sim.kernel.lane_batch  # what it writes by hand for lanes is tried, too
import sim.rules
from sim.compiled import ready
from tests.sim.lanes.conftest import Held

MODULES = [f"sim.rules.{module.name}" for module in pkgutil.iter_modules(sim.rules.__path__)]


def rules_of_numbers() -> Iterator[Any]:
    """Rules whose arguments are numbers alone; those of arrays are tried in whole months."""
    for module in map(importlib.import_module, [*MODULES, "sim.draws"]):
        for name, rule in vars(module).items():
            written = getattr(rule, "py_func", None)
            if written is None or written.__module__ != module.__name__:
                continue
            notes = inspect.get_annotations(written)
            if all(kind is float for kind in notes.values()):
                yield pytest.param(rule, len(notes) - 1, id=f"{module.__name__}.{name}")


RULES = [*rules_of_numbers()]


def test_most_rules_are_of_numbers_alone() -> None:
    assert len(RULES) > 90


@pytest.mark.parametrize("module", sorted({rule.values[0].py_func.__module__ for rule in RULES}))
def test_every_rule_gives_the_same_bits(held: Held, module: str) -> None:
    ready()
    of = [rule.values for rule in RULES if rule.values[0].py_func.__module__ == module]
    assert {rule.py_func.__name__: held(rule, many) for rule, many in of} == {
        rule.py_func.__name__: 0 for rule, _ in of
    }
