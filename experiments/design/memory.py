"""How much memory runs take: counted from months, replicates and firms before any is begun."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from scenarios import Scenario
from sim.series import SERIES

MOST_BYTES = 4 * 2**30
"""The runs of one setting may take so many."""
SERIES_HELD = 4.75
"""So often all months of a setting's runs lie in memory: the runs, their twins, and what quantiles are sorted
in. Measured, as are the bytes of a firm.
"""
A_FIRM, A_FIRM_OF_A_RUN = 160, 120
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def run_bytes(scenario: Scenario, replicates: int) -> int:
    """Bytes of every month of every series of a setting's runs.

    >>> from scenarios import load
    >>> blockade = load("taiwan-blockade")
    >>> run_bytes(blockade, 20) == 20 * 8 * blockade.horizon.months * len(SERIES)
    True
    """
    return 8 * replicates * scenario.horizon.months * len(SERIES)


def firm_bytes(scenario: Scenario, replicates: int) -> int:
    """Bytes that the firms of a setting's runs take."""
    return scenario.population.firms * (A_FIRM + replicates * A_FIRM_OF_A_RUN)


def setting_bytes(scenario: Scenario, replicates: int) -> int:
    """Bytes that the runs of one setting take while they are computed and measured."""
    return round(SERIES_HELD * run_bytes(scenario, replicates)) + firm_bytes(scenario, replicates)


def machine_bytes() -> int | None:
    """Bytes of memory that this process may use at most: the machine's, or fewer where it is held to fewer;
    None where the system does not tell.
    """
    known = []
    with suppress(AttributeError, OSError, ValueError):
        known.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in _LIMITS:
        with suppress(OSError, ValueError):
            known.append(int(Path(path).read_text()))
    return min(known, default=None)


def largest(fits: Callable[[int], bool], most: int) -> int:
    """The largest whole number up to `most` that fits, where all below one that fits do, too; 0 if none does.

    >>> largest(lambda n: n * n < 50, 1000)
    7
    """
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def what_fits(scenario: Scenario, replicates: int, fits: Callable[[Scenario, int], bool]) -> str:
    """The largest setting that fits, in words: as many replicates as there is room for, else firms."""
    if many := largest(lambda count: fits(scenario, count), replicates):
        return f"{many:,} replicates fit" if many > 1 else "1 replicate fits"

    def of_size(firms: int) -> Scenario:
        population = scenario.population.model_copy(update={"firms": firms})
        return scenario.model_copy(update={"population": population})

    firms = largest(lambda count: fits(of_size(count), 1), scenario.population.firms)
    return f"1 replicate of {firms:,} firms fits" if firms else "not even one firm fits"
