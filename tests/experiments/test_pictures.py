"""Figures from a folder that somebody has touched."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from experiments import pictures, single
from experiments.errors import StoreFault
from experiments.store import MANIFEST, RUNS, part
from scenarios import load


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures") / "out"
    single.write(single.run(load("chip-shortage-2021"), replicates=2, seed=1), folder)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "out"))


def edit(folder: Path, **values: Any) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_a_folder_nobody_touched_is_drawn_again(copy: Path) -> None:
    assert [path.name for path in pictures.redraw(copy)] == ["recovery-curve.png", "recovery-curve.svg"]


@pytest.mark.parametrize(
    "values",
    [{"replicates": 1000}, {"months": "x"}, {"vary": 7}, {"shock": 3}, {"ok": 1000}, {"measures": 3}],
)
def test_a_manifest_that_lies_is_said_in_one_line(copy: Path, values: dict[str, Any]) -> None:
    edit(copy, **values)
    with pytest.raises(StoreFault, match="manifest"):
        pictures.redraw(copy)


def test_rows_that_stand_twice_are_noticed(copy: Path) -> None:
    shutil.copy(copy / part(RUNS, 0), copy / part(RUNS, 1))
    with pytest.raises(StoreFault, match="has 4 rows, its manifest says 2"):
        pictures.redraw(copy)
