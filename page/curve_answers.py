"""The answer to a setting: its curves, outcomes and measures, as the command would tell them, and what its
members trust and do in one run; packed so that every number keeps its bits.

An answer is a line of JSON padded to whole words of eight bytes, before it its length as a number of four,
and behind it float64 arrays, little end first, in the order in which the line names them.
"""

import json
import struct
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

import numpy as np

from analysis.arrays import AnyArray, FloatArray
from analysis.bands import QUANTILES, bands_of_rows
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.engine.run_cache import RunCache
from experiments.results import summary
from experiments.sweep.receipt import horizon_and_end
from page.jobs import Job
from page.refusals import Refused
from page.setting import Setting
from page.sliders import standing
from scenarios import compile_case
from sim.run import Trajectories
from sim.series import DOMAINS, PLACE

PREVIEW, FULL = 50, 200
"""How many runs a page may ask for: while a slider is dragged, and when it rests."""
ENDS = (0, 25, 50, 125, 200)
"""Where parts of the runs begin and end, which are computed side by side: two of the preview and two more.
The model holds the draws of four.
"""
PARTS = {runs: range(ENDS.index(runs)) for runs in (PREVIEW, FULL)}
MOST_PARTS = 64
MOST_PREVIEWED, MOST_RESTING = 256 * 1024 * 1024, 640 * 1024 * 1024
"""Bytes of twins that are held for previews and for the other runs: those of a class of forty in which each
has a setting of its own, so that a shock that moves costs its own runs alone. Neither drives out the other.
"""
PLAIN_SERIES = ("performance", "cooperation", "output", "trust_USA", "trust_EU")
MEANS = {
    "effort_USA": tuple(f"effort_USA_{domain}" for domain in DOMAINS),
    "effort_EU": tuple(f"effort_EU_{domain}" for domain in DOMAINS),
    "interoperability": tuple(f"interoperability_{domain}" for domain in DOMAINS),
    "commitments": tuple(f"commitments_{domain}" for domain in DOMAINS),
    "chips": ("chips_advanced", "chips_mature"),
}
"""Series that are the mean of several: of fields, or of classes of chips."""
TWIN = "_twin"


@dataclass(frozen=True)
class CurvePart:
    """Some of a setting's runs: their series by name, float64[runs, months], and their measures."""

    series: Mapping[str, FloatArray]
    measures: Mapping[str, AnyArray]
    horizon: int
    end: int | None
    first: int | None
    last: int | None


class CurveAnswers:
    """Makes jobs of settings, for a queue. Runs without shocks are shared by all settings that allow it."""

    def __init__(self) -> None:
        self._previewed = RunCache(most_bytes=MOST_PREVIEWED)
        self._rest = RunCache(most_bytes=MOST_RESTING)
        self._parts: OrderedDict[tuple[Setting, int], CurvePart] = OrderedDict()
        self._lock = Lock()

    def job(self, setting: Setting, runs: int, run: int) -> Job:
        """The curves of so many runs of a setting, and the members in one of them. Raises Refused, and
        `scenarios.Invalid` for what the scenario does not have.
        """
        if runs not in PARTS:
            raise Refused(f"runs is one of {', '.join(map(str, PARTS))}")
        setting.built()
        members = partial(self._members, setting, run)
        parts: tuple[Callable[[], Any], ...] = tuple(
            partial(self.part, setting, number) for number in PARTS[runs]
        )
        return Job(("curves", setting, runs, run), (*parts, members), partial(_joined, setting, run))

    def part(self, setting: Setting, number: int) -> CurvePart:
        """One of the parts of the runs, as it was computed or anew."""
        with self._lock:
            held = self._parts.get((setting, number))
            if held is not None:
                self._parts.move_to_end((setting, number))
                return held
        made = curve_part(self.evaluation(setting, number))
        with self._lock:
            self._parts[setting, number] = made
            while len(self._parts) > MOST_PARTS:
                self._parts.popitem(last=False)
        return made

    def evaluation(self, setting: Setting, number: int) -> Evaluation:
        """The runs of a part, measured."""
        replicates = np.arange(ENDS[number], ENDS[number + 1], dtype=np.int64)
        cache = self._previewed if number in PARTS[PREVIEW] else self._rest
        return evaluate(setting.built(), setting.seed, replicates, cache)

    def _members(self, setting: Setting, run: int) -> dict[str, FloatArray]:
        """Trust of every state and the joint effort of each with the United States (the root of the product
        of both, mean of the fields) in one run: float64[months, states] each.
        """
        case, number = compile_case(setting.built()), np.array([run], dtype=np.int64)
        states = len(case.world.states)
        course = self._previewed.run(case, setting.seed, number, shocked=True, full=True).states[0]
        effort = course[:, : len(DOMAINS) * states].reshape(case.months, len(DOMAINS), states)
        american = effort[:, :, [case.world.states.index("USA")]]
        trust = course[:, len(DOMAINS) * states : (len(DOMAINS) + 1) * states]
        return {"members_trust": trust, "members_joint": np.sqrt(effort * american).mean(axis=1)}


