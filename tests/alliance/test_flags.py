"""Every option of every command does something, and only what it says.

The command tree is walked: an option without a row in the table is a failure. Each call is made twice as it
is, which must give the same answer, and once with the option, which must give another one; options that must
not change results are seen by what they set in motion, while the results stay the same to the last bit.
"""

import json
from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from alliance.main import app
from experiments import single_run
from experiments.checks import docking
from experiments.checks.bench import report
from experiments.checks.docking import Check
from experiments.sweep import chunk, sweep

Command = Callable[..., Any]
RUN, SWEEP = "run small.yaml --replicates 3", "sweep small.yaml --replicates 3"
COMPARE = "compare small.yaml --without stakes --replicates 3"
EFFECTS = "effects small.yaml --replicates 2 --json"

DONE = {"done-run": RUN, "done-other": f"{RUN} --seed 5", "done-sweep": SWEEP, "torn-sweep": SWEEP}
"""Folders that a line may name, and how each is made."""
ROWS: dict[str, tuple[str, str, str]] = {
    "list --json": ("list", "--json", "screen"),
    "show --source": ("show small.yaml", "--source", "screen"),
    "show --json": ("show small.yaml", "--json", "screen"),
    "new --out": ("new mine", "--out other.yaml", "files"),
    "check --json": ("check small.yaml broken.yaml", "--json", "screen"),
    "run --replicates": ("run small.yaml", "--replicates 3", "measures"),
    "run --seed": (RUN, "--seed 2", "measures"),
    "run --lens": (RUN, "--lens realist", "measures"),
    "run --engine": (RUN, "--engine agents", "engine"),
    "run --off": (RUN, "--off stakes", "measures"),
    "run --set": (RUN, "--set shock.size=0.4", "measures"),
    "run --only": ("run done-run --json", "--only 2", "now"),
    "run --out": (RUN, "--out elsewhere", "files"),
    "run --fixed": (RUN, "--fixed", "tables"),
    "run --recalm": (f"{RUN} --off council", "--recalm", "tables"),
    "run --reserve": (RUN, "--reserve", "screen"),
    "run --lang": (RUN, "--lang zh", "figures"),
    "run --json": (RUN, "--json", "screen"),
    "compare --replicates": ("compare small.yaml --without stakes", "--replicates 3", "scenarios"),
    "compare --seed": (COMPARE, "--seed 2", "differences"),
    "compare --without": ("compare small.yaml --replicates 3", "--without stakes", "scenarios"),
    "compare --left": ("compare small.yaml --replicates 3", "--left shock.size=0.4", "scenarios"),
    "compare --right": ("compare small.yaml --replicates 3", "--right shock.size=0.4", "scenarios"),
    "compare --off": (COMPARE, "--off council", "differences"),
    "compare --set": (COMPARE, "--set shock.size=0.4", "differences"),
    "compare --fixed": (COMPARE, "--fixed", "differences"),
    "compare --recalm": (f"{COMPARE} --off council", "--recalm", "differences"),
    "compare --lenses": ("compare small.yaml small.yaml --replicates 3", "--lenses", "scenarios"),
    "compare --out": (COMPARE, "--out elsewhere", "files"),
    "compare --lang": (COMPARE, "--lang zh", "figures"),
    "compare --json": (COMPARE, "--json", "screen"),
    "sweep --vary": (SWEEP, "--vary shock.size=0.3,0.4", "shares"),
    "sweep --replicates": ("sweep small.yaml", "--replicates 2", "runs"),
    "sweep --seed": (SWEEP, "--seed 2", "tables"),
    "sweep --lens": (SWEEP, "--lens realist", "tables"),
    "sweep --off": (SWEEP, "--off stakes", "tables"),
    "sweep --set": (SWEEP, "--set parameters.trust_loss=0.05", "tables"),
    "sweep --jobs": (SWEEP, "--jobs 2", "jobs"),
    "sweep --rest": (SWEEP, "--rest", "shares_rest"),
    "sweep --trajectories": (SWEEP, "--trajectories", "tables"),
    "sweep --resume": (f"{SWEEP} --seed 1 --out done-sweep", "--resume", "screen"),
    "sweep --dry-run": (SWEEP, "--dry-run", "tables"),
    "sweep --fixed": (SWEEP, "--fixed", "tables"),
    "sweep --recalm": (f"{SWEEP} --off council", "--recalm", "tables"),
    "sweep --shard": (f"{SWEEP} --out elsewhere", "--shard 1/2", "tables"),
    "sweep --dask": (SWEEP, "--dask nowhere:1", "refusal"),
    "sweep --out": (SWEEP, "--out elsewhere", "files"),
    "sweep --lang": (SWEEP, "--lang zh", "figures"),
    "sweep --json": (SWEEP, "--json", "screen"),
    "plot --kind": ("plot done-sweep", "--kind map", "screen"),
    "plot --format": ("plot done-sweep", "--format pdf", "screen"),
    "plot --series": ("plot done-run", "--series trust_EU", "screen"),
    "plot --overlay": ("plot done-run --series q", "--overlay done-other", "figures"),
    "plot --panels": ("plot done-run --series q,trust_EU", "--panels 1", "figures"),
    "plot --size": ("plot done-run --series q", "--size 8", "figures"),
    "plot --points": ("plot done-run --series q", "--points 9", "figures"),
    "plot --bare": ("plot done-run --series q", "--bare", "screen"),
    "plot --out": ("plot done-run --series q", "--out elsewhere", "screen"),
    "plot --animate": ("plot done-run", "--animate", "screen"),
    "plot --partial": ("plot torn-sweep", "--partial", "screen"),
    "plot --lang": ("plot done-run --series q", "--lang zh", "figures"),
    "plot --json": ("plot done-sweep", "--json", "screen"),
    "status --json": ("status done-sweep", "--json", "screen"),
    "export --to": ("export done-sweep", "--to netcdf", "screen"),
    "export --out": ("export done-sweep", "--out elsewhere", "files"),
    "export --members": ("export done-run", "--members", "screen"),
    "export --firms": ("export done-run", "--firms", "screen"),
    "export --partial": ("export torn-sweep", "--partial", "screen"),
    "export --json": ("export done-sweep", "--json", "screen"),
    "effects --partition": (EFFECTS, "--partition paper", "effects"),
    "effects --from": (EFFECTS, "--from half-turn", "effects"),
    "effects --replicates": ("effects small.yaml --json", "--replicates 3", "n"),
    "effects --seed": (EFFECTS, "--seed 2", "effects"),
    "effects --set": (EFFECTS, "--set shock.size=0.4", "effects"),
    "effects --shapley": (EFFECTS, "--shapley stocks", "shapley"),
    "effects --out": (EFFECTS, "--out elsewhere", "files"),
    "effects --json": ("effects small.yaml --replicates 2", "--json", "screen"),
    "claims --id": ("claims", "--id F3", "screen"),
    "claims --out": ("claims --id F3", "--out elsewhere", "files"),
    "claims --json": ("claims", "--json", "screen"),
    "verify --cases": ("verify --cases 1", "--cases 2", "checks"),
    "verify --seed": ("verify --cases 1", "--seed 2", "checks"),
    "verify --json": ("verify --cases 1", "--json", "screen"),
    "serve --lang": ("serve", "--lang zh", "screen"),
    "serve --port": ("serve", "--port 9000", "screen"),
    "serve --no-browser": ("serve", "--no-browser", "screen"),
    "serve --seconds": ("serve", "--seconds 5", "screen"),
    "doctor --json": ("doctor", "--json", "screen"),
    "bench --quick": ("bench", "--quick", "quick"),
    "bench --json": ("bench", "--json", "screen"),
    "bench --page": ("bench", "--page", "screen"),
    " --version": ("", "--version", "screen"),
    " --show-completion": ("", "--show-completion", "screen"),
    " --install-completion": ("", "--install-completion", "home"),
}
"""Command and option → the call without it, the option, and where its effect is looked for."""


