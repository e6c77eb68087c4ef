"""The website of the demo town: a foreign origin with a strict Content-Security-Policy that embeds the widget.

It stands for what a town's own web server does, so it knows nothing of ours but the address.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

FILES = Path(__file__).parents[1] / "kiosk_ui" / "templates" / "demo"
_TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}
_ADDRESSES = {"/": "website.html", "/website.css": "website.css"}

POLICY = (
    "default-src 'none'; script-src {server}; connect-src {server}; style-src 'self'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
"""As strict as it gets: our server may give the script and the state of the offices, and nothing else."""


def open_website(server: str, port: int) -> str:
    """Serve it on this port, or on any free one where this is taken, until the process ends; its address."""
    handler = type("Website", (_Handler,), {"office_server": server})
    try:
        website = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        website = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=website.serve_forever, name="website", daemon=True).start()
    return f"http://127.0.0.1:{website.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    office_server = ""
    server_version = "Musterstadt"

    def do_GET(self) -> None:
        name = _ADDRESSES.get(self.path.partition("?")[0])
        if name is None:
            self.send_error(404)
            return
        file = FILES / name
        body = Template(file.read_text(encoding="utf-8")).safe_substitute(server=self.office_server).encode()
        self.send_response(200)
        self.send_header("Content-Type", _TYPES[file.suffix])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY.format(server=self.office_server))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """The demo's own output is for people."""
