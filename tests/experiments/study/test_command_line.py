"""The study's command lists its steps, says by hash what is stale, and runs what is asked for."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from experiments.study import command_line, report, steps
from experiments.study.command_line import main
from experiments.study.folders import DOCS, RESULTS, Folders
from experiments.study.page_tables import pages
from experiments.study.report import save_table
from experiments.study.steps import STEPS, Step

APART = {"mutation.csv"}
"""Tables that no step writes: of the tests."""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Somewhere else to write to."""
    return Folders.under(tmp_path)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two steps in place of the real ones; the names of those that have run."""
    done: list[str] = []

    def step(name: str) -> Step:
        def measure(folders: Folders, _: int | None) -> None:
            done.append(name)
            save_table(folders, name, [{"what": name}])

        return Step(name, f"measures {name}", "no time", measure, (name,))

    invented = (step("first"), step("second"))
    for module in (steps, command_line):
        monkeypatch.setattr(module, "STEPS", invented)
    return done


OF_README = "first-look.png"
"""The upper panel of what `alliance run perfect-storm` draws."""


def test_every_shipped_table_and_picture_of_the_study_is_written_by_one_step() -> None:
    written = [name for step in STEPS for name in step.outputs]
    assert len(set(written)) == len(written)
    assert {path.name for path in RESULTS.glob("*.csv")} - APART <= {*written}
    assert {path.name for path in (DOCS / "figures").glob("*.png")} - {OF_README} <= {*written}


def test_what_is_stale_is_run_in_order_and_nothing_twice(folders: Folders, runs: list[str]) -> None:
    assert main(["--stale"], folders) == 0
    assert runs == ["first", "second"]
    assert main(["--stale"], folders) == 0
    assert runs == ["first", "second"]
    (folders.tables / "first.csv").unlink()
    assert main(["--stale"], folders) == 0
    assert runs == ["first", "second", "first"]


def test_named_steps_are_run_in_the_order_of_the_study_fresh_or_not(
    folders: Folders, runs: list[str]
) -> None:
    assert main(["second", "first"], folders) == 0
    assert main(["second"], folders) == 0
    assert main(["--all"], folders) == 0
    assert runs == ["first", "second", "second", "first", "second"]


def test_a_table_of_another_model_is_stale(
    folders: Folders, runs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--all"], folders)
    assert main([], folders) == 0
    assert capsys.readouterr().out.count("fresh") == 2
    with monkeypatch.context() as patch:
        patch.setattr(report, "source_hash", lambda: "another")
        main(["second"], folders)
    main([], folders)
    listing = capsys.readouterr().out
    assert "stale: second.csv (of another)" in listing
    assert listing.count("fresh") == 1


def test_a_run_that_was_stopped_goes_on_with_what_is_missing(
    folders: Folders, runs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    first, second = steps.STEPS[:2]
    monkeypatch.setattr(command_line, "STEPS", (first, Step("second", "", "", stop, ("second",))))
    assert main(["--stale"], folders) == 130
    assert "--stale goes on" in capsys.readouterr().err
    monkeypatch.setattr(command_line, "STEPS", (first, second))
    assert main(["--stale"], folders) == 0
    assert runs == ["first", "second"]


def test_a_changed_calm_alliance_ends_the_run(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    def measure(*_: object) -> None:
        raise AssertionError("measured against the old calm alliance")

    def texts(folders: Folders) -> Mapping[Path, str]:
        return {folders.pages / "calm.json": "new"}

    calm = Step("calm", "", "", texts=texts, files=("calm.json",))
    after = Step("after", "", "", measure, ("after",))
    assert command_line.run([calm, after], folders, 1, only_stale=True) == 1
    assert "give the command again" in capsys.readouterr().err
    with pytest.raises(AssertionError):
        command_line.run([calm, after], folders, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mapz"], "no such step: mapz; did you mean maps?"),
        (["qqqq"], "no such step: qqqq; there are calm, core"),
        (["maps", "--stale"], "either named or chosen"),
        (["--every-row"], "--every-row goes with --stamp"),
    ],
)
def test_what_cannot_be_asked_for_is_said_in_a_line(
    words: list[str], said: str, folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words, folders) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "²"])
def test_a_number_of_processes_is_one(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--stale", "--jobs", jobs])
    assert "a whole number from 1 on" in capsys.readouterr().err


def test_without_a_checkout_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pages"], Folders.under(tmp_path / "none")) == 1
    assert "is run in a checkout of the sources" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


def test_pages_are_made_from_their_tables_and_stale_once_these_change(folders: Folders) -> None:
    shutil.copytree(RESULTS, folders.tables)
    for name in pages.PAGES:
        shutil.copy(DOCS / name, folders.pages)
    assert main(["claims", "pages", "parameters"], folders) == 0
    written = {step.name: step for step in STEPS}
    assert all(written[name].stale(folders) == {} for name in ("claims", "pages", "parameters"))
    table = folders.tables / "patterns.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",holds,", ",fails,", 1), encoding="utf-8")
    assert written["claims"].stale(folders) == {"claims.md": "saying something else"}
    assert written["pages"].stale(folders) == {"patterns.md": "saying something else"}
    table.write_text("id,part\nP1,model\n", encoding="utf-8")
    assert "no column 'says'" in written["pages"].stale(folders)["patterns.md"]


def test_every_page_with_a_place_for_a_table_has_its_tables_put_there() -> None:
    with_tables = {page.name for page in DOCS.glob("*.md") if "<!-- end -->" in page.read_text("utf-8")}
    assert with_tables == {*pages.PAGES}


def test_help_has_an_example() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "experiments.study", "--help"], capture_output=True, text=True, check=True
    )
    assert "python -m experiments.study maps pages" in answer.stdout
