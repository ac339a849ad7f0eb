"""A series that only the table or only an engine knows stops the model before anything runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

IMPORT_BOTH = """
import json
from importlib import import_module
said = {}
for engine in ("sim.agents.model", "sim.kernel.batch"):
    try:
        import_module(engine)
        said[engine] = "imported"
    except ValueError as error:
        said[engine] = str(error)
print(json.dumps(said))
"""
ROW = '(Series("kept",'
FORGOTTEN = "series that no line writes down: R_PLEDGES; lines that write no series: none"
LINE = "    row[at.R_KEPT] = A[at.A_KEPT]\n"


def engines_say(room: Path) -> dict[str, str]:
    """What becomes of importing each engine of the copy: `imported`, or why not."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(room / "copy")}
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_BOTH],
        env=environment, cwd=room, check=True, capture_output=True, text=True,
    )  # fmt: skip
    said: dict[str, str] = json.loads(done.stdout)
    assert list(said) == ["sim.agents.model", "sim.kernel.batch"]
    return said


def edit(room: Path, name: str, old: str, new: str) -> None:
    path = room / "copy" / "sim" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_model_as_it_is_can_be_imported(room: Path) -> None:
    """Control."""
    assert set(engines_say(room).values()) == {"imported"}


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_series_that_no_engine_writes_down_stops_both(room: Path, place: str) -> None:
    """Wherever in the table it stands: at the end, loops used to stop before it or to run past the row."""
    more = '(Series("happiness", "happiness", "1", 0.0, 1.0),)'
    if place == "first":
        edit(room, "series.py", '(Series("performance",', f'{more},\n    (Series("performance",')
    else:
        edit(room, "series.py", ROW, f"{more},\n    {ROW}")
    for said in engines_say(room).values():
        assert said == "series that no line writes down: R_HAPPINESS; lines that write no series: none"


def test_a_series_written_down_that_the_table_does_not_have_stops_both(room: Path) -> None:
    edit(room, "series.py", ROW, '(Series("held",')
    for said in engines_say(room).values():
        assert said == "series that no line writes down: R_HELD; lines that write no series: R_KEPT"


def test_a_line_that_the_agents_forget_stops_the_agents(room: Path) -> None:
    edit(room, "agents/record.py", "    row[at.R_PLEDGES] = council.mean_at_any_stage()\n", "")
    said = engines_say(room)
    assert said.pop("sim.agents.model") == FORGOTTEN
    assert list(said.values()) == ["imported"]


def test_a_line_that_the_kernel_forgets_stops_both_since_agents_begin_at_its_calm_rest(room: Path) -> None:
    edit(room, "kernel/record_loops.py", "    row[at.R_PLEDGES] = every / D\n", "")
    assert set(engines_say(room).values()) == {FORGOTTEN}


def test_a_line_that_both_engines_share_and_forget_stops_both(room: Path) -> None:
    edit(room, "month.py", LINE, "")
    for said in engines_say(room).values():
        assert said == "series that no line writes down: R_KEPT; lines that write no series: none"
