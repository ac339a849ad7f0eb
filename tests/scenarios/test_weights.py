"""A weight stands for the size of all events that name it: one number to set, to vary and to read."""

from pathlib import Path

import numpy as np
import pytest

import scenarios
from experiments.design.axes import parse_axis
from scenarios.schema import MOST_EVENTS
from sim.world.shock_table import SHOCK_COLUMNS

SIZE = SHOCK_COLUMNS.index("size")
FILE = """\
version: 1
title: Weights
asks: Does one number stand for several sizes?
start: 2025-01
horizon: {months: 60}
population: {firms: 24}
weights: {measure: 0.2, war: 0.5}
context:
  - {name: quiet, kind: council-suspended, from: 3, months: 6, weight: measure}
shocks:
  - {name: first, kind: unilateral-turn, of: [USA], domains: [data], from: 6, months: 6, weight: measure}
  - {name: second, kind: unilateral-turn, of: [EU], from: 12, months: 6, size: 0.5, weight: measure}
  - {name: danger, kind: rival-leap, from: 18, months: 6, weight: war}
  - {name: plain, kind: data-ruling, from: 24, months: 6, size: 0.3}
"""


def load(tmp_path: Path, text: str = FILE) -> scenarios.Scenario:
    path = tmp_path / "weighted.yaml"
    path.write_text(text, encoding="utf-8")
    return scenarios.load(path)


def sizes(scenario: scenarios.Scenario) -> dict[str, float]:
    events = (*scenario.context, *scenario.shocks)
    return {cause.name: cause.size for cause in scenarios.causes(scenario, events)}


def spelled(text: str) -> str:
    """The file with its sizes multiplied out and no weights."""
    for weight, size in (("size: 0.5, weight: measure", 0.1), ("weight: measure", 0.2), ("weight: war", 0.5)):
        text = text.replace(weight, f"size: {size}")
    return text.replace("weights: {measure: 0.2, war: 0.5}\n", "")


def test_a_size_is_times_its_weight_and_is_one_where_nothing_is_said(tmp_path: Path) -> None:
    assert sizes(load(tmp_path)) == {"quiet": 0.2, "first": 0.2, "second": 0.1, "danger": 0.5, "plain": 0.3}


def test_a_weighted_file_compiles_to_what_its_sizes_multiplied_out_do(tmp_path: Path) -> None:
    weighted = scenarios.compile_case(load(tmp_path))
    plain = scenarios.compile_case(load(tmp_path, spelled(FILE)))
    assert "weight" not in spelled(FILE)
    assert np.array_equal(weighted.shocks, plain.shocks)
    assert np.array_equal(weighted.context, plain.context)
    other = scenarios.compile_case(scenarios.override(load(tmp_path), {"weights.war": 0.4}))
    assert not np.array_equal(other.shocks, plain.shocks)  # control


def test_without_a_weight_a_size_must_still_be_said(tmp_path: Path) -> None:
    path = tmp_path / "weighted.yaml"
    path.write_text(FILE.replace(", weight: war", "").replace(", war: 0.5", ""), encoding="utf-8")
    (fault,) = scenarios.check(path)
    assert (fault.field, fault.message[:10]) == ("shocks.danger.size", "is missing")


def test_a_weight_set_by_its_key_moves_its_events_and_no_other(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    changed = sizes(scenarios.override(scenario, {"weights.measure": "0.4"}))
    assert changed == {"quiet": 0.4, "first": 0.4, "second": 0.2, "danger": 0.5, "plain": 0.3}
    assert sizes(scenarios.override(scenario, {"weights.measure": 0, "shocks.second.size": 1}))["second"] == 0
    assert scenarios.digest(scenarios.override(scenario, {"weights.war": 0.4})) != scenarios.digest(scenario)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("weights.war", 1.2, "at most 1"),
        ("weights.war", -0.1, "at least 0"),
        ("weights.war", "half", "must be a number"),
        ("weights.wra", 0.1, "Did you mean weights.war"),
        ("weights.peace", 0.1, "is not a key"),
        ("shock.weight", 0.1, "is not a key"),
    ],
)
def test_a_weight_that_is_none_or_takes_no_such_value_is_refused(
    tmp_path: Path, key: str, value: float | str, words: str
) -> None:
    with pytest.raises(scenarios.KeyFault, match=words) as caught:
        scenarios.override(load(tmp_path), {key: value})
    assert len(caught.value.faults) == 1


