"""Intervals of a sweep's shares resample what was drawn: settings where these were, else replicates, and the
same in the manifest, on the screen, as JSON and in figures.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.intervals import replicate_share
from analysis.outcomes import NAMES
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.design.samples import Range, latin_hypercube
from experiments.figures import outcomes_by_key
from experiments.results.manifest import SweepManifest, read_manifest
from experiments.results.reading.results import just_written
from experiments.results.store import RUNS, read_table
from experiments.sweep.sweep import sweep
from scenarios import Scenario

DRAWN = {"name": "mine", "title": "Mine", "asks": "", "design": {"kind": "latin-hypercube"}}


@pytest.fixture
def drawn(small: Scenario, tmp_path: Path) -> Path:
    """A sample of 24 settings, each with a mechanism on and off, two replicates."""
    sample = latin_hypercube([Range("shock.size", 0.0, 1.0), Range("shock.months", 1, 20, True)], 24, 1)
    crossed = (Axis("switches.blame", (True, False)),)
    experiment = Experiment(small, crossed, 2, 1, sample=sample, told=DRAWN)
    sweep(experiment, tmp_path / "out", 1)
    return tmp_path / "out"


def test_a_drawn_design_resamples_its_settings(drawn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest, runs = read_manifest(drawn), read_table(drawn, RUNS)
    assert isinstance(manifest, SweepManifest)
    assert (manifest.points, manifest.drawn, manifest.resampled.words) == (48, 24, "settings")
    outcome, unit = np.asarray(runs["outcome"]), np.asarray(runs["point"]) % 24
    told = {name: share for name, share in manifest.shares.items() if 0 < share["n"] < len(runs)}
    assert told  # control: some share is neither none nor all
    for name, share in told.items():
        hits = np.bincount(unit, weights=outcome == name, minlength=24)
        expected = replicate_share(hits, np.full(24, 4))
        assert (share["share"], share["low"], share["high"]) == pytest.approx(expected)
    assert {*manifest.shares} == {*NAMES["outcome"]}
    units = []
    monkeypatch.setattr(
        outcomes_by_key, "by_key_figure", lambda *given, **named: units.append((given[2], named["resampled"]))
    )
    outcomes_by_key.by_key(just_written(drawn))
    ((resampled, words),) = units
    assert (words, len(np.unique(resampled))) == ("settings", 24)


def test_a_grid_resamples_its_replicates(small: Scenario, tmp_path: Path) -> None:
    grid = Experiment(small, (Axis("shock.size", (0.5, 1.0)),), 3, 1)
    manifest = sweep(grid, tmp_path / "out", 1)
    assert manifest is not None
    assert tuple(manifest.resampled) == ("replicates", "replicate", 3)
    assert "drawn" not in manifest.to_json()
    older = replace(manifest, design="sobol")  # written before it was said how many were drawn
    assert tuple(older.resampled) == ("settings", "point", 2)
