"""Engine 2, whole batches: many runs of a case one after another, without a word of Python between them."""

import numpy as np

from sim.array_types import Floats, Grid, Integers, Keys
from sim.compiled import compiled
from sim.draws import MOOD, normal
from sim.kernel.month_loops import copy, run_month
from sim.kernel.sizes import CLASSES
from sim.kernel.working_arrays import KernelSpan, KernelTask, Machine, Results
from sim.state import layout as at
from sim.state.run_state import Ledger, RunState

__all__ = ["batch", "hold", "is_still", "normals"]


def _load(start: RunState, r: int, s: RunState) -> None:
    """The state of a replicate, copied array by array."""
    for k in range(len(s)):
        copy(start[k][r], s[k])


_load = compiled(_load, inlined="late")


def normals(keys: Keys, first: int, drawn: Floats) -> None:
    """Fill `drawn` with every normal that moods need over a stretch of months: float64[replicates, months,
    states].
    """
    for r in range(len(keys)):
        for m in range(drawn.shape[1]):
            for i in range(drawn.shape[2]):
                drawn[r, m, i] = normal(keys[r], first + m, i, MOOD)


normals = compiled(normals)


def batch(
    task: KernelTask,
    p: Grid,
    machine: Machine,
    start: RunState,
    end: RunState,
    keys: Keys,
    span: KernelSpan,
    drawn: Floats,
    results: Results,
) -> None:
    """Runs of one task, a row a replicate, each with its own parameters p[r], from `start` to `end`; moods
    are moved by drawn[r, month, state].

    Where runs are followed to their rest (`span.every` > 0) `drawn` and the series have one month, used again
    and again. A run rests when performance, trust and total interoperability move by at most the tolerance,
    times (.1 + themselves), over so many months.
    """
    series, rests = results.series, results.rests
    for r in range(len(keys)):
        _load(start, r, machine.s)
        _empty(machine.book)
        rests[r, 1] = -1.0
        for k in range(4):
            machine.t.before[k] = -1.0
        for m in range(span.months):
            at_run, at_month = (r, m) if span.every == 0 else (0, 0)
            row = series[at_run, at_month]
            run_month(
                task,
                p[r],
                machine,
                keys[r],
                span.first + m,
                drawn[at_run, at_month],
                row,
                results.clamps[r],
                0,
            )
            if results.states.shape[2] > 0:
                _dump(machine.s, results.states[r, m])
            rests[r, 0] = row[at.R_COOPERATION]
            if (
                span.every > 0
                and (m + 1) % span.every == 0
                and is_still(row, machine.t.before, span.tolerance) == 1
            ):
                rests[r, 1] = m + 1.0
                break
        _write_ledger(machine.book, results.books[r])
        _store(machine.s, end, r)


def _empty(book: Ledger) -> None:
    for c in range(CLASSES):
        book.made[c], book.stranded[c], book.elsewhere[c] = 0.0, 0.0, 0.0
        book.idle[c], book.delivered[c], book.used[c] = 0.0, 0.0, 0.0


def _write_ledger(book: Ledger, rows: Grid) -> None:
    """Write a run's ledger down."""
    for c in range(CLASSES):
        rows[0, c], rows[1, c], rows[2, c] = book.made[c], book.stranded[c], book.elsewhere[c]
        rows[3, c], rows[4, c], rows[5, c] = book.idle[c], book.delivered[c], book.used[c]


def is_still(row: Floats, before: Floats, tolerance: float) -> int:
    """Whether a run rests, by what it stood at when last asked, which is then forgotten."""
    tied = at.R_INTEROPERABILITY_DATA
    together = row[tied] + row[tied + 1] + row[tied + 2] + row[tied + 3]
    now = row[at.R_PERFORMANCE], row[at.R_TRUST_USA], row[at.R_TRUST_USA + 1], together
    moved = 0.0
    for k in range(4):
        moved = max(moved, abs(now[k] - before[k]) - tolerance * (0.1 + abs(now[k])))
        before[k] = now[k]
    return 1 if moved <= 0.0 else 0


def _store(s: RunState, end: RunState, r: int) -> None:
    for k in range(len(s)):
        copy(s[k], end[k][r])


def _dump(s: RunState, row: Floats) -> None:
    k = 0
    for n in range(len(s)):
        part = s[n]
        for i in range(len(part)):
            row[k] = part[i]
            k += 1


def hold(
    task: KernelTask,
    p: Floats,
    machine: Machine,
    still: Floats,
    row: Floats,
    clamps: Integers,
    months: int,
    last: int,
    pay: Floats,
    built: Floats,
) -> None:
    """Hold efforts, trust and interoperability for so many months without event or chance, until the slow
    stocks rest; `pay`[d * s] and `built`[d] come to their means over the `last` months.
    """
    nobody = np.uint64(0)
    for m in range(months):
        run_month(task, p, machine, nobody, m, still, row, clamps, 1)
        if m >= months - last:
            for k in range(len(pay)):
                pay[k] += machine.t.pay[k] / last
            for d in range(len(built)):
                built[d] += machine.t.built[d] / last


hold = compiled(hold)
_empty, is_still = compiled(_empty, inlined="late"), compiled(is_still, inlined="late")
_write_ledger = compiled(_write_ledger, inlined="late")
_store, _dump = compiled(_store, inlined="late"), compiled(_dump, inlined="late")
batch = compiled(batch)
