"""Functions in every shape that lanes can take, and in some that they cannot; none of them means anything."""

import math

import numpy as np

from sim.array_types import Floats
from sim.lanes.forms import compiled_for_lanes
from sim.lanes.marks import asked_of_all_lanes


def chosen_of_two(a: float, b: float, c: float) -> float:
    return a if b < c else b


def keeps_an_old_value(a: float, b: float, c: float) -> float:
    """An inner branch changes a name that an outer one has set: where neither goes, the old value stays."""
    x = a + b
    if a < 0.5:
        y = x * c
        if b > 0.3:
            x = y - 1.0
            if c > 0.8:
                x = x * 0.5
    else:
        x = x + 1.0
        if c < 0.2:
            x = -x
    return x


def returns_early(a: float, b: float, c: float) -> float:
    if a <= 0.0:
        return b
    x = a * b
    if x > c:
        if b > 0.9:
            return x
        x = x - c
    elif c < 0.1:
        return c
    return math.sqrt(x * x) + c


def returns_from_a_loop(a: float, b: float, c: float) -> float:
    x = a
    for k in range(6):
        x = x * b + 0.1 * k
        if x > c:
            return x + 10.0
        x = x + 0.01
    return x


def leaves_a_loop(a: float, b: float, c: float) -> float:
    """What stands after the break is not done by who has left, nor what the next turns would do."""
    x, n = a, 0.0
    for k in range(8):
        n += 1.0
        x += b
        if x > c:
            x = x * 2.0
            break
        x = x - 0.05 * k
    return x + 100.0 * n


def leaves_an_inner_loop(a: float, b: float, c: float) -> float:
    x = 0.0
    for _ in range(3):
        y = a
        for k in range(5):
            if y > b:
                break
            y += 0.3 * c + 0.1 * k
        x += y
        if x > 2.0:
            break
    return x


def leaves_where_all_do(a: float, b: float, c: float) -> float:
    x = a
    for k in range(9):
        if k == 4:
            break
        x = x * b + c
    return x


def leaves_under_a_condition(a: float, b: float, c: float) -> float:
    """All that are under way leave, but not all are."""
    x = a
    if b > 0.4:
        for k in range(5):
            if k == 3:
                break
            x = x + c
    return x


def conditions(a: float, b: float, c: float) -> float:
    if not (a < b) and (b < c or c < 0.3):
        return 1.0
    return 2.0 if 0.1 < a <= b < 0.9 else 3.0


def first_value_under_a_condition(a: float, b: float, c: float) -> float:
    if a < b:
        x = c
    else:
        y = c * b
        x = -y
    y = 1.0 if x > 0.0 else 0.0
    return x + y


def whole_numbers(a: float, b: float, c: float) -> float:
    n = 0
    for k in range(4):
        n += 1 if a * k > b else 0
        if n == 2:
            n = n + 1
    return n * c


def bits(a: float, b: float, c: float) -> float:
    seen = np.float64(a).view(np.int64)
    up = np.int64(seen + np.int64(4)).view(np.float64)
    return up * b + c


def extremes(a: float, b: float, c: float) -> float:
    return max(min(a, b), abs(c)) - min(a, c)


def counts_of_many(a: float, b: float, c: float) -> float:
    """Tuples given at once, of which one depends on the other's old value."""
    x, y = a, b
    if c > 0.5:
        x, y = y + c, x - c
    return x - 2.0 * y


TAKEN = (
    chosen_of_two, keeps_an_old_value, returns_early, returns_from_a_loop, leaves_a_loop,
    leaves_an_inner_loop, leaves_where_all_do, leaves_under_a_condition, conditions,
    first_value_under_a_condition, whole_numbers, bits, extremes, counts_of_many,
)  # fmt: skip


def ends_at_different_times(x: Floats, o: Floats) -> None:
    y = x[0]
    while y < 1.0:
        y += 0.25
    o[0] = y


def looks_up(x: Floats, o: Floats) -> None:
    o[0] = x[0] if x[1] > x[0] and x[2] > 0.5 else 0.0


def turns_that_differ(x: Floats, o: Floats) -> None:
    for _ in range(int(x[0])):
        o[0] += 1.0


def sets_first_in_a_loop(x: Floats, o: Floats) -> None:
    for k in range(3):
        if x[k] > 0.5:
            y = x[k]
        if x[0] > 0.5:
            o[k] = y


def reads_after_the_loop(x: Floats, o: Floats) -> None:
    for k in range(3):
        y = x[k]
        if y > 0.5:
            break
    o[0] = y


def _writes(o: Floats, y: float) -> float:
    o[1] = y
    return y


def writes_under_a_condition(x: Floats, o: Floats) -> None:
    if x[0] > 0.5:
        o[0] = _writes(o, x[1])


def steps_under_a_condition(x: Floats, o: Floats) -> None:
    if x[0] > 0.5:
        _writes(o, x[1])


def writes_in_a_choice(x: Floats, o: Floats) -> None:
    o[0] = _writes(o, x[1]) if x[0] > 0.5 else 0.0


def returns_two(x: Floats, o: Floats) -> tuple[float, float]:
    if x[0] > 0.5:
        return x[0], x[1]
    return x[1], x[0]


def gives_two_names_one_value(x: Floats, o: Floats) -> None:
    a = b = x[0]
    o[0] = a + b


def loops_with_an_else(x: Floats, o: Floats) -> None:
    for k in range(3):
        o[k] = x[k]
    else:
        o[0] = 1.0


def makes_a_list(x: Floats, o: Floats) -> None:
    o[0] = sum([x[k] for k in range(2)])


REFUSED = {
    ends_at_different_times: "a loop ends at different times",
    looks_up: "an item is looked up behind `and` or `or`",
    turns_that_differ: "a loop ends at different times",
    sets_first_in_a_loop: "y gets its first value under a condition in a loop",
    reads_after_the_loop: "y gets its first value in a loop and is read after it",
    writes_under_a_condition: "_writes may write",
    steps_under_a_condition: "a step that may write",
    writes_in_a_choice: "_writes may write",
    returns_two: "several values are returned",
    gives_two_names_one_value: "two targets",
    loops_with_an_else: "an `else`",
    makes_a_list: "comprehensions",
}
"""What lanes do not take, and how that is said."""


def indexes_by_a_lane(x: Floats, o: Floats) -> None:
    n = 1 if x[0] > 0.5 else 2
    o[0] = x[n]


def stores(x: Floats, o: Floats) -> None:
    """Items under a condition, and under one in it."""
    if x[0] > x[1]:
        o[0] = x[1]
        if x[2] > 0.5:
            o[1] = o[0] + x[2]
    else:
        o[0], o[1] = -x[0], 7.0
    for k in range(3):
        if x[k] > 0.7:
            break
        o[2] += x[k]


def branches_on_what_is_alike(x: Floats, o: Floats, softness: float) -> None:
    for k in range(len(x)):
        if softness > 0.0:
            o[k] = x[k] + softness
        elif k > 0 and x.shape[0] > 1:
            o[k] = x[k - 1]


def _holds(condition: bool) -> bool:
    return condition


anywhere = compiled_for_lanes(asked_of_all_lanes(_holds))


def asks_all_lanes(x: Floats, o: Floats) -> None:
    """What is done under `anywhere` is done in all lanes or in none."""
    for k in range(len(x)):
        o[k] = 1.0
        if anywhere(x[k] > 0.5):
            o[k] = 2.0
            if x[k] > 0.9:
                o[k] = 3.0
