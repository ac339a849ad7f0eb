"""Engine 2, whole batches: many runs of a case one after another, without a word of Python between them."""

import numpy as np

from sim.draws import MOOD, SIGHT, normal
from sim.kernel import CLASSES, PERFORMANCE, SIDES, TRUST, D, run_month
from sim.kernel import INTEROPERABILITY as I
from sim.rules.compiled import compiled
from sim.series import SERIES

__all__ = ["batch", "normals", "settle"]

COLUMNS = len(SERIES)


def _bench(w, n_causes):
    """Working arrays of one batch, made once: a month allocates nothing."""
    states, n = len(w.people), len(w.firm_size)
    rank = np.zeros(D * states, np.int64)
    for d in range(D):
        for side in range(SIDES):
            for m in range(w.side_start[side + 1] - w.side_start[side]):
                rank[d * states + w.side_start[side] + m] = m
    return (
        np.zeros(n_causes), np.zeros(CLASSES), np.zeros(CLASSES), np.zeros(n), np.zeros(n), np.zeros(n),
        np.zeros(len(w.gains) // D), np.zeros(D * states), rank, np.zeros(states), np.zeros(states),
    )  # fmt: skip


_bench = compiled(_bench)


def _load(start, r, s):
    s.effort[:], s.trust[:], s.scar[:], s.mood[:] = (
        start.effort[r],
        start.trust[r],
        start.scar[r],
        start.mood[r],
    )
    s.position[:], s.joint[:], s.interoperability[:] = (
        start.position[r],
        start.joint[r],
        start.interoperability[r],
    )
    s.commitments[:], s.stock[:], s.activity[:] = start.commitments[r], start.stock[r], start.activity[r]
    s.output[:], s.shortage[:], s.delivered[:] = start.output[r], start.shortage[r], start.delivered[r]


_load = compiled(_load)


def normals(keys, first, months, states):
    """Every normal a stretch of months needs: float64[replicates, months, 2, states], purposes mood and
    sight.
    """
    drawn = np.empty((len(keys), months, 2, states))
    for r in range(len(keys)):
        for t in range(months):
            for i in range(states):
                drawn[r, t, MOOD, i] = normal(keys[r], first + t, i, MOOD)
                drawn[r, t, SIGHT, i] = normal(keys[r], first + t, i, SIGHT)
    return drawn


normals = compiled(normals)


def batch(w, p, votes, start, end, s, events, keys, first, drawn, scale, series, clamps, books, book, dump):
    """Runs of one case, a row a replicate, from `start` through the months of `drawn`.

    Fills series[r, months, n], clamps[r, 1], books[r, 6, c] and `end`; with dump[r, months, size] also the
    whole state.
    """
    t = _bench(w, len(w.capacity) + len(w.capacity) // CLASSES + D * len(w.people) + 1)
    for r in range(len(keys)):
        _load(start, r, s)
        for c in range(CLASSES):
            book.made[c], book.stranded[c], book.elsewhere[c] = 0.0, 0.0, 0.0
            book.idle[c], book.delivered[c], book.used[c] = 0.0, 0.0, 0.0
        for m in range(drawn.shape[1]):
            run_month(
                w,
                p,
                votes,
                s,
                events,
                keys[r],
                first + m,
                drawn[r, m],
                t,
                scale,
                series[r, m],
                clamps[r],
                book,
            )
            if dump.shape[2] > 0:
                _dump(s, dump[r, m])
        for c in range(CLASSES):
            books[r, 0, c], books[r, 1, c], books[r, 2, c] = book.made[c], book.stranded[c], book.elsewhere[c]
            books[r, 3, c], books[r, 4, c], books[r, 5, c] = book.idle[c], book.delivered[c], book.used[c]
        _store(s, end, r)


def _store(s, end, r):
    end.effort[r], end.trust[r], end.scar[r], end.mood[r] = s.effort, s.trust, s.scar, s.mood
    end.position[r], end.joint[r], end.interoperability[r] = s.position, s.joint, s.interoperability
    end.commitments[r], end.stock[r], end.activity[r] = s.commitments, s.stock, s.activity
    end.output[r], end.shortage[r], end.delivered[r] = s.output, s.shortage, s.delivered


def _dump(s, row):
    k = 0
    for part in (s.effort, s.trust, s.scar, s.mood, s.position, s.joint, s.interoperability, s.commitments,
                 s.stock, s.activity, s.output, s.shortage, s.delivered):  # fmt: skip
        for i in range(len(part)):
            row[k] = part[i]
            k += 1


_store = compiled(_store)
_dump = compiled(_dump)
batch = compiled(batch)


def settle(w, p, votes, start, s, events, keys, first, limit, every, tolerance, scale, found, book):
    """Where runs come to rest without noise: found[r, 0] performance, found[r, 1] months taken (-1: still
    moving).

    A run rests when performance, trust and total interoperability move by at most `tolerance` of (.1 +
    themselves)
    over `every` months.
    """
    t = _bench(w, len(w.capacity) + len(w.capacity) // CLASSES + D * len(w.people) + 1)
    still = np.zeros((2, len(w.people)))
    row = np.zeros(COLUMNS)
    clamps = np.zeros(1, np.int64)
    before = np.zeros(4)
    for r in range(len(keys)):
        _load(start, r, s)
        found[r, 1] = -1.0
        before[:] = -1.0
        for m in range(limit):
            run_month(w, p, votes, s, events, keys[r], first + m, still, t, scale, row, clamps, book)
            if (m + 1) % every == 0:
                now = (
                    row[PERFORMANCE],
                    row[TRUST],
                    row[TRUST + 1],
                    row[I] + row[I + 1] + row[I + 2] + row[I + 3],
                )
                moved = 0.0
                for k in range(4):
                    moved = max(moved, abs(now[k] - before[k]) - tolerance * (0.1 + abs(now[k])))
                    before[k] = now[k]
                if moved <= 0.0:
                    found[r, 1] = m + 1.0
                    break
        found[r, 0] = row[PERFORMANCE]


settle = compiled(settle)
