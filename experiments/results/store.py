"""The results folder: whole files or none.

A chunk is made in memory, written under a temporary name in its own folder, flushed, synced and only then
renamed, so that a power cut, a full disk or a killed process never leaves a file that looks finished. The
manifest comes last.
"""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.errors import NotResults, StoreFault

MANIFEST = "manifest.json"
"""The file that says that a folder is finished: see `experiments.results.manifest`."""
PLAN = "plan.json"
"""The file that says what a folder of many runs was begun for."""
CLUTTER = {
    *(".ds_store", ".localized", "icon\r", ".spotlight-v100", ".trashes", ".fseventsd", "__macosx"),
    *("thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", "@eadir"),
}
"""Names, in small letters, that file managers of macOS, Windows, KDE and Synology give to files of theirs."""
PASSING = PART, PROBE = ".part", ".probe"
"""Endings of hidden files that are there for a moment: one that is being written, one that tries a place."""
WRITING = ".new-"
"""How the name of a file that is being written begins. What chance puts after a dot alone would now and then
begin with `_`, as clutter does, and be passed over once its writer is killed.
"""
TABLES = RUNS, CURVES, TRAJECTORIES = "runs", "curves", "trajectories"


@contextmanager
def saying(folder: Path, doing: str = "write to") -> Iterator[None]:
    """Turn what the system says about a folder, in which something is done, into one line for a person."""
    words = {
        errno.ENOSPC: "no space left on this disk",
        errno.EDQUOT: "the disk quota is used up",
        errno.EFBIG: "a file may not grow any further there",
        errno.ENOENT: "no such folder (it may have been taken away)",
        errno.EROFS: "this disk is read-only",
        errno.EACCES: "no permission to write there",
        errno.EPERM: "no permission to write there",
        errno.ENOTDIR: "a file stands where a folder is needed",
        errno.EEXIST: "a file stands where a folder is needed",
        errno.ENAMETOOLONG: "the name is too long",
    }
    try:
        yield
    except StoreFault:
        raise
    except OSError as fault:
        text = words.get(fault.errno or 0, fault.strerror or str(fault))
        raise StoreFault(f"cannot {doing} {folder}: {text}") from fault


def commit(path: Path, data: bytes) -> None:
    """Write a file whole, of which all bytes are there. Raises StoreFault."""
    with under_another_name(path) as name, open(name, "wb") as file:
        file.write(data)


@contextmanager
def under_another_name(path: Path) -> Iterator[str]:
    """The name to write a file under that has its own once it is whole: temporary name, sync, rename, sync of
    the folder. Where that fails nothing is left. Raises StoreFault.
    """
    with saying(path.parent):
        handle, name = tempfile.mkstemp(prefix=WRITING, suffix=PART, dir=path.parent)
        os.close(handle)
        try:
            yield name
            sync(name)
            _give_mode(name)
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
        sync(path.parent)


def _give_mode(name: str) -> None:
    """Let a temporary file, which nobody else may read, be read and written by whom the umask lets."""
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(name, 0o666 & ~mask)


def sync(path: Path | str) -> None:
    """Have a file, or the names of a folder's files, outlast a power cut. Systems other than POSIX have no
    such call for folders, and ask for a file that is open for writing.
    """
    is_folder = os.path.isdir(path)
    if is_folder and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def parquet(table: pa.Table) -> bytes:
    """A table as Parquet bytes; the same table gives the same bytes."""
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    repeated = [f.name for f in table.schema if pa.types.is_string(f.type) or pa.types.is_integer(f.type)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=repeated,
        use_byte_stream_split=floats,
    )
    data: bytes = sink.getvalue().to_pybytes()
    return data


def digest(table: pa.Table) -> str:
    """A hash of a table's columns and values; what a file does to them on the way shows in it."""
    content = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        content.update(f"{name}\0{column.type}\0{len(column)}\0".encode())
        content.update(np.asarray(column.is_null()).tobytes())
        if pa.types.is_string(column.type):
            content.update("\0".join(column.fill_null("").to_pylist()).encode())
        else:
            nothing = pa.scalar(0).cast(column.type)
            content.update(np.asarray(column.fill_null(nothing)).tobytes())
    return content.hexdigest()


def part(table: str, chunk: int) -> str:
    """Where a chunk of a table lies in its folder."""
    return f"{table}/part-{chunk:05d}.parquet"


