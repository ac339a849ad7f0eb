"""Where a run's outcome at the horizon and its long-run outcome part: in how many runs, why, and how long the
way would take that the horizon cuts off.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.outcomes import (
    ADAPTED,
    BACK,
    COLLAPSED,
    FORWARD,
    LIVES,
    NOT_DEGRADED,
    OPEN,
    PARTIAL,
)
from analysis.recovery import below, first_sustained
from analysis.thresholds import STATED
from experiments.engine.evaluate import Evaluation, run_pairs
from experiments.engine.run_cache import RunCache
from scenarios import Scenario, override
from scenarios.schema import MOST_MONTHS
from sim.series import PLACE

FOLLOWED, AT_LEAST = 600, 240
"""Months in all for which runs are followed that the two judge differently, and at least so many more."""
MOST_FOLLOWED = 50
"""Runs that are followed at most: the first ones, of more the way takes as long."""

SHARES = 0.05, 0.5, 0.95

RETURNS, SINKS, UNDER_THE_SHOCK = "returns", "sinks", "under the shock"
"""Not back at the horizon, yet no collapse in the long run; the other way about; and read under a shock that
does not end, which the long run leaves out."""
_JUDGED = {
    RETURNS: ((COLLAPSED, PARTIAL, OPEN), LIVES),
    SINKS: ((FORWARD, NOT_DEGRADED, BACK, ADAPTED, PARTIAL, OPEN), COLLAPSED),
}
SLOW = {
    "trust": "returns only as promises are kept",
    "effort": "follows trust and what is at stake",
    "interoperability": "has to be rebuilt",
}
"""What may lie behind the twin when the months end, and why that takes time."""


@dataclass(frozen=True)
class Parting:
    """Runs that the two judgements call differently, all in one way (`kind`).

    `runs` of `of`; `behind` is what lies furthest behind the twin in the last year, `at` its share of the
    twin's. Of `followed` runs `arrived` have come to where the long run says within `until` months after the
    horizon; by the month `q05`, `q50` and `q95` so large a share has, null where fewer do.
    """

    kind: str
    runs: int
    of: int
    behind: str
    at: float
    followed: int = 0
    arrived: int = 0
    until: int | None = None
    q05: float | None = None
    q50: float | None = None
    q95: float | None = None

    def document(self) -> dict[str, Any]:
        """This as one JSON document, with its sentence."""
        return {**asdict(self), "words": self.words}

    @property
    def words(self) -> str:
        """Why the two part, and how long it would take, in whole sentences."""
        head = f"In {self.runs} of {self.of} runs"
        if self.kind == UNDER_THE_SHOCK:
            return (
                f"{head} the two judgements differ, since the outcome at the end is judged under a shock "
                "that has no end, and the long-run outcome is judged without it. The program therefore does "
                "not say how long a recovery would take."
            )
        behind = (
            f"{self.behind.capitalize()} is furthest behind, at {self.at:.2f} of the twin's in the last year"
        )
        if self.kind == SINKS:
            return (
                f"{head} the scenario ends before the fall does: at its end {self._they('has', 'have')} not "
                f"collapsed, but in the long run {self._they('does', 'do')}. {behind}, and goes on falling. "
                f"{self._time(f'below {STATED.collapsed:g} for good')}"
            )
        return (
            f"{head} the scenario ends before the recovery does: at its end {self._they('is', 'are')} not "
            f"back at {STATED.degraded:g} of the twin's performance, but in the long run "
            f"{self._they('does', 'do')} not collapse. "
            f"{behind}, and {SLOW[self.behind]}. {self._time(f'back at {STATED.degraded:g}')}"
        )

    def _they(self, does: str, do: str) -> str:
        return f"it {does}" if self.runs == 1 else f"they {do}"

    def _time(self, there: str) -> str:
        if self.q50 is None:
            arrived = f"{self.arrived} of {self.followed} are {there}"
            return f"{self.until} months after the scenario's end, {arrived}."
        end = "later" if self.q95 is None else f"{self.q95:.0f}"
        within = "1 month" if round(self.q50) == 1 else f"{self.q50:.0f} months"
        if self.followed == 1:
            return f"It takes {within} beyond the scenario's end until it is {there}."
        spread = f"(90 % of runs: {self.q05:.0f} to {end})"
        return f"Half of them are {there} within {within} after the scenario ends {spread}."


def partings(scenario: Scenario, seed: int, evaluation: Evaluation) -> tuple[Parting, ...]:
    """The ways in which the two judgements part, most frequent first; none where they agree, or there is no
    shock. Runs that part are followed beyond the horizon, under the same draws.
    """
    ways = [
        _parting(kind, mine, scenario, seed, evaluation) for kind, mine in _parted(evaluation) if mine.any()
    ]
    return tuple(sorted(ways, key=lambda parting: -parting.runs))


def _parted(evaluation: Evaluation) -> Iterator[tuple[str, BoolArray]]:
    outcome, rest = (np.asarray(evaluation.measures[name]) for name in ("outcome", "outcome_rest"))
    for kind, (levels, at_rest) in _JUDGED.items():
        yield kind, np.isin(outcome, levels) & (rest == at_rest)


def _parting(kind: str, mine: BoolArray, scenario: Scenario, seed: int, evaluation: Evaluation) -> Parting:
    judged = (evaluation.measures["outcome_rest"] != "") & evaluation.measures["twin_alive"]
    parting = Parting(kind, int(mine.sum()), int(judged.sum()), *_furthest_behind(evaluation, mine))
    months = evaluation.case.months
    if evaluation.t1 is None or evaluation.t1 >= months - 1:
        return replace(parting, kind=UNDER_THE_SHOCK)
    until = min(MOST_MONTHS, max(FOLLOWED, months + AT_LEAST)) - months
    numbers = np.flatnonzero(mine)[:MOST_FOLLOWED].astype(np.int64)
    times = _arrivals(kind, scenario, seed, numbers, months, until)
    arrived = np.isfinite(times)
    late = np.where(arrived, times, np.inf)
    low, middle, high = (_finite(np.quantile(late, share, method="inverted_cdf")) for share in SHARES)
    return replace(
        parting,
        followed=len(numbers),
        arrived=int(arrived.sum()),
        until=until,
        q05=low,
        q50=middle,
        q95=high,
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _furthest_behind(evaluation: Evaluation, mine: BoolArray) -> tuple[str, float]:
    """Of trust, effort and interoperability the one that lies furthest behind the twin in the last year, with
    the median of its share of the twin's.
    """
    shares = {}
    for name in SLOW:
        places = [place for series, place in PLACE.items() if series.startswith(f"{name}_")]
        run, twin = (
            side.series[mine][:, -STATED.last_window :, places].mean(axis=(1, 2))
            for side in (evaluation.run, evaluation.twin)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            shares[name] = float(np.nanmedian(np.where(twin > 0, run / twin, np.nan)))
    behind = min(shares, key=lambda name: shares[name] if np.isfinite(shares[name]) else np.inf)
    return behind, shares[behind]


def _arrivals(
    kind: str, scenario: Scenario, seed: int, numbers: IntArray, months: int, until: int
) -> FloatArray:
    """Months after the horizon until each run is back, or below the level of collapse, to stay there for as
    long as that asks; not a number where it is not within `until` months.
    """
    if until < STATED.collapse_months:
        return np.full(len(numbers), np.nan)
    longer = override(scenario, {"horizon.months": months + until})
    pairs = run_pairs(longer, seed, numbers, RunCache())
    with np.errstate(divide="ignore", invalid="ignore"):
        q = (pairs.run["performance"] / pairs.twin["performance"])[:, months:]
    if kind == SINKS:
        return first_sustained(below(q, STATED.collapsed, STATED), STATED.collapse_months) + 1
    return first_sustained(~below(q, STATED.degraded, STATED) & np.isfinite(q), STATED.dwell) + 1
