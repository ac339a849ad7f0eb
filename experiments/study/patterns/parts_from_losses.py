"""Parts of patterns read as a loss that is saved: how far an arm falls short of its own twin over the shock
and the two years after, without something minus with it.

What exceeds the twin does not count. A shortage, a rival's lead and worry raise what a trusted partner is
worth, so that by level of cooperation or performance whatever relieves a danger seems to cost.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.effects.arms import AFTER, LATER, TURN
from experiments.study.effects.losses import DEAD, lost
from experiments.study.patterns.arms import (
    NOTHING,
    YEAR,
    Course,
    Values,
    between,
    changes_in_words,
    course,
    efforts,
    mean_of,
    mechanisms_of,
    over_shock,
    record_arm,
)
from scenarios import Scenario, load, override, window
from sim.series import DOMAINS, SIDES

Changes = Mapping[str, Any]
COMMITMENTS = tuple(f"commitments_{domain}" for domain in DOMAINS)
FROM_DISTRUST_AT_ONCE = {"start.trust": 0.5, "shock.from": 1}
"""A start at half of calm trust, near .45 and below w/(v + w), and the shock in the month after it."""
OUTER = {"switches.council": False, "switches.joint_answer": False, "switches.pledge": False,
         "parameters.coordination": 0.0}  # fmt: skip
"""Nobody coordinates: no council, no joint answer, no pledge, no word of one's support for plants."""
NO_RISK_WORK = {"switches.risk_tiers": False, "switches.incident_tracking": False}
DEEPER = {"parameters.tiers_aligned": 1.0}


def without(mechanisms: Sequence[str]) -> dict[str, bool]:
    """The keys that switch mechanisms off."""
    return {f"switches.{name}": False for name in mechanisms}


def read_over(arm: Course) -> slice:
    """The months of the shock and of the two years after."""
    return slice(arm.first, arm.last + 1 + AFTER)


def lost_of(*names: str) -> Values:
    """What is lost of the mean of some series against the twin, as a share of it."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        arm = course(scenario, n)
        run, twin = (mean_of(*names)(series)[:, read_over(arm)] for series in (arm.run, arm.twin))
        return lost(run, twin)

    return values


def calm_output(scenario: Scenario, n: int) -> FloatArray:
    """Output of the twin over the months in which losses are read."""
    arm = course(scenario, n)
    return np.asarray(arm.twin["output"][:, read_over(arm)].mean(axis=1))


def dies(scenario: Scenario, n: int) -> FloatArray:
    """Whether cooperation is below a quarter of the twin's twenty years after the shock, 1 or 0."""
    arm = course(scenario, n)
    year = slice(arm.last + 1 + LATER - YEAR, arm.last + 1 + LATER)
    left, normal = (series["cooperation"][:, year].mean(axis=1) for series in (arm.run, arm.twin))
    return np.asarray((left < DEAD * normal).astype(np.float64))


def saved(loss: Values, taken: Changes, having: Changes = NOTHING, of: str = "lost") -> Values:
    """A loss with some keys changed so that something is `taken` minus the loss with what is there; `of` says
    what the levels of both arms are of.
    """

    def values(scenario: Scenario, n: int) -> FloatArray:
        bare, whole = (
            record_arm(_name(of, changes_in_words(changes)), loss(override(scenario, changes), n))
            for changes in (taken, having)
        )
        return bare - whole

    return values


def _name(*words: str) -> str:
    return ", ".join(filter(None, words))


