"""How fast the page answers, as a reader in a browser has it: the page is served by a process of its own,
and a browser that nobody sees drags its sliders.
"""

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from experiments.errors import UsageFault
from page.curve_answers import FULL, PREVIEW

FIRST_CHART, CLASS_P95 = 2.0, 1.0
"""Aimed at, in seconds: from opening the page to its first chart; a preview of one of a class."""
PREVIEW_MEDIAN, PREVIEW_P95, CURVE_MEDIAN, NEW_TWINS_MEDIAN = 80.0, 200.0, 150.0, 300.0
"""Aimed at, in milliseconds from asking to drawing: previews while a slider is dragged; the curve of all runs
where only the shock is new, and where the runs without it are new as well.
"""
REDRAWS, MEMORY = 10.0, 1.1
"""Aimed at: redraws a second while a slider is dragged, and the most memory of the server as a multiple of
the first.
"""
CLASS, EVERY = 40, 5.0
"""Readers of a class, and the seconds between two shocks of each."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SHOCK, BEFORE = "shock.size", "start.trust"
"""A slider that moves the shock alone, and one that makes the runs without it new."""
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class BrowserEffort:
    """Seconds for which a slider is dragged, how often one is set and left alone, and seconds in which the
    caches fill and for which a class is then watched.
    """

    drag: float
    rests: int
    warm: float
    watched: float


WHOLE, QUICK = BrowserEffort(8, 14, 30, 120), BrowserEffort(3, 5, 10, 20)


def page_speed(quick: bool = False, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Everything measured in a browser on this machine; times are milliseconds unless they end in _s.

    Raises UsageFault where there is no browser to drive, and for a page that cannot be served.
    """
    effort = QUICK if quick else WHOLE
    progress("starting the page and a browser", 0, None)
    with _browser() as browser, _served() as server:
        page, _ = opened(browser, server.address)
        page.context.close()  # the first time the browser itself gets ready
        page, first = opened(browser, server.address)
        report: dict[str, Any] = {"first_chart_s": first}
        for name, slider in (("shock", SHOCK), ("new_twins", BEFORE)):
            progress(f"dragging {slider}", 0, None)
            waits, redraws = drag(page, slider, effort.drag)
            dragged = {"redraws_a_second": redraws, **told(waits[PREVIEW])}
            progress(f"setting {slider}", 0, None)
            report[name] = {"dragged": dragged, "set": told(set_and_rest(page, slider, effort.rests))}
        progress(f"a class of {CLASS}", 0, None)
        report["class"] = class_of_readers(page, server.port, server.memory, effort.warm, effort.watched)
    return report


def told(waits: list[float]) -> dict[str, float]:
    """How many waits there were, their median and the value that 95 % of them stay below."""
    if not waits:
        return {"n": 0, "median": float("nan"), "p95": float("nan")}
    return {"n": len(waits), "median": float(np.median(waits)), "p95": float(np.quantile(waits, 0.95))}


