"""Whatever writes knows its place before it works: a place that cannot be is refused before the first run, in
one line, and nothing is left behind. Nothing is written into the folder that is read.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from experiments import single_run
from scenarios import load
from tests.another_user import nobody

Command = Callable[..., Any]
LATIN = os.fsdecode(b"caf\xe9")

VERBS = {
    "run": ("run small.yaml --replicates 5", "experiments.single_run.evaluate"),
    "compare": ("compare small.yaml --without stakes --replicates 5", "experiments.comparison.run"),
    "effects": ("effects small.yaml --replicates 5", "experiments.study.effects.one_scenario.measure"),
    "claims": ("claims --id E2", "experiments.study.claims.claim_evidence.collect_arms"),
    "sweep": ("sweep small.yaml --replicates 5 --jobs 1", "experiments.sweep.sweep.run_chunks"),
    "export": ("export done", "experiments.results.export.pc.CSVWriter"),
    "netcdf": ("export done --to netcdf", "scipy.io.netcdf_file"),
}
"""What writes a folder: how it is called, and what it works with."""
PLACES = {
    "FILE/x": "a file stands where a folder is needed", "FILE": "file", "full": "is not empty",
    LATIN: "its name is not UTF-8", f"new/{LATIN}/x": "its name is not UTF-8",
    "x" * 300: "the name is too long", "/proc/x": "no such folder", "/dev/null/x": "a file stands",
    "dangling": "a file stands", "done/runs/x": "done", "done/curves/below/x": "done", "link/x": "link/x",
    "shut": "no permission", "shut/x": "no permission", "shut/new/x": "no permission",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small_text: str) -> Path:
    """A finished run, drawn by nobody."""
    place = tmp_path_factory.mktemp("made")
    (place / "small.yaml").write_text(small_text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.figures.folder_figures.draw", lambda *_: [])
        result = single_run.run(load(place / "small.yaml"), replicates=2, seed=1)
        single_run.write(result, place / "done")
    return place / "done"


@pytest.fixture
def around(made: Path, monkeypatch: pytest.MonkeyPatch, alliance: Command) -> Iterator[Path]:
    """The folder the command is called in, which anybody may use, with all that may stand in its way; and a
    claim with runs behind it, whatever the study has come to.
    """
    part = SimpleNamespace(part=SimpleNamespace(name="P1 a"))
    claim = SimpleNamespace(claim=SimpleNamespace(id="E2", says="Words."), results=(part,))
    monkeypatch.setattr("experiments.study.claims.ledger.entry", lambda _: claim)
    with tempfile.TemporaryDirectory() as place:
        monkeypatch.chdir(place)
        _furnish(made)
        yield Path(place)


def _furnish(made: Path) -> None:
    shutil.copy(made.parent / "small.yaml", "small.yaml")
    shutil.copytree(made, "done")
    Path("FILE").write_text("mine")
    Path("full").mkdir()
    Path("full/mine").write_text("mine")
    Path("dangling").symlink_to("nowhere")
    Path("link").symlink_to("done/runs")
    Path("shut").mkdir()
    for place, mode in ((".", 0o777), ("shut", 0o555)):
        Path(place).chmod(mode)


def tree(folder: Path = Path()) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def idle(
    monkeypatch: pytest.MonkeyPatch, work: str, fault: type[BaseException] = AssertionError
) -> list[str]:
    """Note when the work begins, and end it there."""
    begun: list[str] = []

    def begin(*_: object, **__: object) -> None:
        begun.append(work)
        raise fault

    monkeypatch.setattr(work, begin)
    return begun


def refused(answer: Any, words: str) -> None:
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1), answer
    assert words in answer.err
    assert "Errno" not in answer.err
    assert "bug" not in answer.err
    assert answer.err.rstrip("\n").isprintable()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("verb", VERBS)
def test_a_place_that_cannot_be_is_refused_before_the_work(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, verb: str, place: str
) -> None:
    line, work = VERBS[verb]
    begun, before = idle(monkeypatch, work), tree()
    alliance(*line.split(), "--out", "full")  # loads what nobody may not read
    with nobody():
        refused(alliance(*line.split(), "--out", place), PLACES[place])
    assert (begun, tree()) == ([], before)


@pytest.mark.parametrize("verb", VERBS)
def test_a_disk_without_room_is_refused_before_the_work(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    line, work = VERBS[verb]
    begun, before = idle(monkeypatch, work), tree()
    disk = SimpleNamespace(f_bavail=1, f_frsize=4096, f_blocks=1000)
    monkeypatch.setattr(os, "statvfs", lambda _: disk)
    refused(alliance(*line.split(), "--out", "new/below"), "no space left on this disk (about 0.")
    assert (begun, tree()) == ([], before)


@pytest.mark.parametrize("verb", VERBS)
def test_a_place_that_can_be_is_no_obstacle(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """Control: else the tests above would be content with a command that never works."""
    line, work = VERBS[verb]
    begun = idle(monkeypatch, work)
    alliance(*line.split(), "--out", "new/below")
    assert begun == [work]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("out", [(), ("--out", "new/below")])
def test_an_interrupt_leaves_nothing_where_nothing_was_written(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, verb: str, out: tuple[str, ...]
) -> None:
    line, work = VERBS[verb]
    begun, before = idle(monkeypatch, work, KeyboardInterrupt), tree()
    assert alliance(*line.split(), *out).code == 130
    assert (begun, tree()) == ([work], before)


# --- the folder that is read


@pytest.mark.parametrize(
    ("where", "named", "made_there"),
    [(".", "done", "done-csv"), (".", "done/", "done-csv"), ("done", ".", "done-csv"),
     ("done/runs", "..", "done-csv"), ("done/runs", "../../done/.", "done-csv"),
     ("full", "../done", "done-csv"), ("full", "../done/runs/..", "done-csv"), (".", "alias", "alias-csv")],
)  # fmt: skip
def test_tables_for_other_programs_lie_beside_the_folder_however_it_is_named(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, where: str, named: str, made_there: str
) -> None:
    (around / "alias").symlink_to("done")
    before = tree(around)
    monkeypatch.chdir(around / where)
    answer = alliance("export", named)
    assert answer.code == 0, answer.err
    new = {path.relative_to(around).parts[0] for path in map(Path, tree(around)) if str(path) not in before}
    assert new == {made_there}
    assert all(Path(line).is_file() for line in answer.out.splitlines())


@pytest.mark.parametrize(
    ("where", "out"),
    [(".", "done/csv"), (".", "done/runs/x"), (".", "done"), (".", "link/x"), (".", "alias/x"),
     ("done/runs", "x"), ("done", "x"), ("full", "../done/x"), (".", "alias/runs/../y")],
)  # fmt: skip
def test_nothing_is_written_into_the_folder_that_is_read(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, where: str, out: str
) -> None:
    (around / "alias").symlink_to("done")
    before = tree(around)
    monkeypatch.chdir(around / where)
    answer = alliance("export", around / "done", "--out", out)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1), answer
    assert tree(around) == before


def test_a_figure_is_not_drawn_where_it_cannot_be_written(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = idle(monkeypatch, "experiments.figures.folder_figures.save")
    before = tree()
    for path in (Path("done"), *Path("done").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    alliance("plot", "full")
    with nobody():
        refused(alliance("plot", "done"), "no permission to write there")
    assert (begun, tree()) == ([], before)
    Path("done").chmod(0o755)
    assert alliance("plot", "done", "--kind", "curves").code == 1
    assert begun  # control


@pytest.mark.parametrize(
    ("out", "words"),
    [("FILE/x.yaml", "a file stands"), ("none/x.yaml", "no such folder"), (f"{LATIN}.yaml", "is not UTF-8"),
     ("x" * 300 + ".yaml", "the name is too long"), ("done/runs/x.yaml", "among the tables"),
     ("link/x.yaml", "among the tables"), ("shut/x.yaml", "no permission"),
     ("/proc/x.yaml", "no such folder")],
)  # fmt: skip
def test_a_new_file_is_refused_where_it_cannot_be(
    alliance: Command, around: Path, out: str, words: str
) -> None:
    before = tree()
    alliance("new", "mine", "--out", "full")
    with nobody():
        refused(alliance("new", "mine", "--out", out), words)
    assert tree() == before


# --- what is written elsewhere


@pytest.mark.parametrize(
    "line", ["bench --quick", "verify --cases 1", "plot done", "sweep small.yaml --dry-run"]
)
def test_without_room_for_passing_files_nothing_is_begun(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(around / "nowhere"))
    before = tree()
    refused(alliance(*line.split()), "the folder of temporary files (TMPDIR): no such folder")
    assert tree() == before


@pytest.mark.parametrize("line", ["schema", "schema experiment", "list series", "status done"])
def test_an_answer_that_cannot_be_written_is_a_fault(
    alliance: Command, around: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    with suppress(OSError), Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        assert alliance(*line.split()).code == 1
