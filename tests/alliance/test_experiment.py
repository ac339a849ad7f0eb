"""Experiment files from the command line: swept, drawn, repeated, resumed, explained to editors."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest

from experiments.design import files
from experiments.design.file_editor_schema import json_schema
from scenarios.reading.reader import read

Command = Callable[..., Any]
HEAD = "version: 1\ntitle: Which of them?\nasks: Whatever.\nscenarios: [small.yaml]\n"
VARIED = "vary:\n  shock.size: {from: 0, to: 1}\n  shock.months: {from: 2, to: 12}\nreplicates: 3\n"
KINDS = {
    "drawn": HEAD + "design: {kind: latin-hypercube, n: 6}\n" + VARIED,
    "both": HEAD + "switches: {council: both, pledge: off}\nvary: {shock.size: [0, 1]}\nreplicates: 3\n",
    "listed": HEAD + "design: {kind: table, file: points.csv}\nreplicates: 3\n",
    "numbers": HEAD + "vary: {shock.size: [0, 0.5, 1], shock.months: [3, 6]}\nreplicates: 2\n",
}


@pytest.fixture
def asked(small: Path, request: pytest.FixtureRequest) -> Path:
    """An experiment beside the small scenario, in the working folder."""
    Path("points.csv").write_text("shock.size,switches.council\n0.5,on\n1,off\n")
    path = Path("mine.yaml")
    path.write_text(KINDS[request.param])
    return path


def tables(folder: Path) -> dict[str, str]:
    found = sorted(folder.glob("*/*.parquet"))
    assert found
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
    }


@pytest.mark.parametrize("asked", KINDS, indirect=True)
def test_it_is_swept_drawn_and_every_run_repeats(alliance: Command, asked: Path) -> None:
    answer = alliance("sweep", asked, "--jobs", 1, "--out", "out", "--json")
    assert (answer.code, answer.err) == (0, "")
    document = answer.json()
    assert document["experiment"] == "mine"
    drawn_or_listed = any(asked.read_text() == KINDS[kind] for kind in ("drawn", "listed"))
    assert document["resampled"] == ("settings" if drawn_or_listed else "replicates")
    (drawn, *_) = [Path(path).name for path in document["figures"]]
    of_numbers = asked.read_text() == KINDS["numbers"]
    leads = "loss-by-switch.png" if document["switches"] else "outcome-by-key.png"
    assert drawn == ("outcome-map.png" if of_numbers else leads)
    switched = any(asked.read_text() == KINDS[kind] for kind in ("both", "listed"))
    assert [row["mechanism"] for row in document["switches"]] == ["council"] * switched
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["experiment"]["title"] == "Which of them?"
    runs = pq.read_table("out/runs").to_pandas()
    assert set(manifest["vary"]) <= set(runs.columns)
    for index in (0, len(runs) - 1):
        again = alliance("run", "--only", index, "out")
        assert (again.code, "The two are the same to the last bit." in again.out) == (0, True)
    assert alliance("verify", "out").code == 0
    described = Path("out/dictionary.csv").read_text()
    assert all(f"runs,{key}," in described for key in manifest["vary"])


@pytest.mark.parametrize("asked", ["both"], indirect=True)
def test_what_is_lost_without_a_mechanism_is_told_against_the_calm_alliance_first(
    alliance: Command, asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = " ".join(alliance("sweep", asked, "--jobs", 1, "--out", "out").out.split())
    assert shown.index("against the calm alliance") < shown.index("against its own twin")
    assert "A mechanism that is off is also missing in the twin" in shown
    asked.write_text(KINDS["numbers"])
    other = alliance("sweep", asked, "--jobs", 1, "--out", "other").out
    assert "without each mechanism" not in other  # control


@pytest.mark.parametrize("asked", ["both"], indirect=True)
def test_the_tables_do_not_hang_on_jobs_and_go_on_after_a_loss(alliance: Command, asked: Path) -> None:
    assert alliance("sweep", asked, "--jobs", 1, "--out", "one").code == 0
    assert alliance("sweep", asked, "--jobs", 2, "--out", "two").code == 0
    whole = tables(Path("one"))
    assert tables(Path("two")) == whole
    Path("two/manifest.json").unlink()
    next(Path("two/runs").glob("*.parquet")).unlink()
    assert alliance("sweep", asked, "--jobs", 1, "--out", "two", "--resume").code == 0
    assert tables(Path("two")) == whole
    changed = alliance("sweep", asked, "--jobs", 1, "--out", "two", "--resume", "--seed", 2)
    assert (changed.code, "the seed is 1 there and 2 now" in changed.err) == (5, True)


@pytest.mark.parametrize("asked", ["both"], indirect=True)
def test_the_command_line_goes_before_the_file_but_not_against_it(alliance: Command, asked: Path) -> None:
    line = (
        "sweep",
        asked,
        "--jobs",
        1,
        "--json",
        "--replicates",
        2,
        "--seed",
        5,
        "--set",
        "parameters.depth_cost=0.3",
    )
    document = alliance(*line, "--off", "interoperability", "--rest").json()
    manifest = json.loads((Path(document["out"]) / "manifest.json").read_text())
    assert (manifest["replicates"], manifest["seed"], manifest["rest"]) == (2, 5, True)
    assert Path(document["out"]).name == "mine-sweep-001"
    assert manifest["changed"] == [
        "without pledge", "with parameters.depth_cost = 0.3", "without interoperability",
    ]  # fmt: skip
    for wrong in (("--vary", "shock.size=0,1"), ("--set", "shock.size=1"), ("--off", "council")):
        refused = alliance("sweep", asked, *wrong)
        assert (refused.code, len(refused.err.splitlines())) == (2, 1), refused.err
    assert [path.name for path in Path("results").iterdir()] == ["mine-sweep-001"]


@pytest.mark.parametrize("asked", ["drawn"], indirect=True)
def test_a_map_needs_a_grid(alliance: Command, asked: Path) -> None:
    assert alliance("sweep", asked, "--jobs", 1, "--out", "out").code == 0
    for kind in ("map", "curves"):
        refused = alliance("plot", "out", "--kind", kind)
        assert (refused.code, "--kind keys" in refused.err) == (2, True)
    assert alliance("plot", "out", "--kind", "keys").code == 0


@pytest.mark.parametrize("asked", ["drawn"], indirect=True)
def test_check_tells_every_fault_and_sweep_does_not_begin(alliance: Command, asked: Path) -> None:
    assert alliance("check", asked).code == 0
    asked.write_text(
        asked.read_text().replace("shock.size", "shock.sise").replace("replicates: 3", "replicates: 0")
    )
    checked, swept = alliance("check", asked), alliance("sweep", asked, "--out", "out")
    assert (checked.code, swept.code) == (3, 3)
    assert (len(swept.err.splitlines()), "(and 1 more)" in swept.err) == (1, True)
    assert [line.split(": ")[1] for line in checked.out.splitlines()] == ["vary.shock.sise", "replicates"]
    assert not Path("out").exists()


def test_a_shipped_experiment_goes_by_its_name(alliance: Command, tmp_path: Path) -> None:
    answer = alliance("sweep", "what-recovery-needs", "--dry-run", "--replicates", 1, "--json")
    assert (answer.code, answer.json()["points"]) == (0, 48)
    assert not any(tmp_path.iterdir())


def test_the_schema_takes_every_shipped_experiment_and_marks_faults(alliance: Command) -> None:
    answer = alliance("schema", "experiment")
    schema = answer.json()
    assert (answer.code, schema) == (0, json_schema())
    judge = jsonschema.Draft7Validator(schema)
    judge.check_schema(schema)
    for name in files.shipped():
        value = read(files.source(name)).value
        assert [*judge.iter_errors(value)] == []
        wrong: dict[str, Any]
        for wrong in (
            {"scenarios": ["taiwan-blokade"]}, {"design": {"kind": "grids"}}, {"design": {"kind": "sobol"}},
            {"design": {"kind": "grid", "n": 4}}, {"switches": {"counsil": "both"}}, {"lens": "realism"},
            {"replicates": 0}, {"varry": {}}, {"vary": {"shock.size": 1}},
        ):  # fmt: skip
            assert [*judge.iter_errors({**value, **wrong})], wrong
