"""Only this machine's own page may ask: foreign names and sites are refused, and every answer is sealed."""

from itertools import product

import pytest

from page.web.gate import HEADERS, POLICY
from tests.page.conftest import ServedPage

HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "localhost.evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost",
    "0.0.0.0:{port}",
    "192.168.1.5:{port}",
    "[::]:{port}",
    "",
    "127.0.0.1:{port}@evil.example",
)
ORIGINS = (
    "http://evil.example",
    "null",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://localhost",
)
PATHS = ("/", "/curves?runs=50", "/catalogue", "/static/main.js", "/scenario.yaml")
OWN = ("127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}")


@pytest.mark.parametrize(("host", "origin"), [*product(HOSTS, ORIGINS)])
def test_a_foreign_host_is_refused_whatever_its_origin(served: ServedPage, host: str, origin: str) -> None:
    headers = {"Host": host.format(port=served.port), "Origin": origin.format(port=served.port)}
    heard = served.get("/catalogue", headers)
    assert heard.status in (400, 403)
    assert b"scenarios" not in heard.body
    assert b"Traceback" not in heard.body


@pytest.mark.parametrize(("path", "origin"), [*product(PATHS, ORIGINS)])
def test_a_foreign_origin_is_refused_everywhere(served: ServedPage, path: str, origin: str) -> None:
    heard = served.get(path, {"Origin": origin.format(port=served.port)})
    assert (heard.status, heard.line) == (403, "another site may not ask this page")


@pytest.mark.parametrize("host", OWN)
def test_the_page_s_own_names_are_answered(served: ServedPage, host: str) -> None:
    """Control."""
    own = host.format(port=served.port)
    assert served.get("/catalogue", {"Host": own, "Origin": f"http://{own}"}).status == 200


def test_another_site_may_lead_here_but_not_ask(served: ServedPage) -> None:
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert served.get("/", linked).status == 200
    assert (
        served.get("/curves?runs=50", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}).status
        == 403
    )
    assert served.get("/curves?runs=50", {"Sec-Fetch-Site": "same-site"}).status == 403


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/curves?runs=7", "/texts/zh", "/static/style.css"])
def test_every_answer_says_what_a_browser_may_do_with_it(served: ServedPage, path: str) -> None:
    headers = served.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in POLICY
