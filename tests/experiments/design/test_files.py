"""Experiment files: what they may say, what they come to, and what is refused where."""

import time
from pathlib import Path

import numpy as np
import pytest

from experiments.design import files
from experiments.design.axes import MOST_POINTS
from experiments.errors import UsageFault
from experiments.sweep.plan import plan
from scenarios import Invalid, KeyFault
from sim.parameters.table import PARAMETERS

BASE = """\
version: 1
title: What if?
asks: Whatever.
scenarios: [taiwan-blockade]
"""
SIZE = "vary: {shock.size: {from: 0, to: 1}}\n"


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- what it comes to


@pytest.mark.parametrize("name", files.shipped())
def test_every_shipped_experiment_can_be_planned(name: str) -> None:
    assert files.check(name, 20) == []
    assert len(plan(files.load(name, 20)).settings) > 10


def test_a_grid_spans_scenarios_switches_and_keys_in_this_order(tmp_path: Path) -> None:
    text = BASE.replace("[taiwan-blockade]", "[taiwan-blockade, perfect-storm]")
    path = written(tmp_path, text + """\
switches: {council: both, pledge: off}
set: {parameters.depth_cost: 0.3}
vary:
  shock.size: {from: 0, to: 1, n: 3}
  shock.months: [6, 12]
replicates: 3
seed: 7
rest: on
trajectories: on
""")  # fmt: skip
    experiment = files.load(path, 20)
    assert experiment.varied == {
        "scenario": ["taiwan-blockade", "perfect-storm"],
        "switches.council": [True, False],
        "shock.size": [0.0, 0.5, 1.0],
        "shock.months": [6, 12],
    }
    assert (experiment.replicates, experiment.seed) == (3, 7)
    assert (experiment.rest, experiment.trajectories) == (True, True)
    planned = plan(experiment)
    assert len(planned.settings) == 24
    last = planned.point(23)
    assert last.base.name == "perfect-storm"
    assert last.scenario.switches == {"council": False, "pledge": False}
    assert (last.scenario.parameters["depth_cost"], last.scenario.shocks[0].size) == (0.3, 1.0)
    assert planned.point(0).scenario.switches["council"] is True
    assert experiment.changed == ("with parameters.depth_cost = 0.3", "without pledge")


TEN_KEYS = [(row.name, row.low, row.high) for row in PARAMETERS.values() if row.unit != "months"][:10]


def test_what_the_file_does_not_say_is_as_a_sweep_has_it(tmp_path: Path) -> None:
    experiment = files.load(written(tmp_path, BASE + "vary: {shock.size: [0, 1]}\n"), 20)
    assert (experiment.replicates, experiment.seed) == (20, 1)
    assert (experiment.rest, experiment.trajectories) == (False, False)
    assert experiment.name == "mine"


@pytest.mark.parametrize(
    ("design", "count"),
    [("latin-hypercube, n: 30", 30), ("sobol, n: 16", 16), ("morris, n: 5", 15), ("factorial", 4)],
)
def test_drawn_settings_stay_between_their_ends_and_repeat(tmp_path: Path, design: str, count: int) -> None:
    text = f"{BASE}design: {{kind: {design}}}\nvary:\n  shock.size: {{from: 0.2, to: 0.8}}\n"
    text += "  shock.months: {from: 6, to: 24}\n"
    path = written(tmp_path, text)
    planned, again = plan(files.load(path, 20)), plan(files.load(path, 20))
    assert len(planned.settings) == count
    assert [*planned.settings] == [*again.settings]
    assert planned.fingerprint == again.fingerprint
    sizes = np.array([values["shock.size"] for values in planned.settings])
    months = [values["shock.months"] for values in planned.settings]
    assert 0.2 <= sizes.min() < sizes.max() <= 0.8
    assert all(isinstance(value, int) and 6 <= value <= 24 for value in months)
    if "n:" in design:
        other = written(tmp_path, text.replace("kind:", "seed: 2, kind:"), "other.yaml")
        assert [*plan(files.load(other, 20)).settings] != [*planned.settings]