def write_chunk(folder: Path, table: str, chunk: int, rows: pa.Table) -> str:
    """Commit one chunk of a table; the hash of its bytes."""
    path, data = folder / part(table, chunk), parquet(rows)
    if path.parent.is_symlink():
        raise StoreFault(f"{path.parent} is a link, which is not followed; take it away")
    with saying(path.parent):
        path.parent.mkdir(exist_ok=True)
    commit(path, data)
    return hashlib.sha256(data).hexdigest()


def is_own_file(folder: Path, name: str) -> bool:
    """Whether a name leads to a plain file of the folder's own: past no link, and out of it on no way."""
    steps = Path(name).parts
    if not steps or Path(name).is_absolute() or ".." in steps:
        return False
    try:
        way = [folder.joinpath(*steps[: count + 1]) for count in range(len(steps))]
        return way[-1].is_file() and not any(step.is_symlink() for step in way)
    except (OSError, ValueError):  # a name no system takes
        return False


def table_files(folder: Path) -> Iterator[Path]:
    """Every file or link that whoever reads a table of the folder would read, or stumble over; not what
    `commit` has not finished or a system leaves behind, which no reader takes for a table.
    """
    for name in TABLES:
        table = folder / name
        if table.is_symlink():
            yield table
        elif table.is_dir():
            yield from sorted(path for path in table.rglob("*") if _is_read(path.relative_to(table), path))


def _is_read(inside: Path, path: Path) -> bool:
    if path.is_symlink():
        return True
    passed_over = any(step.startswith(".") or is_clutter(step) for step in inside.parts)
    return not (path.is_dir() or passed_over)


def is_clutter(name: str) -> bool:
    """Whether a file or folder of this name is what a system, a file manager or a network disk leaves
    wherever it looks, and nobody's data.
    """
    return name.casefold() in CLUTTER or name.startswith(("._", ".nfs", ".fuse_hidden", ".smbdelete"))


def read_table(
    folder: Path,
    table: str,
    columns: list[str] | None = None,
    filters: list[tuple[str, str, Any]] | None = None,
    chunks: Iterable[int] | None = None,
) -> pa.Table:
    """A table of a results folder, or those columns and rows of it, in order; of those chunks alone, if any
    are named. Raises NotResults.
    """
    where = folder / table if chunks is None else [folder / part(table, chunk) for chunk in chunks]
    with _reading(folder, table):
        _all_files(folder, table)
        return _sound(pq.read_table(where, columns=columns, filters=filters), columns)


def read_parts(
    folder: Path, table: str, columns: list[str] | None, chunks: Iterable[int] | None = None
) -> Iterator[pa.Table]:
    """Those columns of a table (None: all) part by part, in order, or of those chunks alone: a table need not
    fit into memory. Raises NotResults.
    """
    with _reading(folder, table):
        _all_files(folder, table)
        paths = (
            sorted((folder / table).glob("*.parquet"))
            if chunks is None
            else [folder / part(table, chunk) for chunk in chunks]
        )
    for path in paths:
        with _reading(folder, table), pq.ParquetFile(path) as file:
            rows = _sound(file.read(columns), columns)
        yield rows


def _sound(rows: pa.Table, columns: list[str] | None) -> pa.Table:
    """The same, if it has those columns and holds what its types promise: a file that was changed may make
    words whose ends lie anywhere, and whoever follows them dies of it.
    """
    if absent := {*(columns or ())} - {*rows.column_names}:
        raise pa.ArrowInvalid(f"it has no column {', '.join(sorted(absent))}")
    rows.validate(full=True)
    return rows


def _all_files(folder: Path, table: str) -> None:
    """Raise NotResults for a link, and for what would keep whoever opens it waiting, such as a pipe."""
    place = folder / table
    for path in (place, *(() if place.is_symlink() else place.rglob("*"))):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise NotResults(f"cannot read the table {table} in {folder}: {path.name} is not a file")


@contextmanager
def _reading(folder: Path, table: str) -> Iterator[None]:
    try:
        yield
    except NotResults:
        raise
    except (OSError, pa.ArrowException, KeyError) as fault:
        raise NotResults(f"cannot read the table {table} in {folder}: {in_one_line(fault)}") from fault


def in_one_line(fault: Exception) -> str:
    """What went wrong in words: without the number of the system, in one line."""
    words = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return " ".join(words.split())


def is_of_the_disk(fault: BaseException | None) -> bool:
    """Whether the system refused to read a file; what is wrong with what a file holds has no such number."""
    return isinstance(fault, OSError) and fault.errno is not None
