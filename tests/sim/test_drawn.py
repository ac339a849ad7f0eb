"""Parameters that a replicate draws: by name, in range, shared by run and twin; what is set is not drawn."""

import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.engine import mesa_runs
from sim import run as kernel
from sim.draws import PARAMETER, stream, uniform
from sim.parameters import spread as module
from sim.parameters.spread import SPREAD, drawn, is_free, spread_of
from sim.parameters.table import MECHANISMS, PARAMETERS, vector
from sim.run import burn_in, simulate
from sim.state import layout as at
from sim.state.run_parameters import centres_of_each, parameters_of
from sim.world.case import Case

MakeCase = Callable[..., Case]
KEYS = [np.uint64(stream(3, replicate)) for replicate in range(300)]
NAMES = list(PARAMETERS)
FREE = [name for name, row in PARAMETERS.items() if is_free(row)]


@pytest.fixture(scope="module")
def draws() -> np.ndarray:
    """[replicate, parameter]"""
    spread = spread_of(frozenset(), SPREAD)
    return drawn(vector({}), spread, KEYS)


def test_a_draw_is_its_address_and_nothing_else(draws: np.ndarray) -> None:
    """Seed, replicate and the parameter's name: so a parameter more in the table moves no other's draw."""
    for name in ("slope", "blame", "complement_gain"):
        row, place = PARAMETERS[name], NAMES.index(name)
        chance = uniform(KEYS[7], 0, zlib.crc32(name.encode()), PARAMETER)
        expected = row.default * (1.0 + SPREAD * (2.0 * chance - 1.0))
        assert draws[7, place] == min(max(expected, row.low), row.high)


def test_a_parameter_more_or_less_moves_no_others_draw(
    monkeypatch: pytest.MonkeyPatch, draws: np.ndarray
) -> None:
    without = [name for name in NAMES if name != "routine"]
    places = [NAMES.index(name) for name in without]
    for known in ("_ADDRESS", "_LOW", "_HIGH"):
        old = getattr(module, known)
        fewer = old[places] if isinstance(old, np.ndarray) else tuple(old[k] for k in places)
        monkeypatch.setattr(module, known, fewer)
    again = drawn(vector({})[places], spread_of(frozenset(), SPREAD)[places], [KEYS[4]])[0]
    assert again.tobytes() == draws[4, places].tobytes()
    monkeypatch.setattr(module, "_ADDRESS", tuple(range(len(places))))  # control: by place and not by name
    shifted = drawn(vector({})[places], spread_of(frozenset(), SPREAD)[places], [KEYS[4]])[0]
    assert shifted.tobytes() != again.tobytes()


def test_no_two_names_have_one_address() -> None:
    assert len({zlib.crc32(name.encode()) for name in NAMES}) == len(NAMES)


def test_draws_fill_their_width_and_stay_in_range(draws: np.ndarray) -> None:
    for name in (name for name in FREE if PARAMETERS[name].default != 0.0):  # a share of nothing is nothing
        row, values = PARAMETERS[name], draws[:, NAMES.index(name)]
        low = max(row.low, row.default * (1 - SPREAD))
        high = min(row.high, row.default * (1 + SPREAD))
        assert values.min() >= low * (1 - 1e-12), name
        assert values.max() <= high * (1 + 1e-12), name
        assert values.min() < low + 0.1 * (high - low), name
        assert values.max() > high - 0.1 * (high - low), name


def test_draws_of_two_parameters_share_no_pattern(draws: np.ndarray) -> None:
    inside = [NAMES.index(name) for name in FREE if np.ptp(draws[:, NAMES.index(name)]) > 0]
    together = np.corrcoef(draws[:, inside].T) - np.eye(len(inside))
    assert np.abs(together).max() < 5.5 / np.sqrt(len(KEYS))


def test_whole_numbers_neutral_ones_and_those_of_what_is_off_are_not_drawn(draws: np.ndarray) -> None:
    still = {name for k, name in enumerate(NAMES) if np.ptp(draws[:, k]) == 0.0}
    for name, row in PARAMETERS.items():
        off = bool(row.mechanism) and not MECHANISMS[row.mechanism].default
        stays = row.unit == "months" or row.default in (row.neutral, 0.0) or off
        assert (name in still) == stays, name
    assert {"meeting_interval", "tiers_aligned", "expectation_pace", "softness"} <= still


