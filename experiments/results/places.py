"""The place of results, known before any work begins: whoever writes asks here first.

A place that cannot be had is refused by name, within a moment, and nothing that was made to try it stays. One
that can be had is held until the work in it ends.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from itertools import count
from pathlib import Path

from experiments.errors import StoreFault
from experiments.results.store import MANIFEST, PLAN, PROBE, TABLES, is_clutter, saying

try:
    import fcntl
except ImportError:  # a system without such locks: two runs into one folder go unnoticed there
    fcntl = None  # type: ignore[assignment]

_CLAIMED: dict[Path, int] = {}
_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())
FEW = 100_000
"""Bytes that a table or two with a figure take at least."""
LONGEST_INSIDE = 48
"""No name below a folder of results takes more bytes, its folder and its temporary ending with it."""


def prepare(folder: Path) -> Path:
    """An empty folder that can be written to, made with its parents, and ours alone until this process ends
    or gives it up.

    Raises StoreFault otherwise.
    """
    return join(folder, free=True)


def join(folder: Path, *, free: bool = False, shared: bool = False, needed: int = 0) -> Path:
    """A folder that can be written to, has room for so many bytes and is ours until this process ends or
    gives it up: alone, or `shared` with others that join it in the same way. With `free` it must be empty.
    Raises StoreFault otherwise, and leaves no folder that it made.
    """
    with vanishing(folder), saying(folder):
        check_name(folder)
        check_apart(folder)
        _check_above(folder)
        if free:
            check_free(folder)
        check_room(folder, needed)
        _make(folder)
        _claim(folder, shared=shared)
        try:
            if free:
                check_free(folder)
            _try_writing(folder)
        except BaseException:
            release(folder)
            raise
    return folder


@contextmanager
def held(folder: Path, needed: int = 0) -> Iterator[Path]:
    """`join` an empty folder for the work done here, and give it up after it. Where that fails before
    anything was written, folders made for it are taken away again.
    """
    if folder in _HELD.get():
        yield folder
        return
    with vanishing(folder):
        join(folder, free=True, needed=needed)
        before = _HELD.set(_HELD.get() | {folder})
        try:
            yield folder
        finally:
            _HELD.reset(before)
            release(folder)


@contextmanager
def whole(folder: Path) -> Iterator[None]:
    """A folder, `held`, for results that are written whole or not at all: where that fails it is emptied
    again, and taken away if it was not there before.
    """
    with held(folder):
        try:
            yield
        except BaseException:
            with suppress(OSError):  # what went wrong is told already; the folder may be gone
                for path in folder.iterdir():
                    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            raise


@contextmanager
def numbered(out: Path | None, name: str) -> Iterator[Path]:
    """The folder asked for or, where that is None, the first of results/NAME-001, -002 … that nobody has. It
    is made at once, so that two that start together have one each, and taken away if it stays empty.
    """
    if out is not None:
        yield out
        return
    for place in count(1):
        folder = Path("results") / f"{name}-{place:03d}"
        with vanishing(folder):
            if _is_made(folder):
                yield folder
                return


def _is_made(folder: Path) -> bool:
    """Make a folder that is not there; False where it is."""
    with saying(folder):
        if _exists(folder):
            return False
        check_apart(folder)
        _make(folder.parent)
        try:
            folder.mkdir()
        except FileExistsError:
            return False
    return True


def _make(folder: Path) -> None:
    """Make a folder with its parents, though another call that was refused may take one of them away."""
    for _ in range(3):
        with suppress(FileNotFoundError):
            folder.mkdir(parents=True, exist_ok=True)
            return
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def vanishing(folder: Path) -> Iterator[None]:
    """Where what is done here fails, a folder that was made meanwhile, and those above it, are taken away
    again as far as they are empty.
    """
    missing = missing_above(folder)
    try:
        yield
    except BaseException:
        take_away(missing)
        raise


def missing_above(folder: Path) -> list[Path]:
    """A folder that is not there and those above it that are not, the lowest first."""
    return [path for path in (folder, *folder.parents) if not _exists(path)]


def take_away(folders: Iterable[Path]) -> None:
    """Take away folders, the lowest first, up to the first that holds something."""
    with suppress(OSError):
        for folder in folders:
            if _exists(folder):
                folder.rmdir()


def _exists(path: Path) -> bool:
    """Whether anything stands there, be it a link that leads nowhere."""
    try:
        return os.path.lexists(path)
    except ValueError:  # a name no system takes
        return False


def check_name(path: Path) -> None:
    """Raise StoreFault for a name that no file system, or no table, can have."""
    try:
        text = str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise StoreFault(f"cannot write to {path}: its name is not UTF-8; choose another") from None
    if b"\0" in text:
        raise StoreFault(f"cannot write to {path}: its name holds a NUL character; choose another")


def check_apart(path: Path) -> None:
    """Raise StoreFault for a place among the tables of a folder of results, by its name or past a link:
    whoever reads that folder would read what is written here.
    """
    place = Path(os.path.realpath(path))
    for table in (place, *place.parents):
        if table.name in TABLES and any((table.parent / name).is_file() for name in (MANIFEST, PLAN)):
            raise StoreFault(
                f"cannot write to {path}: it lies among the tables of {table.parent}; choose another"
            )


def check_outside(path: Path, folder: Path) -> None:
    """Raise StoreFault for a place within the folder that is read, by its name or past a link."""
    inner, outer = (Path(os.path.realpath(place)) for place in (path, folder))
    if outer in (inner, *inner.parents):
        raise StoreFault(
            f"cannot write to {path}: it lies within {folder}, which is read; choose another --out"
        )


def _check_above(folder: Path) -> None:
    """Raise the system's error where the first thing that is there, of a folder and those above it, is no
    folder: to all but the administrator the system itself would say that they have no permission.
    """
    first = next((path for path in (folder, *folder.parents) if _exists(path)), None)
    if first is not None and not first.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(first))


def check_free(folder: Path) -> None:
    """Raise StoreFault if a folder holds something, or a file stands in its place; asked before work
    begins.
    """
    with saying(folder):
        if folder.exists() and (not folder.is_dir() or _holds_something(folder)):
            what = "is not empty" if folder.is_dir() else "is a file"
            raise StoreFault(f"{folder} {what}; choose another --out")


def _holds_something(folder: Path) -> bool:
    """Whether a folder holds more than what a file manager leaves in an empty one."""
    return not all(is_clutter(path.name) for path in folder.iterdir())


def check_room(folder: Path, needed: int) -> None:
    """Raise StoreFault where the disk of a folder, or of the nearest one above it, has less room than so many
    bytes.
    """
    above = next((path for path in (folder, *folder.parents) if path.is_dir()), None)
    if not needed or above is None or not hasattr(os, "statvfs"):
        return
    disk = os.statvfs(above)
    free = disk.f_bavail * disk.f_frsize
    if disk.f_blocks and free < needed:  # a disk without blocks does not say how large it is
        raise StoreFault(
            f"cannot write to {folder}: no space left on this disk "
            f"(about {needed / 1e6:,.1f} MB are needed, {free / 1e6:,.1f} MB are free)"
        )


def check_file(path: Path) -> None:
    """Raise StoreFault where no new file of that name can be written; its folder must be there."""
    check_name(path)
    with saying(path.parent):
        check_apart(path)
        _check_above(path.parent)
        _try_writing(path.parent, len(os.fsencode(path.name)))


def check_place(folder: Path) -> None:
    """Raise StoreFault where nothing can be written into a folder that is there, or could be made; what was
    made to try it is taken away.
    """
    check_name(folder)
    above = missing_above(folder)
    try:
        with saying(folder):
            _check_above(folder)
            _make(folder)
            _try_writing(folder)
    finally:
        take_away(above)


def check_aside() -> None:
    """Raise StoreFault where the system has no room for passing files, which figures and trials need."""
    with saying(Path("the folder of temporary files (TMPDIR)")), tempfile.TemporaryFile() as file:
        file.write(b"0" * 4096)
        file.flush()


def _try_writing(folder: Path, longest: int = LONGEST_INSIDE) -> None:
    """Write a file whose name takes so many bytes, and take it away."""
    filled = "." + "x" * (longest - len(f".12345678{PROBE}"))
    probe, name = tempfile.mkstemp(prefix=filled, suffix=PROBE, dir=folder)
    os.close(probe)
    with suppress(FileNotFoundError):  # whoever finished here meanwhile has taken it away
        os.unlink(name)


def _claim(folder: Path, *, shared: bool) -> None:
    """Hold a lock of the operating system on the folder: it goes with the process, however that ends."""
    if fcntl is None:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StoreFault(f"another run is writing to {folder}; choose another --out") from None
    _CLAIMED[folder] = handle


def is_claimed(folder: Path) -> bool:
    """Whether a process writes to the folder just now."""
    if fcntl is None:
        return False
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False


def release(folder: Path) -> None:
    """Give up a folder that `prepare` took, so that this process may try it again."""
    handle = _CLAIMED.pop(folder, None)
    if handle is not None:
        os.close(handle)


def discard_empty(folder: Path) -> None:
    """Take away a folder in which nothing was finished; one that holds any file stays."""
    files = (path for path in folder.rglob("*") if path.is_file() and not is_clutter(path.name))
    holds_nothing = folder.exists() and next(files, None) is None
    if holds_nothing:
        shutil.rmtree(folder, ignore_errors=True)
