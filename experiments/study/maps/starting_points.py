"""Where the alliance goes from where it starts: rests without a shock, the same shock under high and under
low trust, four years of a half turn.

`python -m experiments.study starting-points` runs them and writes the tables `hysteresis`, `chips-and-trust`,
`history` and `return-times`.
"""

from collections.abc import Callable, Mapping

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import wilson
from analysis.thresholds import STATED
from experiments.engine.evaluate import evaluate
from experiments.study.folders import SHIPPED, Folders
from experiments.study.maps.cells import LENGTH, SIZE, still, unshocked
from experiments.study.maps.three_outcomes import INSIDE, OUTSIDE
from experiments.study.recheck import Recheck, whole
from experiments.study.report import SEED, Row, save_table, say
from scenarios import Scenario, load, override
from sim.parameters.calm import C_STAR
from sim.parameters.table import PARAMETERS
from sim.rules.dangers import at_stake
from sim.run import bare_rest, burn_in, rest
from sim.world.case import Case

LOW_TRUST, CALM_TRUST = 0.05, 1.0
"""Shares of calm trust; effort starts at the same share, since promises that are kept win trust back."""
DEEP, NOTHING = 2.0, 0.01
"""Interoperability of a deep alliance and of one with hardly anything built, in shares of calm."""


def rests_of(scenario: Scenario) -> Row:
    """Where the calm alliance rests without noise, from little trust, its own start and much of everything.

    Cooperation in units of C*: `low` from .05 of calm trust with nothing built, `own` from calm, `high` from
    calm trust with nothing built, `top` from calm trust with deep interoperability, `bare` from no trust and
    no effort.
    """
    starts = {
        "low": (LOW_TRUST, NOTHING),
        "own": None,
        "high": (CALM_TRUST, NOTHING),
        "top": (CALM_TRUST, DEEP),
    }
    rests: Row = {name: _rest_from(still(scenario), start) / C_STAR for name, start in starts.items()}
    bare = bare_rest(unshocked(still(scenario)), SEED, np.zeros(1, dtype=np.int64))[0]
    return rests | {"bare": float(bare) / C_STAR}


def _rest_from(scenario: Scenario, start: tuple[float, float] | None) -> float:
    if start is not None:
        scenario = override(
            scenario, dict(zip(("start.trust", "start.interoperability"), start, strict=True))
        )
    return float(_rests(unshocked(scenario), 1)[0])


def _start(trust: float, built: float) -> dict[str, float]:
    return {"start.trust": trust, "start.interoperability": built, "start.effort": trust}


def _rests(case: Case, replicates: int) -> FloatArray:
    """Where replicates rest after their burn-in."""
    numbers = np.arange(replicates, dtype=np.int64)
    return rest(case, SEED, numbers, burn_in(case, SEED, numbers))


def hysteresis(replicates: int = 20) -> list[Row]:
    """Where starts of little and of much trust end without a shock and nothing built: with noise over the
    burn-in, and without any. Cooperation in units of C*.
    """
    rows = []
    for trust in (LOW_TRUST, CALM_TRUST):
        scenario = override(load(OUTSIDE), _start(trust, NOTHING))
        noisy = _rests(unshocked(scenario), replicates) / C_STAR
        quiet = _rests(unshocked(still(scenario)), 1)[0] / C_STAR
        rows.append(
            {
                "starting_trust": trust,
                "n": replicates,
                "without_noise": float(quiet),
                **_spread("noisy", noisy),
            }
        )
    return rows


def stakes_oracle() -> tuple[int, int]:
    """How many of a grid of trust and shortage answer as T > w / (v + w) says, and of how many.

    The rule itself is asked; the threshold itself, where nothing moves, is left out.
    """
    v, w = (PARAMETERS[name].default for name in ("value_at_stake", "threat_at_stake"))
    right = answers = 0
    for trust in np.linspace(0, 1, 201):
        if abs(trust - w / (v + w)) < 1e-9:
            continue
        for shortage in (0.01, 0.1, 0.5, 1.0):
            right += int((at_stake(float(trust), shortage, v, w) > 0) == (trust > w / (v + w)))
            answers += 1
    return right, answers


def chips_and_trust(replicates: int = 20) -> list[Row]:
    """P5: does cooperation in compute deepen under a closed route when trust is high, and when it is low?

    The outside scenario as shipped and five years long, from calm trust and from .05 of it. Ratios
    are of the run to its own twin: joint effort in compute during the shock, and joint effort,
    interoperability and performance over the last year; medians with the 5 % and 95 % quantiles.
    """
    rows = []
    for months in (12, 60):
        for trust in (None, LOW_TRUST):
            change: dict[str, float] = {LENGTH: months, SIZE: 1.0}
            if trust is not None:
                change["start.trust"] = trust
            rows.append(_chips(override(load(OUTSIDE), change), months, replicates))
    return rows


