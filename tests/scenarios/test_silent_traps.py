"""What other readers of YAML turn silently into something else is read as meant here, or refused."""

from pathlib import Path

import pytest

import scenarios
from scenarios.scalars import Unreadable, plain

BASE = """\
version: 1
title: A trap
asks: Is it read as meant?
start: 2025-01
horizon: {months: 120}
"""


def load(tmp_path: Path, more: str) -> scenarios.Scenario:
    path = tmp_path / "trap.yaml"
    path.write_text(BASE + more, encoding="utf-8")
    return scenarios.load(path)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(("1e-3", 0.001), ("1E2", 100.0), (".5", 0.5), ("5.", 5.0), ("+5", 5), ("-0", 0), ("-0.0", 0.0)),
        *(("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("NO", "NO"), ("y", "y")),
        *(("010", "010"), ("0x10", "0x10"), ("0o7", "0o7"), ("1_000", "1_000"), ("12:30:00", "12:30:00")),
        *(
            ("2026-01-05", "2026-01-05"),
            ("2026-01", "2026-01"),
            ("1,5", "1,5"),
            ("1.2.3", "1.2.3"),
            ("５", "５"),
        ),
        *(("true", True), ("False", False), ("tRUE", "tRUE"), ("~", None), ("null", None), ("", None)),
    ],
)
def test_a_plain_word_is_read_by_the_core_schema(word: str, value: object) -> None:
    assert plain(word) == value
    assert type(plain(word)) is type(value)
    assert str(plain(word)) == str(value)


@pytest.mark.parametrize(
    "word", ["nan", ".nan", "inf", "-.inf", ".Inf", "Infinity", "1e400", "1e-400", "9" * 16]
)
def test_what_is_no_number_of_64_bits_is_refused(word: str) -> None:
    with pytest.raises(Unreadable):
        plain(word)


def test_an_exponent_is_a_number(tmp_path: Path) -> None:
    assert load(tmp_path, "parameters: {trust_gain: 1e-3}\n").parameters == {"trust_gain": 0.001}


def test_off_is_off_and_needs_no_quotes(tmp_path: Path) -> None:
    text = 'switches: {council: off, mood: on, stakes: false, scar: "off"}\n'
    assert load(tmp_path, text).switches == {"council": False, "mood": True, "stakes": False, "scar": False}


def test_a_whole_number_with_a_point_is_whole(tmp_path: Path) -> None:
    scenario = load(tmp_path, "burn_in: {months: 12.0}\n")
    assert scenario.burn_in.months == 12
    assert isinstance(scenario.burn_in.months, int)


def test_a_month_and_the_same_counted_are_one(tmp_path: Path) -> None:
    event = "shocks: [{name: a, kind: council-suspended, from: %s, months: 3}]\n"
    dated, counted = load(tmp_path, event % "2026-01"), load(tmp_path, event % "12")
    assert scenarios.window(dated) == scenarios.window(counted) == (12, 14)


def test_until_is_the_first_month_without(tmp_path: Path) -> None:
    event = "shocks: [{name: a, kind: council-suspended, from: 2026-01, until: 2026-04}]\n"
    assert scenarios.window(load(tmp_path, event)) == (12, 14)


def test_the_union_means_its_members_where_states_are_meant(tmp_path: Path) -> None:
    text = "shocks: [{name: a, kind: unilateral-turn, of: [EU, FRA], from: 12, size: 1}]\n"
    scenario = load(tmp_path, text)
    (cause,) = scenarios.causes(scenario, scenario.shocks)
    assert len(cause.selection["states"]) == 27
    assert "USA" not in cause.selection["states"]


def test_the_union_is_a_region_where_regions_are_meant(tmp_path: Path) -> None:
    scenario = load(tmp_path, "shocks: [{name: a, kind: blockade, of: [EU], from: 12, size: 1}]\n")
    assert scenarios.causes(scenario, scenario.shocks)[0].selection == {"regions": ("EU",)}


def test_a_file_of_a_shipped_name_does_not_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taiwan-blockade").write_text(BASE, encoding="utf-8")
    assert scenarios.load("taiwan-blockade").title == "The route out of Taiwan is closed"
    assert scenarios.load("./taiwan-blockade").title == "A trap"


@pytest.mark.parametrize("name", ["taiwan-blokade", "../../secret", "", "<b>", "$x$", "starter"])
def test_a_name_that_is_none_is_refused_with_the_shipped_names(name: str) -> None:
    with pytest.raises(scenarios.Invalid, match="neither a shipped scenario") as caught:
        scenarios.load(name)
    assert (caught.value.faults[0].hint == "taiwan-blockade") == (name == "taiwan-blokade")


def test_a_scenario_cannot_be_changed_by_accident(tmp_path: Path) -> None:
    scenario = load(tmp_path, "")
    with pytest.raises(ValueError, match="frozen"):
        scenario.title = "another"