def test_weights_can_be_varied_on_the_command_line_and_in_a_map(tmp_path: Path) -> None:
    axes = "{weights.measure: {from: 0, to: 1, n: 3}, weights.war: [0, 1]}"
    scenario = load(tmp_path, f"{FILE}map: {axes}\n")
    assert scenarios.axes(scenario) == {"weights.measure": (0, 0.5, 1), "weights.war": (0, 1)}
    axis = parse_axis("weights.war=0:1:5", lambda key: scenarios.is_whole(scenario, key))
    assert axis.values == (0, 0.25, 0.5, 0.75, 1)


def test_the_words_and_the_data_say_the_weight_and_what_it_makes_of_a_size(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    told = scenarios.sentences(scenario)
    assert (
        "Weights multiply the size of the events that name them, and are assumed unless the file says "
        "otherwise: measure 0.2, war 0.5." in told
    )
    assert any("size 0.1 (by weight measure), from January 2026" in line for line in told)
    assert not any("by weight" in line for line in told if "plain" in line)
    shocks = scenarios.plain_data(scenario)["shocks"]
    assert [(shock["size"], shock["weight"]) for shock in shocks][1:3] == [(0.1, "measure"), (0.5, "war")]


def test_a_weight_that_no_event_has_is_told_only_where_all_events_can_be_read(tmp_path: Path) -> None:
    """Beside an event that cannot be read, an unused weight may be that event's."""
    path = tmp_path / "weighted.yaml"
    faulty = {}
    for weight in ("measure", "mesure", "[measure]"):
        path.write_text(
            FILE.replace("size: 0.5, weight: measure", f"size: 0.5, weight: {weight}").replace(
                "months: 6, weight: measure", "months: 6, size: 1"
            ),
            encoding="utf-8",
        )
        faulty[weight] = [fault.field for fault in scenarios.check(path)]
    second = ["shocks.second.weight"]
    assert faulty == {"measure": [], "mesure": second, "[measure]": second}


def test_more_events_than_a_file_may_hold_are_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    event = "  - {{name: e{}, kind: council-suspended, from: 1, months: 2, weight: w}}\n"
    head = FILE.split("weights:")[0] + "weights: {w: 0.1}\nshocks:\n"
    path.write_text(head + "".join(event.format(number) for number in range(MOST_EVENTS)), encoding="utf-8")
    assert scenarios.check(path) == []
    path.write_text(path.read_text(encoding="utf-8") + event.format("x"), encoding="utf-8")
    (fault,) = scenarios.check(path)
    assert (fault.field, fault.message) == ("shocks", f"must have at most {MOST_EVENTS} entries")


def faults_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "weighted.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in scenarios.check(str(path))]


def test_a_weight_with_a_name_that_steers_a_terminal_is_not_repeated(tmp_path: Path) -> None:
    told = faults_of(tmp_path, FILE.replace("{measure: 0.2", r'{"\e[31mm\nalliance: FAKE": 0.2'))
    assert told
    assert not [line for line in told if "\x1b" in line or "\n" in line]


def test_a_misspelt_weight_is_blamed_and_what_follows_from_it_is_not(tmp_path: Path) -> None:
    told = faults_of(tmp_path, FILE.replace("weight: war", "weigth: war"))
    assert len(told) == 1
    assert "shocks.danger.weigth" in told[0]
    assert "Did you mean weight?" in told[0]


def test_many_events_stand_in_tables_and_all_of_them_do() -> None:
    history = scenarios.load("history-2001-2026")
    tables = scenarios.event_table(history)
    assert [len(rows) for rows in tables.values()] == [len(history.context), len(history.shocks)]
    months = [[row[0] for row in rows] for rows in tables.values()]
    assert all(column == sorted(column) for column in months)
    assert ("2021-06", "", "launch", "Council launched", "", "") in tables["run and in its twin"]
    assert ("2025-10", "1", "nexperia", "Chip disruption", "CHN, mature", "0.5") in tables["run only"]
    without = scenarios.sentences(history, events=False)
    assert len(scenarios.sentences(history)) - len(without) == len(history.context) + len(history.shocks)
