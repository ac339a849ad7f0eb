"""Events on one cause at a time: shares multiply, costs add, whatever their profiles, and in a whole run."""

import itertools
from pathlib import Path

import numpy as np
import pytest

import scenarios
from sim.run import simulate
from sim.state.run_state import RunState, starting_state
from sim.world.case import Case

HEAD = """version: 1
title: Overlap
asks: Do parts and whole agree?
start: 2025-01
horizon: {months: 36}
burn_in: {months: 12}
population: {firms: 40, seed: 2}
shocks:
"""
KINDS = {
    "blockade, of: [TWN]": "multiply",
    "chip-disruption, classes: [mature]": "multiply",
    "economic-coercion, of: [DEU, FRA]": "multiply",
    "data-ruling": "multiply",
    "autonomy-turn, of: [EU]": "multiply",
    "council-suspended": "multiply",
    "unilateral-turn, of: [USA]": "add",
    "export-control-demand, of: [NLD, DEU]": "add",
    "public-backlash, of: [EU], domains: [data, algorithms]": "add",
}


def series(folder: Path, *events: str) -> np.ndarray:
    """The series of three replicates of a file with these events."""
    path = folder / "case.yaml"
    lines = [f"  - {{name: e{number}, {event}}}\n" for number, event in enumerate(events)]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    case = scenarios.compile_case(scenarios.load(str(path)))
    return simulate(case, 4, np.arange(3), shocked=True).series


@pytest.mark.parametrize(("kind", "how"), KINDS.items())
def test_two_events_are_one_of_their_product_or_sum(tmp_path: Path, kind: str, how: str) -> None:
    times = f"kind: {kind}, from: 6, months: 9"
    together = 1 - 0.5 * 0.6 if how == "multiply" else 0.5 + 0.4
    two = series(tmp_path, f"{times}, size: 0.5", f"{times}, size: 0.4")
    np.testing.assert_allclose(two, series(tmp_path, f"{times}, size: {together}"), rtol=0, atol=1e-12)
    other = 0.5 + 0.4 if how == "multiply" else 1 - 0.5 * 0.6
    assert np.abs(two - series(tmp_path, f"{times}, size: {other}")).max() > 1e-6  # control


def test_the_order_in_which_events_stand_is_no_matter(tmp_path: Path) -> None:
    events = [f"kind: {kind}, from: {4 + k}, months: 8, size: 0.6" for k, kind in enumerate(list(KINDS)[:4])]
    first = series(tmp_path, *events)
    for order in itertools.islice(itertools.permutations(events), 1, 6):
        np.testing.assert_allclose(series(tmp_path, *order), first, rtol=0, atol=1e-12)


SHAPES = {
    "profile: step, months: 3": [1, 1, 1, 0, 0, 0, 0, 0],
    "profile: pulse": [1, 0, 0, 0, 0, 0, 0, 0],
    "profile: ramp, ramp: 2, months: 4": [0.5, 1, 1, 1, 0, 0, 0, 0],
    "profile: repeated, months: 1, every: 3": [1, 0, 0, 1, 0, 0, 1, 0],
}


@pytest.mark.parametrize(("shape", "path"), SHAPES.items())
@pytest.mark.parametrize("kind", ["unilateral-turn, of: [USA]", "blockade, of: [TWN]"])
def test_a_profile_is_the_sum_of_its_months(tmp_path: Path, kind: str, shape: str, path: list[float]) -> None:
    whole = series(tmp_path, f"kind: {kind}, from: 6, size: 0.8, {shape}")
    parts = [
        f"kind: {kind}, from: {6 + k}, months: 1, size: {0.8 * part}" for k, part in enumerate(path) if part
    ]
    months = slice(0, 11)  # a warning looks three months ahead, and what is repeated has no end
    np.testing.assert_allclose(whole[:, months], series(tmp_path, *parts)[:, months], rtol=0, atol=1e-12)


@pytest.mark.parametrize("hazard", [0.1, 0.5])
def test_random_events_begin_as_often_as_their_hazard_says_and_each_for_itself(
    tmp_path: Path, hazard: float
) -> None:
    """Without joint modelling a ruling of one month shows as a month without any joint work on data."""
    kind = "kind: data-ruling, from: 0, size: 1, profile: random, months: 1"
    path = tmp_path / "case.yaml"
    path.write_text(
        HEAD + f"  - {{name: one, {kind}, hazard: {hazard}}}\n  - {{name: two, {kind}, hazard: {hazard}}}\n",
        encoding="utf-8",
    )
    scenario = scenarios.off(scenarios.load(str(path)), ["joint_modelling", "early_warning"])
    hit = {}
    for name in ("one", "two"):
        case = scenarios.compile_case(scenarios.override(scenario, {f"shocks.{name}.size": 0.0}))
        run = simulate(case, 9, np.arange(60), shocked=True, full=True)
        hit[name] = _joint_on_data(case, run.states) == 0
    for struck in hit.values():
        n, share = struck.size, struck.mean()
        assert abs(share - hazard) < 4 * np.sqrt(hazard * (1 - hazard) / n)
    both = (hit["one"] & hit["two"]).mean()
    assert abs(both - hazard**2) < 4 * np.sqrt(hazard**2 / hit["one"].size) + 0.005


def _joint_on_data(case: Case, states: np.ndarray) -> np.ndarray:
    sizes = [part.size for part in starting_state(case, case.parameters)]
    first = sum(sizes[: RunState._fields.index("joint")])
    return states[:, :, first]