def opened(browser: Any, address: str) -> tuple[Any, float]:
    """The page in a new window, and the seconds until its first chart was there."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    begin = time.monotonic()
    page.goto(address)
    settle(page)
    return page, time.monotonic() - begin


def settle(page: Any, runs: int = FULL) -> None:
    """Wait until the curves of so many runs are drawn and nothing is under way."""
    page.wait_for_selector(f"html[data-shown='{runs}'][data-busy='']", state="attached", timeout=60_000)


def drag(page: Any, slider: str, seconds: float) -> tuple[dict[int, list[float]], float]:
    """Drag a slider to and fro; milliseconds of the answers by runs, and redraws a second."""
    page.evaluate("document.page.asker.latencies.length = 0; document.page.redraws = 0")
    box: Any = page.locator(f"[id='slider-{slider}']").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    page.mouse.down()
    begin, step = time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        step += 1
        page.mouse.move(box["x"] + box["width"] * (0.3 + 0.6 * abs(step * 0.013 % 2 - 1)), middle)
        page.wait_for_timeout(12)
    redraws = page.evaluate("document.page.redraws") / (time.monotonic() - begin)
    page.mouse.up()
    page.wait_for_timeout(200)
    settle(page)
    return {runs: waits_of(page, runs) for runs in (PREVIEW, FULL)}, redraws


def set_and_rest(page: Any, slider: str, times: int) -> list[float]:
    """Set a slider and leave it alone, so many times; milliseconds until the curve of all runs was drawn."""
    control = page.locator(f"[id='slider-{slider}']")
    page.evaluate("document.page.asker.latencies.length = 0")
    for value in np.linspace(0.95, 0.55, times):
        control.fill(f"{value:.3f}")
        page.wait_for_timeout(200)
        settle(page)
    return waits_of(page, FULL)


def waits_of(page: Any, runs: int) -> list[float]:
    """Milliseconds from asking to drawing, of the answers with so many runs."""
    seen = page.evaluate("document.page.asker.latencies")
    return [each["milliseconds"] for each in seen if each["runs"] == runs]


def class_of_readers(
    page: Any, port: int, memory: Callable[[], int | None], warm: float, watched: float
) -> dict[str, Any]:
    """A class whose readers move a shock every few seconds, each beside runs of its own, with one more of it
    in a browser: how long they wait for previews, and what the server holds meanwhile. What happens while
    caches fill is left out. A request that fails is raised.
    """
    begin = time.monotonic()
    until = begin + warm + watched
    with ThreadPoolExecutor(CLASS) as pool:
        clients = [pool.submit(reader, port, number, until) for number in range(CLASS)]
        reader_in_a_browser(page, begin + warm, memory)
        drawn, held = reader_in_a_browser(page, until, memory)
        waits = [1000 * wait for client in clients for wait in client.result()]
    known = [each for each in held if each is not None]
    return {
        "readers": CLASS,
        "seconds": watched,
        "previews": told(waits),
        "drawn": told(drawn),
        "memory": max(known) / known[0] if known else None,
    }


def reader(port: int, number: int, until: float) -> list[float]:
    """One of a class, without a browser; seconds until each preview."""
    waits, draw = [], np.random.default_rng(number)
    time.sleep(draw.uniform(0, EVERY))
    while time.monotonic() < until:
        begin = time.monotonic()
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        query = f"{SHOCK}={draw.uniform(0.1, 1):.4f}&{BEFORE}={0.6 + 0.01 * number:.2f}&runs={PREVIEW}"
        asking.request("GET", f"/curves?{query}", headers={"x-session": f"client{number:04}"})
        answer = asking.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise UsageFault(f"the page refused a reader: {body[:200]!r}")
        waits.append(time.monotonic() - begin)
        time.sleep(max(0.0, EVERY - waits[-1]))
    return waits


def reader_in_a_browser(
    page: Any, until: float, memory: Callable[[], int | None]
) -> tuple[list[float], list[int | None]]:
    """One of a class, in a browser: milliseconds until each preview is drawn, and the server's memory."""
    slider, held, draw = page.locator(f"[id='slider-{SHOCK}']"), [], np.random.default_rng(0)
    page.evaluate("document.page.asker.latencies.length = 0")
    while time.monotonic() < until:
        slider.fill(f"{draw.uniform(0.1, 1):.2f}")
        page.wait_for_timeout(1000 * EVERY)
        settle(page)
        held.append(memory())
    return waits_of(page, PREVIEW), held


def resident_bytes(process: int) -> int | None:
    """Memory of a process, where the system tells it."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return 1024 * int(status.split("VmRSS:")[1].split()[0])


@dataclass(frozen=True)
class ServedElsewhere:
    """The page, served by another process."""

    address: str
    process: int

    @property
    def port(self) -> int:
        """Where it is to be found on this machine."""
        return int(urlsplit(self.address).port or 0)

    def memory(self) -> int | None:
        """Bytes that the process holds."""
        return resident_bytes(self.process)


@contextmanager
def _served() -> Iterator[ServedElsewhere]:
    words = [sys.executable, "-m", "alliance", "serve", "--no-browser"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            address = next((word for word in said if word.startswith("http://")), None)
            if address is None:
                raise UsageFault("the page could not be served: `alliance serve --no-browser` says why")
            yield ServedElsewhere(address, process.pid)
        finally:
            process.terminate()


@contextmanager
def _browser() -> Iterator[Any]:
    """A browser that nobody sees. Raises UsageFault where there is none to drive."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    needs = "bench --page drives a browser: install chromium, and playwright with the extra `page` (README)"
    if chromium is None:
        raise UsageFault(needs)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as fault:
        raise UsageFault(needs) from fault
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"] * root)
        try:
            yield browser
        finally:
            browser.close()
