"""The gate: only this machine's own page may ask, and every answer says what a browser may do with it."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.address import language_of
from page.refusals import Refused

POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What this machine is called by itself."""


class Gate:
    """Refuses what another site, or a name that was bent to this machine, asks for."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in NAMES}
        if port == 80:
            self._hosts |= set(NAMES)
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        name = self._refusal(Headers(scope=scope), scope["method"])
        if name:
            said = Refused(name, 403).said(language_of(scope["query_string"].decode("latin-1")))
            await JSONResponse({"error": said}, 403)(scope, receive, sealed)
        else:
            await self._app(scope, receive, sealed)

    def _refusal(self, headers: Headers, method: str) -> str:
        """The name of why a request is not answered; empty if it is."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return "own_address"
        if len(origins) > 1 or any(origin.lower() not in self._origins for origin in origins):
            return "other_site"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            site_opened = headers.get("sec-fetch-mode") == "navigate" and method == "GET"
            if not site_opened:
                return "other_site"
        return ""
