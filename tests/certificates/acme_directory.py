"""A real ACME directory (Caddy's) on this machine, and the address at whose port 80 it looks for the public name."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

NAME = "buergerbuero.musterstadt.test"
ELSEWHERE = "rathaus.nachbarstadt.test"
"""A name that leads to an address where nobody answers."""
OUR_ADDRESS, NOBODYS_ADDRESS = "127.0.80.80", "127.0.80.81"
PATIENCE_SECONDS = 20

CADDYFILE = """\
{{
    admin off
    skip_install_trust
    auto_https disable_redirects
    http_port {unused}
    storage file_system {data}
    log {{
        output stderr
    }}
}}
https://localhost:{port} {{
    bind 127.0.0.1
    tls internal
    acme_server
}}
"""
# Only for the directory's own process, in a mount namespace: names as a public DNS would give them.
START = 'mount --bind "$1" /etc/hosts && exec caddy run --adapter caddyfile --config "$2"'


@dataclass(frozen=True)
class AcmeDirectory:
    address: str
    ca_pem: str


def why_not() -> str:
    """Why no directory can be had here; "" where it can."""
    if shutil.which("caddy") is None:
        return "no ACME server on this machine (Debian package caddy)"
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return "only root can give the ACME server names of its own, and listen at port 80"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((OUR_ADDRESS, 80))
        except OSError as error:
            return f"port 80 cannot be had: {error}"
    return ""


@contextmanager
def acme_directory(place: Path) -> Iterator[AcmeDirectory]:
    port = free_port()
    (place / "hosts").write_text(f"127.0.0.1 localhost\n{OUR_ADDRESS} {NAME}\n{NOBODYS_ADDRESS} {ELSEWHERE}\n")
    (place / "Caddyfile").write_text(CADDYFILE.format(unused=free_port(), port=port, data=place / "data"))
    command = ["unshare", "--mount", "sh", "-c", START, "sh", place / "hosts", place / "Caddyfile"]
    environment = {**os.environ, "HOME": str(place), "XDG_DATA_HOME": str(place), "XDG_CONFIG_HOME": str(place)}
    with (place / "log").open("w") as log, subprocess.Popen(command, stderr=log, env=environment) as running:
        try:
            root = place / "data/pki/authorities/local/root.crt"
            _wait_until_it_answers(port, root, running)
            yield AcmeDirectory(f"https://localhost:{port}/acme/local/directory", root.read_text())
        finally:
            running.terminate()


@contextmanager
def at_port_80(application: Any) -> Iterator[None]:
    """What nginx does on the appliance: `application` answers at port 80 of our public name."""
    server = make_server(OUR_ADDRESS, 80, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(port: int, root: Path, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            trusted = ssl.create_default_context(cafile=root)
            with (
                socket.create_connection(("127.0.0.1", port), 2) as plain,
                trusted.wrap_socket(plain, server_hostname="localhost"),
            ):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the ACME server does not answer")
