"""Calls timed in turn, so that a busy machine is busy for all of them alike."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

Call = Callable[[], Any]


@dataclass(frozen=True)
class Seconds:
    """Seconds of the fastest and of the middle one of several calls."""

    best: float
    median: float


def interleaved(calls: Mapping[str, Call], rounds: int) -> dict[str, Seconds]:
    """Time each call `rounds` times, one after another in turn: a busy machine is busy for all.

    Seconds are this thread's own on the processor; those it waits while others are served are left out.
    """
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            begun = time.thread_time()
            call()
            seconds[name].append(time.thread_time() - begun)
    return {name: Seconds(min(taken), median(taken)) for name, taken in seconds.items()}
