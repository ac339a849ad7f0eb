"""A model that may be edited."""

import shutil
from pathlib import Path

import pytest

import sim


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with a copy of the model in `copy/sim`."""
    shutil.copytree(
        Path(sim.__file__).parent, tmp_path / "copy" / "sim", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path
