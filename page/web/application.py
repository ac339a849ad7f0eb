"""The page as a web application: what it answers, and in which order its work is done."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError, Future
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from experiments.errors import UsageFault
from page.address import LANGUAGES, Address, language_of, read_address, read_pairs
from page.catalogue import catalogue
from page.curve_answers import FULL, PREVIEW, CurveAnswers, unpacked
from page.jobs import Job
from page.outcome_grid import HIGH, WIDE, MapCell, axis, cell_job, cells
from page.refusals import Refused, refused
from page.scenario_file import curves_table, file_stem, scenario_text
from page.setting import Setting, whole
from page.web.gate import Gate
from page.web.work_queue import Lane, Overfull, Ticket, WorkQueue
from page.wording import texts
from scenarios import Invalid

STATIC = Path(__file__).parents[1] / "static"
BINARY = "application/octet-stream"
SESSION = re.compile(r"[A-Za-z0-9]{8,40}")
AHEAD = 4
"""Cells of a map that a session has in the queue at a time."""
TOLD = (Refused, Invalid, UsageFault, MemoryError, Exception)
NO_STORE = {"cache-control": "no-store"}


class PageServer:
    """What the routes share: the queue, the answers, and who asks."""

    def __init__(self, workers: int) -> None:
        self.queue = WorkQueue(workers)
        self.answers = CurveAnswers()

    async def curves(self, request: Request) -> Response:
        """The curves of one setting or of two, each an answer with its length before it."""
        address, options = _wanted(request)
        runs = whole(options.get("runs", "200"), "runs", 1, 10_000)
        lane = Lane.PREVIEW if runs == PREVIEW else Lane.FULL
        settings = [each for each in (address.setting, address.beside) if each is not None]
        jobs = [self.answers.job(setting, runs, address.run) for setting in settings]
        parts = await self._both(request, jobs, lane)
        sized = b"".join(len(part).to_bytes(8, "little") + part for part in parts)
        return Response(sized, media_type=BINARY, headers=NO_STORE)

    async def long_run(self, request: Request) -> Response:
        """What becomes of the runs of one setting or of two that are left alone: a list."""
        address, _ = _wanted(request)
        settings = [each for each in (address.setting, address.beside) if each is not None]
        jobs = [self.answers.long_run_job(setting) for setting in settings]
        parts = await self._both(request, jobs, Lane.LONG_RUN, "long run")
        return Response(b"[" + b",".join(parts) + b"]", media_type="application/json", headers=NO_STORE)

    async def months(self, request: Request) -> Response:
        """One run month by month."""
        from page.month_by_month import months_job  # agents take a second to import

        address, _ = _wanted(request)
        (part,) = await self._both(request, [months_job(address.setting, address.run)], Lane.MONTHS)
        return Response(part, media_type=BINARY, headers=NO_STORE)

    async def grid(self, request: Request) -> Response:
        """An outcome map, a line of JSON a cell as each is done; the first line says what is mapped."""
        address, _ = _wanted(request)
        across = axis(address.setting, address.across, WIDE)
        up = axis(address.setting, address.up, HIGH)
        if across.key == up.key:
            raise Refused("same_axes")
        head = {"across": across._asdict(), "up": up._asdict(), "cells": len(across.values) * len(up.values)}
        every = cells(address.setting, across, up)
        return StreamingResponse(
            self._lines(_session(request), address.lang, head, list(every)),
            media_type="application/x-ndjson",
            headers=NO_STORE,
        )  # fmt: skip

    async def _lines(
        self, session: str, language: str, head: dict[str, Any], every: list[MapCell]
    ) -> AsyncIterator[str]:
        yield json.dumps(head) + "\n"
        under_way: dict[asyncio.Future[bytes], tuple[MapCell, Ticket]] = {}
        left = iter(every)
        try:
            while True:
                while len(under_way) < AHEAD and (cell := next(left, None)) is not None:
                    job = partial(cell_job, self.answers, cell.setting)
                    ticket = self._ticket(session, f"cell {cell.column} {cell.row}", Lane.MAP, job())
                    under_way[asyncio.wrap_future(ticket.future)] = cell, ticket
                if not under_way:
                    return
                done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    cell, _ = under_way.pop(future)
                    yield _line(cell, future, language)
        finally:
            for _, ticket in under_way.values():
                self.queue.leave(ticket)

    async def data(self, request: Request) -> Response:
        """The curves of the first setting, or with `side=b` of the second, as CSV."""
        setting, address = _side(request)
        job = self.answers.job(setting, FULL, address.run)
        (answer,) = await self._both(request, [job], Lane.FULL, "data")
        _, arrays = unpacked(answer)
        bands = {name: array for name, array in arrays.items() if not name.startswith("members")}
        return _file(curves_table(bands), f"{file_stem(setting)}.csv", "text/csv")

    async def scenario(self, request: Request) -> Response:
        """The scenario file of the first setting, or with `side=b` of the second."""
        setting, _ = _side(request)
        text = scenario_text(setting, FULL)
        return _file(text, f"{file_stem(setting)}.yaml", "application/yaml")

    async def state(self, request: Request) -> Response:
        """The state that an address holds, written as shortly as it can be; one line where it holds none."""
        address, _ = _wanted(request)
        address.setting.built()
        if address.beside is not None:
            address.beside.built()
        return JSONResponse({"address": address.text()}, headers=NO_STORE)

    async def _both(
        self, request: Request, jobs: list[Job], lane: Lane, about: str = "curves"
    ) -> list[bytes]:
        """The answers of jobs; who goes away meanwhile waits for nothing any more."""
        session, about = _session(request), "months" if lane == Lane.MONTHS else about
        tickets = [self._ticket(session, f"{about} {n}", lane, job) for n, job in enumerate(jobs)]
        answers: asyncio.Future[list[bytes]]
        answers = asyncio.gather(*(asyncio.wrap_future(ticket.future) for ticket in tickets))
        answers.add_done_callback(_heard)
        gone: asyncio.Future[Any] = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait((answers, gone), return_when=asyncio.FIRST_COMPLETED)
            if not answers.done():
                raise Refused("left", 499)
            return answers.result()
        except (CancelledError, asyncio.CancelledError):
            raise Refused("newer", 409) from None
        finally:
            gone.cancel()
            for ticket in tickets:
                self.queue.leave(ticket)
            answers.cancel()

    def _ticket(self, session: str, about: str, lane: Lane, job: Job) -> Ticket:
        try:
            return self.queue.ask(session, about, lane, job)
        except Overfull:
            raise Refused("busy", 503) from None


def _heard(answers: "asyncio.Future[list[bytes]]") -> None:
    """Take note of a fault that nobody waits for any more, so that it is not told as unheard."""
    if not answers.cancelled():
        answers.exception()


async def _gone(request: Request) -> None:
    """Until whoever asked has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _line(cell: MapCell, future: "asyncio.Future[bytes]", language: str) -> str:
    """A cell as the page reads it; of one that cannot be run it says why in this language."""
    place: dict[str, Any] = {"column": cell.column, "row": cell.row}
    try:
        return json.dumps(place | json.loads(future.result())) + "\n"
    except (CancelledError, asyncio.CancelledError):
        return json.dumps(place | {"error": ""}) + "\n"
    except Exception as fault:
        return json.dumps(place | {"error": refused(fault).said(language)}) + "\n"


