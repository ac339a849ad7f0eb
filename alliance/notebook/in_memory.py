"""Results that were written nowhere, read as those of a folder are."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.reading.results import FolderResults
from experiments.results.reserve_table import ReserveRow


def no_tables() -> Mapping[str, pa.Table]:
    """What results hold that nobody has made."""
    return {}


@dataclass(frozen=True)
class HeldResults(FolderResults):
    """Results in memory. `make` gives their tables, which are made when they are first asked for; `folder` is
    what messages call them.
    """

    make: Callable[[], Mapping[str, pa.Table]] = no_tables
    reserve_rows: tuple[ReserveRow, ...] | None = None
    made: dict[str, pa.Table] = field(default_factory=dict)

    @property
    def tables(self) -> list[str]:
        """The names of its tables."""
        return [*self._made()]

    def table(
        self, name: str, columns: list[str] | None = None, filters: list[tuple[str, str, Any]] | None = None
    ) -> pa.Table:
        """A table, or those columns and rows of it, in order."""
        table = self._made()[name]
        table = table.filter(pq.filters_to_expression(filters)) if filters else table
        return table.select(columns) if columns else table

    def parts(
        self, name: str, columns: list[str] | None = None, chunks: Iterable[int] | None = None
    ) -> Iterator[pa.Table]:
        """All of it as one part."""
        yield self.table(name, columns)

    def all_runs(self) -> Iterator[pa.Table]:
        """The table of runs; none is missing."""
        yield from self.parts("runs")

    def reserve(self) -> list[ReserveRow] | None:
        """How much more a run could take, None where that was not asked for."""
        return None if self.reserve_rows is None else [*self.reserve_rows]

    def _made(self) -> dict[str, pa.Table]:
        if not self.made:
            self.made.update(self.make())
        return self.made
