"""How fast the page answers: guards at three times what it is to reach where nothing else is running."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tests.page.browser.conftest import Open, Opened
from tests.page.conftest import ServedPage

pytestmark = pytest.mark.page

GUARD = 3
FIRST_CHART, PREVIEW_MEDIAN, PREVIEW_P95, CURVE_MEDIAN, REDRAWS = 2.0, 80, 200, 150, 10
"""Seconds; milliseconds of a preview and of the curve with 200 runs behind it; redraws a second."""
CLASS, CLASS_SECONDS, CLASS_P95 = 40, 20, 1.0


def drag(made: Opened, slider: str, seconds: float) -> tuple[dict[int, list[float]], float]:
    """Drag a slider to and fro; milliseconds of the answers by runs, and redraws a second."""
    made.page.evaluate("document.page.asker.latencies.length = 0; document.page.redraws = 0")
    box: Any = made.page.locator(f"[id='slider-{slider}']").bounding_box()
    middle = box["y"] + box["height"] / 2
    made.page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    made.page.mouse.down()
    begin, step = time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        step += 1
        made.page.mouse.move(box["x"] + box["width"] * (0.3 + 0.6 * abs(step * 0.013 % 2 - 1)), middle)
        made.page.wait_for_timeout(12)
    redraws = made.page.evaluate("document.page.redraws") / (time.monotonic() - begin)
    made.page.mouse.up()
    made.page.wait_for_timeout(200)
    made.shown()
    seen = made.page.evaluate("document.page.asker.latencies")
    return {
        runs: [each["milliseconds"] for each in seen if each["runs"] == runs] for runs in (50, 200)
    }, redraws


def test_the_first_chart_is_there_soon(opened: Open) -> None:
    opened()
    begin = time.monotonic()
    opened()
    assert time.monotonic() - begin < GUARD * FIRST_CHART


def test_a_slider_that_is_dragged_is_followed(opened: Open) -> None:
    made = opened()
    latencies, redraws = drag(made, "shock.size", 4)
    assert np.median(latencies[50]) < GUARD * PREVIEW_MEDIAN
    assert np.quantile(latencies[50], 0.95) < GUARD * PREVIEW_P95
    assert redraws > REDRAWS / GUARD
    assert latencies[200]


def test_the_whole_curve_follows_when_a_slider_rests(opened: Open) -> None:
    made = opened()
    slider = made.page.locator("[id='slider-shock.size']")
    made.page.evaluate("document.page.asker.latencies.length = 0")
    for size in (0.9, 0.8, 0.7, 0.6, 0.5):
        slider.fill(str(size))
        made.page.wait_for_timeout(200)
        made.shown()
    seen = made.page.evaluate("document.page.asker.latencies")
    whole = [each["milliseconds"] for each in seen if each["runs"] == 200]
    assert len(whole) >= 4
    assert np.median(whole) < GUARD * CURVE_MEDIAN


def previews(port: int, number: int, until: float) -> list[float]:
    """A client of a class: a new shock every five seconds; seconds until each preview."""
    waits, draw = [], np.random.default_rng(number)
    while time.monotonic() < until:
        begin = time.monotonic()
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        query = f"shock.size={draw.uniform(0.1, 1):.3f}&start.trust={0.6 + 0.01 * number:.2f}&runs=50"
        asking.request("GET", f"/curves?{query}", headers={"x-session": f"client{number:04}"})
        answer = asking.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
        waits.append(time.monotonic() - begin)
        time.sleep(max(0.0, 5 - waits[-1]))
    return waits


@pytest.mark.slow
def test_a_class_of_forty_is_served(served: ServedPage) -> None:
    with ThreadPoolExecutor(CLASS) as pool:
        warm = [pool.submit(previews, served.port, n, time.monotonic() + 0.1) for n in range(CLASS)]
        assert all(client.result() for client in warm)
        until = time.monotonic() + CLASS_SECONDS
        waits = [pool.submit(previews, served.port, n, until) for n in range(CLASS)]
        seconds = [wait for client in waits for wait in client.result()]
    assert len(seconds) > 3 * CLASS
    assert np.quantile(seconds, 0.95) < GUARD * CLASS_P95
