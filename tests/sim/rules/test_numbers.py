"""Arithmetic that gives the same bits everywhere."""

import inspect
import math
import struct
from importlib import import_module
from inspect import get_annotations
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.rules
from sim.rules.numbers import clamp, exponential, logistic, positive_part, smaller

COMPILER: Any = numba.config

HOMES = [path.stem for path in Path(sim.rules.__file__).parent.glob("*.py")]
MODULES: list[ModuleType] = [
    import_module(f"sim.rules.{home}") for home in sorted(HOMES) if home not in ("__init__", "compiled")
]
RULES = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if hasattr(value, "py_func") and value.py_func.__module__ == module.__name__
}
SCALAR = {
    name: rule
    for name, rule in RULES.items()
    if set(get_annotations(rule.py_func, eval_str=True).values()) <= {float, int}
}
amounts = st.floats(0.0, 100.0, allow_subnormal=False)
compiler = pytest.mark.skipif(bool(COMPILER.DISABLE_JIT), reason="asks the compiler, which is switched off")


def bits(x: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", x))[0])


def ulps(number: float, other: float) -> int:
    return abs(bits(number) - bits(other))


def test_the_exponential_is_within_one_unit_in_the_last_place() -> None:
    draw = np.random.default_rng(1)
    places = np.concatenate([draw.uniform(-30, 30, 60_000), draw.normal(0, 1, 30_000), [0.0, 1.0, -1.0]])
    assert max(ulps(exponential(x), math.exp(x)) for x in places) <= 1
    assert exponential(0.0) == 1.0


def test_the_exponential_is_sane_to_the_ends_of_its_range() -> None:
    places = np.linspace(-700, 700, 20_001)
    exponentials = np.array([exponential(x) for x in places])
    np.testing.assert_allclose(exponentials, np.exp(places), rtol=1e-13)
    assert (np.diff(exponentials) > 0).all()
    assert exponential(-1e9) == exponential(-700.0) > 0.0
    assert exponential(1e9) == exponential(700.0) < math.inf
    assert exponential(-701.0) == exponential(-700.0)
    assert exponential(701.0) == exponential(700.0)


@compiler
def test_one_wrong_term_of_the_series_would_be_seen() -> None:
    """Control: the last term of the Taylor series left out is more than a unit in the last place."""
    rule: Any = exponential
    source = inspect.getsource(rule.py_func)
    broken = source.replace("1.0 / 479001600.0 + r * (1.0 / 6227020800.0)", "1.0 / 479001600.0")
    broken = broken.replace("r * tail)\n    tail = 1.0 / 40320.0", "0.0)\n    tail = 1.0 / 40320.0")
    assert broken != source
    room = dict(vars(import_module("sim.rules.numbers")))
    exec(broken, room)
    places = np.random.default_rng(1).uniform(-30, 30, 3000)
    assert max(ulps(room["exponential"](x), math.exp(x)) for x in places) > 1


def arguments(rule: Any, draw: np.random.Generator, n: int) -> list[tuple[Any, ...]]:
    """Plausible arguments: shares, now and then one that is 1 or more; whole numbers from 1 to 30. Never 0,
    and never two that are equal: plain Python refuses to divide by nothing.
    """
    kinds = list(get_annotations(rule.py_func, eval_str=True).values())[:-1]
    whole = draw.integers(0, 4 * len(kinds), n)
    columns = [
        draw.integers(1, 31, n).tolist()
        if kind is int
        else np.where(whole == k, 1.0, draw.uniform(0.01, 1.3, n)).tolist()
        for k, kind in enumerate(kinds)
    ]
    return list(zip(*columns, strict=True))


@compiler
def test_every_rule_is_found() -> None:
    assert len(SCALAR) >= 40
    assert set(RULES) - set(SCALAR) == {
        "sim.rules.council.qualified_majority",
        "sim.rules.council.weighted_mean",
        "sim.rules.strengths.dissimilarity",
    }


def looped(rules: list[Any]) -> Any:
    """One compiled loop that calls every rule on its own columns, as the kernel does."""
    room: dict[str, Any] = {f"rule_{k}": rule for k, rule in enumerate(rules)}
    lines = ["def loop(floats, wholes, out):", "    for i in range(out.shape[0]):"]
    at = 0
    for k, rule in enumerate(rules):
        given = []
        for kind in list(get_annotations(rule.py_func, eval_str=True).values())[:-1]:
            given.append(f"{'wholes' if kind is int else 'floats'}[i, {at}]")
            at += 1
        lines.append(f"        out[i, {k}] = rule_{k}({', '.join(given)})")
    exec("\n".join(lines), room)
    return numba.njit(error_model="numpy")(room["loop"])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@compiler
def test_every_rule_gives_the_same_bits_called_compiled_and_inside_a_loop() -> None:
    rules, n = list(SCALAR.values()), 300
    given = [arguments(rule, np.random.default_rng([2, *name.encode()]), n) for name, rule in SCALAR.items()]
    table = np.array([[x for args in row for x in args] for row in zip(*given, strict=True)])
    inside = np.empty((n, len(rules)))
    looped(rules)(table, table.astype(np.int64), inside)
    for k, rule in enumerate(rules):
        called = np.array([rule(*args) for args in given[k]], dtype=np.float64)
        plain = np.array([float(rule.py_func(*args)) for args in given[k]], dtype=np.float64)
        name = list(SCALAR)[k]
        assert called.tobytes() == plain.tobytes(), f"{name}: compiled against plain"
        assert called.tobytes() == inside[:, k].tobytes(), f"{name}: called against inside a loop"


NEVER_NOTHING = {"sim.rules.warning.loss_foreseen"}
"""Rules that divide by what is never 0 in the model: calm demand holds the allies' own, which is 1."""


@compiler
def test_where_plain_python_refuses_to_divide_the_compiled_rule_gives_no_number() -> None:
    """The compiled model divides by 0 without a word; what comes of it must not look like an answer."""
    refused = set()
    for name, rule in SCALAR.items():
        draw = np.random.default_rng([4, *name.encode()])
        kinds = list(get_annotations(rule.py_func, eval_str=True).values())[:-1]
        for zeros in draw.integers(0, 2, (400, len(kinds))):
            args = [1 if kind is int else float(zero) for kind, zero in zip(kinds, zeros, strict=True)]
            try:
                rule.py_func(*args)
            except ZeroDivisionError:
                refused.add(name)
                assert name in NEVER_NOTHING or not math.isfinite(rule(*args)), (name, args)
    assert "sim.rules.interoperability.depth_benefit" in refused  # control: some of what is asked is refused


def test_a_librarys_powers_would_break_the_bits() -> None:
    """Control: why powers are written out, on any machine (over a vector, np.exp differs on some only)."""
    places = np.random.default_rng(3).uniform(-5, 5, 50_000)
    assert sum(x**3 != x * x * x for x in places.tolist()) > 0


@given(amounts, amounts, st.floats(1e-3, 0.3))
def test_smaller_never_exceeds_the_smaller_and_meets_it_as_the_kink_sharpens(
    a: float, b: float, softness: float
) -> None:
    assert smaller(a, b, 0.0) == min(a, b)
    smooth = smaller(a, b, softness)
    assert 0.0 <= smooth <= min(a, b) * (1 + 1e-12)
    assert smooth >= min(a, b) * 2 ** (-1 / 8) * (1 - 1e-12) or max(a, b) < 1e-30
    assert smooth == smaller(b, a, softness)


@given(st.floats(-10, 10), st.floats(1e-12, 0.3))
def test_the_smooth_positive_part_lies_above_the_kink_and_meets_it(x: float, softness: float) -> None:
    assert positive_part(x, 0.0) == max(0.0, x)
    above = positive_part(x, softness) - max(0.0, x)
    assert -1e-15 * abs(x) <= above <= softness / 2 * (1 + 1e-9) + 1e-15 * abs(x)


def test_smooth_forms_by_hand() -> None:
    # (.4 + sqrt(.16 + .09)) / 2, and the same from below; a a / (2 a^8)^(1/8) at a = b
    assert positive_part(0.4, 0.3) == pytest.approx(0.45)
    assert positive_part(-0.4, 0.3) == pytest.approx(0.05)
    assert smaller(0.5, 0.5, 0.3) == pytest.approx(0.5 * 2**-0.125)
    assert smaller(0.5, 0.5, 0.0) == 0.5


@given(st.floats(-700, 700))
def test_the_logistic_is_a_share_and_falls_as_it_rises(x: float) -> None:
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-15)


def test_a_clamp_holds_and_lets_what_is_no_number_through() -> None:
    assert [clamp(x) for x in (-0.1, 0.0, 0.4, 1.0, 1.1)] == [0.0, 0.0, 0.4, 1.0, 1.0]
    assert math.isnan(clamp(math.nan))
