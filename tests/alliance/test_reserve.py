"""run --reserve: a table, a figure, a sentence; and what it cannot do is said."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
SHORT = ("--replicates", 1, "--set", "horizon.months=24", "--set", "shock.months=6")


def test_it_writes_table_and_figure_and_says_it_in_a_sentence(alliance: Command, small: Path) -> None:
    found = alliance("run", small, *SHORT, "--reserve", "--out", "here")
    assert found.code == 0, found.err
    said = " ".join(found.out.split())
    assert "further months of a full turn would end the alliance" in said
    assert "medians of 1 run." in said
    assert found.err.rstrip().endswith("Figures: here/recovery-curve.png, here/reserve.png")
    assert Path("here/reserve.png").read_bytes().startswith(b"\x89PNG")
    assert Path("here/reserve.svg").exists()
    with Path("here/reserve.csv").open() as file:
        assert {row["of"] for row in csv.DictReader(file)} == {"run", "calm"}
    assert alliance("verify", "here").code == 0
    assert alliance("plot", "here", "--kind", "reserve").code == 0


def test_the_document_holds_it_and_a_run_without_it_does_not(alliance: Command, small: Path) -> None:
    with_it, without = (
        alliance("run", small, *SHORT, "--json", *more).json() for more in (["--reserve"], [])
    )
    rows = with_it.pop("reserve")
    assert {row["further"] for row in rows} == {"turn", "blockade"}
    assert all(row["q50"] is None and row["beyond"] == 1 for row in rows if row["further"] == "blockade")
    assert "reserve" not in without
    assert with_it["measures"] == without["measures"]
    assert not Path(without["out"], "reserve.csv").exists()


@pytest.mark.parametrize("option", [("--lens", "realist"), ("--fixed",)])
def test_what_else_a_run_is_given_is_heeded(alliance: Command, small: Path, option: tuple[Any, ...]) -> None:
    plain, other = (
        [row["q50"] for row in alliance("run", small, *SHORT, "--json", "--reserve", *more).json()["reserve"]]
        for more in ((), option)
    )
    assert plain != other


def test_a_scenario_without_shock_has_a_reserve_too(alliance: Command, small: Path) -> None:
    text = small.read_text()
    small.write_text(text[: text.index("shocks:")])
    found = alliance("run", small, "--replicates", 2, "--set", "horizon.months=12", "--reserve")
    assert found.code == 0
    assert "in calm it would take" in " ".join(found.out.split())


def test_a_shock_that_strikes_at_random_is_refused_before_anything_is_run(
    alliance: Command, small: Path
) -> None:
    small.write_text(
        small.read_text().replace("months: 12, size: 1", "months: 12, size: 1, profile: random, hazard: 0.1")
    )
    found = alliance("run", small, "--reserve")
    assert (found.code, found.err.count("\n")) == (2, 1)
    assert "strikes at random" in found.err
    assert not Path("results").exists()


def test_reserve_of_a_folder_without_one_is_said(alliance: Command, small: Path) -> None:
    alliance("run", small, *SHORT, "--out", "here")
    found = alliance("plot", "here", "--kind", "reserve")
    assert found.code == 2
    assert "alliance run --reserve writes it" in found.err
