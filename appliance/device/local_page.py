"""http://127.0.0.1:8080/: the page that stands while there is no office, and where a person at the device acts.

An origin of its own, for the browser of this machine only: other Host headers are refused (DNS rebinding), everything
that changes something needs this origin and a header that a form cannot send. State comes down by waiting for the next
one: GET /state?after=REVISION answers when there is another, or after some seconds.
"""

import json
import logging
import mimetypes
import threading
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from appliance.device.page_texts import DEFAULT_LANGUAGE, FACE, LANGUAGES, page
from appliance.privileged.client import PrivilegedError
from provisioning.errors import ProvisioningError

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
WAIT_SECONDS = 20.0
LARGEST_BODY = 4096
FILES = ("/static/", "/local/")
OWN_HEADER = "X-Vorzimmer"
PASS_HEADER = "X-Service-Pass"
JSON, HTML, SVG = "application/json", "text/html; charset=utf-8", "image/svg+xml"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

Act = Callable[[Mapping[str, Any], str], Mapping[str, Any]]
"""(what was sent, the service pass or empty) -> what to answer. Errors: ProvisioningError, PrivilegedError."""


class LocalPage:
    """`state(after)` waits and describes; `qr()` is the present QR code as SVG, or None; `acts` by path.

    `session` says how the screen is, for `vorzimmer health`."""

    def __init__(
        self,
        port: int,
        state: Callable[[int, float], Mapping[str, Any]],
        qr: Callable[[], bytes | None],
        acts: Mapping[str, Act],
        session: Callable[[], Mapping[str, Any]],
    ) -> None:
        self.state, self.qr, self.acts, self.session = state, qr, acts, session
        self._server = _Server((HOST, port), partial(_Request, self))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="local page", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up while it waits is no event of ours."""
        log.debug("a connection of the page ended", exc_info=True)


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Vorzimmer", ""
    timeout = 60

    def __init__(self, local: LocalPage, *arguments: Any) -> None:
        self.local = local
        super().__init__(*arguments)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if not self._is_for_us():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "wrong_host")
        elif address.path.startswith(FILES):
            self._file(address.path)
        elif answer := _READS.get(address.path):
            answer(self, parse_qs(address.query))
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "not_found")

    def do_POST(self) -> None:
        if not self._is_for_us() or self.headers.get("Origin") != self.local.origin or OWN_HEADER not in self.headers:
            return self._refuse(HTTPStatus.FORBIDDEN, "foreign_origin")
        act = self.local.acts.get(self.path)
        if act is None:
            return self._refuse(HTTPStatus.NOT_FOUND, "not_found")
        try:
            answer = act(self._body(), self.headers.get(PASS_HEADER, ""))
        except ProvisioningError as refusal:
            return self._refuse(HTTPStatus.FORBIDDEN, refusal.code, **refusal.facts)
        except PrivilegedError as refusal:
            return self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, refusal.code, text=refusal.text)
        self._answer(HTTPStatus.OK, JSON, json.dumps(answer).encode())

    def _is_for_us(self) -> bool:
        return self.headers.get("Host") in (f"{HOST}:{self.local.port}", f"localhost:{self.local.port}")

    def _body(self) -> Mapping[str, Any]:
        """Errors: `malformed`."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            raise ProvisioningError("malformed", what="length")
        try:
            body = json.loads(self.rfile.read(int(length)) or b"{}")
        except ValueError:
            raise ProvisioningError("malformed", what="json") from None
        if not isinstance(body, dict):
            raise ProvisioningError("malformed", what="json")
        return body

    def _page(self, query: Mapping[str, list[str]]) -> None:
        asked = query.get("lang", [DEFAULT_LANGUAGE])[0]
        language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
        self._answer(HTTPStatus.OK, HTML, page(language).encode())

    def _state(self, query: Mapping[str, list[str]]) -> None:
        after = query.get("after", ["0"])[0]
        state = self.local.state(int(after) if after.isdigit() else 0, WAIT_SECONDS)
        self._answer(HTTPStatus.OK, JSON, json.dumps(state).encode())

    def _qr(self, query: Mapping[str, list[str]]) -> None:
        drawing = self.local.qr()
        if drawing is None:
            return self._refuse(HTTPStatus.NOT_FOUND, "not_found")
        self._answer(HTTPStatus.OK, SVG, drawing)

    def _health(self, _query: Mapping[str, list[str]]) -> None:
        self._answer(HTTPStatus.OK, JSON, json.dumps({"session": self.local.session()}).encode())

    def _file(self, path: str) -> None:
        """Of the face's own files only; the page itself is a template and is not served raw."""
        file = (FACE / path.lstrip("/")).resolve()
        roots = [(FACE / folder.strip("/")).resolve() for folder in FILES]
        if not any(file.is_relative_to(root) for root in roots) or file.suffix == ".html" or not file.is_file():
            return self._refuse(HTTPStatus.NOT_FOUND, "not_found")
        self._answer(HTTPStatus.OK, _kind(file), file.read_bytes())

    def _refuse(self, status: HTTPStatus, code: str, **facts: object) -> None:
        if self.command == "POST":
            self.close_connection = True  # a body that nobody read must not be taken for the next request
        self._answer(status, JSON, json.dumps({"code": code, **facts}).encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: one page asking every few seconds says nothing about this device."""


_READS: dict[str, Callable[[_Request, Mapping[str, list[str]]], None]] = {
    "/": _Request._page,
    "/state": _Request._state,
    "/qr.svg": _Request._qr,
    "/healthz": _Request._health,
}


def _kind(file: Path) -> str:
    guessed, _ = mimetypes.guess_type(file.name)
    known = {".js": "text/javascript", ".woff2": "font/woff2"}
    return known.get(file.suffix, guessed or "application/octet-stream")
