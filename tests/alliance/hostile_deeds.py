"""What somebody may do to a folder of results: each deed changes one thing, drawn from its chance."""

import hashlib
import io
import json
import os
import random
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results import store
from experiments.results.manifest import json_text, seal

Deed = Callable[[random.Random, Path, Path], None]

WORDS = [
    "\x1b]0;owned\x07", "\x1b[2J\x1b[31m", "\u202egnp.exe", "\u2066x", "nul\0", "a\nb", "a\r\x08b", "\x9b31m",
    "[red]x[/red] [link=file:///etc/passwd]y", "$\\frac{1}{", "%s {0} {x}", "=cmd|' /C calc'!A1", "-rf", "",
    "x" * 5000, "\udce9", "\U000e0041", "../../../../../etc/passwd", "/etc/passwd", "~/x", "a" * 300, "..",
    ".",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, -1, 0, 1, 2, 7, 10**6, 10**9, 2**31, 2**63, -(2**63), 2**200, 0.5, 1e308, -1e308,
    1e-320, [], {}, [None], [[]], [0] * 50_000, {"x": {"x": {}}}, [1, "a", None], *WORDS,
]  # fmt: skip
RAW = [
    b"", b"[]", b"null", b"{", b"\x00", b'{"a": ' * 9000, b"NaN", b"\xff\xfe{}", b"\xef\xbb\xbf{}",
    b'{"kind": "sweep"}', b'{"kind": ["run"]}', b"9" * 9000, b'{"a": 1e999}', b'"\\ud800"', b"[" * 100_000,
]  # fmt: skip


