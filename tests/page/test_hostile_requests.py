"""What is out of range, too long or meant ill gets one line, never a trace, and nothing is run for it."""

from urllib.parse import quote

import pytest

from tests.page.conftest import SMALL, ServedPage

LINES = {
    "/curves?runs=51": "runs is one of 50, 200",
    "/curves?runs=100000000": "runs must be a whole number",
    "/curves?runs=-1": "runs must be",
    "/curves?shock.size=2": "at most 1",
    "/curves?shock.size=nan": "finite",
    "/curves?shock.size=1e999": "number",
    "/curves?shock.size=": "no value",
    "/curves?shock.size=[1,2]": "number",
    "/curves?shock.months=1.5": "whole number",
    "/curves?shock.months=99999": "at most",
    "/curves?population.firms=1000000": "at most 2000 firms",
    "/curves?horizon.months=1200": "at most 480 months",
    "/curves?burn_in.months=1200": "at most 480 months",
    "/curves?title=x": "is not a key",
    "/curves?off=nothing": "is not a mechanism",
    "/curves?lens=marxist": "lens",
    "/curves?scenario=../../etc/passwd": "there is no scenario",
    "/curves?scenario=/tmp/x.yaml": "there is no scenario",
    "/curves?scenario=": "there is no scenario",
    "/curves?run=5000": "run must be",
    "/curves?seed=99999999999999999999": "seed must be",
    "/curves?b.shock.size=7": "at most 1",
    "/curves?shock.size=0.5&shock.size=0.6": "given twice",
    "/curves?switches.council=maybe": "on or off",
    "/curves?" + "&".join(f"parameters.p{n}=1" for n in range(80)): "at most 60 keys",
    "/curves?x=" + "y" * 7000: "longer than 6000",
    "/curves?" + quote("<script>alert(1)</script>") + "=1": "is not a key",
    "/curves?%E2%80%AE=1": "is not a key",
    "/curves?%00=1": "is not a key",
    "/curves?a=%ff": "cannot be read",
    "/months?run=200": "run must be",
    "/grid?across=population.firms": "cannot be mapped",
    "/grid?across=" + "a" * 200: "no key",
    "/data.csv?side=b": "side is a",
    "/scenario.yaml?side=c": "side is a",
    "/state?shock.size=3": "at most 1",
    "/texts/..%2f..%2fpyproject": "there",
    "/texts/fr": "there are texts in these languages: en, zh",
    "/static/../setting.py": "no such page",
    "/static/%2e%2e/setting.py": "no such page",
    "/nothing": "no such page",
}


@pytest.mark.parametrize("path", LINES)
def test_a_request_that_cannot_be_answered_gets_a_line(served: ServedPage, path: str) -> None:
    before = served.server.queue.parts_done
    heard = served.get(path)
    assert 400 <= heard.status < 500, heard.body
    assert LINES[path] in heard.line
    assert "\n" not in heard.line
    assert len(heard.line) < 400
    assert b"Traceback" not in heard.body
    assert b"<script" not in heard.body or heard.headers["content-type"] == "application/json"
    assert served.server.queue.parts_done == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_the_page_is_only_read(served: ServedPage, method: str) -> None:
    assert served.get("/curves?runs=50", method=method).line == "this page is only read"


@pytest.mark.parametrize("session", ["x", "a" * 41, "<b>", "a b c d e f", "../../../x"])
def test_a_session_is_a_short_word(served: ServedPage, session: str) -> None:
    heard = served.get(f"/curves?{SMALL}&runs=50", {"x-session": session})
    assert heard.line == "a session is 8 to 40 letters and digits"


def test_a_name_that_is_text_is_shown_as_text(served: ServedPage) -> None:
    """What a stranger wrote comes back in JSON, quoted, with nothing hidden in it."""
    heard = served.get("/curves?scenario=" + quote("<img src=x onerror=alert(1)>\u202e"))
    assert heard.headers["content-type"] == "application/json"
    assert "\\u202e" in heard.line
