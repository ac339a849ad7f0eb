"""The tables other programs rely on."""

import numpy as np
import pyarrow as pa

from analysis.thresholds import STATED
from experiments.design.axes import Setting
from experiments.design.experiment import Point
from experiments.engine.evaluate import evaluate
from experiments.results import result_tables
from scenarios import Scenario, override

RUNS = [
    "index", "point", "shock.size", "shock.months", "replicate", "seed", "status", "robustness", "depth",
    "trough", "recovery", "recovery_t1", "recovered", "relapses", "rise_to_back", "rise_to_twin",
    "rise_window", "months_below", "loss", "gain", "loss_calm", "residual_12", "residual_60",
    "residual_120", "dead",
    "outcome_60", "outcome", "outcome_rest", "twin_alive",
]  # fmt: skip
CURVES = ["point", "series", "month", "mean", "q05", "q25", "q50", "q75", "q95", "n"]
POINT: Setting = {"shock.size": 0.5, "shock.months": 12}


def test_the_columns_are_those_of_the_contract(small: Scenario) -> None:
    found = evaluate(small, 1, np.arange(2, dtype=np.int64))
    runs = result_tables.runs(Point(7, POINT, small), 1, [0, 1], 14, found)
    assert runs.column_names == RUNS
    assert result_tables.curves(7, found).column_names == CURVES
    assert runs["index"].to_pylist() == [14, 15]
    assert runs["point"].to_pylist() == [7, 7]
    assert runs["status"].to_pylist() == ["ok", "ok"]
    assert runs["outcome_rest"].null_count == 2
    assert runs.schema.field("shock.months").type == pa.int64()
    assert runs["robustness"].to_pylist() == found.measures["robustness"].tolist()


def test_the_ways_back_are_whole_months_and_dead_a_truth_value_where_there_is_one(small: Scenario) -> None:
    long = override(small, {"horizon.months": 23 + STATED.dead_after + 2})
    for scenario, known in ((small, False), (long, True)):
        runs = result_tables.runs(
            Point(0, POINT, scenario), 1, [0, 1], 0, evaluate(scenario, 1, np.arange(2))
        )
        assert runs["dead"].null_count == (0 if known else 2)
        assert runs["outcome_60"].null_count == (0 if known else 2)
        assert runs.schema.field("dead").type == pa.bool_()
        assert runs.schema.field("months_below").type == pa.int64()
        assert runs["months_below"].null_count == 0


def test_recovered_is_empty_where_nothing_fell(small: Scenario) -> None:
    calm = override(small, {"shock.size": 0.0})
    for scenario, fell in ((small, True), (calm, False)):
        rows = result_tables.runs(
            Point(0, POINT, scenario), 1, [0, 1], 0, evaluate(scenario, 1, np.arange(2))
        ).to_pylist()
        assert all((row["recovered"] is not None) == fell == (row["robustness"] < 0.95) for row in rows)


def test_a_failed_run_has_its_row_and_no_measures(small: Scenario) -> None:
    row = result_tables.runs(Point(0, POINT, small), 5, [3], 0, None).to_pylist()[0]
    assert (row["index"], row["status"], row["seed"], row["shock.size"]) == (3, "failed", 5, 0.5)
    assert all(row[name] is None for name in result_tables.MEASURES)


def test_curves_hold_every_month_of_every_series(small: Scenario) -> None:
    found = evaluate(small, 1, np.arange(3, dtype=np.int64))
    table = result_tables.curves(0, found).to_pandas()
    assert (table.groupby("series")["month"].apply(list).map(lambda m: m == list(range(48)))).all()
    assert {"performance", "q", "performance_twin", "performance_calm", "trust_EU"} <= set(table["series"])
    trust = table[table["series"] == "trust_EU"]
    assert np.allclose(trust["q50"], np.median(found.run["trust_EU"], axis=0), rtol=1e-12)
