"""Structural alternatives: the core's criteria where one rule's text is another and every parameter the same.

A rule is compiled into the kernel, so an alternative is measured in a copy of the sources: in a folder of its
own, with the text replaced, by a Python of its own that sees nothing but the copy and keeps its compiled code
there. The folder goes when the measurement ends or fails. Each alternative costs a compile.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

import sim
from experiments.study.core.core_tables import CENTRE, FEW, OUTCOMES, Answers, answers, bounds_in_draws
from experiments.study.core.courses import Courses
from experiments.study.core.maps import shares
from experiments.study.report import Row

HOUSE = Path(sim.__file__).resolve().parents[1]
"""The folder that holds the packages of this process."""
PACKAGES = ("sim", "scenarios", "analysis", "experiments")
"""What a measurement imports: this is copied, and has to come from the copy."""
_ASK = """
import sys
from experiments.study.core.alternatives import answer
answer(sys.argv[1], int(sys.argv[2]), sys.argv[3])
"""
CRITERIA = "experiments.study.core.alternatives:criteria_answers"
"""Where the rows of the criteria are made: a module and a function that takes the number of replicates."""


class Replacement(NamedTuple):
    """A text that stands once in a file (its path from the house), and what takes its place."""

    file: str
    old: str
    new: str


class Alternative(NamedTuple):
    """A model with texts replaced, and what is expected of it, as docs/expectations.md has it."""

    name: str
    expected: str
    replacements: tuple[Replacement, ...]


ALTERNATIVES = (
    Alternative("nothing replaced", "the numbers of the model itself", ()),
    Alternative(
        "trust in the payoff",
        "a half turn kills, or the length that kills falls below 48 months",
        (
            Replacement("sim/rules/effort.py", "return sixth / (1.0 + sixth)", "return 1.0"),
            Replacement(
                "sim/rules/dangers.py",
                "return (worth * trust - threat * (1.0 - trust)) * endangered",
                "return (worth * trust - threat * (1.0 - trust)) * endangered + 1.8 * trust",
            ),
        ),
    ),
    Alternative(
        "promises without saturation",
        "a dent lasts, with more than half of the fall of trust left four years on (C4 fails), or a "
        "blockade's afterglow that does not fade (C16 fails)",
        (
            Replacement(
                "sim/rules/trust.py",
                "return x / math.sqrt(math.sqrt(math.sqrt(1.0 + fourth * fourth)))",
                "return min(0.9 * x, 1.0)",
            ),
        ),
    ),
)
"""The alternatives that are shipped; the first is the control."""


def alternative_rows(n: int = FEW) -> Iterator[Row]:
    """A row an alternative and criterion: its median at the centre over `n` replicates, and whether it holds.

    Raises ValueError, before anything is run, where a text to be replaced does not stand in its file once.
    """
    for alternative in ALTERNATIVES:
        replaced_texts(alternative)
    for alternative in ALTERNATIVES:
        yield from rows_of(alternative, n)


def rows_of(alternative: Alternative, n: int, maker: str = CRITERIA) -> list[Row]:
    """The rows of one alternative, measured by a Python of its own in a copy of the sources; `maker` says
    what makes them (`CRITERIA`).

    Raises ValueError for a text that does not stand in its file once, and RuntimeError, with what the other
    Python said, where the measurement fails.
    """
    with TemporaryDirectory(prefix="alliance-alternative-") as folder:
        copy = Path(folder).resolve() / "copy"
        for package in PACKAGES:
            shutil.copytree(HOUSE / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        for file, text in replaced_texts(alternative, copy).items():
            (copy / file).write_text(text, encoding="utf-8")
        rows = _asked_of(copy, alternative.name, n, maker)
    named = {"alternative": alternative.name, "expected": alternative.expected}
    return [{**named, **row, "n": n} for row in rows]


def replaced_texts(alternative: Alternative, house: Path = HOUSE) -> dict[str, str]:
    """The new text of every file that an alternative changes. Nothing is written.

    Raises ValueError, with the file and the text, for one that does not stand in its file exactly once.
    """
    texts: dict[str, str] = {}
    for file, old, new in alternative.replacements:
        text = texts.get(file) or (house / file).read_text(encoding="utf-8")
        first, last = text.find(old), text.rfind(old)
        if first < 0 or first != last:
            often = "nowhere" if first < 0 else "more than once"
            raise ValueError(
                f"{alternative.name}: {file} has {old!r} {often}, and it has to stand there once"
            )
        texts[file] = text.replace(old, new)
    return texts


def answer(folder: str, n: int, maker: str = CRITERIA) -> None:
    """Print the rows of the model that this process imports, which has to lie in the folder, as JSON.

    Raises ImportError where a package comes from elsewhere, as it would if an installed one were first.
    """
    for package in PACKAGES:
        place = Path(str(import_module(package).__file__)).resolve()
        if not place.is_relative_to(Path(folder).resolve()):
            raise ImportError(f"{package} was imported from {place}, which does not lie in {folder}")
    module, function = maker.split(":")
    print(json.dumps([*getattr(import_module(module), function)(n)]))


def criteria_answers(n: int) -> Iterator[Row]:
    """The criteria of the model that this process imports, over n replicates."""
    return measured_rows(answers(Courses(n)))


def measured_rows(came: Answers) -> Iterator[Row]:
    """A row a criterion: its median, whether that keeps the bounds of the centre, and the shares of both
    maps.
    """
    filled = {
        f"{name}_{outcome}": float(share)
        for name, outcomes in came.maps._asdict().items()
        for outcome, share in zip(OUTCOMES, shares(outcomes).mean(axis=0), strict=True)
    }
    for row in bounds_in_draws(CENTRE):
        median = np.median(came.values[row.id], keepdims=True)
        holds = "yes" if row.keeps(median).all() else "no"
        yield {"id": row.id, "what": row.what, "median": float(median[0]), "holds": holds, **filled}


def _asked_of(copy: Path, name: str, n: int, maker: str) -> list[Row]:
    """The rows that a fresh Python prints which sees the copy and keeps its compiled code beside it."""
    environment = {
        **os.environ,
        "ALLIANCE_CACHE_DIR": str(copy.parent / "cache"),
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [sys.executable, "-c", _ASK, str(copy), str(n), maker]
    done = subprocess.run(words, env=environment, cwd=copy, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name}: the measurement ended with code {done.returncode}\n{done.stderr}")
    rows: list[Row] = json.loads(done.stdout)
    return rows
