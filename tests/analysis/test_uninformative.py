"""Runs that say nothing are found, and only those."""

import numpy as np
import pytest

from analysis.uninformative import inert, saturated


def test_one_month_of_one_series_is_enough_not_to_be_inert() -> None:
    twin = np.full((3, 20, 4), 2.0)
    run = twin.copy()
    run[1, 7, 2] = 2.021
    run[2, 7, 2] = 2.019
    assert inert(run, twin).tolist() == [True, False, True]


def test_anything_differs_from_nothing() -> None:
    twin = np.zeros((1, 5, 1))
    run = twin.copy()
    run[0, 3, 0] = 1e-6
    assert inert(twin, twin).all()
    assert not inert(run, twin).any()


def test_saturated_needs_every_domain_over_the_whole_last_year() -> None:
    effort = np.full((5, 24, 8), 0.99)
    effort[1, :, 3] = 0.01
    effort[2, :, 3] = 0.5
    effort[3, 23, 3] = 0.97
    effort[4, :12, :] = 0.5
    assert saturated(effort).tolist() == [True, True, False, False, True]


def test_an_effort_that_jumps_from_end_to_end_is_not_pinned() -> None:
    effort = np.full((1, 24, 2), 0.99)
    effort[0, 18:, 0] = 0.01
    assert not saturated(effort)[0]


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="need"):
        inert(np.ones((2, 3)), np.ones((2, 3)))
    with pytest.raises(ValueError, match="need"):
        inert(np.ones((2, 3, 1)), np.ones((2, 4, 1)))
    with pytest.raises(ValueError, match="need"):
        saturated(np.ones((2, 3)))
