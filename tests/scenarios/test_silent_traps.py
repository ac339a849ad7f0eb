"""What other readers of YAML turn silently into something else is read as meant here, or refused."""

from pathlib import Path
from typing import Any

import pytest

import scenarios
from scenarios.reading.scalars import Unreadable, read_scalar
from sim.actors.tables import states

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


TRUST = "parameters: {trust_gain: %s}\n"
COUNCIL = "switches: {council: %s}\n"
HORIZON = "horizon: {months: %s}\n"
FROM = "shocks: [{name: a, kind: council-suspended, from: %s, months: 3}]\n"
LENGTH = "shocks: [{name: a, kind: council-suspended, from: 12, months: %s}]\n"
WHOM = "shocks: [{name: a, kind: blockade, of: %s, from: 12, months: 3, size: 1}]\n"

MEANT: dict[tuple[str, str], dict[str, object]] = {
    (TRUST, "parameters.trust_gain"): {
        "1e-3": 0.001, "1E-3": 0.001, ".02": 0.02, "+0.02": 0.02, "2.e-2": 0.02, "-0": 0.0, "0": 0.0,
    },
    (HORIZON, "horizon.months"): {"120.0": 120, "1.2e2": 120, "+120": 120, "120 # ten years\n  ": 120},
    (COUNCIL, "switches.council"): {"off": False, "on": True, "'off'": False, "false": False},
    ("title: %s\n", "title"): {
        "no": "no", "2026-01-05": "2026-01-05", "1_000": "1_000", "0x10": "0x10", "=1+1": "=1+1", "'~'": "~",
    },
}  # fmt: skip
"""The field and where it is read → what is written there and what it means."""

REFUSED = {
    (TRUST, "parameters.trust_gain"): {
        "010": "needless 0", "2%": "per cent", "true": "a number", "~": "no value", "": "no value",
        "'0.02'": "quotes off", ".nan": "finite", "1e400": "too large", "1e-400": "too small",
        "0.02, trust_gain: 0.03": "stands twice", "0.02, 'trust_gain': 0.03": "stands twice",
    },
    (HORIZON, "horizon.months"): {
        "0170": "needless 0", "0x78": "ordinary digits", "0o170": "ordinary digits", "1_20": "without _",
        "2:00": "time of day", "yes": "a whole number", "120.5": "a whole number",
        "１２０": "write it as 120", "2035-01": "count months", "1 200": "without a gap",
    },
    ("horizon:\n  months: %s\n", "horizon.months"): {"1,200": "no comma", "1,200.0": "a whole number"},
    (LENGTH, "shocks.a.months"): {
        "2026-04": "count months", ".inf": "leave it out", "null": "no value", "true": "a whole number",
    },
    (FROM, "shocks.a.from"): {
        "2026-01-05": "write it as 2026-01", "2026": "within 1200 months", "08": "year and month",
        "true": "year and month", "'12'": "quotes off",
    },
    ("start: %s\n", "start"): {"2025-1": "write it as 2025-01", "2025": "year and month"},
    (COUNCIL, "switches.council"): {"no": "on or off", "0": "on or off", "~": "no value", "n": "on or off"},
    (WHOM, "shocks.a.of[0]"): {"[NO]": "not one of", "[no]": "not one of", "[~]": "no value"},
    (WHOM, "shocks.a.of"): {"TWN": "a list"},
    ("title: %s\n", "title"): {"true": "in quotes", "2026": "in quotes", "~": "no value"},
    ("version: %s\n", "version"): {"1\nversion: 1": "stands twice"},
    ("burn_in: %s\n", "burn_in"): {"!!int '60'": "tag", "&b {months: 60}": "anchor"},
    ("<<: %s\n", "<<"): {"{start: 2030-01}": "merge key"},
}  # fmt: skip
"""The field and its name → what is written there and what the refusal says."""


def each(table: dict[tuple[str, str], dict[str, Any]]) -> list[tuple[str, str, Any]]:
    return [
        (form % word, where, told) for (form, where), words in table.items() for word, told in words.items()
    ]


def with_field(text: str) -> str:
    """The base with one field in place of its own."""
    name = text.split(":")[0]
    return "".join(f"{line}\n" for line in BASE.splitlines() if not line.startswith(f"{name}:")) + text


def test_there_are_forty_traps_and_more() -> None:
    assert len(each(MEANT)) >= 20
    assert len(each(REFUSED)) >= 40


@pytest.mark.parametrize(("text", "where", "value"), each(MEANT))
def test_a_trap_is_read_as_meant(tmp_path: Path, text: str, where: str, value: object) -> None:
    path = tmp_path / "trap.yaml"
    path.write_text(with_field(text), encoding="utf-8")
    read: object = scenarios.load(path).model_dump()
    for step in where.split("."):
        assert isinstance(read, dict)
        read = read[step]
    assert (read, type(read), str(read)) == (value, type(value), str(value))


@pytest.mark.parametrize(("text", "where", "words"), each(REFUSED))
def test_a_trap_is_refused_with_what_would_be_right(
    tmp_path: Path, text: str, where: str, words: str
) -> None:
    path = tmp_path / "trap.yaml"
    path.write_text(with_field(text), encoding="utf-8")
    (fault,) = scenarios.check(path)
    assert (fault.field, words in str(fault)) == (where, True), fault


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
    assert read_scalar(word) == value
    assert type(read_scalar(word)) is type(value)
    assert str(read_scalar(word)) == str(value)


@pytest.mark.parametrize(
    "word", ["nan", ".nan", "inf", "-.inf", ".Inf", "Infinity", "1e400", "1e-400", "9" * 16]
)
def test_what_is_no_number_of_64_bits_is_refused(word: str) -> None:
    with pytest.raises(Unreadable):
        read_scalar(word)


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
    assert set(cause.selection["states"]) == {row["state"] for row in states() if row["side"] == "EU"}
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
    nearest = (caught.value.faults[0].hint or "").split(" or ")[0]
    assert (nearest == "taiwan-blockade") == (name == "taiwan-blokade")


def test_a_scenario_cannot_be_changed_by_accident(tmp_path: Path) -> None:
    scenario = load(tmp_path, "")
    with pytest.raises(ValueError, match="frozen"):
        scenario.title = "another"
