"""Runs that are held are the runs the engine makes, and whatever decides a run tells it apart from others."""

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.engine import run_cache
from experiments.engine.byte_store import ByteStore
from experiments.engine.run_cache import RunCache
from experiments.study.patterns import arms
from scenarios import Scenario, compile_case, override
from sim.run import Trajectories, bare_rest, burn_in, rest, simulate

NUMBERS = np.arange(2, dtype=np.int64)


class Recorder:
    """What was truly computed, in its order."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def recorded(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def recording(*given: Any, **named: Any) -> Any:
            self.names.append(name)
            return do(*given, **named)

        return recording

    def cache(self, **how: Any) -> RunCache:
        """A cache of the kernel's runs, each of which is recorded."""
        return RunCache(self.recorded("run", simulate), **how)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    for name, do in (("burn_in", burn_in), ("rest", rest), ("bare_rest", bare_rest)):
        monkeypatch.setattr(run_cache, name, recorder.recorded(name, do))
    return recorder


def same(run: Trajectories, other: Trajectories) -> bool:
    """Whether two runs agree to the last bit, but for states that were not asked for."""
    arrays, others = ((made.series, made.clamps, made.ledger, *made.end) for made in (run, other))
    return all(array.tobytes() == beside.tobytes() for array, beside in zip(arrays, others, strict=True))


def test_what_is_held_is_what_the_engine_makes_and_is_made_once(small: Scenario, made: Recorder) -> None:
    case, cache = compile_case(small), made.cache(hold_shocked=True)
    for shocked in (True, False, True):
        run = cache.run(case, 1, NUMBERS, shocked=shocked)
        assert same(run, simulate(case, 1, NUMBERS, shocked=shocked))
    assert made.names == ["burn_in", "run", "run"]


def test_rests_are_those_of_the_model_and_are_followed_once(small: Scenario, made: Recorder) -> None:
    case, cache = compile_case(small), made.cache()
    twin = cache.run(case, 1, NUMBERS, shocked=False)
    expected = rest(case, 1, NUMBERS, twin.end), bare_rest(case, 1, NUMBERS)
    for _ in range(2):
        rests = cache.rest(case, 1, NUMBERS, twin.end, shocked=False)
        assert np.array_equal(rests, expected[0], equal_nan=True)
        assert np.array_equal(cache.bare_rest(case, 1, NUMBERS), expected[1], equal_nan=True)
    assert made.names == ["burn_in", "run", "rest", "bare_rest"]


def test_runs_that_end_elsewhere_rest_on_their_own(small: Scenario, made: Recorder) -> None:
    case, cache = compile_case(small), made.cache(hold_shocked=True)
    for shocked in (True, False):
        end = cache.run(case, 1, NUMBERS, shocked=shocked).end
        rests = cache.rest(case, 1, NUMBERS, end, shocked=shocked)
        assert np.array_equal(rests, rest(case, 1, NUMBERS, end), equal_nan=True)
    assert made.names.count("rest") == 2


def test_runs_with_a_shock_are_not_held_unless_asked_for(small: Scenario, made: Recorder) -> None:
    """A sweep would fill its memory with runs that no other setting asks for."""
    case, cache = compile_case(small), made.cache()
    for _ in range(2):
        end = cache.run(case, 1, NUMBERS, shocked=True).end
        cache.rest(case, 1, NUMBERS, end, shocked=True)
    assert made.names == ["burn_in", "run", "rest", "run", "rest"]


@pytest.mark.parametrize(
    ("changes", "burnt"),
    [
        ({"parameters.trust_gain": 0.03}, 1),
        ({"switches.blame": False}, 1),
        ({"actors.FRA.autonomy": 0.9}, 1),
        ({"burn_in.months": 13}, 1),
        ({"shock.size": 0.5}, 0),
        ({"horizon.months": 60}, 0),
    ],
)
def test_whatever_decides_a_run_makes_another(
    small: Scenario, made: Recorder, changes: Mapping[str, float], burnt: int
) -> None:
    cache = made.cache(hold_shocked=True)
    for scenario in (small, override(small, changes)):
        cache.run(compile_case(scenario), 1, NUMBERS, shocked=True)
    assert made.names.count("run") == 2
    assert made.names.count("burn_in") == 1 + burnt
    cache.run(compile_case(small), 2, NUMBERS, shocked=True)
    cache.run(compile_case(small), 1, NUMBERS + 1, shocked=True)
    assert made.names.count("run") == 4