OPTIONS = ("runs", "side", "session")
"""Names in a request that are no part of the state."""


def _wanted(request: Request) -> tuple[Address, dict[str, str]]:
    """The state that a request is about, and what it wants of it."""
    pairs = read_pairs(request.url.query)
    options = {name: value for name, value in pairs if name in OPTIONS}
    own = urlencode([(name, value) for name, value in pairs if name not in OPTIONS])
    return read_address(own), options


def _side(request: Request) -> tuple[Setting, Address]:
    address, options = _wanted(request)
    side = options.get("side", "a")
    if side == "b" and address.beside is not None:
        return address.beside, address
    if side != "a":
        raise Refused("side")
    return address.setting, address


def _session(request: Request) -> str:
    """Who asks: a word that the page makes up for each tab."""
    said = request.headers.get("x-session") or request.query_params.get("session", "")
    if not said:
        return "nobody"
    if not SESSION.fullmatch(said):
        raise Refused("session")
    return said


def _file(text: str, name: str, media_type: str) -> Response:
    headers = {**NO_STORE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=media_type, headers=headers)


async def _on_fault(request: Request, fault: Exception) -> Response:
    told = refused(fault)
    line = told.said(language_of(request.url.query))
    return JSONResponse({"error": line}, told.status, headers=NO_STORE)


async def _on_http(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    name = {404: "no_page", 405: "only_read"}.get(status, "no_answer")
    return await _on_fault(request, Refused(name, status))


async def _front(_: Request) -> Response:
    return Response(_html(), media_type="text/html; charset=utf-8", headers={"cache-control": "no-cache"})


@cache
def _html() -> bytes:
    return (STATIC / "index.html").read_bytes()


async def _texts(request: Request) -> Response:
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise Refused("no_texts", 404, known=", ".join(LANGUAGES))
    return JSONResponse(texts(language), headers={"cache-control": "no-cache"})


async def _catalogue(_: Request) -> Response:
    return JSONResponse(catalogue(), headers={"cache-control": "no-cache"})


def application(port: int, workers: int) -> tuple[ASGIApp, PageServer]:
    """The page for a server on this port, and what its routes share."""
    server = PageServer(workers)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        server.queue.shut()

    made = Starlette(
        routes=[
            Route("/", _front),
            Route("/catalogue", _catalogue),
            Route("/texts/{language}", _texts),
            Route("/curves", server.curves),
            Route("/long-run", server.long_run),
            Route("/months", server.months),
            Route("/grid", server.grid),
            Route("/state", server.state),
            Route("/data.csv", server.data),
            Route("/scenario.yaml", server.scenario),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _on_http,
            **dict.fromkeys(TOLD, _on_fault),
        },
    )
    return Gate(made, port), server


def first_answer(server: PageServer) -> "Future[bytes]":
    """Compute what the page shows first, so that it is there when the browser has opened."""
    job = server.answers.job(Setting(), FULL, 0)
    return server.queue.ask("first", "curves", Lane.FULL, job).future
