"""What a user does whom permissions bind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534
SOURCES = Path(__file__).resolve().parents[1]


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user whom permissions bind: root becomes somebody else, and whoever is not root stays. Skips the
    test where that user cannot read the sources.
    """
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        if not _readable(SOURCES / "scenarios"):
            pytest.skip("another user cannot read the sources where they lie")
        yield
    finally:
        os.seteuid(before)


def _readable(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except PermissionError:
        return False
