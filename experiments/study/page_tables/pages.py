"""The tables of the pages of results, put in place: `python -m experiments.study pages`.

A table stands between `<!-- NAME -->` and `<!-- end -->`; the words around it are written by hand.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from experiments.errors import StoreFault
from experiments.study.folders import SHIPPED, Folders
from experiments.study.page_tables.page_cells import Column, Row, line
from experiments.study.page_tables.page_columns import COLUMNS, RETIRED, SHOWN, VIEWS
from experiments.study.patterns.preregistered import retired_parts
from experiments.study.report import read, read_text

PAGES = (
    "core.md", "effects.md", "lenses.md", "null-models.md", "patterns.md", "reserve.md", "results.md",
    "what-decides.md",
)  # fmt: skip
_BLOCK = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(text: str, tables: Path) -> str:
    """The page with every table made anew. Raises KeyError for a table that nobody knows how to make, and
    StoreFault for tables of different models that would stand under one hash.
    """
    return _BLOCK.sub(
        lambda block: block[1] + "\n".join(_block(block["name"], tables)) + "\n" + block[3], text
    )


def _block(name: str, tables: Path) -> list[str]:
    if name == "retired":
        return _table(RETIRED, [part._asdict() for part in retired_parts()])
    path = tables / f"{VIEWS.get(name, name)}.csv"
    columns = COLUMNS[name]
    if not path.exists():
        return ["Not measured on the present model yet."]
    rows = read(path)
    is_shown = SHOWN.get(name)
    shown = [row for row in rows if is_shown is None or is_shown(row)]
    try:
        return [*_made_on(rows), *_table(columns, shown)]
    except KeyError as fault:
        raise StoreFault(f"{name}.csv has no column {fault}") from fault


def _table(columns: Sequence[Column], rows: Iterable[Row]) -> list[str]:
    cells = [line(make(row) for _, make in columns) for row in rows]
    return [line(title for title, _ in columns), line("---" for _ in columns), *cells]


def _made_on(rows: Sequence[Row]) -> list[str]:
    """Seed and model of a table, which are those of every row of it, above it."""
    made = {(row.get("seed", ""), row.get("model", "")) for row in rows}
    if len(made) > 1:
        models = ", ".join(f"{model} (seed {seed})" for seed, model in sorted(made))
        raise StoreFault(f"rows of one table come from different models: {models}")
    return [f"Seed {seed}, model `{model}`.\n" for seed, model in made if model]


def texts(folders: Folders = SHIPPED) -> dict[Path, str]:
    """What the pages have to say: their own words, and the tables as they are now."""
    written = {folders.pages / name: read_text(folders.pages / name) for name in PAGES}
    return {page: fill(text, folders.tables) for page, text in written.items()}
