"""The functions that extensions add: those of their `measures.py` and `figures.py`, looked at before use."""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from experiments.errors import UsageFault
from scenarios.extensions import Extension, extensions


@dataclass(frozen=True)
class OwnFunction:
    """A function of one argument from the file `where`."""

    name: str
    where: Path
    function: Callable[[Any], Any]

    @property
    def words(self) -> str:
        """The first line of its docstring, or its name where it has none."""
        return (inspect.getdoc(self.function) or self.name).splitlines()[0]

    def __call__(self, argument: Any) -> Any:
        """What it returns. Raises UsageFault, one line that says where, for whatever it raises but what asks
        for another kind of results.
        """
        try:
            return self.function(argument)
        except UsageFault:
            raise
        except Exception as error:
            raise self.wrong(f"failed: {_in_words(error)}") from error

    def wrong(self, message: str) -> UsageFault:
        """What to raise of it."""
        return UsageFault(f"{self.where}: {self.name} {message}")


def own_functions(file: str, what: str, taken: Container[str]) -> dict[str, OwnFunction]:
    """The functions of the file of this name of every extension, by name; `what` they are, with its article,
    stands in messages. Raises UsageFault for a file that cannot be used and for a name that is `taken`, and
    `scenarios.Invalid` for an extension that is none.
    """
    own: dict[str, OwnFunction] = {}
    for extension in extensions():
        if path := extension.file(file):
            for added in _functions(_module(extension, path), path, what):
                if added.name in taken or added.name in own:
                    raise added.wrong(f"has the name of {what} that is there already; call it otherwise")
                own[added.name] = added
    return own


def _functions(module: ModuleType, path: Path, what: str) -> Iterator[OwnFunction]:
    there = [
        OwnFunction(name, path, value)
        for name, value in vars(module).items()
        if isinstance(value, FunctionType)
        and not name.startswith("_")
        and value.__module__ == module.__name__
    ]
    if not there:
        raise UsageFault(f"{path}: holds no function; each one without an underscore in front is {what}")
    for added in there:
        try:
            inspect.signature(added.function).bind(None)
        except TypeError:
            raise added.wrong(
                f"is {what} if it takes one argument; helpers are called _{added.name}"
            ) from None
        yield added


def _module(extension: Extension, path: Path) -> ModuleType:
    try:
        if extension.package:
            return importlib.import_module(f"{extension.package}.{path.stem}")
        return _module_of_file(path.absolute(), path.stat().st_mtime_ns)
    except Exception as error:
        raise UsageFault(f"{path}: cannot be imported: {_in_words(error)}") from error


@lru_cache(maxsize=32)
def _module_of_file(path: Path, changed: int) -> ModuleType:
    """The module that a file makes, made anew where the file was changed since."""
    name = f"alliance_extension_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(name)
    sys.modules[name] = module  # data classes look for the module they stand in
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name)
        if before is not None:
            sys.modules[name] = before
        raise
    return module


def _in_words(error: Exception) -> str:
    """An error in one line, with the line of the file where it is one of its syntax."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
