"""Captions of figures say what befell the alliance when, and by what a map was judged."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.figures import figure_captions
from experiments.results.manifest import SweepManifest, made_from
from scenarios import Scenario, load, override


@pytest.mark.parametrize(("name", "month"), [("ttc-2021-2024", 29), ("chip-shortage-2021", 29)])
def test_the_launch_of_the_council_is_an_event(name: str, month: int) -> None:
    scenario = load(name)
    held = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert figure_captions.events(held) == {"council launched": month}
    since = np.datetime64("2021-06", "M") - np.datetime64(scenario.start.month, "M")
    assert since.astype(int) == month


def test_a_scenario_without_context_has_no_events(small: Scenario) -> None:
    assert figure_captions.events(small.model_dump(mode="json", by_alias=True, exclude_none=True)) == {}


def test_a_map_by_level_names_the_month_all_points_share(small: Scenario) -> None:
    manifest = SweepManifest(
        **made_from(small), vary={"shock.size": [0, 1]}, replicates=1, seed=1, points=2, points_a_chunk=2,
        runs=2, windows=[[12, 23]] * 2, ok=2,
    )  # fmt: skip
    assert figure_captions.judged("outcome", manifest) == "outcome by level, month 48"
    assert figure_captions.judged("outcome_rest", manifest) == "outcome by rest"
    early = replace(manifest, months_short=7)
    assert "7 months too early" in figure_captions.judged("outcome", early)
    lengths = replace(manifest, vary={"horizon.months": [60, 90]})
    assert "month" not in figure_captions.judged("outcome", lengths)


def test_the_outcome_five_years_on_leads_where_a_run_has_one(small: Scenario) -> None:
    manifest = SweepManifest(
        **made_from(small), vary={}, replicates=1, seed=1, points=1, points_a_chunk=1, runs=1, ok=1,
        windows=[[12, 23]],
    )  # fmt: skip
    assert figure_captions.leading(manifest) == "outcome"
    read = replace(manifest, shares_60={"partial": {"share": 1.0, "low": None, "high": None, "n": 1}})
    assert figure_captions.leading(read) == "outcome_60"
    assert "five years" in figure_captions.judged("outcome_60", read)


def test_below_a_figure_stands_what_makes_runs_differ(small: Scenario) -> None:
    words = [
        figure_captions.note(
            SweepManifest(
                **made_from(scenario), replicates=1, seed=1, points=1, points_a_chunk=1, runs=1, ok=1,
                windows=[[12, 23]], changed=["without council"],
            ),
            "pooled",
        )
        for scenario in (small, override(small, {"draw": False}))
    ]  # fmt: skip
    assert words == [
        "pooled; bands and intervals: chance, and parameters drawn within 15 %; without council",
        "pooled; bands and intervals: chance alone; without council",
    ]


def test_many_shocks_stand_in_lanes_by_weight_or_kind_and_few_in_none() -> None:
    shocks = [
        {"name": "one", "kind": "blockade", "from": "2025-03", "months": 4},
        {
            "name": "two",
            "kind": "unilateral-turn",
            "weight": "measure-ally",
            "from": "2025-02",
            "until": "2025-08",
        },
        {"name": "three", "target": "council.open", "from": 5, "profile": "pulse"},
        {"name": "four", "kind": "blockade", "from": 9},
    ]
    scenario = {"start": "2025-01", "shocks": shocks}
    assert figure_captions.causes(scenario) == {
        "blockade of a route": [(2, 6), (9, None)],
        "measure-ally": [(1, 7)],
        "three": [(5, 6)],
    }
    assert figure_captions.causes({**scenario, "shocks": shocks[:3]}) == {}
