"""The ballots of a side's members, put in the order in which a qualified majority reads them: efforts fall,
and of equal efforts that of more people comes first.

One replicate sorts by insertion, since last month's order is nearly right already. Lanes are in different
orders, so they go through the same exchanges whatever the efforts are ([Batcher1968]). Both come to the same
order, which is the only one there is.
"""

from sim.array_types import Floats, Integers
from sim.compiled import compiled
from sim.kernel.working_arrays import Work
from sim.lanes.marks import instead_of
from sim.state.run_state import RunState
from sim.world.case import Arrays


def order_ballots(w: Arrays, s: RunState, t: Work, start: int, first: int, members: int) -> None:
    """Put the efforts and the people of a side's members into `t.ballot` and `t.people`, in order; their
    efforts lie from `start` on, the members are numbered from `first`.
    """
    _sort(s.effort, w.people[first : first + members], t.rank, start, members)
    for m in range(members):
        t.ballot[m] = s.effort[start + t.rank[start + m]]
        t.people[m] = w.people[first + t.rank[start + m]]


def _sort(effort: Floats, people: Floats, rank: Integers, start: int, members: int) -> None:
    """Order the members' numbers in `rank`; `people` are those of the members."""
    for m in range(1, members):
        held = rank[start + m]
        value = effort[start + held]
        k = start + m - 1
        while k >= start:
            other = effort[start + rank[k]]
            if other > value or (other == value and people[rank[k]] >= people[held]):
                break
            rank[k + 1] = rank[k]
            k -= 1
        rank[k + 1] = held


@instead_of(order_ballots)
def order_lanes_of_ballots(w: Arrays, s: RunState, t: Work, start: int, first: int, members: int) -> None:
    """The same in lanes."""
    for m in range(members):
        t.ballot[m], t.people[m] = s.effort[start + m], w.people[first + m]
    for e in range(len(t.upper)):
        if t.lower[e] < members:
            _exchange(t.ballot, t.people, t.upper[e], t.lower[e])


def _exchange(ballot: Floats, people: Floats, a: int, b: int) -> None:
    """Let the ballot that comes first lie at a, the other at b."""
    here, there, people_here, people_there = ballot[a], ballot[b], people[a], people[b]
    later = there > here or (there == here and people_there > people_here)
    ballot[a], ballot[b] = (there if there > here else here), (here if there > here else there)
    people[a], people[b] = (people_there if later else people_here), (people_here if later else people_there)


_sort, _exchange = compiled(_sort, inlined="late"), compiled(_exchange, inlined="late")
order_ballots = compiled(order_ballots, inlined="late")
