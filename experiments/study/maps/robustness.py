"""Do the three outcomes hang on a number, a kink, a threshold, one mechanism? Checks of the outcome maps.

`python -m experiments.study robustness` runs the maps of `experiments.study.maps.map_tables` with something
changed and writes the tables `smooth`, `low-trust`, `shakes` and `ablations`. What is expected of them stands
in `docs/expectations.md`, written before they were run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.outcomes import NULL, agreement
from analysis.thresholds import STATED
from experiments.study.folders import SHIPPED, Folders
from experiments.study.maps.cells import Cells, answers, calm_level, question
from experiments.study.maps.starting_points import LOW_TRUST, rests_of
from experiments.study.maps.three_outcomes import (
    INSIDE,
    LEAST,
    OUTSIDE,
    REPLICATES,
    THREE,
    UNSETTLED,
    Outcomes,
    Verdict,
    judge,
    keeps_three,
    shares,
)
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import SEED, Row, save_table, say
from scenarios import load, off, override
from sim.parameters.table import PARAMETERS

NOTHING = "nothing"
"""Stands for the default in the table of ablations."""
FEEDBACKS = (
    "trust_learning", "blame", "stakes", "ai_capability", "autonomy", "council", "council_vote",
    "interoperability", "joint_answer", "substitution", "supplier_network", "synergy",
    "stocks", "who_governs", "mood",
)  # fmt: skip
"""Switched off one at a time."""
SHAKES, SHAKEN_BY, SHAKE_REPLICATES = range(1, 13), 0.05, 8
THIN = 2
"""Checks run on every second value of each axis of the map: 5 × 5 of 10 × 10 cells."""


class Pair(NamedTuple):
    """The outside and the inside map under one change."""

    outside: Cells
    inside: Cells

    @property
    def judged(self) -> tuple[Outcomes, Outcomes]:
        """Both maps' outcomes at the stated thresholds."""
        return judge(self.outside), judge(self.inside)


def pairs(
    changes: Iterable[Mapping[str, float | bool]], *, replicates: int, every: int, jobs: int | None = None
) -> list[Pair]:
    """Run both maps under each change (keys and values for `scenarios.override`), seed 1."""
    questions = [
        question(override(load(name), change), SEED, replicates, every=every)
        for change in changes
        for name in (OUTSIDE, INSIDE)
    ]
    maps = answers(questions, jobs)
    return [Pair(*maps[k : k + 2]) for k in range(0, len(maps), 2)]


def shake(seed: int) -> dict[str, float]:
    """All parameters times 1 ± up to 5 % (uniform), held in their ranges; whole numbers rounded.

    As keys and values for `scenarios.override`, in the order of the parameters' table.
    """
    draw = np.random.default_rng(seed)
    factors = draw.uniform(1 - SHAKEN_BY, 1 + SHAKEN_BY, len(PARAMETERS))
    moved = {}
    for row, factor in zip(PARAMETERS.values(), factors, strict=True):
        value = min(max(row.default * factor, row.low), row.high)
        moved[f"parameters.{row.name}"] = float(round(value)) if row.unit == "months" else value
    return moved


def shakes(
    seeds: Sequence[int] = SHAKES,
    *,
    replicates: int = SHAKE_REPLICATES,
    every: int = THIN,
    jobs: int | None = None,
) -> list[tuple[Verdict, Row]]:
    """Both maps under each shake: whether the three outcomes hold, and the shares."""
    shaken = pairs((shake(seed) for seed in seeds), replicates=replicates, every=every, jobs=jobs)
    rows = []
    for seed, pair in zip(seeds, shaken, strict=True):
        verdict = keeps_three(*pair.judged)
        rows.append((verdict, {"shake": seed, **_in_words(verdict), **both_shares(pair)}))
    return rows


def thresholds(pair: Pair) -> list[Row]:
    """The maps judged again with thresholds 20 % off (distances, durations), five years on and by level."""
    rows = []
    for name, varied in STATED.variants().items():
        outside, inside = judge(pair.outside, varied), judge(pair.inside, varied)
        for by in ("five_years", "level"):
            verdict = keeps_three(outside, inside, by=by)
            shared = {
                f"{where} {outcome}": interval.estimate
                for where, outcomes in (("outside", outside), ("inside", inside))
                for outcome, interval in shares(getattr(outcomes, by)).items()
            }
            rows.append({"thresholds": name, "by": by, **_in_words(verdict), **shared})
    return rows


def ablation(name: str, without: Pair, default: Pair) -> Row:
    """One mechanism off, against its own twin, with what its calm is to the default's.

    `lost`: outcomes below 5 % of both maps. `calm` and `calm_rest`: the twin's performance, noisy and at
    rest, over the default's; with them far from 1 the maps with and without are not of the same alliance.
    """
    verdict = keeps_three(*without.judged)
    filled = both_shares(without)
    lost = [
        outcome
        for outcome in THREE
        if max(filled[f"{where} {outcome}"] for where in ("outside", "inside")) < LEAST
    ]
    return {
        "off": name,
        "lost": "; ".join(lost),
        **_in_words(verdict),
        "calm": calm_level(without.outside) / calm_level(default.outside),
        "calm_rest": float(np.median(without.outside.twin_rest) / np.median(default.outside.twin_rest)),
        **rests_of(off(load(OUTSIDE), [name] if name != NOTHING else [])),
        **filled,
    }


