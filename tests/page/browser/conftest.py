"""Debian's chromium, driven as a person would, and what it complained of meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from page.web.speed import settle
from tests.page.conftest import ServedPage

CHROMIUM = Path("/usr/bin/chromium")
WATCH = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", (event) => breaches.push(event.violatedDirective));
"""
"""Run before the page's own scripts. What is evaluated from outside is not held to the policy, so breaches
are collected by a listener.
"""
SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}


class Opened(NamedTuple):
    """A page in a browser, with what it asked for and what went wrong."""

    page: Any
    addresses: list[str]
    faults: list[str]

    def shown(self, runs: int = 200) -> None:
        """Wait until the curves of so many runs are drawn and nothing is under way."""
        settle(self.page, runs)

    def breaches(self) -> list[str]:
        """What the security policy has stopped."""
        return list(self.page.evaluate("window.breaches"))

    def strangers(self) -> list[str]:
        """Addresses that are not on this machine."""
        places = [urlsplit(address) for address in self.addresses]
        return [
            place.geturl() for place in places if place.scheme != "blob" and place.hostname != "127.0.0.1"
        ]


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, served: ServedPage) -> Iterator[Open]:
    """Open the page at an address, in a window of a size and a colour scheme."""
    contexts = []

    def make(query: str = "", size: str = "laptop", scheme: str = "light", path: str = "/") -> Opened:
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH)
        made = Opened(page, [], [])
        page.on("request", lambda request: made.addresses.append(request.url))
        page.on("pageerror", lambda fault: made.faults.append(str(fault)))
        page.on("console", lambda said: made.faults.append(said.text) if said.type == "error" else None)
        page.goto(f"http://127.0.0.1:{served.port}{path}?{query}")
        made.shown()
        return made

    yield make
    for context in contexts:
        context.close()
