"""The page served in this process on a free port of this machine, and settings that run in milliseconds."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
import uvicorn

from page.web.application import PageServer, application

SMALL = "population.firms=12&horizon.months=90&burn_in.months=6"
"""Keys that make a scenario small."""


class Heard(NamedTuple):
    """What the page answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def line(self) -> str:
        """The line in which it refused."""
        return str(json.loads(self.body)["error"])


class ServedPage(NamedTuple):
    """A page that is being served."""

    port: int
    server: PageServer

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Heard:
        """Ask for a path, with headers beside or in place of the usual ones."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        asking.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"127.0.0.1:{self.port}", **(headers or {})}.items():
            asking.putheader(name, value)
        asking.endheaders()
        answer = asking.getresponse()
        heard = Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        asking.close()
        return heard

    def json(self, path: str) -> Any:
        """The document of a path that is answered."""
        heard = self.get(path)
        assert heard.status == 200, heard.body
        return json.loads(heard.body)


@pytest.fixture(scope="session")
def served() -> Iterator[ServedPage]:
    """The page, as `alliance serve` serves it."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    port = door.getsockname()[1]
    app, server = application(port, 2)
    running = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield ServedPage(port, server)
    running.should_exit = True
    thread.join(10)
