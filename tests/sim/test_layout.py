"""Places of numbers are made from the tables, and a name that no table has is seen before anything runs."""

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from sim.parameters.table import MECHANISMS, PARAMETERS
from sim.series import PLACE
from sim.state import layout
from sim.state.blocks import ALLIANCE, SIDE, STATE
from sim.state.layout_stub import STUB, stub_text

TABLES: dict[str, Collection[str]] = {
    "": PARAMETERS,
    "ON_": MECHANISMS,
    "S_": STATE,
    "G_": SIDE,
    "A_": ALLIANCE,
    "R_": PLACE,
}


@pytest.mark.parametrize("prefix", TABLES)
def test_the_layout_is_made_from_the_tables(prefix: str) -> None:
    names = list(TABLES[prefix])
    assert len(set(names)) == len(names)
    assert [getattr(layout, f"{prefix}{name.upper()}") for name in names] == list(range(len(names)))


def test_no_two_tables_have_a_name_for_the_same_constant() -> None:
    names = [f"{prefix}{name.upper()}" for prefix, table in TABLES.items() for name in table]
    assert len(set(names)) == len(names)


def test_the_stub_lists_what_the_tables_say() -> None:
    """After a change of a table: `python -m sim.state.layout_stub`."""
    assert STUB.read_text(encoding="utf-8") == stub_text()
    listed = [line.split(":")[0] for line in stub_text().splitlines() if line.endswith(": Final[int]")]
    assert len(listed) == sum(map(len, TABLES.values()))


@pytest.mark.parametrize(
    ("name", "said"),
    [("SLOPE", "Success: no issues found"), ("SLOOPE", 'Module has no attribute "SLOOPE"; maybe "SLOPE"?')],
)
def test_a_misspelt_place_is_an_error_of_types(name: str, said: str, tmp_path: Path) -> None:
    """The place as it is spelt is the control."""
    asking = tmp_path / "asking.py"
    asking.write_text(f"from sim.state import layout as at\nplace: int = at.{name}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(asking)],
        cwd=Path(layout.__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert said in done.stdout, done.stderr
