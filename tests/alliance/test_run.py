"""run: numbers, figure, folder; every option does something."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alliance.commands.run import _outcomes
from analysis.outcomes import meanings
from experiments.checks import results_folder

Command = Callable[..., Any]


def measured(alliance: Command, *arguments: object) -> dict[str, Any]:
    found = alliance("run", *arguments, "--replicates", 8, "--json")
    assert found.code == 0, found.err
    document: dict[str, Any] = found.json()
    return document


def test_a_run_says_what_became_of_it_and_names_its_figure(alliance: Command, small: Path) -> None:
    found = alliance("run", small, "--replicates", 8)
    assert found.code == 0
    assert "A small blockade" in found.out
    assert "not a forecast" in found.out
    assert "robustness" in found.out
    named = Path(found.err.rsplit("Figure: ", 1)[1].strip())
    assert named == Path("results/small-001/recovery-curve.png")
    assert named.read_bytes().startswith(b"\x89PNG")
    assert "Traceback" not in found.err


def test_the_document_holds_what_the_contract_names(alliance: Command, small: Path) -> None:
    found = measured(alliance, small, "--out", "here")
    assert {"scenario", "seed", "replicates", "measures", "out", "figures"} <= set(found)
    assert {"robustness", "recovery", "loss", "outcome"} <= set(found["measures"])
    assert (found["scenario"], found["seed"], found["replicates"]) == ("small", 1, 8)
    assert sum(row["n"] for row in found["measures"]["outcome"].values()) == 8
    assert found["out"] == "here"
    manifest = json.loads(Path("here/manifest.json").read_text())
    assert manifest["measures"] == found["measures"]
    assert {path.name for path in Path("here").iterdir()} == {
        "manifest.json", "dictionary.csv", "runs", "curves", "trajectories",
        "recovery-curve.png", "recovery-curve.svg",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_numbers_and_another_others(alliance: Command, small: Path) -> None:
    first, again = (measured(alliance, small)["measures"] for _ in range(2))
    assert first == again
    assert measured(alliance, small, "--seed", 2)["measures"] != first


@pytest.mark.parametrize(
    "option", [("--set", "shock.size=0.3"), ("--set", "parameters.trust_loss=0.05"), ("--off", "stakes"),
               ("--off", "council,stakes"), ("--set", "horizon.months=60")]
)  # fmt: skip
def test_every_option_changes_the_numbers(alliance: Command, small: Path, option: tuple[str, str]) -> None:
    assert measured(alliance, small, *option)["measures"] != measured(alliance, small)["measures"]


def test_replicates_are_as_many_as_asked_for(alliance: Command, small: Path) -> None:
    found = alliance("run", small, "--replicates", 3, "--json").json()
    assert found["measures"]["robustness"]["n"] == 3


def test_a_scenario_without_shock_is_drawn_and_not_measured(alliance: Command, small: Path) -> None:
    text = small.read_text()
    small.write_text(text[: text.index("shocks:")])
    assert measured(alliance, small)["measures"] is None
    found = alliance("run", small, "--replicates", 2)
    assert found.code == 0
    assert "the same as its twin" in found.out


def test_what_was_changed_stands_in_the_manifest_for_the_figure(alliance: Command, small: Path) -> None:
    measured(alliance, small, "--set", "shock.months=7", "--off", "council,stakes", "--out", "here")
    manifest = json.loads(Path("here/manifest.json").read_text())
    assert manifest["changed"] == ["with shock.months = 7", "without council", "without stakes"]


def test_every_outcome_shown_has_its_meaning_and_recovery_says_what_it_counts(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    found = alliance("run", small, "--replicates", 8)
    shown = [name for name in meanings() if re.search(rf"^ ?{name} ", found.out, re.MULTILINE)]
    assert shown
    assert all(meanings()[name] in found.out for name in shown)
    words = (
        "until performance, with the shock over, is back at 0.95 of the twin's and stays there for 6 months"
    )
    assert words in found.out


@pytest.mark.parametrize(("agree", "said"), [(7, True), (8, False), (10, False)])
def test_where_the_end_and_the_long_run_part_in_a_fifth_of_runs_it_is_said_why(
    capsys: pytest.CaptureFixture[str], agree: int, said: bool
) -> None:
    row = {"share": 1.0, "low": 0.7, "high": 1.0, "n": 10}
    rest = {"outcomes": {"collapsed": row}, "settled": 10, "agree": agree, "of": 10}
    told = {"outcome_60": {}, "months_short": 7, "dead": None, "outcome": {"collapsed": row}}
    _outcomes({**told, "outcome_rest": rest})
    shown = capsys.readouterr().out
    assert ("The outcome at the end judges" in shown) is said
    assert "7 months too early to judge the outcome five years after the shock" in " ".join(shown.split())


def test_the_outcome_five_years_on_leads(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"share": 1.0, "low": 0.7, "high": 1.0, "n": 10}
    told = {"outcome_60": {"partial": row}, "months_short": 0, "outcome": {"bounced back": row}}
    rest = {"outcomes": {"not collapsed": row}, "settled": 10, "agree": 0, "of": 0}
    _outcomes({**told, "dead": {**row, "share": 0.25}, "outcome_rest": rest})
    shown = capsys.readouterr().out
    assert shown.index("five") < shown.index("at the")
    assert "too early" not in shown
    assert "Long-run outcome: not collapsed 100 %." in shown
    assert "Twenty years after the shock 25 % of the alliances are dead" in " ".join(shown.split())


def test_plot_draws_a_run_again_from_its_tables(alliance: Command, small: Path) -> None:
    alliance("run", small, "--replicates", 4, "--out", "here")
    figure = Path("here/recovery-curve.png")
    before = figure.read_bytes()
    figure.unlink()
    found = alliance("plot", "here", "--kind", "main")
    assert found.out.splitlines() == ["here/recovery-curve.png", "here/recovery-curve.svg"]
    assert figure.read_bytes() == before


def test_a_figure_that_cannot_be_written_leaves_the_tables(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.figures.style.save", full)
    found = alliance("run", small, "--replicates", 2, "--out", "new")
    assert found.code == 1
    assert len(found.err.splitlines()) == 1
    assert "the tables in new are whole" in found.err
    assert results_folder.verify(Path("new"))["ok"]
