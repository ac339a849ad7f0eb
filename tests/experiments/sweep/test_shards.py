"""Several processes fill one folder, each its part of the chunks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.design.experiment import Experiment
from experiments.errors import StoreFault, UsageFault
from experiments.results import places
from experiments.sweep import resume, sweep
from experiments.sweep.resume import Shard

Contents = Callable[[Path], dict[str, bytes]]


def test_parts_fill_one_folder_and_the_last_one_finishes_it(
    eight_chunks: Experiment, tmp_path: Path, content: Contents
) -> None:
    sweep.sweep(eight_chunks, tmp_path / "whole", 1)
    manifests = [
        sweep.sweep(eight_chunks, tmp_path / "parts", 1, shard=Shard.parse(f"{k}/3")) for k in (2, 1, 2, 3)
    ]
    assert [manifest is None for manifest in manifests] == [True, True, True, False]
    assert content(tmp_path / "parts") == content(tmp_path / "whole")


def test_parts_run_at_once_but_not_beside_a_whole_sweep(eight_chunks: Experiment, tmp_path: Path) -> None:
    resume.enter(tmp_path, {"plan": "x"}, shared=True)
    places.join(tmp_path, shared=True)
    with pytest.raises(StoreFault, match="another run is writing"):
        sweep.sweep(eight_chunks, tmp_path, 1, resume=True)
    places.release(tmp_path)


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/10001", "²/3"])
def test_a_part_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageFault, match="--shard"):
        Shard.parse(text)


def test_every_chunk_is_in_one_part() -> None:
    shards = [Shard.parse(f"{k}/4") for k in range(1, 5)]
    assert all(sum(chunk in shard for shard in shards) == 1 for chunk in range(40))
