"""The first things one does: a file to start from, completion, a sound installation."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.checks import doctor

Command = Callable[..., Any]


def test_a_new_file_can_be_checked_and_run_as_it_stands(alliance: Command) -> None:
    assert alliance("new", "my-shock").code == 0
    assert alliance("check", "my-shock.yaml").code == 0
    assert alliance("run", "my-shock.yaml", "--replicates", "1", "--out", "there").code == 0


def completed(words: str) -> list[str]:
    """What a bash would be offered after these words."""
    environment = os.environ | {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
        "_ALLIANCE_COMPLETE": "complete_bash",
    }
    code = "from alliance.main import main; main()"
    asked = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    return asked.stdout.split()


def test_the_shell_completes_verbs_scenarios_mechanisms_and_keys() -> None:
    assert completed("alliance sw") == ["sweep"]
    assert completed("alliance run tai") == ["taiwan-blockade"]
    assert completed("alliance run taiwan-blockade --off blame,early") == ["blame,early_warning"]
    assert completed("alliance run taiwan-blockade --set shock.s") == ["shock.size="]
    assert completed("alliance sweep taiwan-blockade --vary shock.m") == ["shock.months="]
    assert completed("alliance run nowhere") == []


def test_the_doctor_finds_this_installation_sound(alliance: Command) -> None:
    answer = alliance("doctor", "--json")
    found = answer.json()
    assert answer.code == 0
    assert found["ok"]
    assert {one["check"] for one in found["checks"]} >= {"packages", "engines", "known answer"}
    assert "All is well" in alliance("doctor").out


def state_of(check: str) -> str:
    return next(one.state for one in doctor.examine() if one.check == check)


def test_each_illness_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Control: what is broken on purpose is found, and the other checks go on."""
    import matplotlib.figure
    import pyarrow.parquet

    from experiments.engine import mesa_runs
    from sim.parameters import calm

    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("importlib.metadata.version", lambda name: "0.1")
        assert state_of("packages") == "failure"
    with monkeypatch.context() as patch:
        patch.setattr(calm, "P_STAR", 0.5)
        assert state_of("known answer") == "warning"
    honest = mesa_runs.simulate
    with monkeypatch.context() as patch:
        patch.setattr(
            mesa_runs, "simulate", lambda case, seed, *given, **how: honest(case, seed + 1, *given, **how)
        )
        assert state_of("engines") == "failure"
    with monkeypatch.context() as patch:
        patch.setattr(matplotlib.figure.Figure, "savefig", lambda *_, **__: 1 / 0)
        patch.setattr(pyarrow.parquet, "write_table", lambda *_, **__: 1 / 0)
        assert (state_of("figures"), state_of("tables")) == ("failure", "failure")
    (tmp_path / "sim").mkdir()
    assert state_of("nothing in the way") == "ok"
    (tmp_path / "sim/__init__.py").write_text("", encoding="utf-8")
    assert state_of("nothing in the way") == "warning"


@pytest.mark.parametrize(
    ("states", "says"),
    [
        (["ok"], "All is well."),
        (["ok", "warning"], "about 1 warning."),
        (["warning"] * 2, "about 2 warnings."),
    ],
)
def test_all_is_well_only_where_all_is(
    alliance: Command, monkeypatch: pytest.MonkeyPatch, states: list[str], says: str
) -> None:
    results = [doctor.CheckResult("x", state, "seen") for state in states]
    monkeypatch.setattr(doctor, "CHECKS", tuple((lambda result=result: result) for result in results))
    answer = alliance("doctor")
    assert answer.code == 0
    assert answer.out.splitlines()[-1].endswith(says)


def test_a_failure_is_an_exit_code(alliance: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor, "CHECKS", (lambda: doctor.CheckResult("x", doctor.FAILURE, "broken", "mend it"),)
    )
    answer = alliance("doctor")
    assert answer.code == 1
    assert "mend it" in answer.out


@pytest.mark.parametrize(
    ("version", "bounds", "meets"),
    [
        ("3.3.1", ">=3.3,<4", True),
        ("4.0", ">=3.3,<4", False),
        ("3.2.9", ">=3.3", False),
        ("0.10", ">=0.9", True),
    ],
)
def test_versions_are_numbers(version: str, bounds: str, meets: bool) -> None:
    assert doctor._meets(version, bounds) == meets
