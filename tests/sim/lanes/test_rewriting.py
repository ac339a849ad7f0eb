"""Functions rewritten for lanes give the numbers they gave, or are refused in words; no model is needed."""

import ast
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from sim.lanes import rewriting
from sim.lanes.forms import compiled_for_lanes, for_lanes
from sim.lanes.lane_views import in_lanes
from sim.lanes.operators import chosen
from sim.lanes.rewriting import rewritten
from sim.lanes.variation import NotInLanes
from tests.sim.lanes import shapes
from tests.sim.lanes.conftest import WIDTH, Held, differing, in_each_lane, numbers

Step = Callable[..., Any]


def steps_in_lanes(step: Step, *more: float) -> tuple[np.ndarray, np.ndarray]:
    """What a step of arrays leaves behind for each lane, as it was written and in lanes: [item, lane]."""
    given = np.random.default_rng(2).random((4, WIDTH))
    wanted, made = np.zeros((4, WIDTH)), np.zeros((4, WIDTH))
    for lane in range(WIDTH):
        one, room = given[:, lane].copy(), np.zeros(4)
        step(one, room, *more)
        wanted[:, lane] = room
    do_in_lanes(step, given, made, *more)
    return wanted, made


def do_in_lanes(step: Step, given: np.ndarray, room: np.ndarray, *more: float) -> None:
    """Do a step of arrays in lanes: given[item, lane], and what it leaves behind in room[item, lane]."""
    names: dict[str, Any] = {"form": for_lanes(step), "in_lanes": in_lanes}
    told = "".join(f", {value!r}" for value in more)
    exec(f"def lanes(x, o, count):\n form(in_lanes(x, count), in_lanes(o, count){told})\n", names)
    compiled_for_lanes(names["lanes"])(given, room, (0,) * WIDTH)


@pytest.mark.parametrize("function", shapes.TAKEN, ids=lambda function: function.__name__)
def test_every_shape_gives_the_same_bits(held: Held, function: Step) -> None:
    assert held(function, 3) == 0


def test_items_are_stored_under_conditions() -> None:
    assert differing(*steps_in_lanes(shapes.stores)) == 0


@pytest.mark.parametrize("softness", [0.0, 0.5])
def test_what_is_alike_stays_a_branch(softness: float) -> None:
    """An index is guarded by a condition that is the same in all lanes, as it was written."""
    assert differing(*steps_in_lanes(shapes.branches_on_what_is_alike, softness)) == 0


def test_what_is_asked_of_all_lanes_is_done_in_all_of_them() -> None:
    given, made = np.zeros((4, WIDTH)), np.zeros((4, WIDTH))
    given[1, WIDTH - 1], given[2] = 0.6, 1.0
    do_in_lanes(shapes.asks_all_lanes, given, made)
    assert made.tolist() == [[number] * WIDTH for number in (1.0, 2.0, 3.0, 1.0)]


@pytest.mark.parametrize("step", shapes.REFUSED, ids=lambda step: step.__name__)
def test_what_does_not_fit_is_refused_in_words(step: Step) -> None:
    with pytest.raises(Exception, match=shapes.REFUSED[step]):
        steps_in_lanes(step)


def test_an_index_that_differs_is_refused() -> None:
    with pytest.raises(Exception, match="an index differs between lanes"):
        steps_in_lanes(shapes.indexes_by_a_lane)


def test_a_condition_on_lanes_that_was_missed_does_not_compile() -> None:
    """Lanes of yes and no have no truth value: a branch on them cannot slip through."""

    @compiled_for_lanes
    def branches(x: Any, count: Any) -> Any:
        x = in_lanes(x, count)
        return 1.0 if x[0] > 0.5 else 0.0

    with pytest.raises(Exception, match=r"(?i)bool|truth|is_true|No implementation"):
        branches(np.zeros((1, WIDTH)), (0,) * WIDTH)


def _text(function: Step, kinds: dict[str, Any]) -> ast.FunctionDef:
    made = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(made, ast.FunctionDef)
    rewritten(made, kinds)
    return made


def test_a_function_without_lanes_keeps_its_text() -> None:
    kept = _text(shapes.leaves_a_loop, dict.fromkeys("abc", False))
    assert any(isinstance(node, ast.Break) for node in ast.walk(kept))
    changed = _text(shapes.leaves_a_loop, dict.fromkeys("abc", True))
    assert not any(isinstance(node, ast.Break) for node in ast.walk(changed))


@pytest.mark.parametrize(
    ("attribute", "broken", "function"),
    [
        ("_stored", lambda self, target, value: ast.Assign([target], value), shapes.keeps_an_old_value),
        ("_parted_in", lambda self, node: False, shapes.returns_early),
        ("_apart", lambda self, body, leaving, under=False: False, shapes.leaves_a_loop),
        ("_without", lambda self, out, outer: [], shapes.leaves_an_inner_loop),
    ],
)
def test_a_rewriting_that_is_wrong_is_seen(
    monkeypatch: pytest.MonkeyPatch, attribute: str, broken: Any, function: Step
) -> None:
    """A control: without its masks the function gives other numbers, or does not compile."""
    monkeypatch.setattr(rewriting._Rewriting, attribute, broken)
    copy = FunctionType(function.__code__, function.__globals__, f"{function.__name__}_broken")
    try:
        wanted, made = in_each_lane(copy, numbers(3))
    except Exception:
        return
    assert differing(wanted, made) > 0


def test_a_choice_that_is_turned_round_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.lanes import forms

    @compiled_for_lanes
    def other(test: Any, one: Any, two: Any) -> Any:
        return chosen(test, two, one)

    monkeypatch.setitem(forms._MEANS, "chosen__", other)
    function = shapes.chosen_of_two
    copy = FunctionType(function.__code__, function.__globals__, "turned_round")
    assert differing(*in_each_lane(copy, numbers(3))) > 0


def test_the_reason_names_the_function() -> None:
    with pytest.raises(NotInLanes, match="a loop ends"):
        _text(shapes.ends_at_different_times, {"x": True, "o": True})
