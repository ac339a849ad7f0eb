"""Bands over runs, month by month."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.bands import QUANTILES, bands, bands_of_rows


def test_quantiles_are_those_of_the_runs() -> None:
    values = np.random.default_rng(1).random((101, 7))
    table = bands(values)
    for name, level in QUANTILES.items():
        np.testing.assert_allclose(table[name], np.quantile(values, level, axis=0))
    np.testing.assert_allclose(table["mean"], values.mean(axis=0))


@pytest.mark.filterwarnings("error")
def test_runs_without_a_value_are_left_out_and_counted() -> None:
    table = bands([[1.0, np.nan, 3.0], [2.0, np.nan, np.nan]])
    assert table["n"].tolist() == [2, 0, 1]
    assert table["q50"][0] == 1.5
    assert np.isnan(table["q50"][1])
    assert table["mean"][2] == 3


@pytest.mark.filterwarnings("error")
def test_no_runs_give_null_bands() -> None:
    assert np.isnan(bands(np.empty((0, 3)))["mean"]).all()


@given(
    arrays.arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 9)),
                  elements=st.one_of(st.floats(-1e3, 1e3), st.just(np.nan)))
)  # fmt: skip
def test_bands_of_rows_are_what_numpy_says_with_missing_values_left_out(values: np.ndarray) -> None:
    found = bands_of_rows(values.copy())
    for row, cells in enumerate(values):
        seen = cells[np.isfinite(cells)]
        assert found["n"][row] == len(seen)
        for name, share in QUANTILES.items():
            expected = np.quantile(seen, share) if len(seen) else np.nan
            assert np.isclose(found[name][row], expected, rtol=1e-9, atol=1e-9, equal_nan=True)
        expected = seen.mean() if len(seen) else np.nan
        assert np.isclose(found["mean"][row], expected, rtol=1e-9, atol=1e-9, equal_nan=True)
