"""Stored rows made again: how the study shows that a table still says what the model says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from experiments.study.report import Row, csv_rows

ROUNDING = 1e-12
"""What is nearer to nothing than this was left by rounding."""
MODEL = "model"
"""The column that may differ: which model made a row."""


class Recheck(NamedTuple):
    """Rows of a table made anew, each under its place in the table, and how many rows it has to have."""

    rows: Mapping[int, Row]
    of: int


def whole(rows: Sequence[Row]) -> Recheck:
    """A table of which every row was made anew."""
    return Recheck(dict(enumerate(rows)), len(rows))


def spread(many: int, total: int) -> list[int]:
    """So many of the numbers 0 … total − 1, evenly spaced, the ends among them; all where there are
    fewer.

    >>> spread(3, 11), spread(5, 2), spread(1, 9)
    ([0, 5, 10], [0, 1], [0])
    """
    if many >= total:
        return [*range(total)]
    return [round(k * (total - 1) / max(1, many - 1)) for k in range(many)]


def differences(stored: Sequence[Mapping[str, str]], again: Recheck) -> Iterator[str]:
    """What tells the stored rows from those made anew, a line each; nothing where they are equal. Cells are
    held against one another as they are written, to six digits; what sums of equal numbers leave behind by
    rounding, on both sides, is no difference.
    """
    if len(stored) != again.of:
        yield f"it has {len(stored)} rows and would have {again.of}"
        return
    for place, row in zip(again.rows, csv_rows([*again.rows.values()]), strict=True):
        for column in dict.fromkeys((*stored[place], *row)):
            was, now = stored[place].get(column), row.get(column, "0")
            if was != now and column != MODEL and not (_is_rounding(was) and _is_rounding(now)):
                yield f"row {place + 1}, {column}: stored {was}, now {now}"


def _is_rounding(cell: str | None) -> bool:
    """Whether a cell holds nothing but what rounding leaves of a difference between equal numbers.

    >>> [_is_rounding(cell) for cell in ("8.95e-17", "0", "1e-9", "nan", "holds")]
    [True, True, False, False, False]
    """
    try:
        return cell is not None and abs(float(cell)) < ROUNDING
    except ValueError:
        return False
