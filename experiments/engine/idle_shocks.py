"""Shocks that moved nothing: without them every run comes out as it did."""

import zlib
from dataclasses import dataclass, replace

import numpy as np

from experiments.engine.evaluate import Evaluation
from scenarios import Scenario
from scenarios.events import causes
from sim.run import Trajectories, simulate
from sim.series import PLACE
from sim.world.shock_table import SHOCK_COLUMNS

MOST_ASKED = 12
"""With more shocks each is not left out in turn; it is then only asked whether all together moved nothing."""
ASKED_FIRST = 16
"""Runs that are made first without a shock; only where they are as they were are all the others made."""
PRINTED = 5e-5
"""The difference, as a share of the value, that no printed digit shows."""
_EVENT = SHOCK_COLUMNS.index("event")
_BEYOND_CHIPS = [place for name, place in PLACE.items() if not name.startswith("chips_")]


@dataclass(frozen=True)
class IdleShocks:
    """The names of the shocks without which every run stays as it is, up to what no printed digit shows; the
    supply of chips is not counted, since what is not delivered may come from stocks. `all_of_them`: nor do
    all together move anything. `chips` are those of them that take chips.
    """

    names: tuple[str, ...] = ()
    all_of_them: bool = False
    chips: tuple[str, ...] = ()

    @property
    def words(self) -> str | None:
        """This as whole sentences; None where every shock moved something."""
        if not self.names:
            return None
        beyond = "moved nothing beyond the supply of chips" if self.chips else "moved nothing"
        if self.all_of_them:
            head = f"What happens in this scenario {beyond}: otherwise every run is the same as its twin."
        else:
            listed = " and ".join(f"“{name}”" for name in self.names)
            shocks = f"The shock {listed}" if len(self.names) == 1 else f"Each of the shocks {listed}"
            head = f"{shocks} {beyond}: without it every run is otherwise the same."
        return head + " Spare capacity and stocks made up for the chips that were lost." * bool(self.chips)


def find_idle(scenario: Scenario, seed: int, evaluation: Evaluation) -> IdleShocks:
    """Run a scenario's replicates once more without each shock in turn, under the same draws, and say which
    of the shocks are missed nowhere.
    """
    if evaluation.t0 is None:
        return IdleShocks()
    takes = {cause.name: cause.target.startswith("chips.") for cause in causes(scenario, scenario.shocks)}
    together = same(evaluation.run, evaluation.twin)
    if together or len(takes) > MOST_ASKED:
        idle = [*takes] if together else []
    elif len(takes) == 1:
        idle = []
    else:
        idle = [name for name in takes if _is_idle(name, seed, evaluation)]
    return IdleShocks(tuple(idle), together, tuple(name for name in idle if takes[name]))


def _is_idle(name: str, seed: int, evaluation: Evaluation) -> bool:
    """Whether no run is another without a shock; a few runs are asked first, since most shocks move them."""
    case, replicates = evaluation.case, len(evaluation.q)
    without = replace(case, shocks=case.shocks[case.shocks[:, _EVENT] != zlib.crc32(name.encode())])
    for asked in sorted({min(ASKED_FIRST, replicates), replicates}):
        numbers = np.arange(asked, dtype=np.int64)
        if not same(evaluation.run, simulate(without, seed, numbers, shocked=True)):
            return False
    return True


def same(run: Trajectories, other: Trajectories) -> bool:
    """Whether no series but the supply of chips differs, in any month of the runs that `other` has, by more
    than what no printed digit shows.
    """
    beside = other.series[:, :, _BEYOND_CHIPS]
    told = run.series[: len(beside), :, _BEYOND_CHIPS]
    return not bool((np.abs(told - beside) > PRINTED * np.abs(beside)).any())
