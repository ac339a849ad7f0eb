"""What a folder or a package adds is there by name, and what is wrong with it is one line that says where."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import scenarios
from scenarios import events, extensions
from scenarios.checking.own_kinds import COLUMNS

HEADER = f"# remark\n{','.join(COLUMNS)}\n"
ROW = "fab-fire,Fire in a plant,chips.capacity,JPN,mature,,,0.4,during,context shocks,a plant stands still\n"
FIRE = """version: 1
title: A plant burns in Japan
asks: How long does it last?
start: 2026-01
horizon: {months: 72}
shocks:
  - {name: fire, kind: fab-fire, from: 6, months: 9}
"""
PLAIN = "target: chips.capacity, of: [JPN], classes: [mature], size: 0.4"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that adds a kind and a scenario, and is known to this process."""
    monkeypatch.setenv(extensions.VARIABLE, "")
    mine = tmp_path / "my-things"
    mine.mkdir()
    (mine / "event_kinds.csv").write_text(HEADER + ROW)
    (mine / "fab-fire.yaml").write_text(FIRE)
    scenarios.extend(mine)
    yield mine
    extensions.installed.cache_clear()


def complaint(folder: Path, table: str) -> str:
    """The first line said of a table of kinds."""
    (folder / "event_kinds.csv").write_text(table)
    with pytest.raises(scenarios.Invalid) as refused:
        events.all_kinds()
    return str(refused.value.faults[0]).removeprefix(f"{folder}{os.sep}")


def test_a_scenario_and_a_kind_are_there_by_name(folder: Path) -> None:
    assert scenarios.load("fab-fire").title == "A plant burns in Japan"
    assert ("fab-fire", "A plant burns in Japan") in scenarios.own_catalogue()
    assert "fab-fire" in scenarios.all_kinds()
    assert "fab-fire" not in scenarios.shipped()


def test_a_kind_of_ones_own_is_read_as_its_cause(folder: Path, tmp_path: Path) -> None:
    own = scenarios.load("fab-fire")
    (tmp_path / "plain.yaml").write_text(FIRE.replace("kind: fab-fire", PLAIN))
    plain = scenarios.load(tmp_path / "plain.yaml")
    assert own.shocks[0].kind is None
    rows = [scenarios.compile_case(scenario).shocks.tolist() for scenario in (own, plain)]
    assert rows[0] == rows[1]
    changed = scenarios.override(own, {"shock.size": 0.1})
    assert (changed.shocks[0].size, changed.shocks[0].of) == (0.1, ("JPN",))


def test_what_was_read_holds_where_the_folder_is_not_known(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = scenarios.load("fab-fire")
    monkeypatch.setenv(extensions.VARIABLE, "")
    assert scenarios.override(own, {"shock.months": 3}).shocks[0].months == 3
    with pytest.raises(scenarios.Invalid, match="neither a shipped scenario"):
        scenarios.load("fab-fire")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("chips.capacity", "chips.capacty", "target: is not a cause of the model"),
        ("chips.capacity", "trust", "a new cause is a change of the model"),
        ("fab-fire", "blockade", "name: is the name of a kind already"),
        ("fab-fire", "Fab Fire", "name: must be small letters"),
        ("JPN", "JAP", "of: JAP is not one of all, "),
        ("mature,,", "mature,compute,", "domains: must be empty: chips.capacity does not select by it"),
        ("0.4", "1.4", "size: must be a number from 0 to 1"),
        ("0.4", "much", "size: must be a number from 0 to 1"),
        ("during", "before", "reading: must be during"),
        ("context shocks", "shock", "places: must be context, shocks or both"),
        (",a plant stands still", ",a plant, it stands still", "row: must have 11 cells"),
        (",a plant stands still", ",", "words: is missing"),
        (",,0.4", ",steps,0.4", "profile: is not one of step"),
    ],
)
def test_a_bad_row_is_one_line_at_its_place(folder: Path, old: str, new: str, said: str) -> None:
    line = complaint(folder, HEADER + ROW.replace(old, new))
    assert line.startswith("event_kinds.csv:3:1: ")
    assert said in line
    assert "\n" not in line


def test_a_good_row_is_not_complained_of(folder: Path) -> None:
    """Control."""
    with pytest.raises(pytest.fail.Exception):
        complaint(folder, HEADER + ROW)


def test_a_table_of_another_form_is_refused(folder: Path) -> None:
    assert "columns: the first row must be name,title," in complaint(folder, "name,what\n")
    assert "event_kinds.csv:4:1: name: is the name of a kind already" in complaint(folder, HEADER + ROW + ROW)


def test_a_name_that_is_taken_is_refused(folder: Path) -> None:
    (folder / "taiwan-blockade.yaml").write_text(FIRE)
    with pytest.raises(
        scenarios.Invalid, match=r"taiwan-blockade\.yaml: .* shipped with the program already"
    ):
        scenarios.load("fab-fire")
    assert scenarios.load("taiwan-blockade").title != "A plant burns in Japan"


def test_a_folder_that_adds_nothing_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, said in (("empty", "adds nothing: an extension holds measures.py"), ("none", "is no folder")):
        with pytest.raises(scenarios.Invalid, match=f"{name}: .*{said}") as refused:
            scenarios.extend(tmp_path / name)
        assert "\n" not in str(refused.value)
    assert os.environ[extensions.VARIABLE] == str(folder)


def make_package(place: Path, monkeypatch: pytest.MonkeyPatch, value: str = "fires_of_ours") -> None:
    """An installed package with a scenario, and an entry point of this value."""
    (place / "fires_of_ours").mkdir(parents=True)
    (place / "fires_of_ours" / "__init__.py").touch()
    (place / "fires_of_ours" / "plant-fire.yaml").write_text(FIRE)
    about = place / "fires-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: fires\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[{extensions.GROUP}]\nfires = {value}\n")
    monkeypatch.setattr(sys, "path", [str(place), *sys.path])
    extensions.installed.cache_clear()


def test_an_installed_package_adds_by_its_entry_point(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_package(tmp_path / "site", monkeypatch)
    assert scenarios.load("plant-fire").shocks[0].target == "chips.capacity"
    assert "fires_of_ours" not in sys.modules  # nothing of it was run


@pytest.mark.parametrize("value", ["fires_of_hers", "fires_of_ours:plant", "json.decoder"])
def test_a_package_that_is_none_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    make_package(tmp_path / "site", monkeypatch, value)
    with pytest.raises(scenarios.Invalid, match=f"package fires: .*{value}") as refused:
        scenarios.load("plant-fire")
    assert "\n" not in str(refused.value)