def test_without_a_shock_the_run_is_its_twin(small: Scenario, made: Recorder) -> None:
    case = compile_case(small.model_copy(update={"shocks": (), "map": {}}))
    cache = made.cache()
    assert cache.run(case, 1, NUMBERS, shocked=False) is cache.run(case, 1, NUMBERS, shocked=True)
    assert made.names == ["burn_in", "run"]


def test_a_full_run_serves_whoever_asks_for_less_and_not_the_reverse(small: Scenario, made: Recorder) -> None:
    case, cache = compile_case(small), made.cache(hold_shocked=True)
    runs = [cache.run(case, 1, NUMBERS, shocked=True, full=full) for full in (False, True, False)]
    assert made.names.count("run") == 2
    assert runs[1].states.size
    assert runs[2] is runs[1]


def test_what_does_not_fit_is_run_again_and_never_wrong(small: Scenario, made: Recorder) -> None:
    tight = made.cache(most_bytes=1)
    cases = [compile_case(override(small, {"population.seed": seed})) for seed in (1, 2, 1, 1)]
    for case in cases:
        run = tight.run(case, 1, NUMBERS, shocked=False)
        assert same(run, simulate(case, 1, NUMBERS, shocked=False))
    assert made.names == ["burn_in", "run"] * 3  # the newest stays, however large it is


def test_a_cache_holds_no_more_than_its_bytes_and_lets_go_of_what_was_used_longest_ago() -> None:
    store: ByteStore[bytes, bytes] = ByteStore(10, len)
    for key in (b"a", b"b", b"c"):
        store.put(key, key * 4)
        assert store.get(b"a") == b"aaaa"
    assert [store.get(key) for key in (b"b", b"c")] == [None, b"cccc"]
    store.put(b"c", b"c")  # what takes its place gives its bytes back
    store.put(b"d", b"dddd")
    assert [store.get(key) for key in (b"a", b"c", b"d")] == [b"aaaa", b"c", b"dddd"]
    assert store.held_bytes == 9


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_that_share_a_cache_lose_nothing() -> None:
    store: ByteStore[bytes, bytes] = ByteStore(3, len)

    def ask(number: int) -> None:
        for step in range(20_000):
            key = bytes([(step * number) % 7])
            assert store.get(key) in (None, key)
            assert store.put(key, key) == key

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, (1, 2, 3, 5)))
    held = [store.get(bytes([number])) for number in range(7)]
    assert 7 - held.count(None) == 3
    assert store.held_bytes == 3


def test_a_twin_that_nobody_looks_at_is_not_run(
    small: Scenario, made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arms, "RUNS", made.cache())
    course = arms.course(small, 2)
    assert made.names == []
    assert course.run["performance"].shape == (2, 48)
    assert made.names == ["burn_in", "run"]
    assert course.twin is course.twin
    assert made.names == ["burn_in", "run", "run"]


def test_cases_that_draw_or_start_otherwise_share_nothing(small: Scenario, made: Recorder) -> None:
    case, cache = compile_case(small), made.cache()
    others = [
        replace(case, width=0.0),
        replace(case, fixed=case.fixed | {"slope"}),
        replace(case, start=(0.5, 1.0, 1.0)),
    ]
    trust = cache.burn_in(case, 1, NUMBERS).trust
    for other in others:
        assert not np.array_equal(cache.burn_in(other, 1, NUMBERS).trust, trust)
    assert made.names == ["burn_in"] * 4
    cache.burn_in(replace(case), 1, NUMBERS)  # control: the same case is not made again
    assert made.names == ["burn_in"] * 4
