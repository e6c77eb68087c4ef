"""Who may open a connection at all: the path, the page it comes from, and how many from one address."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request, Response

from appliance.config import Config

PATH = "/live"
DEFAULT_PORTS = {"http": 80, "https": 443}


class Gate:
    """Answers the opening request."""

    def __init__(self, config: Config, health: Callable[[], Mapping[str, object]]) -> None:
        self._config, self._health = config, health
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
        if self._open[address] >= self._config.live_connections_per_address:
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
        """Programs send no Origin; they are let in, but a cookie of theirs is not (see `connection`)."""
        try:
            origin, host = headers.get("Origin"), headers.get("Host")
        except MultipleValuesError:
            return False
        if origin is None:
            return True
        if self._config.one_origin:
            return _is_page_of(origin, host)
        return origin in self._config.origins or _is_page_of(origin, host, self._config.port)

    def _health_response(self) -> Response:
        health = self._health()
        return response(HTTPStatus.OK if health["status"] == "ok" else HTTPStatus.SERVICE_UNAVAILABLE, health)


def _is_page_of(origin: str, host: str | None, web_port: int | None = None) -> bool:
    """The page's host is the host that was asked, and its port that one's or, where live has a port of its own,
    the web's: another service on the same host gets the staff's cookies too, as these know no ports."""
    scheme, _, authority = origin.partition("://")
    if scheme not in DEFAULT_PORTS or host is None:
        return False
    try:
        page, asked = _address(scheme, authority), _address(scheme, host)
    except ValueError:
        return False
    return page[0] is not None and page == (asked[0], asked[1] if web_port is None else web_port)


def _address(scheme: str, authority: str) -> tuple[str | None, int]:
    """Host and port. ValueError for what is no address."""
    parts = urlsplit(f"//{authority}")
    return parts.hostname, DEFAULT_PORTS[scheme] if parts.port is None else parts.port


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
