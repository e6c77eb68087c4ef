"""A real HTTP server on this machine that takes text messages and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class SmsGateway:
    """`status`: what it answers; `location`: where it sends on, for a redirect."""

    url: str = ""
    status: int = 200
    location: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def sms_gateway() -> Iterator[SmsGateway]:
    """On a free port of 127.0.0.1."""
    gateway = SmsGateway()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            gateway.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            said = b"the gateway's own words"
            self.send_response(gateway.status)
            if gateway.location:
                self.send_header("Location", gateway.location)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *arguments: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
