"""Replicates side by side give the numbers of replicates one after another: states, series, books, rests."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.checks import docking
from experiments.checks.docking import Check
from sim import calm_rest, run
from sim.kernel import lane_code
from sim.kernel.lane_arrays import FEWEST, MOST_FIRMS, side_by_side
from sim.kernel.lane_code import lanes
from sim.kernel.working_arrays import task_of
from sim.lanes import width as lanes_width
from sim.parameters.spread import SPREAD
from sim.state import layout as at
from sim.state.run_parameters import parameters_of_each
from sim.world.case import Case

WIDTH = 8
MakeCase = Callable[..., Case]


def held(case: Case, replicates: int, width: int = WIDTH, seed: int = 5) -> Check:
    """A case one after another and in lanes: run, twin, and where both come to rest."""
    check = Check("lanes")
    for shocked in (True, False):
        one, many = (
            docking._in_lanes(each, case, seed, np.arange(replicates), shocked) for each in (1, width)
        )
        docking._hold(check, f"{replicates} replicates, shocked {shocked}", one[0], many[0])
        check.hold("rest", one[1], many[1])
    return check


@pytest.fixture
def rich(rich: Case) -> Case:
    """The case in which everything happens, with parameters that differ from replicate to replicate."""
    return replace(rich, width=SPREAD)


@pytest.mark.parametrize("replicates", [1, 3, 4, 8, 9, 12, 17])
def test_any_number_of_replicates_gives_the_same_bits(rich: Case, replicates: int) -> None:
    """Full groups, groups filled up, some left over: all draw other parameters, and other random events."""
    assert held(rich, replicates).different == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"on": ("smooth",)},
        {"on": ("random_order",)},
        {"off": ("council_vote",)},
        {"parameters": {"softness": 0.2, "meeting_interval": 5.0, "warning_lead": 0.0}, "on": ("smooth",)},
        {"months": 1},
        {"burn_in": 7},
    ],
)
def test_switches_and_settings_give_the_same_bits(
    make_case: MakeCase, hard_times: np.ndarray, changes: dict[str, Any]
) -> None:
    case = replace(make_case(shocks=hard_times, **changes), width=SPREAD)
    assert held(case, 10).different == 0


def test_parameters_that_differ_lane_by_lane_do_go_side_by_side(rich: Case) -> None:
    task, keys = task_of(rich, rich.context), run.keys_of(5, np.arange(WIDTH))
    drawn = parameters_of_each(rich, [*keys])
    assert (np.ptp(drawn, axis=0) > 0).sum() > 60
    assert side_by_side(task, drawn, WIDTH) == WIDTH
    drawn[3, at.SOFTNESS] += 0.1  # control: what code branches on has to be one number
    assert side_by_side(task, drawn, WIDTH) == 0


def test_calm_rests_are_held_side_by_side(rich: Case) -> None:
    keys = [*run.keys_of(2, np.arange(11))]
    found = []
    for width in (1, WIDTH):
        run.forget_kept()
        with lanes(width):
            found.append(calm_rest.calm_rests(rich, keys))
    for one, many in zip(*found, strict=True):
        assert all(a.tobytes() == b.tobytes() for a, b in zip(one, many, strict=True))


def test_lanes_are_used_where_they_are_asked_for(rich: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A control of all the others: the code in lanes is what ran."""
    from sim.kernel import lane_batch

    calls: list[int] = []
    honest: Any = lane_batch.batch_in_lanes

    def counted(count: tuple[int, ...], *given: object) -> None:
        calls.append(len(count))
        honest(count, *given)

    monkeypatch.setattr(lane_batch, "batch_in_lanes", counted)
    held(rich, 9)
    assert set(calls) == {WIDTH}