def _chips(scenario: Scenario, months: int, replicates: int) -> Row:
    numbers = np.arange(replicates, dtype=np.int64)
    runs = evaluate(scenario, SEED, numbers, resting=True)
    assert runs.t0 is not None
    during, last = slice(runs.t0, runs.t0 + months), slice(-STATED.last_window, None)
    courses = (runs.run, runs.twin)
    joint = [np.sqrt(course["effort_USA_compute"] * course["effort_EU_compute"]) for course in courses]
    built = [course["interoperability_compute"] for course in courses]
    ratios = {
        "effort_during": joint[0][:, during].mean(axis=1) / joint[1][:, during].mean(axis=1),
        "effort_end": joint[0][:, last].mean(axis=1) / joint[1][:, last].mean(axis=1),
        "interoperability_end": built[0][:, last].mean(axis=1) / built[1][:, last].mean(axis=1),
        "q_end": runs.q[:, last].mean(axis=1),
    }
    row: Row = {"months": months, "n": replicates}
    row |= {
        f"trust_{side}": float(np.median(runs.twin[f"trust_{side}"][:, runs.t0])) for side in ("USA", "EU")
    }
    row["twins_alive"] = float(runs.measures["twin_alive"].mean())
    row["deeper"] = float((ratios["interoperability_end"] >= STATED.forward).mean())
    for name, ratio in ratios.items():
        row |= _spread(name, ratio)
    outcomes, counts = np.unique(runs.measures["outcome_rest"], return_counts=True)
    return row | {"outcomes": "; ".join(f"{o} {c}" for o, c in zip(outcomes, counts, strict=True))}


def history(replicates: int = 200) -> list[Row]:
    """How a turn of four years and size .8 ends: by rest, by level within 180 months, and by level if the
    same noisy course is followed for fifty years. Shares with Wilson intervals; q is a median with its 5 %
    and 95 % quantiles.
    """
    numbers, rows = np.arange(replicates, dtype=np.int64), []
    for months in (180, 600):
        scenario = override(load(INSIDE), {"horizon.months": months})
        measures = evaluate(scenario, SEED, numbers, resting=months == 180).measures
        for by in ("outcome_rest", "outcome") if months == 180 else ("outcome",):
            for name in np.unique(measures[by]):
                hits = int((measures[by] == name).sum())
                ends = [float(end) for end in wilson(hits, replicates)]
                rows.append(_ending(months, by, str(name), replicates, hits / replicates, *ends))
        for after in STATED.residual_months if months == 180 else ():
            residual = _spread("q", measures[f"residual_{after}"])
            rows.append(_ending(months, "q", f"{after} months after", replicates, *residual.values()))
    return rows


def return_times() -> list[Row]:
    """How long the way back is: turns of several sizes and lengths that come to rest where they came from,
    followed without noise for a century. `months`: from the turn's end until q is at least .95 for half a
    year, empty if it is not by then; q so many months after the turn's end.
    """
    rows = []
    for size, length in ((1.0, 6), (1.0, 12), (1.0, 24), (0.2, 48), (0.3, 48), (0.5, 48)):
        change = {"switches.mood": False, "horizon.months": 1200}
        scenario = override(load(INSIDE), {**change, SIZE: size, LENGTH: length})
        measures = evaluate(scenario, SEED, np.zeros(1, dtype=np.int64), resting=True).measures
        took = float(measures["recovery_t1"][0])
        row: Row = {"size": size, "length": length, "outcome": str(measures["outcome_rest"][0])}
        row["months"] = "" if np.isnan(took) else int(took)
        rows.append(row | {f"q_{n}": float(measures[f"residual_{n}"][0]) for n in STATED.residual_months})
    return rows


def _ending(months: int, by: str, name: str, n: int, *values: float) -> Row:
    return {
        "months": months,
        "by": by,
        "what": name,
        "n": n,
        **dict(zip(("value", "low", "high"), values, strict=True)),
    }


def _spread(name: str, values: FloatArray) -> Row:
    """Median, 5 % and 95 % quantile."""
    middle, low, high = np.nanquantile(values, [0.5, 0.05, 0.95])
    return {name: float(middle), f"{name}_q05": float(low), f"{name}_q95": float(high)}


TABLES: Mapping[str, Callable[[], list[Row]]] = {
    "hysteresis": hysteresis,
    "chips-and-trust": chips_and_trust,
    "history": history,
    "return-times": return_times,
}
"""Each table of the starting points, and what makes it."""


def recheck(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
    """Everything run anew."""
    return {name: whole(make()) for name, make in TABLES.items()}


def write_all(folders: Folders = SHIPPED, _: int | None = None) -> None:
    """Run everything and write the tables."""
    for name, make in TABLES.items():
        save_table(folders, name, make())
        say(f"{name} is written")
