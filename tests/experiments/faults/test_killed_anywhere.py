"""Whoever sweeps, resumes or exports is killed at any moment: nothing is lost, nothing is wrong, and going on
ends in the same bytes.
"""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import pytest

from analysis.intervals import wilson
from tests.experiments.faults.disk import Disk
from tests.experiments.faults.nursery import Order, nursery
from tests.experiments.faults.works import WORKS, Trial, in_this_process

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="starts processes by fork")
MOST_KILLS = 3
"""So often one folder's work is killed before it is let go on to its end."""


class Measured(NamedTuple):
    """A trial, how many calls to the disk its work makes, and how many seconds it takes."""

    trial: Trial
    calls: int
    seconds: float


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Measured]:
    """Each work, tried when it is asked for."""

    @cache
    def tried(work: str) -> Measured:
        trial = Trial(WORKS[work], tmp_path_factory.mktemp("kills") / "trial")
        with Disk(folder := trial.folder()).watched() as disk:
            begun = time.monotonic()
            trial.work.do(folder)
            seconds = time.monotonic() - begun
        return Measured(trial, disk.count, seconds)

    return tried


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[[Order], bool]]:
    with nursery() as asked:
        yield asked


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_this_process():
        yield


def kill(
    ask: Callable[[Order], bool],
    measured: Callable[[str], Measured],
    work: str,
    draw: random.Random,
    *,
    careless: bool = False,
) -> tuple[int, list[str]]:
    """Kill a work in a folder of its own, and most often what goes on with it, too; how many kills that were,
    and what was wrong after each, and in the end.
    """
    trial, calls, seconds = measured(work)
    folder, kills, wrong = trial.folder(), 0, list[str]()
    for turn in range(draw.randint(1, MOST_KILLS)):
        order = Order(work, str(folder), turn > 0, careless=careless)
        if draw.random() < 0.5:
            order = order._replace(call=draw.randint(1, calls))
        else:
            order = order._replace(seconds=draw.uniform(0.001, 1.2 * seconds))
        kills += ask(order)
        wrong += trial.wrong(folder)
    wrong += trial.wrong_in_the_end(folder)
    shutil.rmtree(folder)
    return kills, wrong


@pytest.mark.parametrize("count", [10, pytest.param(1000, marks=pytest.mark.slow)])
def test_whoever_is_killed_loses_nothing(
    ask: Callable[[Order], bool], measured: Callable[[str], Measured], count: int
) -> None:
    draw, works, kills, folders, told = random.Random(21), [*WORKS], 0, 0, dict[str, list[str]]()
    while kills < count:
        work = works[folders % len(works)]
        more, wrong = kill(ask, measured, work, draw)
        kills, folders = kills + more, folders + 1
        if wrong:
            told[f"{folders}: {work}"] = wrong
    _, high = wilson(len(told), kills)
    print(
        f"{kills} kills in {folders} folders, {len(told)} wrong: at most {100 * float(high):.2f} % are (95 %)"
    )
    assert told == {}


@pytest.mark.parametrize("work", ["sweep", "csv"])
def test_a_careless_writer_that_is_killed_would_be_seen(
    ask: Callable[[Order], bool], measured: Callable[[str], Measured], work: str
) -> None:
    """Control."""
    draw = random.Random(21)
    assert any(kill(ask, measured, work, draw, careless=True)[1] for _ in range(40))
