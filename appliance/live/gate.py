"""Who may open a connection at all: the path, the page it comes from, and how many from one address."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request, Response

PATH = "/live"


class Gate:
    """Answers the opening request."""

    def __init__(self, origins: tuple[str, ...], per_address: int, health: Callable[[], Mapping[str, object]]) -> None:
        self._origins, self._per_address, self._health = origins, per_address, health
        self._open: Counter[str] = Counter()

    def answer(self, request: Request, address: str) -> Response | None:
        """The response that takes the place of a WebSocket, or None to open one."""
        path = request.path.partition("?")[0]
        if path == "/healthz":
            return self._health_response()
        if path != PATH:
            return response(HTTPStatus.NOT_FOUND, {"code": "unknown_page"})
        if not self.origin_is_ours(request.headers):
            return response(HTTPStatus.FORBIDDEN, {"code": "cross_site"})
        if self._open[address] >= self._per_address:
            return response(HTTPStatus.TOO_MANY_REQUESTS, {"code": "too_many_requests"})
        return None

    def entered(self, address: str) -> None:
        self._open[address] += 1

    def left(self, address: str) -> None:
        """`address` is empty for a connection that never entered."""
        if not address:
            return
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]

    def origin_is_ours(self, headers: Headers) -> bool:
        """The page's host is the host that was asked (live has its own port, so ports may differ), or a configured
        origin. Programs send no Origin; they are let in, but a cookie of theirs is not (see `connection`)."""
        try:
            origin, host = headers.get("Origin"), headers.get("Host")
        except MultipleValuesError:
            return False
        if origin is None or origin in self._origins:
            return True
        try:
            return host is not None and urlsplit(origin).hostname == urlsplit(f"//{host}").hostname is not None
        except ValueError:
            return False

    def _health_response(self) -> Response:
        health = self._health()
        return response(HTTPStatus.OK if health["status"] == "ok" else HTTPStatus.SERVICE_UNAVAILABLE, health)


def client_address(headers: Headers, peer: str, proxies: int) -> str:
    """The client's own address: what the outermost of our `proxies` saw, or the peer's where there are none."""
    seen = [one.strip() for line in headers.get_all("X-Forwarded-For") for one in line.split(",")]
    return seen[-proxies] if 0 < proxies <= len(seen) else peer


def cookie_value(header: str, names: tuple[str, ...]) -> str | None:
    """The first of these cookies in a Cookie header."""
    try:
        cookies: SimpleCookie = SimpleCookie(header)
    except CookieError:
        return None
    return next((cookies[name].value for name in names if name in cookies), None)


def response(status: HTTPStatus, body: Mapping[str, object]) -> Response:
    payload = json.dumps(body).encode()
    headers = Headers(
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(payload))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ]
    )
    return Response(status.value, status.phrase, headers, payload)
