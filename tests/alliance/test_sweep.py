"""sweep and plot: tables, figures, exit codes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from experiments.sweep import workers

Command = Callable[..., Any]


def test_the_map_of_a_scenario_is_its_default_sweep(alliance: Command, small: Path) -> None:
    found = alliance("sweep", small, "--replicates", 5, "--jobs", 1)
    assert found.code == 0
    assert "4 points, 20 runs" in found.out
    assert "Runs that say little about the shock" in found.out
    figure = Path(found.err.rsplit("Figure: ", 1)[1].strip())
    assert figure == Path("results/small-sweep-001/outcome-map.png")
    assert sorted(path.name for path in figure.parent.iterdir()) == [
        "curves", "dictionary.csv", "manifest.json", "outcome-map.png", "outcome-map.svg", "plan.json",
        "recovery-curves.png", "recovery-curves.svg", "runs",
    ]  # fmt: skip
    runs = pq.read_table(figure.parent / "runs").to_pandas()
    assert sorted({tuple(row) for row in runs[["shock.size", "shock.months"]].to_numpy()}) == [
        (0.2, 6), (0.2, 12), (1, 6), (1, 12)
    ]  # fmt: skip


def test_the_document_counts_and_options_reach_the_tables(alliance: Command, small: Path) -> None:
    found = alliance(
        "sweep", small, "--vary", "shock.size=0:1:3", "--set", "shock.months=7", "--off", "stakes",
        "--replicates", 4, "--seed", 9, "--jobs", 1, "--out", "here", "--json",
    )  # fmt: skip
    document = found.json()
    assert (found.code, document["points"], document["runs"], document["ok"], document["failed"]) == (
        0,
        3,
        12,
        12,
        0,
    )
    assert document["out"] == "here"
    runs = pq.read_table("here/runs").to_pandas()
    assert sorted(set(runs["shock.size"])) == [0, 0.5, 1]
    assert set(runs["seed"]) == {9}
    other = alliance(
        "sweep",
        small,
        "--vary",
        "shock.size=0:1:3",
        "--replicates",
        4,
        "--seed",
        9,
        "--jobs",
        1,
        "--out",
        "there",
    )
    assert other.code == 0
    assert runs["loss"].tolist() != pq.read_table("there/runs").to_pandas()["loss"].tolist()


def test_rest_is_shown_drawn_and_in_the_document(alliance: Command, small: Path) -> None:
    found = alliance("sweep", small, "--rest", "--replicates", 3, "--jobs", 1, "--out", "here")
    assert found.code == 0
    assert "in the long run" in found.out
    assert Path("here/outcome-map-rest.png").read_bytes() != Path("here/outcome-map.png").read_bytes()
    again = alliance(
        "sweep", small, "--rest", "--replicates", 3, "--jobs", 1, "--out", "two", "--json"
    ).json()
    assert sum(row["n"] for row in again["shares_rest"].values()) == again["ok"]
    assert "two/outcome-map-rest.svg" in again["figures"]
    before = Path("here/outcome-map-rest.png").read_bytes()
    Path("here/outcome-map-rest.png").unlink()
    assert "here/outcome-map-rest.png" in alliance("plot", "here", "--kind", "map").out
    assert Path("here/outcome-map-rest.png").read_bytes() == before


def test_without_rest_nothing_of_it_is_shown(alliance: Command, small: Path) -> None:
    found = alliance("sweep", small, "--replicates", 3, "--jobs", 1, "--out", "here", "--json").json()
    assert found["shares_rest"] is None
    assert not Path("here/outcome-map-rest.png").exists()


SECOND = "  - {name: turn, kind: unilateral-turn, of: [USA], from: 12, months: 6, size: 0.5}\n"


@pytest.mark.parametrize(
    "line",
    ["run {} --set shock.size=0", "sweep {} --jobs 1", "sweep {} --jobs 1 --vary shock.size=0,1",
     "sweep {} --jobs 1 --vary horizon.months=30,48 --set shock.size=0.1"],
)  # fmt: skip
def test_of_several_shocks_the_one_that_is_meant_is_said_once(
    alliance: Command, small: Path, line: str
) -> None:
    single = alliance(*line.format(small).split(), "--replicates", 1)
    assert (single.code, "shock means" in single.err) == (0, False)
    small.write_text(small.read_text().replace("map:", f"{SECOND}map:"))
    found = alliance(*line.format(small).split(), "--replicates", 1)
    assert found.code == 0
    assert found.err.splitlines()[0] == "shock means the first of 2: blockade"
    assert found.err.count("shock means") == 1
    assert ("shock.size (" in found.out) is False


def test_one_point_is_not_one_points(alliance: Command, small: Path) -> None:
    found = alliance("sweep", small, "--vary", "shock.size=1", "--replicates", 1, "--jobs", 1)
    assert "1 point, 1 run, seed 1" in found.out


def test_plot_draws_what_is_asked_from_the_tables_alone(alliance: Command, small: Path) -> None:
    alliance("sweep", small, "--replicates", 3, "--jobs", 1, "--out", "here")
    before = {path.name: path.read_bytes() for path in Path("here").glob("*.png")}
    for path in [*Path("here").glob("*.png"), *Path("here").glob("*.svg")]:
        path.unlink()
    assert alliance("plot", "here", "--kind", "map").out.splitlines() == [
        "here/outcome-map.png",
        "here/outcome-map.svg",
    ]
    assert not Path("here/recovery-curves.png").exists()
    assert len(alliance("plot", "here", "--kind", "main", "--json").json()["figures"]) == 4
    assert {path.name: path.read_bytes() for path in Path("here").glob("*.png")} == before


def test_plot_lists_its_kinds_and_draws_each_alone(alliance: Command, small: Path) -> None:
    alliance("sweep", small, "--replicates", 3, "--jobs", 1, "--out", "here")
    found = {row["name"] for row in alliance("plot", "--kind", "list", "--json").json()}
    assert {"all", "main", "map", "curves", "survival"} <= found
    assert all(name in alliance("plot", "--kind", "list").out for name in found)
    assert alliance("plot", "here", "--kind", "map", "--format", "pdf").out == "here/outcome-map.pdf\n"
    refused = alliance("plot", "here", "--format", "pdf,gif")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert alliance("plot").code == 2


def test_failed_runs_are_said_and_the_rest_is_kept(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give = workers._Worker.give

    def give_and_kill(self: Any, task: Any, folder: Path) -> None:
        give(self, task, folder)
        if task.chunk.index == 1:
            self.process.kill()

    monkeypatch.setattr(workers._Worker, "give", give_and_kill)
    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 4)
    found = alliance(
        "sweep", small, "--vary", "shock.size=0.5,1", "--replicates", 4, "--jobs", 1, "--out", "here"
    )
    assert found.code == 4
    assert "4 runs failed, the rest is kept" in found.err
    assert pq.read_table("here/runs").to_pandas()["status"].tolist() == ["ok"] * 4 + ["failed"] * 4


def test_ctrl_c_ends_with_130_and_no_traceback(small: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "alliance", "sweep", str(small), "--vary", "shock.size=0:1:400",
               "--replicates", "1000", "--jobs", "1", "--out", "here"]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background ignores it
    )  # fmt: skip
    until = time.monotonic() + 120
    while not (tmp_path / "here/runs/part-00000.parquet").exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "alliance: interrupted"
    assert not list((tmp_path / "here").rglob(".*"))


def test_a_script_without_a_main_guard_can_sweep(small: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import alliance\n"
        f"found = alliance.sweep('{small}', 'here', vary=['shock.size=0,1'], replicates=2, jobs=2)\n"
        "print(found.ok)\n"
    )
    made = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (made.stdout, made.returncode) == ("4\n", 0), made.stderr


def test_a_folder_goes_on_with_more_replicates(alliance: Command, small: Path) -> None:
    swept = ("--replicates", 2, "--jobs", 1, "--out", "here")
    assert alliance("sweep", small, *swept).code == 0
    first = pq.read_table("here/runs").to_pandas().drop(columns="index")
    more = alliance("sweep", "here", "--resume", "--replicates", 4, "--jobs", 1)
    assert (more.code, "here has 2 replicates, and keeps them until all 4 are there" in more.err) == (0, True)
    runs = pq.read_table("here/runs").to_pandas()
    kept = runs[runs["replicate"] < 2].drop(columns="index").reset_index(drop=True)
    assert (len(runs), kept.equals(first)) == (16, True)
    assert alliance("sweep", "here", "--resume", "--replicates", 3).code == 5
    assert alliance("verify", "here").code == 0


def test_a_forecast_says_how_much_memory_and_too_much_is_refused(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("sweep", small, "--replicates", 2, "--jobs", 1, "--dry-run")
    assert " of memory at a time" in alliance(*line).out
    told = alliance(*line, "--json").json()["memory"]
    assert 2**28 < told < 2**30
    monkeypatch.setattr("experiments.design.memory.machine_bytes", lambda: told)
    assert alliance(*line).code == 0
    monkeypatch.setattr("experiments.design.memory.machine_bytes", lambda: told - 1)
    refused = alliance(*line[:-1], "--out", "here")
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert "GiB of memory with --jobs 1, and this machine has" in refused.err
    assert not Path("here").exists()