def test_four_hundred_thousand_settings_are_checked_in_seconds(tmp_path: Path) -> None:
    """Of the processor: a busy machine may keep us waiting."""
    ranges = [f"  parameters.{name}: {{from: {low}, to: {high}}}\n" for name, low, high in TEN_KEYS]
    text = f"{BASE}design: {{kind: morris, n: 36000, levels: 4}}\nvary:\n" + "".join(ranges)
    begun = time.process_time()
    assert files.check(written(tmp_path, text)) == []
    assert time.process_time() - begun < 12.0


@pytest.mark.parametrize("mark", ["", "\ufeff"])  # spreadsheets put a byte order mark first
def test_a_table_is_taken_row_by_row(tmp_path: Path, mark: str) -> None:
    rows = "scenario,shock.size, switches.council \nperfect-storm,0.5,off\ntaiwan-blockade,1,on\n"
    (tmp_path / "points.csv").write_text(mark + rows, encoding="utf-8")
    text = BASE.replace("[taiwan-blockade]", "[taiwan-blockade, perfect-storm]")
    experiment = files.load(written(tmp_path, text + "design: {kind: table, file: points.csv}\n"), 20)
    planned = plan(experiment)
    assert [*planned.settings] == [
        {"scenario": "perfect-storm", "shock.size": 0.5, "switches.council": False},
        {"scenario": "taiwan-blockade", "shock.size": 1.0, "switches.council": True},
    ]
    assert planned.point(0).scenario.switches["council"] is False
    assert planned.point(1).base.name == "taiwan-blockade"


def test_a_scenario_may_lie_beside_the_experiment(tmp_path: Path) -> None:
    from scenarios import source

    (tmp_path / "own.yaml").write_text(source("taiwan-blockade"))
    text = BASE.replace("taiwan-blockade", "own.yaml") + "vary: {shock.size: [0, 1]}\n"
    assert files.load(written(tmp_path, text), 20).scenario.name == "own"


def test_the_plan_changes_with_all_that_changes_a_number(tmp_path: Path) -> None:
    text = BASE + "vary: {shock.size: [0, 1]}\n"
    others = [
        "vary: {shock.size: [0, 1]}\nseed: 2\n", "vary: {shock.size: [0, 1]}\nreplicates: 2\n",
        "vary: {shock.size: [0, 1]}\nset: {parameters.depth_cost: 0.3}\n", "vary: {shock.size: [0, 0.9]}\n",
        "vary: {shock.size: [0, 1]}\nswitches: {council: off}\n", "vary: {shock.size: [0, 1]}\nrest: on\n",
        "vary: {shock.size: [0, 1]}\nswitches: {council: both}\n",
        "design: {kind: latin-hypercube, n: 2}\nvary: {shock.size: {from: 0, to: 1}}\n",
        "design: {kind: latin-hypercube, n: 2, seed: 2}\nvary: {shock.size: {from: 0, to: 1}}\n",
    ]  # fmt: skip
    paths = [
        written(tmp_path, text),
        *(written(tmp_path, BASE + text, f"{k}.yaml") for k, text in enumerate(others)),
    ]
    assert len({plan(files.load(path, 20)).fingerprint for path in paths}) == len(paths)


def test_more_can_be_set_but_not_what_is_varied(tmp_path: Path) -> None:
    text = (
        BASE.replace("[taiwan-blockade]", "[taiwan-blockade, perfect-storm]") + "vary: {shock.size: [0, 1]}\n"
    )
    experiment = files.load(written(tmp_path, text), 20)
    more = files.changed(experiment, {"parameters.depth_cost": "0.3"}, ["council"])
    assert [
        (scenario.parameters["depth_cost"], scenario.switches["council"]) for scenario in more.scenarios
    ] == [(0.3, False)] * 2
    assert more.changed == ("with parameters.depth_cost = 0.3", "without council")
    for key in ("shock.size", "shocks.blockade.size"):
        with pytest.raises((UsageFault, KeyFault)):
            files.changed(experiment, {key: "0.3"}, [])
    with pytest.raises(KeyFault, match="Did you mean"):
        files.changed(experiment, {"parameters.kost": "1"}, [])


