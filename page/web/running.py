"""Serving the page on this machine, and opening it in the browser."""

import importlib
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from experiments.errors import UsageFault
from experiments.sweep.workers import cores
from page.address import Address
from page.web.application import PageServer, application, first_answer
from page.web.work_queue import WorkQueue

LOOPBACK = "127.0.0.1"
FIRST_PORT, TRIED = 8642, 20
"""The port the page is served on, and how many after it are tried where it is taken."""
SHUTDOWN = 2
"""Seconds that open answers have when the server is stopped."""
LAST_PART = 10.0
"""Seconds for which threads are awaited that still compute: a process that ends meanwhile may break off
within compiled code and die of it.
"""


class PageUvicorn(uvicorn.Server):
    """A server that, when it is stopped, lets go first of whoever waits for something that is computed."""

    def __init__(self, config: uvicorn.Config, queue: WorkQueue) -> None:
        super().__init__(config)
        self._queue = queue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is open, and then the server."""
        self._queue.shut()
        await super().shutdown(sockets)


@dataclass(frozen=True)
class ReadyPage:
    """A page that is ready to be served: its door, and what is behind it."""

    door: socket.socket
    app: ASGIApp
    server: PageServer

    @property
    def port(self) -> int:
        """Where it is to be found on this machine."""
        return int(self.door.getsockname()[1])

    def serve(self, lang: str, open_browser: bool, seconds: float | None, say: Callable[[str], None]) -> None:
        """Serve the page until it is interrupted, or for so many seconds; `say` is told its address."""
        config = uvicorn.Config(
            self.app,
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN,
            server_header=False,
        )
        agents = threading.Thread(target=_import_agents, daemon=True)
        agents.start()
        address = f"http://{LOOPBACK}:{self.port}/?{Address(lang=lang).text()}"
        running = PageUvicorn(config, self.server.queue)
        # Until the server hears Ctrl-C itself, a loop that is just being made must not be broken off.
        before = signal.signal(signal.SIGINT, lambda *_: setattr(running, "should_exit", True))
        say(address)
        if open_browser:
            threading.Timer(0.3, _open, (address,)).start()
        if seconds is not None:
            end = threading.Timer(seconds, setattr, (running, "should_exit", True))
            end.daemon = True
            end.start()
        with suppress(KeyboardInterrupt):
            running.run(sockets=[self.door])
        signal.signal(signal.SIGINT, before)
        _wind_up(self.server.queue)
        agents.join(LAST_PART)


def ready(port: int | None) -> ReadyPage:
    """A page on this port, or on the first free one, with what it shows first computed. Raises UsageFault for
    a port that is taken or may not be used.
    """
    door = _door(port)
    app, server = application(int(door.getsockname()[1]), max(2, cores()))
    try:
        first_answer(server).result()
    except BaseException:
        _wind_up(server.queue)
        raise
    return ReadyPage(door, app, server)


def _wind_up(queue: WorkQueue) -> None:
    queue.shut()
    queue.join(LAST_PART)


def _door(port: int | None) -> socket.socket:
    """A socket on this machine alone, on this port or on the first free one."""
    tried = range(FIRST_PORT, FIRST_PORT + TRIED) if port is None else [port]
    for number in tried:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((LOOPBACK, number))
            door.listen(128)  # whoever comes before all is ready waits and is not sent away
        except OSError:
            door.close()
            continue
        return door
    raise UsageFault(f"port {tried[0]} is taken or may not be used; name another with --port")


def _import_agents() -> None:
    """What the view month by month needs, imported before it is asked for."""
    importlib.import_module("page.month_by_month")


def _open(address: str) -> None:
    with suppress(Exception):
        webbrowser.open(address)
