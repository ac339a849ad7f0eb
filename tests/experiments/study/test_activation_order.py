"""Which verdicts depend on the order of update: the stored table is whole and comes out again."""

import pytest

from experiments.study.folders import RESULTS
from experiments.study.report import read
from experiments.study.sensitivity import activation_order
from experiments.study.sensitivity.ablation import finite_mean, paired_parts, part_values


def stored() -> dict[str, dict[str, str]]:
    if not (RESULTS / "order.csv").exists():
        pytest.skip("not measured on the present model yet")
    return {row["part"]: row for row in read(RESULTS / "order.csv")}


def test_every_part_stands_there_and_says_whether_its_verdict_changed() -> None:
    rows = stored()
    assert list(rows) == [part.name for part in paired_parts()]
    for row in rows.values():
        assert row["changed"] == ("yes" if row["verdict"] != row["verdict_in_turn"] else "no")


def test_acting_in_turn_comes_out_again_and_is_not_acting_at_once() -> None:
    again, rows = part_values(activation_order.IN_TURN), stored()
    for name, values in again.items():
        written = pytest.approx(float(rows[name]["in_turn"]), rel=2e-5, abs=1e-9, nan_ok=True)
        assert finite_mean(values) == written or name.startswith(("P26", "P42 before"))
    assert any(row["at_once"] != row["in_turn"] for row in rows.values())