# --- what is refused, and where

FAULTS: list[tuple[str, str, str]] = [
    ("nothing to vary", "", ":1:1: vary: is missing"),
    (
        "no such key",
        "vary: {shock.sise: [0, 1]}",
        ":5:8: vary.shock.sise: is not a key of this scenario. Did you mean shock.size",
    ),
    ("a parameter without its group", "vary: {trust_gain: [0.1, 0.2]}", "Did you mean parameters.trust_gain"),
    (
        "a switch among the numbers",
        "vary: {switches.council: [0, 1]}",
        ":5:8: vary.switches.council: is a switch",
    ),
    (
        "one key twice",
        "vary: {shock.size: [0, 1], shocks.blockade.size: [0, 1]}",
        ":5:28: vary.shocks.blockade.size: is the same as shock.size",
    ),
    ("out of range", "vary: {shock.size: [0, 2]}", ":5:24: vary.shock.size[1]: must lie from 0 to 1"),
    (
        "a list to draw from",
        "design: {kind: sobol, n: 4}\nvary: {shock.size: [0, 1]}",
        ":6:20: vary.shock.size: must be a group of from and to",
    ),
    ("no n", "design: {kind: latin-hypercube}\n" + SIZE, ":5:9: design.n: is missing"),
    ("no n of an axis", SIZE, "vary.shock.size.n: is missing"),
    (
        "n of an axis that is drawn",
        "design: {kind: sobol, n: 4}\nvary: {shock.size: {from: 0, to: 1, n: 3}}",
        "vary.shock.size.n: does nothing",
    ),
    (
        "not a power of two",
        "design: {kind: sobol, n: 100}\n" + SIZE,
        ":5:26: design.n: must be a power of two, such as 64 or 128 (got 100)",
    ),
    ("odd levels", "design: {kind: morris, n: 4, levels: 3}\n" + SIZE, "design.levels: must be even"),
    (
        "no such design",
        "design: {kind: latin, n: 4}\n" + SIZE,
        "design.kind: must be one of grid, factorial, latin-hypercube",
    ),
    (
        "a field of another design",
        "design: {kind: grid, n: 4}\nvary: {shock.size: [0, 1]}",
        "design.n: does nothing in a design of kind grid",
    ),
    (
        "ends the wrong way round",
        "design: {kind: sobol, n: 4}\nvary: {shock.size: {from: 1, to: 0}}",
        "vary.shock.size.to: must be more than from",
    ),
    (
        "too many points",
        "vary: {shock.size: {from: 0, to: 1, n: 1000}, parameters.depth_cost: {from: 0, to: 1, n: 1000}, "
        "horizon.months: [48, 60]}",
        "vary: 1,000 × 1,000 × 2 = 2,000,000 points; at most 1,000,000",
    ),
    (
        "too many drawn",
        "switches: {council: both}\ndesign: {kind: sobol, n: 1048576}\n" + SIZE,
        "design.n: must be at most 1000000",
    ),
    ("no such mechanism", "switches: {counsil: both}", ":5:12: switches.counsil: is not a mechanism"),
    (
        "no word of a switch",
        "switches: {council: maybe}",
        ":5:21: switches.council: must be on, off, or both",
    ),
    ("no such table", "design: {kind: table, file: no.csv}", "no.csv:1:1: file: cannot be opened"),
    (
        "a table elsewhere",
        "design: {kind: table, file: ../no.csv}",
        "design.file: must be the name of a CSV file beside this one",
    ),
    (
        "a table and axes",
        "design: {kind: table, file: no.csv}\nvary: {shock.size: [0, 1]}",
        "vary: does nothing beside a table",
    ),
    ("no replicates", "vary: {shock.size: [0, 1]}\nreplicates: 0", ":6:13: replicates: must be at least 1"),
    ("a negative seed", "vary: {shock.size: [0, 1]}\nseed: -1", ":6:7: seed: must be at least 0"),
    ("no such lens", "vary: {shock.size: [0, 1]}\nlens: realism", ":6:7: lens: must be one of resilience"),
    (
        "more firms than there can be",
        "vary: {population.firms: [10, 1000000000000]}",
        "must lie from 1 to 1e+06",
    ),
    ("past the end", "vary: {shock.from: [0, 700]}", "with shock.from = 700: is after the end"),
    (
        "past the end in a corner",
        "vary: {shock.months: [1, 100], horizon.months: [24, 180]}",
        "with shock.months = 100 and horizon.months = 24",
    ),
    (
        "a value set out of range",
        "set: {shock.size: 3}\nvary: {shock.months: [1, 2]}",
        ":5:19: set.shock.size: must be at most 1",
    ),
    (
        "several values set",
        "set: {shock.size: [0, 1]}\nvary: {shock.months: [1, 2]}",
        "the values of a sweep belong in vary",
    ),
    (
        "set and varied",
        "set: {shock.size: 0.3}\nvary: {shock.size: [0, 1]}",
        ":6:8: vary.shock.size: is the same as shock.size in set",
    ),
    (
        "a switch that is set",
        "set: {switches.council: false}\nvary: {shock.size: [0, 1]}",
        "set.switches.council: belongs in switches",
    ),
    ("a key twice", "seed: 1\nseed: 2\nvary: {shock.size: [0, 1]}", ":6:1: seed: stands twice; first at 5:1"),
    ("an anchor", "vary: &a {shock.size: [0, 1]}", ":5:7: vary: an anchor is not allowed"),
    ("not a number", "vary: {shock.size: [0, .nan]}", "must be a finite number"),
    ("a number in words", "vary: {shock.size: [0, much]}", "vary.shock.size[1]: must be a number"),
    ("a mistyped field", "varry: {shock.size: [0, 1]}", "varry: is not a field here. Did you mean vary?"),
    (
        "a scenario's field",
        "shocks: []\nvary: {shock.size: [0, 1]}",
        "shocks: is not a field here; it belongs in a scenario's file",
    ),
    (
        "too much memory",
        "replicates: 10000\nset: {population.firms: 1000000}\nvary: {shock.size: [0, 1]}",
        "GiB of memory (at most 4)",
    ),
]


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_where_it_stands(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, BASE + text + "\n")
    faults = [str(fault) for fault in files.check(path, 20)]
    assert any(words in fault for fault in faults), faults
    assert all(fault.startswith((f"{path}:", f"{tmp_path / 'no.csv'}:")) for fault in faults)


