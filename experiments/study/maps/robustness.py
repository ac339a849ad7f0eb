"""Do the three outcomes hang on a number, a kink, a threshold, one mechanism? Checks of the outcome maps.

Each check runs the maps of `experiments.study.maps.map_tables` with something changed and returns rows for a
table. What is expected of them stands in `docs/expectations.md`, written before they were run.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.outcomes import NULL, agreement
from analysis.thresholds import STATED
from experiments.study.maps.cells import Cells, answers, calm_level, question
from experiments.study.maps.starting_points import Row, rests_of
from experiments.study.maps.three_outcomes import (
    INSIDE,
    LEAST,
    OUTSIDE,
    SEED,
    THREE,
    Outcomes,
    Verdict,
    judge,
    keeps_three,
    shares,
)
from scenarios import load, off, override
from sim.parameters.table import PARAMETERS

NOTHING = "nothing"
"""Stands for the default in the table of ablations."""
FEEDBACKS = (
    "trust_learning", "tolerance", "scar", "stakes", "complementarity", "autonomy", "council", "council_vote",
    "interoperability", "standards_feedback", "spillover", "joint_procurement", "supplier_network", "synergy",
    "stocks", "chip_dependence", "mood", "misperception",
)  # fmt: skip
"""Switched off one at a time."""
SHAKES, SHAKEN_BY, SHAKE_REPLICATES = range(1, 13), 0.05, 8
UNSETTLED = "still moving"
"""How a run that came to no rest is written in a table."""
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
    asked = [
        question(override(load(name), change), SEED, replicates, every=every)
        for change in changes
        for name in (OUTSIDE, INSIDE)
    ]
    found = answers(asked, jobs)
    return [Pair(*found[k : k + 2]) for k in range(0, len(found), 2)]


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
    found = pairs((shake(seed) for seed in seeds), replicates=replicates, every=every, jobs=jobs)
    rows = []
    for seed, pair in zip(seeds, found, strict=True):
        verdict = keeps_three(*pair.judged)
        rows.append((verdict, {"shake": seed, **_kept(verdict), **both_shares(pair)}))
    return rows


def thresholds(pair: Pair) -> list[Row]:
    """The maps judged again with the thresholds' distances and durations 20 % off, by rest and by level."""
    rows = []
    for name, varied in STATED.variants().items():
        outside, inside = judge(pair.outside, varied), judge(pair.inside, varied)
        for by in ("rest", "level"):
            verdict = keeps_three(outside, inside, by=by)
            shared = {
                f"{where} {outcome}": interval.estimate
                for where, one in (("outside", outside), ("inside", inside))
                for outcome, interval in shares(getattr(one, by)).items()
            }
            rows.append({"thresholds": name, "by": by, **_kept(verdict), **shared})
    return rows


def ablation(name: str, without: Pair, default: Pair) -> Row:
    """One mechanism off, against its own twin, with what its calm is to the default's.

    `lost`: outcomes below 5 % of both maps. `calm` and `calm_rest`: the twin's performance, noisy and at
    rest, over the default's; with them far from 1 the maps with and without are not of the same alliance.
    """
    verdict = keeps_three(*without.judged)
    filled = both_shares(without)
    lost = [one for one in THREE if max(filled[f"{where} {one}"] for where in ("outside", "inside")) < LEAST]
    return {
        "off": name,
        "lost": "; ".join(lost),
        **_kept(verdict),
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
        agree, asked = agreement(judged.level.ravel(), judged.rest.ravel())
        rows.append({
            "map": name, "runs": judged.rest.size, "agree": agree, "asked": asked,
            "inert": float(cells.inert.mean()), "saturated": float(cells.saturated.mean()),
            "dead_twin": float(1 - judged.alive.mean()), "not_at_rest": float((judged.rest == NULL).mean()),
            "least_trust_USA": float(cells.trust[:, 0].min()),
            "least_trust_EU": float(cells.trust[:, 1].min()),
        })  # fmt: skip
    return rows


def crossed(pair: Pair) -> list[Row]:
    """How outcome by rest and by level go together: a row a map and pair of them that occurs."""
    rows: list[Row] = []
    for name, judged in zip(Pair._fields, pair.judged, strict=True):
        both = np.stack([judged.rest.ravel(), judged.level.ravel()])
        found, counts = np.unique(both, axis=1, return_counts=True)
        for (by_rest, by_level), runs in zip(found.T.tolist(), counts.tolist(), strict=True):
            rows.append({"map": name, "rest": by_rest or UNSETTLED, "level": by_level, "runs": runs})
    return rows


def both_shares(pair: Pair) -> dict[str, float]:
    """Each outcome's share of either map by rest, under `outside NAME` and `inside NAME`."""
    return {
        f"{where} {name}": interval.estimate
        for where, one in zip(Pair._fields, pair.judged, strict=True)
        for name, interval in shares(one.rest).items()
    }


def _kept(verdict: Verdict) -> Row:
    return {"kept": verdict.kept, "faults": "; ".join(verdict.faults)}


def mechanisms_off(*, replicates: int, every: int = THIN, jobs: int | None = None) -> list[Row]:
    """The table of ablations: nothing off first, on the same cells and replicates as the others."""
    changes: list[Mapping[str, float | bool]] = [{}, *({f"switches.{name}": False} for name in FEEDBACKS)]
    default, *found = pairs(changes, replicates=replicates, every=every, jobs=jobs)
    named = zip((NOTHING, *FEEDBACKS), (default, *found), strict=True)
    return [ablation(name, pair, default) for name, pair in named]
