"""The answer to a setting: its curves, outcomes and measures, as the command would tell them, and what its
members trust and do in one run; packed so that every number keeps its bits.

An answer is a line of JSON padded to whole words of eight bytes, before it its length as a number of four,
and behind it float64 arrays, little end first, in the order in which the line names them.
"""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from analysis.arrays import AnyArray, FloatArray, IntArray
from analysis.bands import QUANTILES, bands_of_rows
from experiments.engine.byte_store import ByteStore
from experiments.engine.evaluate import Evaluation, by_rest, evaluate, rests_of
from experiments.engine.run_cache import RunCache, bytes_of
from experiments.results import summary
from experiments.sweep.receipt import horizon_and_end
from page.jobs import Job
from page.refusals import Refused
from page.setting import Setting
from page.sliders import standing
from scenarios import compile_case
from sim.run import Trajectories
from sim.series import DOMAINS, PLACE
from sim.state.run_state import RunState
from sim.world.case import Case

PREVIEW, FULL = 50, 200
"""How many runs a page may ask for: while a slider is dragged, and when it rests."""
ENDS = (0, 32, 50, 128, 200)
"""Where parts of the runs begin and end, which are computed side by side: two of the preview and two more.
They fill groups of sixteen lanes, or of fewer: the preview three and two runs beside them, the others ten.
The model holds the draws of four.
"""
PARTS = {runs: range(ENDS.index(runs)) for runs in (PREVIEW, FULL)}
LONG_RUN_STEP = 16
"""Runs that are followed to their rest at a time: few, so that a slider that moves meanwhile hardly waits."""
MEGABYTE = 1024 * 1024
MOST_PREVIEWED, MOST_OTHERS, MOST_OF_PARTS = 256 * MEGABYTE, 384 * MEGABYTE, 128 * MEGABYTE
"""Bytes of twins that are held for previews and for the other runs, and of what was measured. The twins of
previews are those of a class of forty in which each has a setting of its own, so that a shock that moves
costs its own runs alone. Neither drives out the other.
"""
MOST_BYTES = MOST_PREVIEWED, MOST_OTHERS, MOST_OF_PARTS
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
OF_RUNS = (*PLAIN_SERIES, *MEANS)
SHOWN = ("q", *OF_RUNS, *(name + TWIN for name in OF_RUNS))
"""Every series of an answer, in order: performance over the twin's, then those of runs and of twins."""
_TAKEN = [PLACE[name] for name in (*PLAIN_SERIES, *(name for names in MEANS.values() for name in names))]


@dataclass(frozen=True)
class CurvePart:
    """Some of a setting's runs: their series, float64[SHOWN, runs, months], and their measures."""

    series: FloatArray
    measures: Mapping[str, AnyArray]
    horizon: int
    end: int | None
    first: int | None
    last: int | None
    case: Case
    ends: tuple[RunState, RunState]
    """The states in which runs and twins end."""

    @property
    def held_bytes(self) -> int:
        """Bytes of its numbers."""
        return self.series.nbytes + sum(map(bytes_of, (self.measures.values(), *self.ends)))


