"""Engine 2, whole batches: many runs of a case one after another, without a word of Python between them."""

from sim.compiled import compiled
from sim.draws import MOOD, SIGHT, is_outer, middle, outer, uniform
from sim.kernel.month_loops import copy, run_month
from sim.kernel.sizes import CLASSES
from sim.state import layout as at

__all__ = ["batch", "hold", "normals"]


def _load(start, r, s):
    """The state of a replicate, copied array by array."""
    for k in range(len(s)):
        copy(start[k][r], s[k])


_load = compiled(_load, inlined="late")


def normals(keys, first, chance, drawn):
    """Fill `drawn` with every normal a stretch of months needs: float64[replicates, months, 2, states],
    purposes mood and sight; `chance` is room for one number a state.
    """
    states = len(chance)
    for r in range(len(keys)):
        for t in range(drawn.shape[1]):
            for purpose in (MOOD, SIGHT):
                for i in range(states):
                    chance[i] = uniform(keys[r], first + t, i, purpose)
                for i in range(states):
                    drawn[r, t, purpose, i] = middle(chance[i])
                for i in range(states):
                    if is_outer(chance[i]) == 1:
                        drawn[r, t, purpose, i] = outer(chance[i])


normals = compiled(normals)


def batch(
    w, p, votes, in_turn, start, end, s, t, b, events, keys, first, months, drawn, scale, series, clamps,
    books, book, dump, every, tolerance, rests,
):  # fmt: skip
    """Runs of one case, a row a replicate, each with its own parameters p[r], from `start` through so many
    months.

    Fills series[r, months, n], clamps[r, 1], books[r, 6, c] and `end`; with dump[r, months, size] also the
    whole state. With `every` > 0 runs are followed to their rest instead, and `drawn` and `series` have one
    month, used again and again: rests[r, 0] cooperation, rests[r, 1] months taken (-1: still moving). A run
    rests when performance, trust and total interoperability move by at most `tolerance` of (.1 + themselves)
    over `every` months.
    """
    for r in range(len(keys)):
        _load(start, r, s)
        _empty(book)
        rests[r, 1] = -1.0
        for k in range(4):
            t.before[k] = -1.0
        for m in range(months):
            at_run, at_month = (r, m) if every == 0 else (0, 0)
            row = series[at_run, at_month]
            run_month(
                w, p[r], votes, in_turn, s, events, keys[r], first + m, drawn[at_run, at_month], t, b, scale,
                row, clamps[r], book, 0,
            )  # fmt: skip
            if dump.shape[2] > 0:
                _dump(s, dump[r, m])
            rests[r, 0] = row[at.R_COOPERATION]
            if every > 0 and (m + 1) % every == 0 and _still(row, t.before, tolerance) == 1:
                rests[r, 1] = m + 1.0
                break
        for c in range(CLASSES):
            books[r, 0, c], books[r, 1, c], books[r, 2, c] = book.made[c], book.stranded[c], book.elsewhere[c]
            books[r, 3, c], books[r, 4, c], books[r, 5, c] = book.idle[c], book.delivered[c], book.used[c]
        _store(s, end, r)


def _empty(book):
    for c in range(CLASSES):
        book.made[c], book.stranded[c], book.elsewhere[c] = 0.0, 0.0, 0.0
        book.idle[c], book.delivered[c], book.used[c] = 0.0, 0.0, 0.0


def _still(row, before, tolerance):
    """Whether a run rests, by what it stood at when last asked, which is then forgotten."""
    tied = at.R_INTEROPERABILITY_DATA
    together = row[tied] + row[tied + 1] + row[tied + 2] + row[tied + 3]
    now = row[at.R_PERFORMANCE], row[at.R_TRUST_USA], row[at.R_TRUST_USA + 1], together
    moved = 0.0
    for k in range(4):
        moved = max(moved, abs(now[k] - before[k]) - tolerance * (0.1 + abs(now[k])))
        before[k] = now[k]
    return 1 if moved <= 0.0 else 0


def _store(s, end, r):
    for k in range(len(s)):
        copy(s[k], end[k][r])


def _dump(s, row):
    k = 0
    for n in range(len(s)):
        part = s[n]
        for i in range(len(part)):
            row[k] = part[i]
            k += 1


def hold(
    w, p, votes, s, t, b, nothing, key, still, scale, row, clamps, book, months, last, pay, built,
):  # fmt: skip
    """Hold efforts, trust and interoperability for so many months without event or chance, until the slow
    stocks rest; `pay`[d * s] and `built`[d] come to their means over the `last` months.
    """
    for m in range(months):
        run_month(w, p, votes, 0, s, nothing, key, m, still, t, b, scale, row, clamps, book, 1)
        if m >= months - last:
            for k in range(len(pay)):
                pay[k] += t.pay[k] / last
            for d in range(len(built)):
                built[d] += t.built[d] / last


hold = compiled(hold)
_empty, _still = compiled(_empty, inlined="late"), compiled(_still, inlined="late")
_store, _dump = compiled(_store, inlined="late"), compiled(_dump, inlined="late")
batch = compiled(batch)