def tree() -> list[str]:
    group: Any = typer.main.get_command(app)
    commands = {"": group, **group.commands}
    return [
        f"{verb} {option.opts[-1]}"
        for verb, command in commands.items()
        for option in command.params
        if option.param_type_name == "option" and option.name != "help"
    ]


def test_every_option_has_a_row_and_every_row_an_option() -> None:
    assert sorted(tree()) == sorted(ROWS)
    assert all(flag.split()[0] == name.split()[-1] for name, (_, flag, _) in ROWS.items())


class Seen(dict[str, Any]):
    """What a call showed and left: its document's parts by name, and `screen`, `files`, `tables` …"""


@pytest.fixture
def look(alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Seen]:
    """Call a line in a folder of its own and see what it did; figures and processes are left out."""
    set_in_motion: dict[str, Any] = {}

    def save(figure: Any, stem: Path, formats: Sequence[str]) -> list[Path]:
        lines = [len(axes.lines) for axes in figure.axes]
        set_in_motion["figures"] = (*figure.get_size_inches(), lines, figure.get_suptitle())
        files = [stem.with_name(f"{stem.name}.{kind}") for kind in formats]
        for file in files:
            file.write_bytes(b"figure")
        return files

    def serial(chunks: Sequence[Any], folder: Path, jobs: int) -> Generator[Any, None, None]:
        set_in_motion["jobs"] = jobs
        yield from (chunk.compute(one, folder) for one in chunks)

    def engine(name: str) -> Any:
        set_in_motion["engine"] = name
        return single_engine(name)

    single_engine = single_run.engine
    monkeypatch.setattr("experiments.figures.folder_figures.style", SimpleNamespace(save=save))
    monkeypatch.setattr(sweep, "run_chunks", serial)
    monkeypatch.setattr(sweep, "cores", lambda: 1)
    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 4)
    monkeypatch.setattr(single_run, "engine", engine)
    for name in ("_workers", "_order", "_cold"):
        monkeypatch.setattr(docking, name, lambda seed: Check("left out"))
    monkeypatch.setattr(report, "bench", lambda quick, show: {"quick": quick})
    monkeypatch.setattr("alliance.commands.bench._show", lambda found: print("shown"))
    monkeypatch.setattr("page.web.speed.page_speed", lambda quick, show: {"quick": quick})
    monkeypatch.setattr("alliance.commands.bench._show_page", lambda answers: print("how the page answers"))
    monkeypatch.setattr("page.web.running.ready", lambda port: SimpleNamespace(serve=partial(print, port)))
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "/bin/bash"))
    text, home = small.read_text(), Path().absolute()
    count = iter(range(100))

    def call(line: str) -> Seen:
        place = home / f"call-{next(count)}"
        place.mkdir()
        monkeypatch.chdir(place)
        monkeypatch.setenv("HOME", str(place / "home"))
        Path("home").mkdir()
        Path("small.yaml").write_text(text)
        Path("broken.yaml").write_text(text.replace("size: 1}", "size: 2}"))
        for name, how in DONE.items():
            if name in line:
                alliance(*how.split(), "--out", name)
        if "torn-sweep" in line:
            Path("torn-sweep/runs/part-00001.parquet").unlink()
        set_in_motion.clear()
        before = files()
        found = alliance(*line.split())
        return Seen(
            document(found.out), screen=found.out, refusal=found.code == 2, files=sorted(files() - before),
            tables=contents("*.parquet"), manifests=contents("manifest.json"), home=contents("home/**/*"),
            **set_in_motion,
        )  # fmt: skip

    return call


def files() -> set[str]:
    return {str(path) for path in Path().rglob("*") if path.is_file() and "home" not in path.parts}


def contents(pattern: str) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob(pattern)) if path.is_file()}


def document(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


BASES: dict[str, Seen] = {}
"""Calls without an option, each made twice and found to answer alike."""
SILENT = ("engine", "jobs")
PARTS = (
    "measures",
    "shares",
    "runs",
    "shares_rest",
    "checks",
    "quick",
    "scenarios",
    "differences",
    "effects",
    "shapley",
    "n",
)


@pytest.mark.parametrize("name", ROWS)
def test_an_option_does_something(look: Callable[[str], Seen], name: str) -> None:
    line, flag, where = ROWS[name]
    line += " --json" * (where in PARTS)
    if line not in BASES:
        BASES[line] = look(line)
        assert look(line) == BASES[line]
    first, other = BASES[line], look(f"{line} {flag}")
    assert other.get(where) != first.get(where), where
    assert where == "refusal" or not other["refusal"]
    if where in SILENT or (flag, where) == ("--lang zh", "figures"):
        assert (other["tables"], other["manifests"]) == (first["tables"], first["manifests"])
        assert other["tables"]
    if where == "files":
        assert len(other["files"]) == len(first["files"]) > 0
