"""How wide a table's columns are, so that it fits the terminal, wraps between words and loses no letter."""

from collections.abc import Collection, Sequence

SHORT, BETWEEN, EDGES = 10, 3, 2
"""Letters of a name that is broken nowhere; characters between two columns, and at both edges together."""
Cell = list[str]
"""The lines of a cell."""


def least_widths(lines: Sequence[Sequence[Cell]], whole: Collection[int]) -> list[int]:
    """Return for each column its longest word, or, of those in `whole`, its longest line; the first row is
    the head, whose words may always part.

    >>> least_widths([[["scenario"], ["at the end"]], [["a name"], ["bounced back"]]], {0})
    [8, 7]
    """
    return [
        max(
            _length(part)
            for row, cell in enumerate(column)
            for part in _parts(cell, bool(row) and place in whole)
        )
        for place, column in enumerate(zip(*lines, strict=True))
    ]


def widths(lines: Sequence[Sequence[Cell]], whole: Collection[int], room: int) -> list[int]:
    """Return how wide each column is in so much room: as wide as its longest line, if all fit; else what is
    left beside the least widths is shared out by what each still lacks. Where not even those fit, the widest
    are cut down to one width.

    >>> widths([[["scenario"], ["at the end"]], [["a name"], ["bounced back"]]], {0}, 80)
    [8, 12]
    >>> widths([[["scenario"], ["at the end"]], [["a name"], ["bounced back"]]], {0}, 20)
    [8, 7]
    """
    full = least_widths(lines, range(len(lines[0])))
    full = [max(wide, *map(_length, head)) for wide, head in zip(full, lines[0], strict=True)]
    least = least_widths(lines, whole)
    if not fits(lines, whole, room):  # some words have to part, and the longest columns give way
        return _shrunk(least, room - _gaps(len(least)))
    lacking = sum(full) - sum(least)
    spare = min(lacking, max(0, room - _gaps(len(full)) - sum(least)))
    return [
        low + (spare * (wide - low) // lacking if lacking else 0)
        for low, wide in zip(least, full, strict=True)
    ]


def fits(lines: Sequence[Sequence[Cell]], whole: Collection[int], room: int) -> bool:
    """Whether the least widths fit into so much room."""
    least = least_widths(lines, whole)
    return sum(least) + _gaps(len(least)) <= room


def broken(name: str) -> Cell:
    """Return a long name in two lines, parted at the hyphen nearest to its middle; a short one as it is.

    >>> broken("unilateral-turn-2025"), broken("data-leak")
    (['unilateral-', 'turn-2025'], ['data-leak'])
    """
    hyphens = [place + 1 for place, letter in enumerate(name[:-1]) if letter == "-" and place]
    if len(name) <= SHORT or not hyphens:
        return [name]
    middle = min(hyphens, key=lambda place: abs(place - len(name) / 2))
    return [name[:middle], name[middle:]]


def _shrunk(least: list[int], room: int) -> list[int]:
    limit = max(least)
    while limit > 1 and sum(min(width, limit) for width in least) > room:
        limit -= 1
    return [min(width, limit) for width in least]


def _parts(cell: Cell, whole: bool) -> list[str]:
    return [part for line in cell for part in ([line] if whole else line.split() or [""])]


def _length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _gaps(columns: int) -> int:
    return BETWEEN * (columns - 1) + EDGES