def test_runs_in_turn_go_one_after_another(
    make_case: MakeCase, hard_times: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.kernel import lane_batch

    monkeypatch.setattr(lane_batch, "batch_in_lanes", None)
    assert held(make_case(shocks=hard_times, on=("random_order",)), 9).compared > 0


@pytest.mark.parametrize("width", [4, 8, 16])
def test_what_is_left_over_goes_side_by_side_where_that_is_faster(make_case: MakeCase, width: int) -> None:
    case = make_case()
    task, few = task_of(case, case.context), FEWEST[width]

    def many(replicates: int, used: int = width) -> int:
        return side_by_side(task, np.tile(case.parameters, (replicates, 1)), used)

    full = 3 * width
    assert [many(full), many(full + few - 1), many(full + few), many(1)] == [full, full, full + few, 0]
    assert many(99, used=1) == 0
    sizes = np.ones(MOST_FIRMS + 1)
    task = task._replace(world=task.world._replace(firm_size=sizes))
    assert many(full) == 0


def test_what_is_compiled_beside_a_run_is_what_a_run_asks_for(rich: Case) -> None:
    """Or it would be compiled a second time, while somebody waits."""
    from sim.kernel import lane_batch, make_lanes

    make_lanes._compile(WIDTH)
    parts: list[Any] = [lane_batch.batch_in_lanes, lane_batch.normals_in_lanes, lane_batch.hold_in_lanes]
    before = [len(part.signatures) for part in parts]
    held(rich, WIDTH)
    assert [len(part.signatures) for part in parts] == before


@pytest.mark.parametrize(
    ("features", "wanted"),
    [("+avx512f,+avx512dq,+avx2", 16), ("+avx512f", 4), ("+avx,+avx2", 8), ("+neon", 4), ("", 4)],
)
def test_the_width_is_that_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, features: str, wanted: int
) -> None:
    monkeypatch.delenv(lanes_width.VARIABLE, raising=False)
    monkeypatch.setattr(lanes_width, "_features", lambda: frozenset(features.split(",")))
    assert lanes_width.machine_width() == wanted


def test_a_compiler_that_was_not_tried_gets_no_lanes_unless_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(lanes_width.VARIABLE, raising=False)
    monkeypatch.setattr(lanes_width, "_minor", lambda: "9.99")
    assert lanes_width.machine_width() == 1
    assert "this is 9.99" in lanes_width.reason_for_none()
    monkeypatch.setenv(lanes_width.VARIABLE, "4")
    assert lanes_width.machine_width() == 4
    monkeypatch.setenv(lanes_width.VARIABLE, "1")
    assert lanes_width.reason_for_none() == f"{lanes_width.VARIABLE} is 1"
    monkeypatch.setenv(lanes_width.VARIABLE, "5")
    assert lanes_width.machine_width() == 1
    assert lanes_width.reason_for_none() == f"{lanes_width.VARIABLE} is '5', and may be 1, 4, 8, 16"


waited_for: list[list[str]] = []


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """An empty cache, and what processes are started."""
    started: list[list[str]] = []
    monkeypatch.setattr(lane_code, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(lane_code, "is_warm", lambda: True)
    monkeypatch.setattr(lane_code, "machine_width", lambda: 16)
    waited_for.clear()

    def start(words: list[str], **_: Any) -> SimpleNamespace:
        started.append(words)
        return SimpleNamespace(wait=lambda: waited_for.append(words))

    monkeypatch.setattr("subprocess.Popen", start)
    lane_code._begin.cache_clear()
    return started


def test_lanes_that_are_not_made_are_begun_once_and_used_once_made(begun: list[list[str]]) -> None:
    assert lane_code.ready_width() == 1
    assert lane_code.ready_width() == 1
    assert [words[1:] for words in begun] == [["-m", "sim.kernel.make_lanes", "16"]]
    lane_code.note(16)
    assert lane_code.ready_width() == 16
    assert waited_for == begun  # so that none is left behind for the system to keep


def test_lanes_are_begun_as_soon_as_the_kernel_itself_is_there(
    begun: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the process that compiles it, too, which asks for lanes before it has done so."""
    monkeypatch.setattr(lane_code, "is_warm", lambda: False)
    assert lane_code.ready_width() == 1
    assert begun == []
    monkeypatch.setattr(lane_code, "is_warm", lambda: True)
    lane_code.ready_width()
    assert len(begun) == 1


def test_lanes_that_could_not_be_made_are_not_begun_again(begun: list[list[str]]) -> None:
    lane_code.note(16, failed="TypingError: too new")
    assert lane_code.ready_width() == 1
    assert lane_code.why_not_made(16) == "TypingError: too new"
    assert begun == []
