"""What a shock takes, and what an effect saves of it: losses, gains, interactions, and what they say."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import mean_interval
from experiments.study.effects.arms import (
    AFTER,
    LATER,
    OFF_AND_ON,
    ON,
    ArmCourse,
    EffectQuestion,
    course,
    switched_off,
)
from experiments.study.effects.effect_names import COSTS, EFFECTS, NONE, SAVES, UNDECIDED

MATTERS = 0.005
"""The smallest loss that matters, as a share of normal functioning over the months that are read."""
LEVEL = 1 - 0.05 / 6
"""Of intervals: an effect may show in either of two things from any of three starts, so that six are read."""
DEAD = 0.25
MEASURES = ("cooperation", "cooperation in compute", "commitments", "output", "dead")

Arm = tuple[bool, ...]
Losses = Mapping[Arm, Mapping[str, FloatArray]]


class Gain(NamedTuple):
    """What is saved in each draw, float64[n], by what."""

    what: str
    values: FloatArray


def lost(run: FloatArray, normal: FloatArray) -> FloatArray:
    """The mean over months of max(0, 1 - x / normal), float64[n] of float64[n, months]; what exceeds what is
    normal does not count; not a number where nothing is normal.

    >>> lost(np.array([[0.5, 1.5]]), np.array([[1.0, 1.0]])), lost(np.array([[0.0]]), np.array([[0.0]]))
    (array([0.25]), array([nan]))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(normal > 0, run / normal, np.nan)
    return np.asarray(np.maximum(0.0, 1.0 - share).mean(axis=1))


def losses_of(of_arm: ArmCourse, normal: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """What is lost of each thing over the shock and the two years after, and who is dead twenty years on."""
    read = slice(of_arm.first, of_arm.last + 1 + AFTER)
    parts = {name: lost(values[:, read], normal[name][:, read]) for name, values in of_arm.run.items()}
    year = slice(of_arm.last + 1 + LATER - 12, of_arm.last + 1 + LATER)
    left = of_arm.run["cooperation"][:, year].mean(axis=1) / normal["cooperation"][:, year].mean(axis=1)
    return {**parts, "dead": (left < DEAD).astype(np.float64)}


class Factorial(NamedTuple):
    """The eight arms of a question: what each loses against its own twin and against the calm reference, and
    the level of each twin in the years that are read.
    """

    own: Losses
    reference: Losses
    levels: Losses


def factorial(asked: EffectQuestion, *, recalm: bool) -> Factorial:
    """Run all arms of a question. The reference is the twin of the arm in which every effect is on."""
    courses = {on: course(asked, switched_off(asked.partition, on), recalm=recalm) for on in OFF_AND_ON}
    normal = courses[ON].twin
    read = slice(courses[ON].first, courses[ON].last + 1 + AFTER)
    return Factorial(
        {on: losses_of(arm, arm.twin) for on, arm in courses.items()},
        {on: losses_of(arm, normal) for on, arm in courses.items()},
        {on: {name: x[:, read].mean(axis=1) for name, x in arm.twin.items()} for on, arm in courses.items()},
    )


def without(*effects: str) -> Arm:
    """The arm in which these effects are off."""
    return tuple(name not in effects for name in EFFECTS)


def gains(losses: Losses, measure: str) -> list[Gain]:
    """What each effect saves with the others on and with another off, and what two save together beyond what
    each saves alone (with the third on).
    """
    at = {on: values[measure] for on, values in losses.items()}
    made = [Gain(effect, at[without(effect)] - at[ON]) for effect in EFFECTS]
    for effect in EFFECTS:
        for other in EFFECTS:
            if other != effect:
                alone = at[without(effect, other)] - at[without(other)]
                made.append(Gain(f"{effect} with {other} off", alone))
    for k, first in enumerate(EFFECTS):
        for second in EFFECTS[k + 1 :]:
            both = at[without(first)] - at[ON] - (at[without(first, second)] - at[without(second)])
            made.append(Gain(f"{first} × {second}", both))
    return made


def calm_gains(levels: Losses, measure: str) -> list[Gain]:
    """What each effect adds to the level of the twin, over the level with every effect on."""
    at = {on: values[measure] for on, values in levels.items()}
    return [Gain(effect, (at[ON] - at[without(effect)]) / at[ON]) for effect in EFFECTS]


def said(values: FloatArray, matters: float = MATTERS) -> dict[str, float | int | str]:
    """The mean with its interval (`LEVEL`), the share of draws in which it matters and has the sign of the
    mean, and the verdict: an equivalence test, so that *none* is a finding and not a failure to find.
    `matters` is the smallest mean that matters.

    >>> said(np.full(20, 0.02))["verdict"], said(np.zeros(20))["verdict"], said(-np.full(9, 0.1))["verdict"]
    ('saves', 'none', 'costs')
    """
    seen = values[np.isfinite(values)]
    if not len(seen):
        return {"mean": float("nan"), "low": float("nan"), "high": float("nan"), "share": float("nan"),
                "n": 0, "verdict": UNDECIDED}  # fmt: skip
    middle = mean_interval(seen, LEVEL)
    sign = 1.0 if middle.estimate >= 0 else -1.0
    share = float((sign * seen >= matters).mean())
    return {"mean": middle.estimate, "low": middle.low, "high": middle.high, "share": share, "n": len(seen),
            "verdict": verdict(middle.low, middle.high, matters)}  # fmt: skip


def verdict(low: float, high: float, matters: float = MATTERS) -> str:
    """What an interval says: it saves, it costs, there is none that matters, or it cannot be told."""
    if low > matters:
        return SAVES
    if high < -matters:
        return COSTS
    return NONE if low >= -matters and high <= matters else UNDECIDED
