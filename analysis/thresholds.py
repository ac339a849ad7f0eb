"""Every number that decides how a run is called, once.

The model must not know these numbers, and nothing else in `analysis` writes them a second time: an outcome
that only exists at one choice of threshold is shown up by `Thresholds.variants`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Thresholds:
    """Where one outcome ends and the next begins. q is performance divided by that of the run's own twin.

    Levels of q (no unit), durations in months, slopes in q per month.

    >>> Thresholds().degraded, Thresholds().variants()["distances +20 %"].degraded
    (0.95, 0.94)
    """

    degraded: float = 0.95
    """Below this q is degraded; at or above it q counts as back."""
    forward: float = 1.05
    """A mean of q at or above this, at the end, is a bounce forward."""
    collapsed: float = 0.5
    """Below this, long enough and at the end, is a collapse."""
    dwell: int = 6
    """Months running at or above `degraded` before a run counts as recovered."""
    collapse_months: int = 12
    """Months running below `collapsed` before a run can count as collapsed."""
    last_window: int = 12
    """Months at the end over which the final level and the final slope are taken."""
    slope: float = 0.001
    """A final slope of q within plus or minus this per month is flat."""
    five_years: tuple[int, int] = (55, 66)
    """First and last month after the shock's last over which the outcome five years on is read."""
    alive: float = 0.25
    """A reference is alive while its cooperation is at least this share of C*, the cooperation of calm."""
    dead: float = 0.25
    """An alliance is dead whose cooperation, `dead_after` months on, is below this share of its twin's."""
    dead_after: int = 240
    """Months after the shock's last at which an alliance is called dead or not."""
    rest_tolerance: float = 0.01
    """Two rests whose cooperation lies within this share of C* of one another are the same rest."""
    inert: float = 0.01
    """A series never further than this share off its twin's has not moved."""
    saturated: float = 0.02
    """Effort within this of 0 or 1 is pinned to the end of its range."""
    residual_months: tuple[int, ...] = (12, 60, 120)
    """Months after the shock's last month at which q is read off."""
    rounding: float = 1e-12
    """Slack of every comparison, so that a value equal on paper is not missed by its last bit."""

    def __post_init__(self) -> None:
        """Refuse levels in the wrong order and durations below one month (ValueError)."""
        if not 0 < self.collapsed < self.degraded < 1 < self.forward:
            raise ValueError("levels must satisfy 0 < collapsed < degraded < 1 < forward")
        if not 1 <= self.five_years[0] <= self.five_years[1]:
            raise ValueError("the months of the outcome five years on must be in order, from 1 on")
        if min(self.dwell, self.collapse_months, self.last_window) < 1:
            raise ValueError("durations must be at least one month")

    def with_distances(self, factor: float) -> "Thresholds":
        """Return these thresholds with every level's distance from 1 multiplied by `factor` (> 0).

        >>> nearer = Thresholds().with_distances(0.5)
        >>> nearer.degraded, nearer.forward, nearer.collapsed
        (0.975, 1.025, 0.75)
        """
        return replace(
            self,
            degraded=_distance(self.degraded, factor),
            forward=_distance(self.forward, factor),
            collapsed=_distance(self.collapsed, factor),
        )

    def with_durations(self, factor: float) -> "Thresholds":
        """Return these thresholds with durations times `factor` (> 0), to the nearest month, at least 1.

        The ages at which a run is read (five years on, dead or not, residuals) are no durations and stay.

        >>> longer = Thresholds().with_durations(1.5)
        >>> longer.dwell, longer.collapse_months, longer.dead_after
        (9, 18, 240)
        """
        return replace(
            self,
            dwell=_months(self.dwell, factor),
            collapse_months=_months(self.collapse_months, factor),
            last_window=_months(self.last_window, factor),
        )

    def variants(self, by: float = 0.2) -> Mapping[str, "Thresholds"]:
        """Return the stated thresholds and the four neighbours a result has to survive, by what was changed.

        `by` is the relative change (0.2 for plus or minus 20 %). Distances from 1 and durations move apart
        from one another, so that a reader sees which of the two a result hangs on.

        >>> variants = Thresholds().variants(0.5)
        >>> variants["distances -50 %"].degraded, variants["durations +50 %"].dwell
        (0.975, 9)
        """
        percent = f"{100 * by:g} %"
        return {
            "stated": self,
            f"distances -{percent}": self.with_distances(1 - by),
            f"distances +{percent}": self.with_distances(1 + by),
            f"durations -{percent}": self.with_durations(1 - by),
            f"durations +{percent}": self.with_durations(1 + by),
        }


def _distance(level: float, factor: float) -> float:
    # Rounded because 1 - 1.2 * (1 - .95) is .9400000000000001, which a reader of a table would have to
    # explain.
    return round(1 + factor * (level - 1), 12)


def _months(months: int, factor: float) -> int:
    return max(1, round(factor * months))


STATED = Thresholds()
"""The thresholds every result is stated with: the default everywhere."""
