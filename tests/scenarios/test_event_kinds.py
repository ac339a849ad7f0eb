"""Friendly kinds of event are rows of a table: each is sound, and a new one needs a row and nothing else."""

from pathlib import Path

import pytest

import scenarios
from scenarios import events, schema
from scenarios.checking import timing
from scenarios.reading.names import AXES, axis_names
from sim.world.causes import PROFILES, TARGETS

BASE = "version: 1\ntitle: t\nasks: a\nstart: 2025-01\nhorizon: {months: 60}\n"


@pytest.mark.parametrize("kind", events.all_kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_is_a_sound_recipe(kind: events.EventKind) -> None:
    axes = {AXES[axis]: axis for axis in TARGETS[kind.target].select}
    assert set(kind.selection) <= set(axes)
    for field, names in kind.selection.items():
        assert names == ("all",) or set(names) <= set(axis_names(axes[field]))
    assert kind.profile in PROFILES
    assert kind.size is None or 0 <= kind.size <= 1
    assert kind.reading in ("during", "before")
    assert set(kind.places) <= {"context", "shocks"}
    assert kind.title
    assert kind.words


def test_schema_and_model_know_the_same_profiles() -> None:
    assert schema.PROFILES == PROFILES == tuple(timing.REFUSES)


def test_a_new_kind_is_a_new_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = "fab-fire,Fire in a plant,chips.capacity,JPN,mature,,pulse,0.4,during,shocks,a plant stands still\n"
    rows = tmp_path / "kinds.csv"
    rows.write_text(events.TABLE.read_text(encoding="utf-8") + row, encoding="utf-8")
    path = tmp_path / "fire.yaml"
    path.write_text(BASE + "shocks: [{name: fire, kind: fab-fire, from: 6}]\n", encoding="utf-8")
    assert "not a kind" in str(scenarios.check(path)[0])
    monkeypatch.setattr(events, "TABLE", rows)
    scenario = scenarios.load(path)
    (cause,) = scenarios.causes(scenario, scenario.shocks)
    assert cause.selection == {"regions": ("JPN",), "classes": ("mature",)}
    assert (cause.size, cause.profile, scenarios.window(scenario)) == (0.4, "pulse", (6, 6))
    assert "Fire in a plant (a plant stands still), Japan; mature chips" in " ".join(
        scenarios.sentences(scenario)
    )
    assert scenarios.compile_case(scenario).shocks.shape[0] == 1
    kind = scenarios.json_schema()["$defs"]["Event"]["properties"]["kind"]
    assert "fab-fire" in [choice["const"] for choice in kind["oneOf"]]


def test_a_kind_is_short_for_its_target(tmp_path: Path) -> None:
    rows = []
    for text in ("kind: blockade", "target: chips.route"):
        path = tmp_path / "a.yaml"
        event = f"shocks: [{{name: a, {text}, of: [TWN], from: 3, months: 4, size: 0.5}}]\n"
        path.write_text(BASE + event, encoding="utf-8")
        rows.append(scenarios.compile_case(scenarios.load(path)).shocks.tolist())
    assert rows[0] == rows[1]


PROFILE_EVENTS = {
    "step": "months: 6",
    "pulse": "profile: pulse",
    "ramp": "profile: ramp, ramp: 3, months: 6",
    "repeated": "profile: repeated, months: 2, every: 12",
    "random": "profile: random, months: 2, hazard: 0.1",
}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_compiles_to_what_was_written(tmp_path: Path, profile: str) -> None:
    from sim.world.shock_table import SHOCK_COLUMNS

    path = tmp_path / "a.yaml"
    event = f"{{name: a, target: council.open, from: 5, size: 0.5, {PROFILE_EVENTS[profile]}}}"
    path.write_text(f"{BASE}shocks: [{event}]\n", encoding="utf-8")
    scenario = scenarios.load(path)
    row = dict(zip(SHOCK_COLUMNS, scenarios.compile_case(scenario).shocks[0], strict=True))
    assert (row["profile"], row["start"], row["size"]) == (PROFILES.index(profile), 5, 0.5)
    assert row["ramp"] == (3 if profile == "ramp" else 0)
    assert row["every"] == (12 if profile == "repeated" else 0)
    assert row["hazard"] == (0.1 if profile == "random" else 0)
    ends = {"step": 10, "pulse": 5, "ramp": 10, "repeated": None, "random": None}
    assert scenarios.window(scenario) == (5, ends[profile])


def test_an_event_draws_its_chances_by_its_name(tmp_path: Path) -> None:
    alone = "{name: a, target: council.open, from: 5, size: 0.5, profile: random, months: 2, hazard: 0.1}"
    other = "{name: b, target: council.open, from: 5, size: 0.5, profile: random, months: 2, hazard: 0.1}"
    cases = []
    for shocks in (alone, f"{other}, {alone}"):
        path = tmp_path / "a.yaml"
        path.write_text(f"{BASE}shocks: [{shocks}]\n", encoding="utf-8")
        cases.append(scenarios.compile_case(scenarios.load(path)).shocks)
    assert cases[0][0].tolist() == cases[1][1].tolist()
    assert cases[1][0][-1] != cases[1][1][-1]
