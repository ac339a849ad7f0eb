"""Parts in structural alternatives: what a part comes to here, and what counts as coming out otherwise."""

from collections.abc import Iterator

import numpy as np
import pytest

from experiments.study.core.alternatives import ALTERNATIVES, Alternative
from experiments.study.report import Row
from experiments.study.sensitivity import structure
from experiments.study.sensitivity.ablation import paired_parts, part_values

FEW = 2


def invented(alternative: Alternative, n: int, maker: str) -> Iterator[Row]:
    """Every part at twice its smallest effect, on the side asked for; on the other side in the last."""
    for part in paired_parts():
        side = -1.0 if part.sign == "-" else 1.0
        if alternative == ALTERNATIVES[-1]:
            side = -side
        yield {"alternative": alternative.name, "part": part.name, "mean": 2 * side * part.smallest}


def test_every_part_is_asked_in_every_alternative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "rows_of", invented)
    rows = structure.rows(FEW)
    names = [part.name for part in paired_parts()]
    assert [(row["alternative"], row["part"]) for row in rows] == [
        (alternative.name, name) for alternative in ALTERNATIVES for name in names
    ]


def test_what_lies_on_the_other_side_comes_out_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "rows_of", invented)
    signs = {part.name: part.sign for part in paired_parts()}
    directed = [row for row in structure.rows(FEW) if signs[str(row["part"])] in ("+", "-")]
    turned = {(row["alternative"], row["otherwise"]) for row in directed}
    assert turned == {
        *((alternative.name, "no") for alternative in ALTERNATIVES[:-1]),
        (ALTERNATIVES[-1].name, "yes"),
    }


def test_a_part_with_nothing_to_measure_turns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(alternative: Alternative, n: int, maker: str) -> list[Row]:
        return [{**row, "mean": float("nan")} for row in invented(alternative, n, maker)]

    monkeypatch.setattr(structure, "rows_of", nothing)
    assert {row["otherwise"] for row in structure.rows(FEW)} == {"no"}


def test_here_parts_come_to_what_they_come_to() -> None:
    here = {row["part"]: row["mean"] for row in structure.part_means(FEW)}
    values = part_values({}, FEW, {"P25 floor", "P3 legacy"})
    for name, of_part in values.items():
        assert here[name] == np.mean(of_part)
