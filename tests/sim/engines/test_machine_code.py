"""The kernel's loops beside the same loops in C: the same bits, no slower, packed instructions."""

import ctypes
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest

from experiments.checks.bench.engine_speed import usual_case
from experiments.checks.bench.stopwatch import interleaved
from sim import run
from sim.array_types import Floats
from sim.kernel import batch, firm_loops, state_loops
from sim.kernel.working_arrays import Work, machine_for
from sim.parameters.table import effective
from sim.rules.relative import suspicion
from sim.state import layout as at
from sim.state.run_state import Blocks, RunState, starting_state
from sim.world.case import Arrays

COMPILER: Any = numba.config

TIMES, ROUNDS = 400, 30
MOST = 1.3
"""How much longer than C a loop may take on a busy machine; 1.2 is aimed at. Measured 1.09 to 1.10 (dyads),
1.14 to 1.20 (firms), 0.75 to 0.79 (firms with smooth kinks).
"""

pytestmark = [
    pytest.mark.skipif(shutil.which("gcc") is None, reason="no C compiler to measure against"),
    pytest.mark.skipif(
        bool(COMPILER.BOUNDSCHECK or COMPILER.DISABLE_JIT),
        reason="speaks of compiled, unchecked code",
    ),
]
_CHOOSING = (
    at.MOOD_MEMORY, at.MOOD_SPREAD, at.STAKES_ELSEWHERE, at.SLOPE, at.EFFORT_PACE, at.ROUTINE,
    at.INTEROPERABILITY_GAIN, at.INTEROPERABILITY_HALF, at.GATE_TRUST, at.VALUE_AT_STAKE, at.THREAT_AT_STAKE,
    at.TURN_COST, at.DEPTH_COST, at.LOBBY_WEIGHT, at.CALM_EFFORT, at.CAPABILITY_WEIGHT, at.VIEW_SPLIT,
)  # fmt: skip
_RUNNING = (at.RESTOCKING, at.SOFTNESS, at.CHIP_NEED, at.SUPPLIER_DEPENDENCE, at.ANSWER_RELIEF)


class Scene(NamedTuple):
    """The default world in some month: shortages, efforts and fills drawn at random."""

    w: Arrays
    p: Floats
    s: RunState
    t: Work
    b: Blocks
    draw: Floats


@pytest.fixture(scope="module")
def clib(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    made = tmp_path_factory.mktemp("c") / "loops.so"
    source = Path(__file__).with_name("loops.c")
    flags = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, "-o", str(made), str(source), "-lm"], check=True)
    return ctypes.CDLL(str(made))


choose: Any = state_loops.choose
order: Any = firm_loops._order
use: Any = firm_loops._use
produce: Any = firm_loops.produce


@numba.njit(error_model="numpy")
def dyads(times: int, w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks, draw: Floats) -> None:
    for _ in range(times):
        choose(w, p, s, t, b, draw, 0)


@numba.njit(error_model="numpy")
def firms(times: int, w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks) -> None:
    for _ in range(times):
        order(w, s, t, p[at.RESTOCKING], p[at.SOFTNESS])
        use(w, s, t, p[at.SOFTNESS])
        produce(w, p, s, t, b)


def scene(softness: float) -> Scene:
    case, rng = usual_case(), np.random.default_rng(5)
    p = effective(case.parameters, case.switches)
    p[at.SOFTNESS] = softness
    w = case.world.arrays
    s, t, b, _ = machine_for(case, starting_state(case, p))
    b.states[at.S_AUTONOMY_RELIANCE] = 1.0
    t.cause[:], t.aims[:], t.fill[:] = w.calm, p[at.STOCK_MONTHS], rng.random(len(t.fill))
    s.effort[:], s.felt[:] = rng.random(len(s.effort)), 0.1 * rng.random(len(s.felt))
    s.trust[:], s.commitments[:] = rng.random(len(s.trust)), rng.random(len(s.commitments))
    s.interest[:], s.position[:] = rng.normal(size=len(s.interest)), rng.random(len(s.position))
    s.joint[:], s.substituted[:] = rng.random(len(s.joint)), 0.2
    return Scene(w, p, s, t, b, rng.normal(size=len(s.trust)))


def _at(array: Any) -> ctypes.c_void_p:
    assert array.flags.c_contiguous
    return ctypes.c_void_p(array.ctypes.data)