@pytest.mark.parametrize(
    ("scenarios", "words"),
    [
        ("[taiwan-blokade]", "Did you mean taiwan-blockade"),
        ("[taiwan-blockade, taiwan-blockade]", "is a second scenario called taiwan-blockade"),
        ("[../x.yaml]", "is neither a shipped scenario nor the name of a file beside this one"),
        ("[gone.yaml]", "cannot be used: "),
        ("[]", "must have entries, at least 1"),
        ("taiwan-blockade", "must be a list"),
    ],
)
def test_its_scenarios_must_exist(tmp_path: Path, scenarios: str, words: str) -> None:
    text = BASE.replace("[taiwan-blockade]", scenarios) + "vary: {shock.size: [0, 1]}\n"
    assert any(words in str(fault) for fault in files.check(written(tmp_path, text), 20))


def test_a_key_that_one_scenario_lacks_names_that_scenario(tmp_path: Path) -> None:
    text = BASE.replace("[taiwan-blockade]", "[taiwan-blockade, unilateral-turn-2025]")
    faults = files.check(written(tmp_path, text + "vary: {shocks.blockade.size: [0, 1]}\n"), 20)
    assert ["unilateral-turn-2025" in str(fault) for fault in faults] == [True]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", ":1:1: file: needs a row that names the keys"),
        ("shock.size\n", "file: needs a row that names the keys"),
        (
            "shock.sise\n1\n",
            ":1:1: column: is not a key of this scenario (got shock.sise). Did you mean shock.size",
        ),
        ("shock.size,shock.size\n1,1\n", ":1:12: column: is the same as column shock.size"),
        ("shock.size;shock.months\n1;2\n", "cells are parted by commas"),
        ("shock.size\n1\n2\n", ":3:1: shock.size: must lie from 0 to 1"),
        ("shock.size,shock.months\n1,2\n1\n", ":3:1: row: has 1 cells, the first row 2"),
        ("shock.size\nmuch\n", ":2:1: shock.size: must be a number"),
        ("shock.size,shock.months\n1,\n", ":2:3: shock.months: is empty"),
        ("shock.months\n1.5\n", ":2:1: shock.months: must be a whole number"),
        ("switches.council\nmaybe\n", ":2:1: switches.council: must be on or off"),
        ("scenario\nelsewhere\n", ":2:1: scenario: is not a scenario of this experiment"),
        ("shock.from\n3\n700\n", ":3:1: shock.from: in taiwan-blockade: is after the end"),
        ("shock.size\n=cmd|x\n", ":2:1: shock.size: must be a number"),
        ("shock.size\n\x1b[31m1\n", "U+001B"),
    ],
)
def test_a_fault_of_a_table_is_told_at_its_cell(tmp_path: Path, rows: str, words: str) -> None:
    (tmp_path / "points.csv").write_text(rows)
    path = written(tmp_path, BASE + "design: {kind: table, file: points.csv}\n")
    faults = [str(fault) for fault in files.check(path, 20)]
    assert any(words in fault for fault in faults), faults
    assert all("\x1b" not in fault for fault in faults)