def curve_part(evaluation: Evaluation) -> CurvePart:
    """What the page shows of an evaluation."""
    series = {"q": evaluation.q}
    for ending, runs in (("", evaluation.run), (TWIN, evaluation.twin)):
        series |= {name + ending: runs[name] for name in PLAIN_SERIES}
        series |= {name + ending: _mean(runs, parts) for name, parts in MEANS.items()}
    horizon, end = horizon_and_end(evaluation)
    return CurvePart(
        {name: np.ascontiguousarray(values) for name, values in series.items()},
        evaluation.measures, horizon, end, evaluation.t0, evaluation.t1,
    )  # fmt: skip


def _mean(runs: Trajectories, names: tuple[str, ...]) -> FloatArray:
    return np.asarray(runs.series[:, :, [PLACE[name] for name in names]].mean(axis=2))


def all_runs(parts: list[CurvePart]) -> tuple[dict[str, FloatArray], dict[str, AnyArray]]:
    """Series and measures of several parts, side by side in the order of the runs."""
    series = {name: np.concatenate([part.series[name] for part in parts]) for name in parts[0].series}
    measures = {name: np.concatenate([part.measures[name] for part in parts]) for name in parts[0].measures}
    return series, measures


def bands_of(series: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Of each series its quantiles over the runs, float64[quantiles, months], in the order of `QUANTILES`."""
    months = next(iter(series.values())).shape[1]
    stacked = np.stack([values.T for values in series.values()])
    spreads = bands_of_rows(stacked.reshape(-1, stacked.shape[2]))
    by_level = np.stack([spreads[level].reshape(len(series), months) for level in QUANTILES])
    return {name: by_level[:, place] for place, name in enumerate(series)}


def measures_of(part: CurvePart, measures: Mapping[str, AnyArray]) -> dict[str, Any] | None:
    """The measures of all runs as the command tells them, but for the outcome by rest, which takes too long
    for a page; None without a shock.
    """
    if part.first is None:
        return None
    blank = np.full(len(measures["outcome"]), "", dtype="<U15")
    return summary.measures({**measures, "outcome_rest": blank}, part.horizon, part.end)


def _joined(setting: Setting, run: int, results: list[Any]) -> bytes:
    *parts, members = results
    series, measures = all_runs(parts)
    scenario, first = setting.built(), parts[0]
    head = {
        "title": scenario.title,
        "start": scenario.start.month,
        "runs": len(measures["twin_alive"]),
        "run": run,
        "months": scenario.horizon.months,
        "shock": {"first": first.first, "last": first.last},
        "measures": measures_of(first, measures),
        "sliders": standing(scenario),
    }
    return packed(head, {**bands_of(series), **members})


def packed(head: Mapping[str, Any], arrays: Mapping[str, FloatArray]) -> bytes:
    """A head and arrays as one answer."""
    named = {**head, "arrays": {name: list(array.shape) for name, array in arrays.items()}}
    line = json.dumps(named, ensure_ascii=False, allow_nan=False).encode()
    line += b" " * (-(len(line) + 4) % 8)
    body = (np.ascontiguousarray(array, dtype="<f8").tobytes() for array in arrays.values())
    return b"".join((struct.pack("<I", len(line)), line, *body))


def unpacked(answer: bytes) -> tuple[dict[str, Any], dict[str, FloatArray]]:
    """The head and the arrays of an answer, as a script may want them.

    >>> head, arrays = unpacked(packed({"runs": 1}, {"q": np.array([[0.1, 0.2]])}))
    >>> head["runs"], arrays["q"].tolist()
    (1, [[0.1, 0.2]])
    """
    (length,) = struct.unpack_from("<I", answer)
    head = json.loads(answer[4 : 4 + length])
    arrays, place = {}, 4 + length
    for name, shape in head.pop("arrays").items():
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(answer, "<f8", count, place).reshape(shape)
        place += 8 * count
    return head, arrays
