"""What is asked: scenario files, read and checked, and compiled into cases of the model.

``load("taiwan-blockade")`` gives a :class:`Scenario`; ``override`` changes it by key; ``compile_case`` makes
what the engines run. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.change import axes as axes
    from scenarios.change import is_whole as is_whole
    from scenarios.change import off as off
    from scenarios.change import override as override
    from scenarios.compilation import compile_case as compile_case
    from scenarios.compilation import digest as digest
    from scenarios.compilation import window as window
    from scenarios.describe import event_table as event_table
    from scenarios.describe import plain_data as plain_data
    from scenarios.describe import sentences as sentences
    from scenarios.editor_schema import json_schema as json_schema
    from scenarios.events import all_kinds as all_kinds
    from scenarios.events import causes as causes
    from scenarios.extensions import extend as extend
    from scenarios.extensions import own_scenarios as own_scenarios
    from scenarios.lenses import lens_names as lens_names
    from scenarios.lenses import through as through
    from scenarios.library import catalogue as catalogue
    from scenarios.library import check as check
    from scenarios.library import load as load
    from scenarios.library import own_catalogue as own_catalogue
    from scenarios.library import shipped as shipped
    from scenarios.library import source as source
    from scenarios.new_file import starter as starter
    from scenarios.reading.faults import Fault as Fault
    from scenarios.reading.faults import Invalid as Invalid
    from scenarios.reading.faults import KeyFault as KeyFault
    from scenarios.schema import Scenario as Scenario
    from scenarios.settable_keys import describe_keys as describe_keys
    from scenarios.settable_keys import keys as keys

_NAMES = {
    "change": ("axes", "is_whole", "off", "override"),
    "compilation": ("compile_case", "digest", "window"),
    "describe": ("event_table", "plain_data", "sentences"),
    "editor_schema": ("json_schema",),
    "events": ("all_kinds", "causes"),
    "extensions": ("extend", "own_scenarios"),
    "lenses": ("lens_names", "through"),
    "library": ("catalogue", "check", "load", "own_catalogue", "shipped", "source"),
    "new_file": ("starter",),
    "reading.faults": ("Fault", "Invalid", "KeyFault"),
    "schema": ("Scenario",),
    "settable_keys": ("describe_keys", "keys"),
}
"""Module → the names of it that stand here; the imports above tell type checkers the same."""
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scenarios.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
