"""The real nginx with the configuration that a server gets."""

import gzip
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.boot import checks, nginx
from appliance.boot.certificate import _pem
from provisioning.ca import Authority
from provisioning.clock import system_time
from tests.boot.conftest import free_port

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not here")
STYLES = b"body { margin: 0 }\n" * 200


class Web(BaseHTTPRequestHandler):
    """Says what it was asked, as web and as live."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade") == "websocket":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            self.close_connection = True
            return
        told = {"Host", "X-Forwarded-For", "X-Forwarded-Proto"}
        body = "".join(f"{name}: {self.headers[name]}\n" for name in sorted(told)) + f"path: {self.path}\n"
        if self.path == "/healthz":
            body = '{"version": "1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Front:
    http: int
    https: int
    authority: Authority
    certificate: Path

    def connection(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cadata=self.authority.certificate_pem)
        return http.client.HTTPSConnection("localhost", self.https, context=context, timeout=10)

    def asked(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        connection = self.connection()
        connection.request(method, path, body or None, {name.replace("_", "-"): text for name, text in headers.items()})
        return connection.getresponse()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    directory = tmp_path_factory.mktemp("nginx")
    static = directory / "static"
    static.mkdir()
    (static / "kiosk.css").write_bytes(STYLES)
    authority = Authority.load_or_create(directory / "ca", "Stadt Musterstadt")
    key = ec.generate_private_key(ec.SECP256R1())
    (directory / "server.key").write_text(_pem(key))
    issued = authority.issue_server(["localhost"], ["127.0.0.1"], key.public_key(), system_time())
    (directory / "server.crt").write_text(issued + authority.certificate_pem)
    web = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=web.serve_forever).start()
    upstream = f"http://127.0.0.1:{web.server_address[1]}"
    plain, secure = free_port(), free_port()
    told = nginx.configuration(
        directory, static, runtime=directory, mime_types=Path("/etc/nginx/mime.types"), http=plain, https=secure,
        web=upstream, live=upstream,
    )  # fmt: skip
    (directory / "nginx.conf").write_text(told)
    as_root = " user root;" if os.getuid() == 0 else ""  # the test's directory is its user's alone
    command = ["nginx", "-e", "stderr", "-c", directory / "nginx.conf", "-g", f"daemon off;{as_root}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        _wait_for(secure, running)
        yield Front(plain, secure, authority, directory / "server.crt")
        running.terminate()
    web.shutdown()
    web.server_close()


def _wait_for(port: int, running: "subprocess.Popen[str]") -> None:
    while running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail(f"nginx ended: {running.stderr.read() if running.stderr else ''}")


def test_plain_http_leads_to_https(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
    connection.request("GET", "/kiosk/?a=1", headers={"Host": "rathaus.local"})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (308, "https://rathaus.local/kiosk/?a=1")


def test_a_certificate_directory_is_answered_without_tls(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
    connection.request("GET", "/.well-known/acme-challenge/abc")
    answer = connection.getresponse()
    assert (answer.status, b"path: /.well-known/acme-challenge/abc" in answer.read()) == (200, True)


def test_web_learns_who_asks_and_under_which_name(front: Front) -> None:
    told = front.asked("GET", "/api/offices", Host="rathaus.local:8443", X_Forwarded_For="6.6.6.6").read().decode()
    assert (
        told == "Host: rathaus.local:8443\nX-Forwarded-For: 127.0.0.1\nX-Forwarded-Proto: https\npath: /api/offices\n"
    )


def test_a_live_connection_is_led_through(front: Front) -> None:
    answer = front.asked("GET", "/live", Upgrade="websocket", Connection="Upgrade")
    assert answer.status == http.client.SWITCHING_PROTOCOLS


def test_live_learns_too_who_asks_and_under_which_name(front: Front) -> None:
    told = front.asked("GET", "/live", Host="rathaus.local").read().decode()
    assert told == "Host: rathaus.local\nX-Forwarded-For: 127.0.0.1\nX-Forwarded-Proto: https\npath: /live\n"


def test_static_files_come_without_web_and_stay_in_the_browser(front: Front) -> None:
    answer = front.asked("GET", "/static/kiosk.css?v=abc", Accept_Encoding="gzip")
    assert answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert answer.getheader("Content-Type") == "text/css"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert gzip.decompress(answer.read()) == STYLES
    assert front.asked("GET", "/static/kiosk.css").getheader("Cache-Control") == "no-cache"


def test_nothing_beside_the_static_files_is_reachable(front: Front) -> None:
    for path in ("/static/../server.key", "/static/%2e%2e/server.key", "/static../server.key"):
        assert b"PRIVATE KEY" not in front.asked("GET", path).read()


def test_what_is_too_large_never_reaches_web(front: Front) -> None:
    assert front.asked("POST", "/api/tickets", b"x" * (129 << 10)).status == 413
    assert front.asked("POST", "/api/setup/restore", b"x" * (2 << 20)).status == 200
    assert front.asked("POST", "/api/admin/forms/pdf", b"x" * (2 << 20)).status == 200
    assert front.asked("POST", "/api/consultation-form/pdf", b"x" * (300 << 10)).status == 200
    assert front.asked("POST", "/api/consultation-form/pdf", b"x" * (600 << 10)).status == 413
    assert front.asked("POST", "/api/setup", b"{}").status == 200, "a path of its own, and no redirection to the other"


@pytest.mark.parametrize(("version", "accepted"), [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
def test_old_tls_is_not_spoken(front: Front, version: str, accepted: bool) -> None:
    context = ssl.create_default_context(cadata=front.authority.certificate_pem)
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", front.https)) as plain:
        if accepted:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                assert secure.version() == version.replace("_", ".")
        else:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                context.wrap_socket(plain, server_hostname="localhost")


def test_http_2_is_spoken(front: Front) -> None:
    context = ssl.create_default_context(cadata=front.authority.certificate_pem)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", front.https)) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        assert secure.selected_alpn_protocol() == "h2"


def test_the_health_check_sees_it_through_to_web(front: Front, tmp_path: Path) -> None:
    checks.https_answers(front.certificate, front.https)
    other = tmp_path / "other.crt"
    other.write_text(front.authority.certificate_pem)
    with pytest.raises(checks.CheckFailed, match="another certificate"):
        checks.https_answers(other, front.https)
