"""The atlas of starts: what it counts is counted right, and calm is a point of it."""

import numpy as np
import pytest

from analysis.grid_variance import variance_shares
from experiments.reserve.further_shocks import TURN
from experiments.reserve.reserve_of_run import longest
from experiments.reserve.reserve_search import Ground
from experiments.study.folders import RESULTS
from experiments.study.maps import reserve_cases
from experiments.study.maps.atlas import (
    LEVELS,
    STARTS,
    STOCKS,
    decided_cells,
    grid_of,
    plane_rows,
    share_rows,
    start_row,
)
from experiments.study.maps.reserve_cases import CASES, ReserveCase, rows_of_case, summary_rows
from experiments.study.maps.three_outcomes import OUTSIDE
from experiments.study.report import SEED, Row, csv_rows, read
from scenarios import compile_case, load

FEW = 3


def test_the_variance_of_a_grid_is_shared_out_by_hand() -> None:
    """Values are the sum of what the first axis adds (0, 2) and the third (0, 1), and of a product."""
    first, third = np.array([0.0, 2.0]), np.array([0.0, 1.0])
    grid = np.broadcast_to(first[:, None, None] + third, (2, 3, 2))
    shares = variance_shares(grid)
    assert (shares[0,], shares[1,], shares[2,]) == pytest.approx((0.8, 0, 0.2))
    assert sum(shares.values()) == pytest.approx(1)
    product = variance_shares(np.multiply.outer([-1.0, 1.0], [-1.0, 1.0]))
    assert product == pytest.approx({(0,): 0, (1,): 0, (0, 1): 1})
    assert np.isnan(variance_shares(np.ones((2, 2)))[0,])
    noisy = variance_shares(np.random.default_rng(1).normal(size=(3, 4, 5)))
    assert len(noisy) == 7
    assert sum(noisy.values()) == pytest.approx(1)


def test_a_stock_decides_where_it_turns_most_draws() -> None:
    back = np.array([[[0.0, 1.0], [0.6, 0.9]], [[0.0, 0.5], [0.4, 0.6]]])
    assert decided_cells(back, 2).tolist() == [[True, False], [False, True]]
    assert decided_cells(back, 0).tolist() == [[False, False], [True, False]]


def made_up() -> list[Row]:
    """An atlas in which effort alone decides below .3 of trust."""
    return [
        {"trust": trust, "interoperability": built, "effort": effort,
         "back": float(trust >= 0.3 or effort >= 0.7), "turn": 241.0 if effort == 1 else 10 * effort}
        for trust, built, effort in STARTS
    ]  # fmt: skip


def test_rows_of_the_atlas_find_their_places_in_the_grid() -> None:
    rows = made_up()
    grid = grid_of(rows, "turn")
    assert grid.shape == tuple(len(LEVELS[name]) for name in STOCKS)
    assert grid[0, 0].tolist() == [1.0, 4.0, 7.0, 241.0]
    assert grid_of([{"turn": "inf"}] * len(STARTS), "turn").max() == TURN.most + 1
    by_name = {row["what"]: row for row in share_rows(rows)}
    assert by_name["effort"]["share_of_turn"] == 1
    assert by_name["trust"]["share_of_turn"] == by_name["interoperability"]["share_of_back"] == 0
    assert (by_name["effort"]["decides"], by_name["effort"]["cells"]) == (10, 30)
    assert (by_name["interoperability"]["decides"], by_name["interoperability"]["cells"]) == (0, 24)
    plane = plane_rows(rows)
    assert [row["trust"] for row in plane if row["effort_decides"] == "yes"] == [0.1] * 5 + [0.2] * 5
    assert {(row["turn_least"], row["turn_most"]) for row in plane} == {(1.0, 241.0)}


def test_calm_is_a_start_like_any_other_and_nothing_is_the_end_of_none() -> None:
    case = compile_case(load(OUTSIDE))
    ground = Ground.of(case, SEED, FEW, longest([0]))
    calm = start_row((1.0, 1.0, 1.0), FEW)
    assert calm["turn"] == np.median(ground.least(TURN, [0]))  # its shock comes later and is left out
    assert (calm["back"], calm["months_back"]) == (1, 0)
    nothing = start_row((0.05, 0.01, 0.05), FEW)
    assert (nothing["back"], nothing["turn"], nothing["months_back"]) == (0, 0, "")


def test_cases_have_as_many_rows_as_they_say_and_are_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ReserveCase("taiwan-blockade", (("horizon.months", 30), ("shock.months", 6)))
    monkeypatch.setattr(reserve_cases, "REPLICATES", 2)
    monkeypatch.setattr(reserve_cases, "CASES", (case,))
    rows = reserve_cases.month_rows(case)
    assert len(rows) == rows_of_case(case) == 12
    turn, blockade = summary_rows(csv_rows(rows))
    months = {row["month"]: row["q50"] for row in rows if (row["of"], row["further"]) == ("run", "turn")}
    assert float(turn["lowest_q50"]) == min(months.values()) == months[turn["lowest_month"]]
    assert (turn["highest"], turn["later"], turn["twin_then"]) == (max(months.values()), "", "")
    assert blockade["calm_q50"] == blockade["lowest_q50"] == "inf"


def test_the_stored_tables_are_of_the_cases_and_starts_that_were_written_down() -> None:
    stored = read(RESULTS / "reserve.csv")
    assert len(stored) == sum(rows_of_case(case) for case in CASES)
    assert list(dict.fromkeys(row["case"] for row in stored)) == [case.name for case in CASES]
    starts = read(RESULTS / "atlas.csv")
    assert [tuple(float(row[name]) for name in STOCKS) for row in starts] == list(STARTS)