def test_a_column_that_the_file_sets_too_is_refused(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("shocks.blockade.size\n1\n")
    for said in ("set: {shock.size: 0.5}", "set: {shocks.blockade.size: 0.5}"):
        path = written(tmp_path, f"{BASE}{said}\ndesign: {{kind: table, file: points.csv}}\n")
        with pytest.raises(Invalid, match="say it in one place"):
            files.load(path, 20)


def test_faults_in_different_places_are_told_together(tmp_path: Path) -> None:
    text = (
        BASE.replace("title: What if?", "title: ''") + "vary: {shock.sise: [0, 1]}\nseed: -1\nlens: realism\n"
    )
    faults = files.check(written(tmp_path, text), 20)
    assert {fault.field for fault in faults} == {"title", "vary.shock.sise", "seed", "lens"}


def test_a_scenario_is_no_experiment_and_neither_is_what_cannot_be_read(tmp_path: Path) -> None:
    from scenarios import source

    for name, text in {"a.yaml": source("taiwan-blockade"), "b.yaml": "[", "c.txt": BASE + SIZE}.items():
        assert not files.is_experiment(written(tmp_path, text, name))
    assert not files.is_experiment(tmp_path / "gone.yaml")
    assert not files.is_experiment("taiwan-blockade")
    assert files.is_experiment(written(tmp_path, BASE + SIZE))


def test_as_many_points_as_may_be_are_planned_in_a_moment(tmp_path: Path) -> None:
    text = (
        BASE + "vary: {shock.size: {from: 0, to: 1, n: 1000}, "
        "parameters.depth_cost: {from: 0, to: 1, n: 1000}}\n"
    )
    assert len(files.load(written(tmp_path, text), 20).settings) == MOST_POINTS
