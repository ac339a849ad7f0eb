"""`alliance claims --json`: the ledger for programs, as it was promised to them."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from experiments.study.claims import ledger
from experiments.study.patterns.preregistered import HOLDS
from sim.parameters.table import MECHANISMS

Command = Callable[..., Any]
PROMISED = {
    "id",
    "claim",
    "mechanism",
    "switch",
    "pattern",
    "verdict",
    "n",
    "estimate",
    "low",
    "high",
    "volume",
}
VERDICTS = {"supported", "not supported", "depends", "not tested", "fact"}
UNMEASURED = {HOLDS}
"""Besides, as long as some part has no volume."""


def test_an_array_of_claims_each_with_what_was_promised(alliance: Command) -> None:
    rows = alliance("claims", "--json").json()
    assert [row["id"] for row in rows] == [one.id for one in ledger.claims()]
    assert all(row.keys() >= PROMISED for row in rows)
    measured = all(part["volume"] is not None for row in rows for part in row["parts"])
    assert {row["verdict"] for row in rows} <= VERDICTS | (set() if measured else UNMEASURED)
    assert {row["verdict"] for row in rows} >= {"fact", "not supported"}


def test_its_numbers_are_those_of_the_part_that_decides(alliance: Command) -> None:
    for row in alliance("claims", "--json").json():
        mine = [part for part in row["parts"] if part["pattern"] == row["pattern"]]
        assert mine or not row["parts"] or row["factorial"]  # the effects alone may decide
        for name in ("n", "estimate", "low", "high", "volume"):
            assert row[name] == (mine[0][name] if mine else None)
        if row["verdict"] in ("supported", "depends", "not supported") and not row["factorial"]:
            (part,) = mine
            wide = part["volume"] if part["in_history"] is None else part["in_history"]
            assert ledger.combined_verdict(part["verdict"], wide) == row["verdict"]
            assert row["mechanism"]
        assert row["verdict"] != "fact" or row["reason"]


def test_a_switch_is_what_off_takes(alliance: Command) -> None:
    rows = {row["id"]: row for row in alliance("claims", "--json").json()}
    for row in rows.values():
        assert row["switch"] is None or set(row["switch"].split(",")) <= set(MECHANISMS)
    assert rows["E5"]["switch"] == "joint_answer,early_warning"
    titles = [MECHANISMS[name].title for name in ("joint_answer", "early_warning")]
    assert rows["E5"]["mechanism"] == "; ".join(titles)
    assert rows["A1"]["switch"] is rows["A1"]["pattern"] is rows["A1"]["estimate"] is None


def test_what_is_no_finite_number_is_null(alliance: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ledger.entry("E2")
    found = (replace(row.results[0], estimate=math.inf, low=math.nan), *row.results[1:])
    monkeypatch.setattr(ledger, "ledger", lambda: (replace(row, results=found),))
    (told,) = alliance("claims", "--json").json()
    assert told["estimate"] is told["low"] is None
    assert told["high"] == row.results[0].high


def test_one_claim_is_an_array_of_one_with_the_runs_made_again(alliance: Command) -> None:
    (row,) = alliance("claims", "--id", "E2", "--json").json()
    assert row.keys() >= PROMISED | {"again", "figures"}
    assert [part["pattern"] for part in row["again"]] == [part["pattern"] for part in row["parts"]]
