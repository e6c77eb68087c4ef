"""Who plays here: a town hall's office server, a kiosk in its hall, and somebody on the network between them."""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from provisioning.adoption import Finish, OfficeSide
from provisioning.ca import Authority, ControlIdentity
from provisioning.clock import DeviceClock
from provisioning.codes import Codes
from provisioning.control import AdoptedDevice, ControlClient, ControlServer, Description, ProvenDevice, adopt
from provisioning.control.channel import Channel
from provisioning.errors import ProvisioningError
from provisioning.identity import DeviceIdentity
from tests.fakes import SettableClock

LOOPBACK = "127.0.0.1"
TODAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
PICTURE = b"\x89PNG of the waiting hall"


class Seconds:
    """A monotonic clock that stands until the test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Office:
    """An office server: its authority, its control key, its clock, and the numbers of its devices."""

    def __init__(self, directory: Path, name: str) -> None:
        self.clock = SettableClock(TODAY)
        self.authority = Authority.load_or_create(directory, name, TODAY)
        self.control = ControlIdentity.load_or_create(directory, self.authority, TODAY)
        self.proven: list[ProvenDevice] = []

    def adopt(self, port: int, code: str, **options: Any) -> AdoptedDevice:
        return adopt(
            LOOPBACK, port, code, self.authority, self.control, self._first_configuration,
            at=self.clock.now(), **options,
        )  # fmt: skip

    def _first_configuration(self, device: ProvenDevice) -> dict[str, object]:
        self.proven.append(device)
        return {"revision": 1, "device": {"id": 7, "name": "Kiosk Foyer"}}

    def client(self, kiosk: "Kiosk", *, port: int = 0, revoked: bool = False, timeout: float = 10) -> ControlClient:
        return ControlClient(
            LOOPBACK, port or kiosk.port, self.authority, self.control, kiosk.fingerprint,
            revoked=revoked, now=self.clock.now, timeout=timeout,
        )  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """The messages of one adoption up to the last, which has not been sent."""

    start: Mapping[str, object]
    prove: Mapping[str, object]
    finish: dict[str, str]


def speak(office: Office, kiosk: "Kiosk", channel: Channel) -> Spoken:
    """What `adopt` does, message by message."""
    side = OfficeSide(kiosk.code, office.authority.fingerprint, office.control.key, channel.fingerprint)
    start = side.start()
    prove = side.prove(channel.call("POST", "/adoption/start", start))
    csr = side.csr(channel.call("POST", "/adoption/prove", prove))
    at = office.clock.now()
    pem = office.authority.issue_device(csr, kiosk.identity.id, at, fingerprint=kiosk.fingerprint)
    finish = side.finish(Finish(pem, office.authority.certificate_pem, {"revision": 1}, at))
    return Spoken(start, prove, finish)


class Kiosk:
    """A device with a real control port on loopback. It is its own `Handlers` and remembers what it was told."""

    def __init__(self, directory: Path) -> None:
        self.clock = SettableClock(TODAY)
        self.time_service_agrees = True
        self.seconds = Seconds()
        self.codes = Codes(now=self.seconds)
        self.configurations: list[dict[str, object]] = []
        self.commands: list[tuple[str, dict[str, object]]] = []
        self.was_revoked = False
        self.in_consultation = False
        self.before_adoption: Callable[[], None] = lambda: None
        trust = DeviceClock(now=self.clock.now, synchronised=lambda: self.time_service_agrees)
        identity = DeviceIdentity.load_or_create(directory)
        self.server = ControlServer(identity, self, LOOPBACK, 0, codes=self.codes, clock=trust)
        self.server.start()

    @property
    def identity(self) -> DeviceIdentity:
        return self.server.identity

    @property
    def fingerprint(self) -> str:
        return self.identity.fingerprint

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def code(self) -> str:
        """What stands on its screen."""
        return self.codes.state().code

    def other_code(self) -> str:
        return f"{(int(self.code) + 1) % 10**6:06}"

    def describe(self) -> Description:
        return Description(role="kiosk", version="0.1.0", name="Kiosk")

    def adopted(self, configuration: dict[str, object], at: datetime) -> int:
        self.before_adoption()
        self.clock.set(at)
        return self.configure(configuration)

    def configure(self, configuration: dict[str, object]) -> int:
        self.configurations.append(configuration)
        revision = configuration["revision"]
        assert isinstance(revision, int)
        return revision

    def health(self) -> dict[str, object]:
        return {"version": "0.1.0", "uptime_s": 12}

    def command(self, name: str, arguments: dict[str, object]) -> dict[str, object]:
        self.commands.append((name, arguments))
        return {}

    def log(self, lines: int) -> list[str]:
        return [f"line {number}" for number in range(lines)]

    def screenshot(self) -> bytes:
        if self.in_consultation:
            raise ProvisioningError("in_consultation")
        return PICTURE

    def set_time(self, at: datetime) -> None:
        self.clock.set(at)

    def revoked(self) -> None:
        self.was_revoked = True


class Relay:
    """Somebody on the network: takes connections for the kiosk and passes on what is said.

    With `identity` it ends TLS with that key of its own, reads everything, and may `rewrite` what the office says.
    Without, it is a cable. `target` is the kiosk's address, `address` the relay's own.
    """

    def __init__(
        self,
        target_port: int,
        identity: DeviceIdentity | None,
        rewrite: Callable[[bytes], bytes] = lambda data: data,
        target: str = LOOPBACK,
        address: str = LOOPBACK,
    ) -> None:
        self._target = (target, target_port)
        self._identity = identity
        self._rewrite = rewrite
        self.heard: list[bytes] = []
        self._listener = socket.create_server((address, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(connection,), daemon=True).start()

    def _relay(self, plain: socket.socket) -> None:
        onward = socket.create_connection(self._target, timeout=10)
        office, kiosk = plain, onward
        if self._identity:
            office, kiosk = ended_here(plain, self._identity), unchecked(onward)
        with office, kiosk:
            back = threading.Thread(target=self._pump, args=(kiosk, office, lambda data: data), daemon=True)
            back.start()
            self._pump(office, kiosk, self._rewrite)
            back.join()

    def _pump(self, source: socket.socket, target: socket.socket, change: Callable[[bytes], bytes]) -> None:
        try:
            while data := source.recv(65536):
                self.heard.append(data)
                target.sendall(change(data))
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of the two has gone


def ended_here(plain: socket.socket, identity: DeviceIdentity) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity.certificate_path, identity.key_path)
    return context.wrap_socket(plain, server_side=True)


def unchecked(plain: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain)
