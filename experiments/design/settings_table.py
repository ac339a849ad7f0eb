"""A table of settings from a CSV file: the first row names the keys, every other row is a setting.

Besides keys of the scenarios there may be columns `switches.NAME` (on, off) and `scenario` (its name). The
file may come from a stranger: it is read as text, cell by cell, like a scenario file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.design.axes import SCENARIO, Value, without_scenario
from experiments.design.samples import Sample
from scenarios import Fault, Invalid, KeyFault, Scenario, override
from scenarios.reading.document import Unfit
from scenarios.reading.reader import read_file
from scenarios.reading.safe_text import echo, either, nearest, printable
from scenarios.reading.scalars import Unreadable, advice, read_scalar
from scenarios.settable_keys import MOMENT, SWITCH, WHOLE, Key, find_key

LARGEST_TABLE = 4 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
MOST_FAULTS = 50
_WORDS: dict[str, bool] = {"on": True, "off": False, "true": True, "false": False}


class _CellFault(ValueError):
    """What is wrong with a cell, and what may have been meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class _Cell:
    """A cell without the spaces and quotes around it, and where it stands (from 1)."""

    text: str
    line: int
    column: int


def read_settings_table(path: Path, scenarios: Mapping[str, Scenario]) -> Sample:
    """The settings of a table, each of which every scenario (or the one it names) can take.

    Raises `scenarios.Invalid` with every fault, at most 50, each at its line and column.
    """
    file = printable(path)
    try:
        text = read_file(str(path), LARGEST_TABLE, MOST_ROWS + 2)
    except Unfit as error:
        raise Invalid((Fault(file, *error.at, "file", str(error)),)) from None
    except OSError as error:
        words = f"cannot be opened: {error.strerror or type(error).__name__}"
        raise Invalid((Fault(file, 1, 1, "file", words),)) from None
    table = _TableReader(file, scenarios)
    sample = table.read(text.split("\n"))
    if table.faults or sample is None:
        raise Invalid(tuple(table.faults))
    return sample


class _TableReader:
    """A table while it is read, and what was found wrong so far."""

    def __init__(self, file: str, scenarios: Mapping[str, Scenario]) -> None:
        self.file, self.scenarios = file, scenarios
        self.faults: list[Fault] = []

    def read(self, lines: Sequence[str]) -> Sample | None:
        rows = [_cells(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
        if len(rows) < 2:
            self._blame(
                _Cell("", 1, 1), "file", "needs a row that names the keys, and a row for each setting"
            )
            return None
        head, *body = rows
        keys = self._keys(head)
        if self.faults:
            return None
        values = [self._row(head, keys, row) for row in body]
        if self.faults:
            return None
        columns = {cell.text: np.array([row[k] for row in values]) for k, cell in enumerate(head)}
        sample = Sample(columns)
        self._try_extremes(sample, body)
        return sample

    def _blame(self, cell: _Cell, field: str, message: str, hint: str = "") -> None:
        if len(self.faults) < MOST_FAULTS:
            got = echo(cell.text)
            self.faults.append(Fault(self.file, cell.line, cell.column, echo(field), message, got, hint))

    def _keys(self, head: Sequence[_Cell]) -> list[Key | None]:
        """The key of each column; None for the one that names the scenario."""
        if len(head) > MOST_COLUMNS:
            self._blame(head[MOST_COLUMNS], "file", f"has more than {MOST_COLUMNS} columns")
            return []
        seen: dict[object, str] = {}
        return [self._key(cell, seen) for cell in head]

    def _key(self, cell: _Cell, seen: dict[object, str]) -> Key | None:
        key: Key | None = None
        same: dict[object, str] = {SCENARIO: cell.text}
        if cell.text != SCENARIO:
            try:
                by_name = {name: find_key(scenario, cell.text) for name, scenario in self.scenarios.items()}
            except KeyFault as error:
                first = error.faults[0]
                separated = "; cells are parted by commas" if ";" in cell.text or "\t" in cell.text else ""
                self._blame(cell, "column", first.message + separated, first.hint)
                return None
            key = next(iter(by_name.values()))
            same = {(name, key.path): cell.text for name, key in by_name.items()}
        twice = next((seen[place] for place in same if place in seen), None)
        if twice is not None:
            self._blame(cell, "column", f"is the same as column {twice}")
        seen |= same
        return key

    def _row(self, head: Sequence[_Cell], keys: Sequence[Key | None], row: Sequence[_Cell]) -> list[Value]:
        if len(row) != len(head):
            self._blame(
                _Cell("", row[0].line, row[0].column),
                "row",
                f"has {len(row)} cells, the first row {len(head)}",
            )
            return []
        values: list[Value] = []
        for name, key, cell in zip(head, keys, row, strict=True):
            try:
                values.append(self._scenario(cell) if key is None else _value(key, cell.text))
            except _CellFault as wrong:
                self._blame(cell, name.text, str(wrong), wrong.hint)
        return values

    def _scenario(self, cell: _Cell) -> str:
        if cell.text not in self.scenarios:
            names = ", ".join(self.scenarios)
            raise _CellFault(
                f"is not a scenario of this experiment ({names})", either(nearest(cell.text, self.scenarios))
            )
        return cell.text

    def _try_extremes(self, sample: Sample, body: Sequence[Sequence[_Cell]]) -> None:
        """What a key takes may depend on the rest: try the rows that have the lowest or highest of a key."""
        for place in sample.ends:
            values = sample[place]
            tried = [str(values[SCENARIO])] if SCENARIO in values else [*self.scenarios]
            for name in tried:
                try:
                    override(self.scenarios[name], without_scenario(values))
                except KeyFault as error:
                    first = error.faults[0]
                    columns = [*values]
                    k = columns.index(first.field) if first.field in columns else 0
                    self._blame(body[place][k], first.field, f"in {name}: {first.message}", first.hint)
                    break


def _cells(line: str, number: int) -> list[_Cell]:
    cells, column = [], 1
    for part in line.split(","):
        text = part.strip()
        quoted = len(text) > 1 and text[0] == text[-1] == '"'
        start = column + len(part) - len(part.lstrip())
        cells.append(_Cell(text[1:-1].strip() if quoted else text, number, start))
        column += len(part) + 1
    return cells


def _value(key: Key, text: str) -> Value:
    """The value a cell gives its key. Raises _CellFault."""
    if not text:
        raise _CellFault("is empty; every cell needs a value")
    if key.form == SWITCH:
        if text.lower() not in _WORDS:
            raise _CellFault("must be on or off")
        return _WORDS[text.lower()]
    whole = key.form in (WHOLE, MOMENT)
    try:
        value: Any = read_scalar(text)
    except Unreadable as error:
        raise _CellFault(str(error)) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        words = "must be a whole number" if whole else "must be a number"
        raise _CellFault(": ".join(filter(None, (words, advice(text)))))
    if whole and value != round(value):
        raise _CellFault("must be a whole number")
    if not key.low <= value <= key.high:
        raise _CellFault(f"must lie from {key.low:g} to {key.high:g} ({key.meaning})")
    return int(value) if whole else float(value)
