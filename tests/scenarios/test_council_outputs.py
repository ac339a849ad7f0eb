"""What the council's meetings brought: inside the scenario that launches it, as many as the paper's table 1
has, each with its source; the stages of the early warning that stand in the text alone are marked.
"""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from experiments.study import claims
from scenarios import load, source
from scenarios.reading.calendar import from_start
from sim.series import DOMAINS

TABLE = Path(claims.__file__).with_name("council-outputs.csv")
COUNTED = [10, 5, 7, 8, 5, 9]
TABLE_1, TEXT = "source paper, table 1", "source paper, section 4.2"


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def outside(rows: list[dict[str, str]]) -> list[str]:
    """Dates before the council's launch or after the scenario's end."""
    scenario = load("ttc-2021-2024")
    (launch,) = scenario.context
    first, end = from_start(launch.start, scenario.start.month), scenario.horizon.months
    days = {row["date"]: date.fromisoformat(row["date"]) for row in rows}
    return [
        name
        for name, day in days.items()
        if not first <= from_start(f"{day:%Y-%m}", scenario.start.month) < end
    ]


def test_every_meeting_brought_as_many_as_were_counted_on_one_day() -> None:
    rows = table()
    assert [*rows[0]] == ["meeting", "date", "domain", "output", "source"]
    assert [*Counter(row["meeting"] for row in rows if row["source"] == TABLE_1).items()] == [
        (str(number), many) for number, many in enumerate(COUNTED, 1)
    ]
    days = list(dict.fromkeys((row["meeting"], row["date"]) for row in rows))
    assert len(days) == len(COUNTED)
    assert [day for _, day in days] == sorted(day for _, day in days)


def stages_of_the_warning(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Where each stage of the early warning stands: the meeting and the source, in order."""
    return [
        (row["meeting"], row["source"])
        for row in rows
        if "early warning" in row["output"] and row["domain"] == "compute"
    ]


def test_only_the_stages_of_the_early_warning_come_from_elsewhere_than_the_table() -> None:
    rows = table()
    stages = [("2", TEXT), ("3", TABLE_1), ("4", TEXT), ("5", TABLE_1)]
    assert stages_of_the_warning(rows) == stages
    assert [row["meeting"] for row in rows if row["source"] != TABLE_1] == ["2", "4"]
    agreed = [{**row, "domain": "other"} if row["meeting"] == "3" else row for row in rows]
    assert stages_of_the_warning(agreed) != stages  # control


def test_all_of_it_falls_into_the_scenario() -> None:
    rows = table()
    assert outside(rows) == []
    assert outside([*rows, {**rows[0], "date": "2021-05-31"}, {**rows[0], "date": "2025-01-01"}]) == [
        "2021-05-31",
        "2025-01-01",
    ]


def test_each_output_has_its_domain_words_and_source_and_stands_once() -> None:
    rows = table()
    assert {row["domain"] for row in rows} == {*DOMAINS, "other"}
    assert all(row["output"] and row["source"] for row in rows)
    assert len({row["output"] for row in rows}) == len(rows)
    assert TABLE.name in source("ttc-2021-2024")
