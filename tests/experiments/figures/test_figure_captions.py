"""Captions of figures say what befell the alliance when, and by what a map was judged."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.figures import figure_captions
from experiments.figures.key_words import key_words
from experiments.results.manifest import SweepManifest, made_from
from scenarios import Scenario, load, override
from scenarios.settable_keys import describe_keys


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
    assert figure_captions.judged("outcome_rest", manifest) == "long-run outcome"
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


SHOCKS = [
    {"name": "one", "kind": "blockade", "from": "2025-03", "months": 4},
    {
        "name": "two",
        "kind": "unilateral-turn",
        "weight": "measure-ally",
        "from": "2025-02",
        "until": "2025-08",
    },
    {"name": "third-hit", "target": "council.open", "from": 5, "profile": "pulse"},
    {"name": "four", "kind": "blockade", "from": 9},
]


def test_many_shocks_stand_in_lanes_by_weight_or_kind() -> None:
    scenario = {"start": "2025-01", "shocks": SHOCKS}
    assert figure_captions.causes(scenario) == {
        "blockade of a route": [(2, 6), (9, None)],
        "measure ally": [(1, 7)],
        "third hit": [(5, 6)],
    }
    assert figure_captions.shocks(scenario) == [(2, 6), (1, 7), (5, 6), (9, None)]


def test_a_few_shocks_have_each_its_own_band_and_name_and_a_single_one_its_kind() -> None:
    scenario = {"start": "2025-01", "shocks": SHOCKS[:3]}
    assert figure_captions.causes(scenario) == {
        "one: blockade of a route": [(2, 6)],
        "two: unilateral turn": [(1, 7)],
        "third hit": [(5, 6)],
    }
    single = {**scenario, "shocks": SHOCKS[:1]}
    assert figure_captions.causes(single) == {"blockade of a route": [(2, 6)]}
    unnamed = {**scenario, "shocks": SHOCKS[2:3]}
    assert [*figure_captions.causes(unnamed)] == ["third hit"]
    assert figure_captions.shocks(single) is None


@pytest.mark.parametrize("name", ["history-2001-2026", "double-dip", "taiwan-blockade"])
def test_no_axis_carries_a_raw_key_and_what_has_a_unit_says_it(name: str) -> None:
    scenario = load(name)
    shocks = [shock.name for shock in scenario.shocks]
    for key, known in describe_keys(scenario).items():
        words = key_words(key, shocks)
        assert words.label != key
        assert "." not in words.name.replace("e.g.", ""), key
        assert "_" not in words.label, key
        assert known.form in ("switch", "whole", "moment") or words.unit or key.startswith("parameters."), key


def test_of_several_shocks_each_is_named_and_a_key_nobody_knows_stands_for_itself() -> None:
    assert key_words("shock.size", ["first", "second"]).label == "size of the shock “first” (0–1)"
    assert key_words("context.chip-law.size", ["first"]).label == "size of “chip law” (0–1)"
    assert (
        key_words("shock.every", ["one"]).at(1) == "time from one beginning of the shock to the next: 1 month"
    )
    assert key_words("nobody.knows").label == "nobody.knows"
