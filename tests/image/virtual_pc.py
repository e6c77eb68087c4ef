"""An office server on a virtual PC, with its administrator's browser and a place where its releases are published."""

import functools
import http.client
import http.server
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from image import gpt, qemu
from tests.image.people import PASSWORD, TOWN
from tests.town_hall import Api, ApiProblem, free_ports, wait_for

PATIENCE = 1200.0  # seconds for a boot or an installation without hardware virtualisation
LOOK_EVERY = 3.0  # seconds: each look is a TLS handshake for a translated processor
PIPE = Path(__file__).with_name("pipe.py")
PUBLISHED = "10.0.3.100"
"""Where the guest finds the releases, on a second network card."""


class AnyCertificate(Api):
    """Asks whoever answers at this port: who that is, is the subject of the tests on the LAN."""

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, context=ssl._create_unverified_context()
        )  # fmt: skip


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def published(directory: Path) -> Iterator[int]:
    """An ordinary web server; its port."""
    handler = functools.partial(QuietFiles, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@dataclass
class OfficePc:
    """`disk` is what stays when its power is cut; `releases` the port of the web server with new versions."""

    disk: Path
    directory: Path
    releases: int
    port: int = field(default_factory=free_ports)
    machine: qemu.Machine = field(init=False)

    def __post_init__(self) -> None:
        door = f"guestfwd=tcp:{PUBLISHED}:80-cmd:{sys.executable} {PIPE} 127.0.0.1 {self.releases}"
        network = f"user,id=releases,net=10.0.3.0/24,restrict=on,{door}"
        more = ("-netdev", network, "-device", "virtio-net-pci,netdev=releases")
        self.machine = qemu.Machine(self.disk, self.directory, {443: self.port}, more=more)
        self.api = AnyCertificate(self.port)

    # The administrator

    def set_up(self) -> None:
        code = wait_for(self.code, "the set-up code on its disk", PATIENCE)
        self.api.post("/api/setup", {"code": code, **TOWN})
        self.machine.wait_until(self.signs_in, "the administrator to sign in", PATIENCE)

    def signs_in(self) -> bool:
        try:
            self.api.post("/api/session", {"name": TOWN["sign_in_name"], "password": PASSWORD})
        except (ApiProblem, OSError, http.client.HTTPException, ValueError):
            return False
        return True

    def code(self) -> str:
        """What its screen shows, read from the data partition; it is there once the file system was written back."""
        offset = gpt.named(self.disk, "data").offset
        path = "/lib/vorzimmer/office/setup-code"
        command = ["/usr/sbin/debugfs", "-R", f"cat {path}", f"{self.disk}?offset={offset}"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def updates(self) -> dict[str, Any]:
        """Empty while it does not answer."""
        try:
            return dict(self.api.get("/api/updates"))
        except (ApiProblem, OSError, http.client.HTTPException, ValueError):
            return {}

    def wait_until(self, what: str, **wanted: object) -> dict[str, Any]:
        """Fields of /api/updates and their values."""

        def so() -> bool:
            time.sleep(LOOK_EVERY)
            known = self.updates()
            return bool(known) and all(known[name] == value for name, value in wanted.items())

        self.machine.wait_until(so, f"{what}; last seen: {self.updates()}", PATIENCE)
        return self.updates()

    def install(self, version: str) -> None:
        """By night only: written to the free slots, and not started."""
        self.fetch(version)
        self.api.ask("PUT", "/api/updates", {"automatic": True}, {})
        self.wait_until(f"{version} to be installed", installed=version, busy="")

    def fetch(self, version: str) -> None:
        closed = (self.hour() + 12) % 24
        choice = {
            "source": f"http://{PUBLISHED}/{version}",
            "automatic": False,
            "start": closed,
            "end": (closed + 1) % 24,
        }
        self.api.ask("PUT", "/api/updates", choice, {})
        self.api.post("/api/updates/look")
        self.wait_until(f"{version} to be fetched", available=version, busy="")

    def hour(self) -> int:
        return int(self.api.get("/api/fleet")["at"][11:13])

    # Whoever stands before it

    def try_once(self, version: str) -> None:
        """Installs it and starts into it, with one attempt instead of three."""
        self.install(version)
        self.machine.cut_power()
        self.one_try_for(version)
        self.machine.power_on()

    def one_try_for(self, version: str) -> None:
        """While it is off: as if two of three attempts had been used up already."""
        offset = gpt.named(self.disk, "esp").offset
        old, new = f"::/EFI/Linux/vorzimmer_{version}+3-0.efi", f"vorzimmer_{version}+1-2.efi"
        environment = {**os.environ, "MTOOLS_SKIP_CHECK": "1"}
        subprocess.run(["mren", "-i", f"{self.disk}@@{offset}", old, new], check=True, env=environment)
