"""Whole files or none, whatever happens."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from experiments.errors import StoreFault
from experiments.results import store

TABLE = pa.table({"a": [1, 2, 3], "b": [0.5, None, 1.5]})


def test_the_same_chunk_written_twice_has_the_same_bytes(tmp_path: Path) -> None:
    store.write_chunk(tmp_path, store.RUNS, 0, TABLE)
    first = (tmp_path / store.part(store.RUNS, 0)).read_bytes()
    store.write_chunk(tmp_path, store.RUNS, 0, TABLE)
    assert (tmp_path / store.part(store.RUNS, 0)).read_bytes() == first
    assert store.read_table(tmp_path, store.RUNS).equals(TABLE)


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(StoreFault) as fault:
        store.commit(tmp_path / "x", b"data")
    assert "\n" not in str(fault.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_survives_a_failed_rewrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit(tmp_path / "x", b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreFault, match="no space left"):
        store.commit(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"


def test_a_limit_set_by_the_system_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path; from experiments.results import store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: store.commit(Path(sys.argv[1]) / 'x', bytes(5000))\n"
        "except store.StoreFault as fault: print('fault')"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert made.stdout == "fault\n"
    assert list(tmp_path.iterdir()) == []


def test_a_torn_table_is_a_fault(tmp_path: Path) -> None:
    store.write_chunk(tmp_path, store.RUNS, 0, TABLE)
    path = tmp_path / store.part(store.RUNS, 0)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StoreFault):
        store.read_table(tmp_path, store.RUNS)


def test_a_pipe_among_the_tables_is_said_and_not_waited_for(tmp_path: Path) -> None:
    store.write_chunk(tmp_path, store.RUNS, 0, TABLE)
    os.mkfifo(tmp_path / store.part(store.RUNS, 1))
    with pytest.raises(StoreFault, match=r"part-00001\.parquet is not a file"):
        store.read_table(tmp_path, store.RUNS)
    with pytest.raises(StoreFault, match="is not a file"):
        list(store.read_parts(tmp_path, store.RUNS, None))
