"""list, show and check: what there is and whether it is well."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scenarios
from analysis.outcomes import OUTCOMES
from experiments.design import files
from sim.parameters.table import MECHANISMS, PARAMETERS
from sim.series import SERIES

Command = Callable[..., Any]


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("scenarios", scenarios.shipped()),
        ("mechanisms", tuple(MECHANISMS)),
        ("series", tuple(series.name for series in SERIES)),
        ("shocks", tuple(scenarios.all_kinds())),
        ("outcomes", OUTCOMES),
    ],
)
def test_list_names_everything_there_is(alliance: Command, what: str, names: tuple[str, ...]) -> None:
    found = alliance("list", what, "--json")
    assert found.code == 0
    assert [row["name"] for row in found.json()] == list(names)
    assert all(set(row) == {"name", "title"} and row["title"] for row in found.json())
    for name in names:
        assert name in alliance("list", what).out


def test_list_parameters_has_default_range_and_meaning(
    alliance: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = alliance("list", "parameters", "--json").json()
    assert [(row["name"], row["title"], row["default"], row["low"], row["high"]) for row in rows] == [
        (one.name, one.meaning, one.default, one.low, one.high) for one in PARAMETERS.values()
    ]
    monkeypatch.setenv("COLUMNS", "300")
    shown = alliance("list", "parameters").out
    assert all(one.name in shown and one.meaning in shown for one in PARAMETERS.values())


def test_an_unknown_thing_to_list_is_one_clean_line(alliance: Command) -> None:
    found = alliance("list", "paramters")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(
        "alliance: no such thing to list: 'paramters'. Did you mean parameters? There are:"
    )
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize("name", scenarios.shipped())
def test_show_tells_a_scenario_and_prints_its_file(alliance: Command, name: str) -> None:
    title = scenarios.load(name).title
    assert title in alliance("show", name).out
    assert alliance("show", name, "--json").json()["title"] == title
    assert alliance("show", name, "--source").out == scenarios.source(name)


def test_check_says_where_every_fault_stands(alliance: Command, small: Path) -> None:
    sound = alliance("check", small)
    assert (sound.code, sound.out) == (0, "")
    assert sound.err.startswith(f"{small}: no fault")
    small.write_text(small.read_text().replace("size: 1}", "size: 2}").replace("firms: 12", "firm: 12"))
    found = alliance("check", small)
    assert found.code == 3
    assert len(found.out.splitlines()) == 2
    assert all(line.startswith(f"{small}:") for line in found.out.splitlines())
    rows = alliance("check", small, "--json")
    assert rows.code == 3
    assert [set(row) >= {"file", "line", "column", "field", "message"} for row in rows.json()] == [True, True]


def test_check_reads_several_files_and_the_worst_decides(alliance: Command, small: Path) -> None:
    assert alliance("check", small, "missing.yaml").code == 3
    assert alliance("check", small, small).code == 0


def test_text_of_a_scenario_cannot_steer_the_screen(alliance: Command, small: Path) -> None:
    small.write_text(small.read_text().replace("A small blockade", "'[red]A[/red] $x$ <b>'"))
    assert "[red]A[/red] $x$ <b>" in alliance("show", small).out


@pytest.mark.parametrize("name", files.shipped())
def test_an_experiment_is_told_in_words_too(alliance: Command, name: str) -> None:
    experiment = files.load(name)
    words = " ".join(alliance("show", name).out.split())
    assert f"It tries {len(experiment.settings)} settings" in words
    assert f"alliance sweep {name} runs it" in words
    assert all(scenario.name in words for scenario in experiment.scenarios)
    assert alliance("show", name, "--source").out == files.source(name)
    assert alliance("show", name, "--json").json()["settings"] == len(experiment.settings)
