"""How fast the page answers: guards at three times what it is to reach where nothing else is running."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from page.curve_answers import FULL, PREVIEW
from page.web import speed
from tests.page.browser.conftest import Open
from tests.page.conftest import ServedPage

pytestmark = pytest.mark.page

GUARD = 3
WARM, WATCHED = 30, 120
"""Seconds: until caches are full, and of the class after it."""


def test_the_first_chart_is_there_soon(opened: Open, chromium: object, served: ServedPage) -> None:
    opened()
    page, seconds = speed.opened(chromium, f"http://127.0.0.1:{served.port}/")
    page.context.close()
    assert seconds < GUARD * speed.FIRST_CHART


def test_a_slider_that_is_dragged_is_followed(opened: Open) -> None:
    latencies, redraws = speed.drag(opened().page, speed.SHOCK, 4)
    assert np.median(latencies[PREVIEW]) < GUARD * speed.PREVIEW_MEDIAN
    assert np.quantile(latencies[PREVIEW], 0.95) < GUARD * speed.PREVIEW_P95
    assert redraws > speed.REDRAWS / GUARD
    assert latencies[FULL]


@pytest.mark.parametrize(
    ("slider", "aim"), [(speed.SHOCK, speed.CURVE_MEDIAN), (speed.BEFORE, speed.NEW_TWINS_MEDIAN)]
)
def test_the_whole_curve_follows_when_a_slider_rests(opened: Open, slider: str, aim: float) -> None:
    whole = speed.set_and_rest(opened().page, slider, 5)
    assert len(whole) >= 4
    assert np.median(whole) < GUARD * aim


@pytest.mark.slow
def test_a_class_of_forty_is_served(
    opened: Open, served: ServedPage, record_property: Callable[[str, object], None]
) -> None:
    made = opened()
    told = speed.class_of_readers(
        made.page, served.port, lambda: speed.resident_bytes(os.getpid()), WARM, WATCHED
    )
    record_property("class", told)
    print(told)
    assert told["previews"]["n"] > 0.8 * speed.CLASS * (WARM + WATCHED) / speed.EVERY
    assert told["previews"]["p95"] < 1000 * GUARD * speed.CLASS_P95
    assert told["drawn"]["p95"] < 1000 * GUARD * speed.CLASS_P95
    assert told["memory"] < speed.MEMORY
    assert made.faults == []


def test_a_reader_that_is_refused_is_not_counted_as_answered(served: ServedPage) -> None:
    """A control: what the page says no to is a fault, and no fast answer."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(speed.reader, served.port, 999, float("inf"))
        with pytest.raises(Exception, match="refused a reader"):
            asked.result()
