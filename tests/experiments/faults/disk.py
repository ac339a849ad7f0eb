"""A disk of which every call can be made to fail."""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

TAKES_ROOM = {"mkdir", "create", "write", "fsync"}
"""What fails on a full disk, and goes on failing."""
BY_NAME = ("mkdir", "rmdir", "unlink", "remove", "replace", "rename", "listdir", "scandir", "chmod")


class Disk:
    """The system's calls on files below a folder, counted; instead of the n-th one `strike` is called. A disk
    that is full (ENOSPC) refuses what takes room from the n-th such call on; any other fault comes once, at
    any call.

    Patched where Python meets the system: the functions of `os`, the raw file below every `open`, and what
    pyarrow opens by its name. None of the project's own functions is replaced.
    """

    def __init__(self, root: Path, n: int = 0, fault: int = errno.EIO) -> None:
        self.root, self.n, self.fault = os.path.realpath(root), n, fault
        self.full = fault == errno.ENOSPC
        self.count, self.struck = 0, ""
        self.opened: dict[int, str] = {}
        self.calls: list[tuple[str, str]] = []

    def call(self, what: str, path: str) -> bool:
        """Count a call on a path; whether it is to fail."""
        if not self.holds(path) or (self.full and what not in TAKES_ROOM):
            return False
        self.count += 1
        self.calls.append((what, path))
        if self.count == self.n:
            self.struck = f"{what} {os.path.relpath(path, self.root)}"
        return self.count == self.n or (self.full and bool(self.struck))

    def holds(self, path: str) -> bool:
        """Whether a path lies below the folder."""
        return (path + os.sep).startswith(self.root + os.sep)

    def strike(self) -> None:
        """The call fails."""
        raise OSError(self.fault, os.strerror(self.fault))

    def place(self, name: Any, folder: int | None = None) -> str:
        """The full path of what a call names, by a path or a number; empty for what is not known."""
        if isinstance(name, int):
            return self.opened.get(name, "")
        above = self.opened.get(folder, "/") if folder is not None else os.getcwd()
        return os.path.join(above, os.fsdecode(name))

    @contextmanager
    def watched(self) -> Iterator["Disk"]:
        """Count, and fail, what is done meanwhile."""
        with pytest.MonkeyPatch.context() as patch:
            for name in BY_NAME:
                patch.setattr(os, name, self._by_name(name, getattr(os, name)))
            patch.setattr(os, "open", self._open_number(os.open))
            patch.setattr(os, "fsync", self._sync(os.fsync))
            opener = self._open_file(io.open)
            patch.setattr(io, "open", opener)
            patch.setattr(builtins, "open", opener)
            for name in ("read_table", "read_schema", "ParquetFile"):
                patch.setattr(pq, name, self._read_parquet(getattr(pq, name)))
            patch.setattr(pc, "CSVWriter", self._csv_writer(pc.CSVWriter))
            yield self

    def _by_name(self, name: str, honest: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: Any = ".", *given: Any, **named: Any) -> Any:
            if self.call(name, self.place(path, named.get("dir_fd"))):
                self.strike()
            return honest(path, *given, **named)

        return guarded

    def _open_number(self, honest: Callable[..., int]) -> Callable[..., int]:
        def guarded(path: Any, flags: int, *given: Any, dir_fd: int | None = None) -> int:
            place = self.place(path, dir_fd)
            if self.call("create" if flags & os.O_CREAT else "open", place):
                self.strike()
            handle = honest(path, flags, *given, dir_fd=dir_fd)
            self.opened[handle] = place
            return handle

        return guarded

    def _sync(self, honest: Callable[[int], None]) -> Callable[[int], None]:
        def guarded(handle: int) -> None:
            if self.call("fsync", self.opened.get(handle, "")):
                self.strike()
            honest(handle)

        return guarded

    def _open_file(self, honest: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(file: Any, mode: str = "r", buffering: int = -1, *given: Any, **named: Any) -> Any:
            place = self.place(file)
            if not self.holds(place):
                return honest(file, mode, buffering, *given, **named)
            writes = any(letter in mode for letter in "wax+")
            if not isinstance(file, int) and self.call("create" if writes else "open", place):
                self.strike()
            raw = _RawFile(self, place, file, mode.replace("b", "").replace("t", ""))
            self.opened[raw.fileno()] = place
            kinds = {"+": io.BufferedRandom, "r": io.BufferedReader}
            kind = kinds["+"] if "+" in mode else kinds.get(mode[0], io.BufferedWriter)
            return kind(raw) if "b" in mode else io.TextIOWrapper(kind(raw), *given, **named)

        return guarded

    def _read_parquet(self, honest: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(source: Any, *given: Any, **named: Any) -> Any:
            for path in source if isinstance(source, list) else [source]:
                if isinstance(path, str | Path) and self.call("read", self.place(path)):
                    self.strike()
            return honest(source, *given, **named)

        return guarded

    def _csv_writer(self, honest: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def guarded(path: Any, schema: Any) -> Iterator[Any]:
            with open(path, "wb") as file, honest(file, schema) as writer:
                yield writer

        return guarded


class _RawFile(io.FileIO):
    """A file without a buffer: every write and read of it is a call. One that fails has written half."""

    def __init__(self, disk: Disk, place: str, file: Any, mode: str) -> None:
        self.disk, self.place = disk, place
        super().__init__(file, mode)

    def write(self, data: Any) -> int:
        if self.disk.call("write", self.place):
            super().write(memoryview(data)[: len(data) // 2])
            self.disk.strike()
        return super().write(data)

    def readinto(self, buffer: Any) -> int | None:
        if self.disk.call("read", self.place):
            self.disk.strike()
        return super().readinto(buffer)

    def readall(self) -> bytes:
        if self.disk.call("read", self.place):
            self.disk.strike()
        return super().readall()
