"""Axes and grids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.design.axes import Axis, Grid, axis_of, evenly_spaced, parse_axis
from experiments.errors import UsageFault


def whole(key: str) -> bool:
    return key.endswith("months")


ends = st.floats(-1e6, 1e6, allow_nan=False)


@given(ends, ends, st.integers(2, 200))
def test_a_range_holds_both_ends_exactly_and_n_values(low: float, high: float, count: int) -> None:
    values = evenly_spaced(low, high, count)
    assert (values[0], values[-1], len(values)) == (low, high, count)
    assert all(min(low, high) <= value <= max(low, high) for value in values)


def test_a_range_gives_the_numbers_a_person_would_write() -> None:
    assert evenly_spaced(0, 1, 11) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


def test_whole_keys_are_rounded_halves_up_and_equal_values_kept_once() -> None:
    assert parse_axis("shock.months=1:4:7", whole) == Axis("shock.months", (1, 2, 3, 4))
    assert all(isinstance(value, int) for value in parse_axis("shock.months=1:4:7", whole).values)


def test_listed_values_keep_their_order() -> None:
    assert parse_axis("shock.size=1,0.25", whole).values == (1.0, 0.25)


@pytest.mark.parametrize(
    "text",
    ["a", "=0:1:3", "a=", "a=0:1", "a=0:1:x", "a=0:1:-2", "a=0:1:1", "a=0:1:0", "a=nan:1:3", "a=1,,2",
     "a=inf", "a=0:1:99999999", "a=0:1:3:4", "a=0:1:2.5"],
)  # fmt: skip
def test_nonsense_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageFault) as fault:
        parse_axis(text, whole)
    assert str(fault.value)
    assert "\n" not in str(fault.value)


def test_the_last_key_runs_fastest() -> None:
    points = Grid([axis_of("a", [1, 2], whole=False), axis_of("b", [5, 6], whole=False)])
    assert [*points] == [{"a": 1, "b": 5}, {"a": 1, "b": 6}, {"a": 2, "b": 5}, {"a": 2, "b": 6}]


def test_a_key_varied_twice_is_refused() -> None:
    with pytest.raises(UsageFault, match="twice"):
        Grid([axis_of("a", [1], whole=False), axis_of("a", [2], whole=False)])


def test_a_grid_without_bound_is_refused_before_it_is_made() -> None:
    wide = axis_of("a", range(10_000), whole=False)
    with pytest.raises(UsageFault, match="points"):
        Grid([wide, Axis("b", wide.values), Axis("c", wide.values)])


def test_a_value_listed_twice_is_refused() -> None:
    with pytest.raises(UsageFault, match="0 is listed twice"):
        parse_axis("shock.size=0,1,0.0", lambda _: False)
