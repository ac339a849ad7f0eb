"""An animation of a run: as many frames as it says, each another month, and the same to the byte."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis.figures.style import sheet
from experiments import single_run
from experiments.errors import Without
from experiments.figures import animation
from experiments.results.manifest import RunManifest
from experiments.results.reading.results import FolderResults, just_written
from scenarios import load
from tests.analysis.figures.legibility import faults


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    folder = tmp_path_factory.mktemp("moving") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.single_run.draw_if_possible", lambda folder: [])
        single_run.write(single_run.run(load("double-dip"), replicates=2, seed=1), folder)
    return just_written(folder)


def test_it_has_a_frame_for_each_month_it_says_and_repeats(
    run: FolderResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(animation, "MOST_FRAMES", 3)
    told: list[tuple[int, int]] = []
    file = animation.animate(run, lambda done, of: told.append((done, of)))
    with Image.open(file) as moving:
        assert getattr(moving, "n_frames", 1) == len(animation.frames(216)) == 4
        pictures = []
        for number in range(4):
            moving.seek(number)
            pictures.append(np.asarray(moving.convert("RGB")))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert all((one != other).any() for one, other in pairwise(pictures))
    before = file.read_bytes()
    assert animation.animate(run).read_bytes() == before


def test_a_frame_shows_the_month_and_can_be_read(run: FolderResults) -> None:
    assert isinstance(run.manifest, RunManifest)
    with sheet():
        figure, draw = animation.scene(run, run.manifest)
        draw(51)
    assert faults(figure) == []
    assert figure.axes[1].get_title(loc="left") == "month 51"
    assert len(figure.axes[0].lines[1].get_xydata()) == 52  # type: ignore[arg-type]


def test_of_many_settings_there_is_none(run: FolderResults) -> None:
    with pytest.raises(Without, match="an animation is of one"):
        animation.animate(replace(run, manifest=object(), folder=Path("many")))  # type: ignore[arg-type]