def files_of(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    """Every file by its name; None for what is none, whose bytes nobody should ask for."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix(), path.read_bytes() if is_small(path) else None


def is_small(path: Path) -> bool:
    """Whether it is a file of its own that may be read whole."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size < 10**7


def _steps(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _steps(part, (*at, key))


def _edit(draw: random.Random, document: Any, outside: Path) -> None:
    """One value somewhere in a document is another, gone, or under another name."""
    _, *steps = _steps(document)
    if not steps:
        return
    *way, last = draw.choice(steps)
    group = document
    for step in way:
        group = group[step]
    deed = draw.random()
    if deed < 0.6:
        group[last] = draw.choice(VALUES)
    elif deed < 0.75:
        del group[last]
    elif isinstance(group, dict):
        group[draw.choice(_names(outside))] = group.pop(last)
    else:
        group.extend(group[: 1 + last] * 3)


def _names(outside: Path) -> list[str]:
    """Names that lead to files outside which are whole, and names that are no names."""
    there = [store.part(store.RUNS, 0), store.part(store.CURVES, 0), "secret", store.MANIFEST]
    ways = [str(outside), f"../{outside.name}", f"runs/../../{outside.name}", f"./../{outside.name}"]
    return [*(f"{way}/{name}" for way in ways for name in there), *WORDS]


def edit_document(draw: random.Random, folder: Path, outside: Path) -> None:
    """The manifest or the plan says something else, or is no document."""
    path = folder / draw.choice([store.MANIFEST, store.PLAN])
    if not is_small(path):
        return
    if draw.random() < 0.15:
        raw = path.read_bytes()
        path.write_bytes(draw.choice([*RAW, raw[: draw.randrange(len(raw) + 1)], raw * 2]))
        return
    with suppress(ValueError, RecursionError):
        document = json.loads(path.read_bytes())
        for _ in range(draw.randint(1, 3)):
            _edit(draw, document, outside)
        if draw.random() < 0.3 and isinstance(document, dict) and isinstance(document.get("files"), dict):
            named = draw.choice(_names(outside))
            document["files"][named] = hashlib.sha256((outside / "secret").read_bytes()).hexdigest()
        path.write_text(json.dumps(document))


def edit_table(draw: random.Random, folder: Path, outside: Path) -> None:
    """A part of a table is broken, another, or says something else."""
    parts = [folder / name for name, data in files_of(folder) if data and name.endswith(".parquet")]
    if not parts:
        return
    path = draw.choice(parts)
    raw = bytearray(path.read_bytes())
    if draw.random() < 0.3:
        for _ in range(draw.randint(1, 20)):
            raw[draw.randrange(len(raw))] = draw.randrange(256)
        path.write_bytes(raw)
        return
    with suppress(OSError, ValueError, RecursionError, pa.ArrowException):
        path.write_bytes(_another(draw, pq.read_table(path), outside))


def _another(draw: random.Random, table: pa.Table, outside: Path) -> bytes:
    place = draw.randrange(table.num_columns)
    name = table.column_names[place]
    match draw.randrange(6):
        case 0:
            table = table.drop_columns([name])
        case 1:
            table = table.set_column(place, name, pa.array([draw.choice(WORDS[:6])] * len(table)))
        case 2:
            table = pa.concat_tables([table] * draw.choice([2, 200 if len(table) < 10**5 else 2]))
        case 3:
            return _of_millions(tuple(table.column_names))
        case 4:
            table = table.rename_columns([draw.choice(WORDS[:6]) if n == place else c
                                          for n, c in enumerate(table.column_names)])  # fmt: skip
        case _:
            told = {key.decode(): text.decode() for key, text in (table.schema.metadata or {}).items()}
            receipt = json.loads(told.get("receipt", '{"files": {}, "runs": 1}'))
            _edit(draw, receipt, outside)
            if isinstance(receipt, dict) and isinstance(receipt.get("files"), dict):
                receipt["files"][draw.choice(_names(outside))] = "0" * 64
            table = table.replace_schema_metadata({**told, "receipt": json.dumps(receipt)})
    return _written(table)


@cache
def _of_millions(names: tuple[str, ...]) -> bytes:
    """Few bytes that make four million rows of those columns."""
    return _written(pa.table(dict.fromkeys(names, pa.repeat(1, 4_000_000))))


def _written(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def replace_file(draw: random.Random, folder: Path, outside: Path) -> None:
    """What is no plain file stands in the place of one, or of a folder of tables."""
    names = [name for name, data in files_of(folder) if data is not None]
    if draw.random() < 0.25:
        names = [name for name in store.TABLES if (folder / name).is_dir()]
    if not names:
        return
    name = draw.choice(names)
    path, twin = folder / name, outside / name
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    kinds: list[Callable[[], object]] = [
        lambda: path.symlink_to(twin), lambda: path.symlink_to(os.path.relpath(twin, path.parent)),
        lambda: os.mkfifo(path), lambda: path.mkdir(), lambda: path.symlink_to("nowhere"),
        lambda: path.symlink_to(path.name), lambda: path.symlink_to("/dev/zero"), lambda: _sparse(path),
        lambda: _socket(path), lambda: None,
    ]  # fmt: skip
    draw.choice(kinds)()


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        os.truncate(file.fileno(), 2**40)


def _socket(path: Path) -> None:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as pipe:  # a path too long for one
        pipe.bind(str(path))


def add_file(draw: random.Random, folder: Path, outside: Path) -> None:
    """Something more lies in the folder."""
    name = draw.choice([*WORDS, "part-00009.parquet", "part-00000 (1).parquet", "plan.json", "manifest.json"])
    path = folder / draw.choice(["", *store.TABLES]) / name
    with suppress(OSError, ValueError):
        if path.exists() or path.is_symlink() or folder not in path.parents or ".." in path.parts:
            return
        path.parent.mkdir(exist_ok=True)
        if draw.random() < 0.5:
            path.symlink_to(outside / draw.choice(["secret", store.RUNS, store.part(store.RUNS, 0)]))
        else:
            path.write_bytes(draw.choice([b"", b"PAR1", b"x" * 100]))


DEEDS: tuple[Deed, ...] = (edit_document, edit_document, edit_table, replace_file, add_file)


def seal_again(folder: Path) -> None:
    """Let every hash and seal fit what lies there now."""
    for name in (store.PLAN, store.MANIFEST):
        path = folder / name
        if not is_small(path):
            continue
        with suppress(ValueError, RecursionError, TypeError, AttributeError):
            document = json.loads(path.read_bytes())
            if isinstance(document.get("files"), dict):
                there = {key: data for key, data in files_of(folder) if data is not None}
                document["files"] |= {
                    key: hashlib.sha256(there[key]).hexdigest() for key in document["files"] if key in there
                }
            document["digest"] = seal(document)
            path.write_text(json_text(document))