def screening(pair: Pair) -> list[Row]:
    """Of both maps: how often level and rest agree, and the shares of runs that say little."""
    rows = []
    for name, cells in zip(Pair._fields, pair, strict=True):
        judged = judge(cells)
        agree, compared = agreement(judged.level.ravel(), judged.rest.ravel())
        rows.append({
            "map": name, "runs": judged.rest.size, "agree": agree, "asked": compared,
            "inert": float(cells.inert.mean()), "saturated": float(cells.saturated.mean()),
            "dead_twin": float(1 - judged.alive.mean()), "not_at_rest": float((judged.rest == NULL).mean()),
            "least_trust_USA": float(cells.trust[:, 0].min()),
            "least_trust_EU": float(cells.trust[:, 1].min()),
        })  # fmt: skip
    return rows


def rest_against_level(pair: Pair) -> list[Row]:
    """How outcome by rest and by level go together: a row a map and pair of them that occurs."""
    rows: list[Row] = []
    for name, judged in zip(Pair._fields, pair.judged, strict=True):
        both = np.stack([judged.rest.ravel(), judged.level.ravel()])
        outcomes, counts = np.unique(both, axis=1, return_counts=True)
        for (by_rest, by_level), runs in zip(outcomes.T.tolist(), counts.tolist(), strict=True):
            rows.append({"map": name, "rest": by_rest or UNSETTLED, "level": by_level, "runs": runs})
    return rows


def both_shares(pair: Pair) -> dict[str, float]:
    """Each outcome's share of either map five years on, under `outside NAME` and `inside NAME`."""
    return {
        f"{where} {name}": interval.estimate
        for where, outcomes in zip(Pair._fields, pair.judged, strict=True)
        for name, interval in shares(outcomes.five_years).items()
    }


def _in_words(verdict: Verdict) -> Row:
    return {"kept": verdict.kept, "faults": "; ".join(verdict.faults)}


def mechanisms_off(
    names: Sequence[str], *, replicates: int, every: int = THIN, jobs: int | None = None
) -> list[Row]:
    """The table of ablations: nothing off first, on the same cells and replicates as the others."""
    changes: list[Mapping[str, float | bool]] = [{}, *({f"switches.{name}": False} for name in names)]
    default, *others = pairs(changes, replicates=replicates, every=every, jobs=jobs)
    named = zip((NOTHING, *names), (default, *others), strict=True)
    return [ablation(name, pair, default) for name, pair in named]


def map_rows(judged: tuple[Outcomes, Outcomes]) -> list[Row]:
    """A row a map, way of judging and outcome that occurs: its share with the interval over replicates."""
    rows: list[Row] = []
    for where, outcomes in zip(Pair._fields, judged, strict=True):
        for by in ("five_years", "rest", "level"):
            named = getattr(outcomes, by)
            for name, share in shares(named).items():
                if share.estimate > 0:
                    rows.append({"map": where, "by": by, "outcome": name or UNSETTLED, **share._asdict(),
                                 "runs": named.size, "replicates": named.shape[1],
                                 "twins_alive": float(outcomes.alive.mean())})  # fmt: skip
    return rows


def smooth_maps(jobs: int | None = None) -> list[Row]:
    """Both maps with every kink of the rules rounded."""
    (pair,) = pairs([{"switches.smooth": True}], replicates=REPLICATES, every=1, jobs=jobs)
    say(f"smooth: {keeps_three(*pair.judged)}")
    return map_rows(pair.judged)


def low_trust_maps(jobs: int | None = None) -> list[Row]:
    """Both maps of an alliance that starts with little trust."""
    change = {"start.trust": LOW_TRUST}
    (pair,) = pairs([change], replicates=REPLICATES, every=THIN, jobs=jobs)
    return map_rows(pair.judged)


def shaken_maps(jobs: int | None = None) -> list[Row]:
    """A row a shake of all parameters."""
    shaken = shakes(jobs=jobs)
    say(f"{sum(verdict.kept for verdict, _ in shaken)} of {len(shaken)} shakes keep the three outcomes")
    return [row for _, row in shaken]


def ablated_maps(jobs: int | None = None) -> list[Row]:
    """A row a mechanism that is off."""
    return mechanisms_off(FEEDBACKS, replicates=REPLICATES, jobs=jobs)


TABLES: Mapping[str, Callable[[int | None], list[Row]]] = {
    "smooth": smooth_maps,
    "low-trust": low_trust_maps,
    "shakes": shaken_maps,
    "ablations": ablated_maps,
}
"""Each table of the checks, and what makes it with so many processes."""


def recheck(_: Folders, many: int | None, jobs: int | None) -> dict[str, Recheck]:
    """Every check run anew, but of the ablations, which take as long as all else, so many (None: all), evenly
    spread.
    """
    places = spread(len(FEEDBACKS) if many is None else many, len(FEEDBACKS))
    names = [FEEDBACKS[place] for place in places]
    rows = mechanisms_off(names, replicates=REPLICATES, jobs=jobs)
    ablated = dict(zip([0, *(place + 1 for place in places)], rows, strict=True))
    others = {name: whole(make(jobs)) for name, make in TABLES.items() if name != "ablations"}
    return {**others, "ablations": Recheck(ablated, 1 + len(FEEDBACKS))}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Run every check and write its table."""
    for name, make in TABLES.items():
        save_table(folders, name, make(jobs))
        say(f"{name} is written")
