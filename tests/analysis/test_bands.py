"""Bands over runs, month by month."""

import numpy as np
import pytest

from analysis.bands import QUANTILES, bands


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