class CurveAnswers:
    """Makes jobs of settings, for a queue. Runs without shocks are shared by all settings that allow it.
    `most_bytes` are those of twins for previews, of the other twins, and of parts.
    """

    def __init__(self, most_bytes: tuple[int, int, int] = MOST_BYTES) -> None:
        previewed, others, parts = most_bytes
        self._previewed, self._others = RunCache(most_bytes=previewed), RunCache(most_bytes=others)
        self._parts: ByteStore[tuple[Setting, int], CurvePart]
        self._parts = ByteStore(parts, lambda part: part.held_bytes)

    @property
    def held_bytes(self) -> int:
        """Bytes of all that is held."""
        return sum(each.held_bytes for each in (self._previewed, self._others, self._parts))

    def job(self, setting: Setting, runs: int, run: int) -> Job:
        """The curves of so many runs of a setting, and the members in one of them. Raises Refused, and
        `scenarios.Invalid` for what the scenario does not have.
        """
        if runs not in PARTS:
            raise Refused("not_among", name="runs", known=", ".join(map(str, PARTS)), got=runs)
        setting.built()
        members = partial(self._members, setting, run)
        parts: tuple[Callable[[], Any], ...] = tuple(
            partial(self.part, setting, number) for number in PARTS[runs]
        )
        return Job(("curves", setting, runs, run), (*parts, members), partial(_joined, setting, run))

    def long_run_job(self, setting: Setting) -> Job:
        """What becomes of all runs of a setting that are left alone, as JSON: the outcomes by rest with their
        shares as the command tells them; null without a shock. Raises as `job` does.
        """
        setting.built()
        parts = tuple(
            partial(self._long_run, setting, number, first)
            for number in PARTS[FULL]
            for first in range(0, len(runs_of(number)), LONG_RUN_STEP)
        )
        return Job(("long run", setting), parts, _long_run_shares)

    def part(self, setting: Setting, number: int) -> CurvePart:
        """One of the parts of the runs, as it was computed or anew."""
        held = self._parts.get((setting, number))
        if held is not None:
            return held
        return self._parts.put((setting, number), curve_part(self.evaluation(setting, number)))

    def evaluation(self, setting: Setting, number: int) -> Evaluation:
        """The runs of a part, measured."""
        return evaluate(setting.built(), setting.seed, runs_of(number), self._cache(number))

    def _cache(self, number: int) -> RunCache:
        return self._previewed if number in PARTS[PREVIEW] else self._others

    def _long_run(self, setting: Setting, number: int, first: int) -> dict[str, AnyArray] | None:
        part, some = self.part(setting, number), slice(first, first + LONG_RUN_STEP)
        if part.first is None:
            return None
        run, twin = (RunState(*(field[some] for field in end)) for end in part.ends)
        rests = rests_of(part.case, setting.seed, runs_of(number)[some], self._cache(number), (run, twin))
        measures = {name: part.measures[name][some] for name in ("outcome", "twin_alive")}
        return {"outcome": measures["outcome"], "outcome_rest": by_rest(rests, measures)}

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


def runs_of(number: int) -> IntArray:
    """The numbers of the runs of a part."""
    return np.arange(ENDS[number], ENDS[number + 1], dtype=np.int64)


def curve_part(evaluation: Evaluation) -> CurvePart:
    """What the page shows of an evaluation."""
    horizon, end = horizon_and_end(evaluation)
    shown = evaluation.q[np.newaxis], _shown_of(evaluation.run), _shown_of(evaluation.twin)
    return CurvePart(
        np.concatenate(shown), evaluation.measures, horizon, end, evaluation.t0, evaluation.t1,
        evaluation.case, (evaluation.run.end, evaluation.twin.end),
    )  # fmt: skip


def _shown_of(runs: Trajectories) -> FloatArray:
    """The series of OF_RUNS, float64[OF_RUNS, runs, months]."""
    taken = np.stack([runs.series[:, :, place] for place in _TAKEN])
    shown, place = [*taken[: len(PLAIN_SERIES)]], len(PLAIN_SERIES)
    for names in MEANS.values():
        shown.append(taken[place : place + len(names)].sum(axis=0) / len(names))
        place += len(names)
    return np.stack(shown)


def all_runs(parts: list[CurvePart]) -> tuple[FloatArray, dict[str, AnyArray]]:
    """Series and measures of several parts, side by side in the order of the runs."""
    series = np.concatenate([part.series for part in parts], axis=1)
    measures = {name: np.concatenate([part.measures[name] for part in parts]) for name in parts[0].measures}
    return series, measures


def bands_of(series: FloatArray) -> dict[str, FloatArray]:
    """Of each series of SHOWN its quantiles over the runs, float64[quantiles, months], in the order of
    `QUANTILES`.
    """
    shown, runs, months = series.shape
    spreads = bands_of_rows(np.ascontiguousarray(series.transpose(0, 2, 1)).reshape(-1, runs))
    by_level = np.stack([spreads[level].reshape(shown, months) for level in QUANTILES])
    return {name: by_level[:, place] for place, name in enumerate(SHOWN)}


def measures_of(part: CurvePart, measures: Mapping[str, AnyArray]) -> dict[str, Any] | None:
    """The measures of all runs as the command tells them, but for the outcome by rest, which is asked for
    by itself; None without a shock.
    """
    if part.first is None:
        return None
    blank = np.full(len(measures["outcome"]), "", dtype="<U15")
    return summary.measures({**measures, "outcome_rest": blank}, part.horizon, part.end)


def _long_run_shares(parts: list[dict[str, AnyArray] | None]) -> bytes:
    there = [part for part in parts if part is not None]
    if not there:
        return b"null"
    runs = {name: np.concatenate([part[name] for part in there]) for name in there[0]}
    return json.dumps(summary.rest_shares(runs)).encode()


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