def test_what_is_set_is_not_drawn(make_case: MakeCase) -> None:
    """Nor held in the range of what is drawn: a value that somebody sets is theirs."""
    case = replace(make_case(parameters={"slope": 9.0}), width=SPREAD, fixed=frozenset({"slope"}))
    vectors = np.array([parameters_of(case, key) for key in KEYS[:20]])
    assert (vectors[:, at.SLOPE] == 9.0).all()
    assert np.ptp(vectors[:, at.BLAME]) > 0.0
    centres = np.array([centres_of_each(case, [key])[0] for key in KEYS[:20]])
    assert np.ptp(centres[:, at.SLOPE]) > 0.0  # calm is where it would have been


def test_with_no_width_every_replicate_has_the_centre(make_case: MakeCase) -> None:
    case = make_case(parameters={"slope": 2.0}, on=["smooth"])
    assert {parameters_of(case, key).tobytes() for key in KEYS[:5]} == {case.parameters.tobytes()}
    wide = replace(case, width=SPREAD)
    assert len({parameters_of(wide, key).tobytes() for key in KEYS[:5]}) == 5  # control


def test_what_is_off_is_neutral_whatever_is_drawn(make_case: MakeCase) -> None:
    case = replace(make_case(off=["blame"]), width=SPREAD)
    assert all(parameters_of(case, key)[at.BLAME] == 0.0 for key in KEYS[:20])


def test_run_and_twin_and_both_engines_share_the_draw(make_case: MakeCase, hard_times: np.ndarray) -> None:
    case = replace(make_case(shocks=hard_times, burn_in=4), width=SPREAD)
    for shocked in (True, False):
        runs = [e.simulate(case, 3, np.arange(2), shocked=shocked, full=True) for e in (kernel, mesa_runs)]
        assert runs[0].states.tobytes() == runs[1].states.tobytes()
    nothing = replace(case, shocks=hard_times[:0])
    run, twin = (simulate(nothing, 3, np.arange(3), shocked=shocked) for shocked in (True, False))
    assert run.series.tobytes() == twin.series.tobytes()


def test_drawn_replicates_differ_more_than_chance_makes_them(make_case: MakeCase) -> None:
    fixed = make_case(months=1, burn_in=24)
    spreads = [
        np.std(simulate(case, 3, np.arange(20), shocked=False)["performance"])
        for case in (fixed, replace(fixed, width=SPREAD))
    ]
    assert spreads[1] > 3 * spreads[0]


SHARES = (0.25, 0.8, 0.5)


def test_a_start_off_calm_is_set_after_the_burn_in_in_run_and_twin(
    make_case: MakeCase, hard_times: np.ndarray
) -> None:
    calm = make_case(shocks=hard_times, burn_in=12)
    weak = replace(calm, start=SHARES)
    usual, begun = (burn_in(case, 3, np.arange(2)) for case in (calm, weak))
    effort = {"effort": 0.5, "position": 0.5, "joint": 0.5}
    for name, share in ({"trust": 0.25, "interoperability": 0.8} | effort).items():
        np.testing.assert_allclose(getattr(begun, name), share * getattr(usual, name), rtol=1e-15)
    for name in ("commitments", "stock", "interest", "work", "expected", "standing"):
        assert getattr(begun, name).tobytes() == getattr(usual, name).tobytes()
    quiet = replace(weak, shocks=hard_times[:0])
    run, twin = (simulate(quiet, 3, np.arange(2), shocked=shocked) for shocked in (True, False))
    assert run.series.tobytes() == twin.series.tobytes()
    assert (twin["trust_USA"][:, 0] < 0.5).all()


def test_a_start_above_calm_leaves_shares_shares(make_case: MakeCase) -> None:
    begun = burn_in(replace(make_case(), start=(3.0, 2.0, 3.0)), 1, np.arange(1))
    assert begun.trust.max() == begun.effort.max() == begun.position.max() == 1.0
    np.testing.assert_allclose(begun.interoperability, 2.0)


@pytest.mark.parametrize("shocked", [True, False])
def test_both_engines_begin_off_calm_alike(
    make_case: MakeCase, hard_times: np.ndarray, shocked: bool
) -> None:
    case = replace(make_case(shocks=hard_times, burn_in=5, months=12), start=SHARES, width=SPREAD)
    runs = [e.simulate(case, 3, np.arange(2), shocked=shocked, full=True) for e in (kernel, mesa_runs)]
    assert runs[0].states.tobytes() == runs[1].states.tobytes()
    assert runs[0].clamps.tolist() == runs[1].clamps.tolist()
