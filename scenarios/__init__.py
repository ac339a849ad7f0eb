"""What is asked: scenario files, read and checked, and compiled into cases of the model.

``load("taiwan-blockade")`` gives a :class:`Scenario`; ``override`` changes it by key; ``compile_case`` makes
what the engines run. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compile import compile_case as compile_case
    from .compile import window as window
    from .editors import json_schema as json_schema
    from .faults import Fault as Fault
    from .faults import Invalid as Invalid
    from .faults import KeyFault as KeyFault
    from .fingerprint import digest as digest
    from .kinds import all_kinds as all_kinds
    from .library import catalogue as catalogue
    from .library import check as check
    from .library import load as load
    from .library import shipped as shipped
    from .library import source as source
    from .resolve import causes as causes
    from .schema import Scenario as Scenario
    from .setting import axes as axes
    from .setting import is_whole as is_whole
    from .setting import off as off
    from .setting import override as override
    from .slots import describe_keys as describe_keys
    from .slots import keys as keys
    from .telling import happenings as happenings
    from .telling import resolved as resolved
    from .telling import words as words
    from .template import starter as starter

_HOME = {
    "compile": ("compile_case", "window"),
    "fingerprint": ("digest",),
    "editors": ("json_schema",),
    "faults": ("Fault", "Invalid", "KeyFault"),
    "setting": ("axes", "is_whole", "off", "override"),
    "kinds": ("all_kinds",),
    "library": ("catalogue", "check", "load", "shipped", "source"),
    "resolve": ("causes",),
    "schema": ("Scenario",),
    "slots": ("describe_keys", "keys"),
    "telling": ("happenings", "resolved", "words"),
    "template": ("starter",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_MODULE[name]}", __name__), name)
    globals()[name] = value
    return value