def in_c(library: ctypes.CDLL, name: str, given: Scene) -> Callable[[], None]:
    """A call of the C loop over the arrays of a scene."""
    w, p, s, t, b, draw = given
    turn, working = (int(w.cause_start[k]) for k in (state_loops.TURN, firm_loops.WORKING))
    if name == "dyads":
        wary = suspicion(w.near[0], p[at.RELATIVE_CONCERN])
        numbers = np.array([*(p[k] for k in _CHOOSING), wary])
        reliance, apart = b.states[at.S_AUTONOMY_RELIANCE], b.states[at.S_APART]
        watchful, thrifty = b.states[at.S_SECURITY_WEIGHT], b.states[at.S_ECONOMY_WEIGHT]
        arrays = [
            w.side_start, s.effort, s.trust, s.felt, s.mood, draw, w.autonomy, reliance, apart, w.security,
            watchful, thrifty, s.interest, t.cause[turn:], s.interoperability, s.position, w.capability,
            s.joint, w.lobby, t.ballot, t.pay, t.aim,
        ]  # fmt: skip
    else:
        numbers = np.array([p[k] for k in _RUNNING])
        arrays = [
            t.aims, w.firm_need, w.firm_class, t.slot, t.fill, s.stock, t.order, t.short, w.suppliers,
            w.supply, w.alone, t.served, s.activity, t.cause[working:], w.firm_dependence, w.firm_size,
            w.firm_kind, t.raised, s.substituted, s.joint, s.output,
        ]  # fmt: skip
    count = ctypes.c_long(len(s.trust) if name == "dyads" else len(w.firm_need))
    places = [_at(array) for array in (numbers, *arrays)]

    def call() -> None:
        assert len(numbers)  # and so keep it alive
        getattr(library, name)(ctypes.c_long(TIMES), count, *places)

    return call


def here(name: str, given: Scene) -> Callable[[], None]:
    if name == "dyads":
        return lambda: dyads(TIMES, *given)
    return lambda: firms(TIMES, *given[:-1])


@pytest.mark.parametrize("softness", [0.0, 0.05])
@pytest.mark.parametrize("name", ["dyads", "firms"])
def test_loops_give_the_bits_of_c_and_take_no_longer(clib: ctypes.CDLL, name: str, softness: float) -> None:
    ours, theirs = scene(softness), scene(softness)
    mine = here(name, ours)
    mine()
    theirs.t.raised[:] = ours.t.raised
    in_c(clib, name, theirs)()
    for part in ("effort", "mood", "stock", "activity", "output"):
        assert getattr(ours.s, part).tobytes() == getattr(theirs.s, part).tobytes(), part
    for part in ("aim", "pay", "ballot", "order", "short", "served"):
        assert getattr(ours.t, part).tobytes() == getattr(theirs.t, part).tobytes(), part
    ratio = np.inf
    for _ in range(3):  # what else the machine does can only make a loop slower
        taken = interleaved({"numba": mine, "C": in_c(clib, name, theirs)}, ROUNDS)
        mine_us, c_us = (taken[k].best / TIMES * 1e6 for k in ("numba", "C"))
        print(
            f"{name}, softness {softness}: {mine_us:.2f} µs, in C {c_us:.2f} µs, ratio {mine_us / c_us:.2f}"
        )
        ratio = min(ratio, mine_us / c_us)
        if ratio < MOST:
            break
    assert ratio < MOST


def test_c_that_differs_in_one_operation_differs_in_bits(clib: ctypes.CDLL) -> None:
    """Control: one parameter a last bit away is seen."""
    ours, theirs = scene(0.0), scene(0.0)
    theirs.p[at.SLOPE] = np.nextafter(theirs.p[at.SLOPE], 99)
    here("dyads", ours)()
    in_c(clib, "dyads", theirs)()
    assert ours.t.aim.tobytes() != theirs.t.aim.tobytes()


PACKED = r"^\s+v?(?:mul|add|sub|div)pd\s.*[yz]mm|^\s+v?(?:mul|add|sub|div)pd\s|^\s+fmul\s+v\d+\.2d"


def packed(function: Any) -> int:
    """How many packed arithmetic instructions the compiled code holds."""
    code = function.inspect_asm(function.signatures[0])
    return len(re.findall(PACKED, code, re.MULTILINE))


def test_the_loops_are_packed() -> None:
    calm = scene(0.0)
    for name in ("dyads", "firms"):
        here(name, calm)()
    print(f"packed instructions: dyads {packed(dyads)}, firms {packed(firms)}")
    # The exponential alone takes some thirty; the firms' five loops have a dozen and more.
    assert packed(dyads) > 40
    assert packed(firms) > 12


@pytest.mark.slow
def test_they_are_packed_within_the_month_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code that ships comes from a cache, which cannot be read: the same is compiled once more."""
    as_shipped: Any = batch.batch
    again = numba.njit(error_model="numpy", nogil=True)(as_shipped.py_func)
    monkeypatch.setattr(batch, "batch", again)
    run.simulate(usual_case(12), 1, np.arange(1), shocked=False)
    print(f"packed instructions in a whole batch: {packed(again)}")
    assert packed(again) > 80


def test_a_loop_that_waits_for_itself_is_not_packed() -> None:
    """Control: the measure tells such code from code that works on several numbers at once."""

    @numba.njit(error_model="numpy")
    def chained(values: Floats) -> None:
        for k in range(1, len(values)):
            values[k] = values[k - 1] * 0.5 + values[k]

    chained(np.ones(64))
    assert packed(chained) == 0
