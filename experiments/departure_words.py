"""Why a run ended as it did: how far the two parts of performance left the twin's course, and then what else
did, in order of time.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from analysis.baseline import Departure, departure, relative_departure
from analysis.thresholds import STATED
from experiments.engine.evaluate import Evaluation
from sim.series import PLACE

FOLLOWED: Mapping[str, str] = {
    "chips_advanced": "the supply of advanced chips",
    "chips_mature": "the supply of mature chips",
    "output": "output",
    "effort_": "effort",
    "trust_": "trust",
    "interoperability_": "interoperability",
    "commitments_": "the council's commitments",
}
"""What is followed, by how its series begin (a mean where there are several), and what it is called."""
PARTS: Mapping[str, str] = {"cooperation": "cooperation", "output": "output"}
"""The two parts of performance, by their series."""
MOST, SMALLEST = 4, 0.2
"""Told are the largest departures, so many at most, and none below this share of the largest."""
LEAST = f"{100 * (1 - STATED.degraded):g} %"
"""The distance from the twin at which a departure begins, in words."""


class Moved(NamedTuple):
    """A quantity that left its twin's course; months are counted from the scenario's start."""

    name: str
    departure: Departure
    left: float | None
    """The departure five years after the shock; None where the run ends before."""


def moved(evaluation: Evaluation) -> list[Moved]:
    """What departs from the twin from the shock's first month on, in order of time and then of size; the
    largest departure alone where none counts. Empty without a shock, or without a living twin.
    """
    departures = _departures(evaluation, FOLLOWED)
    return _in_order(departures) if departures else []


def parts_moved(evaluation: Evaluation) -> list[Moved]:
    """How far cooperation and output depart from the twin's, however little that is. Empty without a shock,
    or without a living twin.
    """
    return _departures(evaluation, PARTS)


def _departures(evaluation: Evaluation, followed: Mapping[str, str]) -> list[Moved]:
    start, living = evaluation.t0, np.asarray(evaluation.measures["twin_alive"], dtype=np.bool_)
    if start is None or not living.any():
        return []
    later = None if evaluation.t1 is None else evaluation.t1 + STATED.residual_months[1]
    departures = []
    for prefix, name in followed.items():
        run, twin = (_mean(series, prefix) for series in (evaluation.run.series, evaluation.twin.series))
        course = relative_departure(run, twin, living)
        first, largest, month = departure(course[start:])
        shifted = Departure(None if first is None else start + first, largest, start + month)
        departures.append(Moved(name, shifted, _at(course, later)))
    return departures


def _mean(series: FloatArray, prefix: str) -> FloatArray:
    places = [place for name, place in PLACE.items() if name == prefix or _of_family(name, prefix)]
    return np.asarray(series[:, :, places].mean(axis=2), dtype=np.float64)


def _of_family(name: str, prefix: str) -> bool:
    return prefix.endswith("_") and name.startswith(prefix)


def _at(course: FloatArray, month: int | None) -> float | None:
    return None if month is None or month >= len(course) else float(course[month])


def _in_order(departures: list[Moved]) -> list[Moved]:
    largest = sorted(departures, key=lambda quantity: -abs(quantity.departure.largest))
    least = SMALLEST * abs(largest[0].departure.largest)
    told = [
        quantity
        for quantity in largest
        if quantity.departure.first is not None and abs(quantity.departure.largest) >= least
    ]
    if not told:
        return largest[:1]
    return sorted(
        told[:MOST], key=lambda quantity: (quantity.departure.first, -abs(quantity.departure.largest))
    )


def sentence(told: list[Moved]) -> str | None:
    """What moved, in the order of `moved`, as a sentence; None where there is nothing to tell.

    >>> effort = Moved("effort", Departure(13, -0.62, 58), 0.0)
    >>> sentence([effort, Moved("trust", Departure(16, -0.45, 60), None)])
    'Against the twin, effort fell first (from month 13, by up to 62 %), and then trust (month 16, 45 %).'
    """
    if not told:
        return None
    first = told[0]
    if first.departure.first is None:
        return (
            f"Nothing departed from the twin's course by {LEAST}; what came nearest to it was {first.name} "
            f"({100 * abs(first.departure.largest):.1f} % {_side(first.departure.largest)}, in month "
            f"{first.departure.month})."
        )
    size = _percent(first.departure.largest)
    words = [f"{first.name} {_verb(first)} first (from month {first.departure.first}, by up to {size})"]
    words += [_next(quantity, before) for before, quantity in pairwise(told)]
    listed = ", and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return f"Against the twin, {listed}{_left(told)}."


def parts_sentence(told: list[Moved]) -> str | None:
    """How far the two parts of performance departed, as a sentence; None where there is nothing to tell.

    >>> parts_sentence([Moved("cooperation", Departure(None, -0.041, 30), None)])
    "Cooperation fell to as much as 4 % below the twin's."
    """
    if not told:
        return None
    first, *others = told
    words = [_part(first, "the twin's"), *(_part(quantity, "it") for quantity in others)]
    listed = ", and ".join(words)
    return f"{listed[0].upper()}{listed[1:]}."


def _part(quantity: Moved, twin: str) -> str:
    first, largest, _ = quantity.departure
    if abs(largest) < 0.005:
        return f"{quantity.name} hardly moved"
    since = "" if first is None else f" (by {LEAST} or more from month {first} on)"
    return (
        f"{quantity.name} {_verb(quantity)} to as much as {_percent(largest)} {_side(largest)} {twin}{since}"
    )


def looked_at() -> str:
    """Which quantities the sentence on what moved first looks at, and from which distance on, as a
    sentence.
    """
    *names, last = FOLLOWED.values()
    return (
        f"What moved first is judged among {', '.join(names)} and {last}; each counts as moved from the "
        f"month in which it departs by {LEAST} or more."
    )


def _next(quantity: Moved, before: Moved) -> str:
    verb = "" if _verb(quantity) == _verb(before) else f" {_verb(quantity)}"
    first, largest = quantity.departure.first, quantity.departure.largest
    if first == before.departure.first:
        return f"in the same month {quantity.name}{verb} ({_percent(largest)})"
    return f"then {quantity.name}{verb} (month {first}, {_percent(largest)})"


def _left(told: list[Moved]) -> str:
    """What was left five years on of what moved, from one per cent on, the largest part first."""
    if any(quantity.left is None for quantity in told):
        return ""
    left = [
        (quantity.name, quantity.left)
        for quantity in told
        if quantity.left is not None and abs(quantity.left) >= 0.01
    ]
    if not left:
        return "; five years after the shock nothing of that was left"
    (name, share), *others = sorted(left, key=lambda named: -abs(named[1]))
    words = [f"{name} still stood {_percent(share)} {_side(share)} the twin's"]
    words += [
        f"{name} {_percent(share)}" + ("" if (share < 0) == (before < 0) else f" {_side(share)}")
        for (_, before), (name, share) in pairwise([(name, share), *others])
    ]
    return f"; five years after the shock {' and '.join(filter(None, (', '.join(words[:-1]), words[-1])))}"


def _percent(share: float) -> str:
    return f"{100 * abs(share):.0f} %"


def _verb(quantity: Moved) -> str:
    return "fell" if quantity.departure.largest < 0 else "rose"


def _side(share: float) -> str:
    return "below" if share < 0 else "above"