def saved_more(loss: Values, taken: Changes, beside: Changes, of: str = "lost") -> Values:
    """What something saves with all else as it is minus what it saves with other keys changed `beside`."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        whole, apart = saved(loss, taken, of=of), saved(loss, {**beside, **taken}, beside, of)
        return whole(scenario, n) - apart(scenario, n)

    return values


def adds_more(level: Values, taken: Changes, beside: Changes) -> Values:
    """What something adds to a level of the twin with all else as it is minus what it adds with other keys
    changed.
    """
    more = saved_more(level, taken, beside, of="twin")
    return lambda scenario, n: -more(scenario, n)


def after_turn(values: Values) -> Values:
    """The same right after a turn of .8 of the United States, which run and twin have in common."""
    return lambda scenario, n: values(_with_turn(scenario, 0.8, before=TURN, months=TURN), n)


def deserted(values: Values) -> Values:
    """The same while the United States turn away in full, from two years before the shock to its end."""

    def turned(scenario: Scenario, n: int) -> FloatArray:
        first, last = window(scenario)
        length = (last or 0) + 1 - (first or 0)
        return values(_with_turn(scenario, 1.0, before=AFTER, months=AFTER + length), n)

    return turned


def _with_turn(scenario: Scenario, size: float, before: int, months: int) -> Scenario:
    (turn,) = load("unilateral-turn-2025").shocks
    first = (window(scenario)[0] or 0) - before
    turn = turn.model_copy(update={"start": first, "months": months, "size": size})
    return override(scenario.model_copy(update={"context": (*scenario.context, turn)}), {})


def dearer_to_lose(scenario: Scenario, n: int) -> FloatArray:
    """P83: cooperation lost to a turn of the United States minus that lost to the same turn of the Union."""
    (turn,) = scenario.shocks
    lost_to = []
    for turning in ("USA", "EU"):
        turned = scenario.model_copy(update={"shocks": (turn.model_copy(update={"of": (turning,)}),)})
        name = f"lost to a turn of {turning}"
        lost_to.append(record_arm(name, lost_of("cooperation")(override(turned, {}), n)))
    return lost_to[0] - lost_to[1]


def goes_on_at_home(scenario: Scenario, n: int) -> FloatArray:
    """P85: what a turn takes of the United States' effort minus what it takes of their output, each as a
    share.
    """
    return lost_of(*efforts("USA"))(scenario, n) - lost_of("output_USA")(scenario, n)


def lost_to_autonomy(scenario: Scenario, n: int) -> FloatArray:
    """P91: output lost with every state's autonomy at .9 minus at .1, calm derived anew for each."""
    lost_at = []
    for level in (0.9, 0.1):
        wishing = override(scenario, {f"actors.{side}.autonomy": level for side in SIDES})
        wishing = wishing.model_copy(update={"recalm": True})
        name = f"lost, autonomy of all {level:g}"
        lost_at.append(record_arm(name, lost_of("output")(wishing, n)))
    return lost_at[0] - lost_at[1]


def _warned(months: int) -> Values:
    """P71: output lost to a blockade of so many months, without the early warning minus with it."""
    length = {"shock.months": months}
    return saved(lost_of("output"), {**length, **without(["early_warning"])}, length)


_SIX_FULL_YEARS = {"shock.size": 1.0, "shock.months": 72}
_COUNCIL = without(["council"])
_EFFECTS = sorted({
    name for effect in ("maintenance", "synergy", "prevention") for name in mechanisms_of("model", effect)
})  # fmt: skip
_PLANTS = without(["home_capacity"])
_OUTPUT, _COOPERATION = lost_of("output"), lost_of("cooperation")
FROM_LOSSES: Mapping[str, Values] = {
    "P71 three": _warned(3),
    "P71 six": _warned(6),
    "P71 twelve": _warned(12),
    "P72 turn": after_turn(saved(_COOPERATION, _PLANTS)),
    "P72 commitments": after_turn(saved(lost_of(*COMMITMENTS), _PLANTS)),
    "P73 alone": deserted(between(over_shock("output_EU"), {}, _PLANTS)),
    "P74 outlives": saved(dies, {**_SIX_FULL_YEARS, **_COUNCIL}, _SIX_FULL_YEARS, of="dead"),
    "P75 calm": adds_more(calm_output, without(mechanisms_of("model", "synergy")), _COUNCIL),
    "P75 synergy": saved_more(_OUTPUT, without(mechanisms_of("model", "synergy")), _COUNCIL),
    "P75 prevention": saved_more(_OUTPUT, without(mechanisms_of("model", "prevention")), _COUNCIL),
    "P77 inside": saved(_COOPERATION, _COUNCIL),
    "P77 outside": saved(_OUTPUT, _COUNCIL),
    "P80 output": saved(_OUTPUT, NO_RISK_WORK, DEEPER),
    "P80 distrust": saved(
        _COOPERATION, {**FROM_DISTRUST_AT_ONCE, **NO_RISK_WORK}, {**FROM_DISTRUST_AT_ONCE, **DEEPER}
    ),
    "P81 outer": saved(_OUTPUT, OUTER),
    "P81 both": saved_more(_OUTPUT, _PLANTS, OUTER),
    "P83 costs": dearer_to_lose,
    "P85 continues": goes_on_at_home,
    "P89 bridges": saved(_COOPERATION, without(["code_of_conduct"])),
    "P91 maintains": lost_to_autonomy,
    "P95 copes": saved(_OUTPUT, without(_EFFECTS)),
}
"""Parts by id and part as in `patterns.csv`."""
