"""Which verdicts depend on the order of update: the stored table is whole and comes out again."""

import csv

import pytest

from experiments.study.maps.map_tables import DOCS
from experiments.study.sensitivity import activation_order
from experiments.study.sensitivity.ablation import mean_seen, measured, paired


def stored() -> dict[str, dict[str, str]]:
    with (DOCS / "results" / "order.csv").open(encoding="utf-8", newline="") as file:
        return {row["part"]: row for row in csv.DictReader(file)}


def test_every_part_stands_there_and_says_whether_its_verdict_changed() -> None:
    rows = stored()
    assert list(rows) == [part.name for part in paired()]
    for row in rows.values():
        assert row["changed"] == ("yes" if row["verdict"] != row["verdict_in_turn"] else "no")


def test_acting_in_turn_comes_out_again_and_is_not_acting_at_once() -> None:
    found, rows = measured(activation_order.IN_TURN), stored()
    for name, values in found.items():
        written = pytest.approx(float(rows[name]["in_turn"]), rel=2e-5, abs=1e-9, nan_ok=True)
        assert mean_seen(values) == written or name.startswith(("P26", "P42 before"))
    assert any(row["at_once"] != row["in_turn"] for row in rows.values())
