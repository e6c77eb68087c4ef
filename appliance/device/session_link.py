"""The Unix socket between this process and the one that owns the screen (appliance/session/SESSION.md).

One session at a time; a new one replaces the old. Whoever connects must be a user that may: peers are asked for.
"""

import base64
import binascii
import itertools
import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from provisioning.errors import ProvisioningError

log = logging.getLogger(__name__)

MAX_LINE = 16 * 1024 * 1024
"""Bytes: a screenshot of a 4K screen as base64 fits."""
SCREENSHOT_SECONDS = 10.0
SILENT_SECONDS = 60.0
SEND_SECONDS = 2
"""A session that does not read for so long is given up; it connects again."""
EVERYBODY = 0o666
"""Who may connect is decided by the peer's user, not by the socket's mode."""

Monotonic = Callable[[], float]


@dataclass(frozen=True)
class Shown:
    """What the screen has to show. `allow`: origins that pages may reach. `ca`: PEM to trust, or empty."""

    show: str
    allow: tuple[str, ...]
    ca: str = ""
    in_hours: bool = True


@dataclass(frozen=True)
class Heard:
    """What the session last said about itself, `at` on the monotonic clock; page: local, office or none."""

    at: float
    page: str
    in_consultation: bool


class SessionLink:
    """Threads: one accepts, one reads from the present session. `recovered` is told the layer of each recovery."""

    def __init__(
        self,
        path: Path,
        users: Collection[int],
        recovered: Callable[[str], None],
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._path, self._users, self._recovered, self._monotonic = path, frozenset(users), recovered, monotonic
        self._lock = threading.Condition()
        self._session: socket.socket | None = None
        self._shown: Shown | None = None
        self._heard: Heard | None = None
        self._numbers = itertools.count(1)
        self._pictures: dict[int, bytes | str | None] = {}  # None: asked for
        self._listener: socket.socket | None = None

    def start(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self._path))
        self._path.chmod(EVERYBODY)
        self._listener.listen()
        threading.Thread(target=self._accept, args=(self._listener,), name="session", daemon=True).start()

    def close(self) -> None:
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who accepts
            self._listener.close()
            self._path.unlink(missing_ok=True)
        with self._lock:
            self._drop()

    # -- what the screen is told

    def show(self, shown: Shown) -> None:
        """Told now, if it is new, and to every session that comes."""
        with self._lock:
            if shown != self._shown:
                self._shown = shown
                self._send(asdict(shown))

    def identify(self, name: str, seconds: int) -> None:
        self._tell({"identify": name, "seconds": seconds})

    def screenshot(self, seconds: float = SCREENSHOT_SECONDS) -> bytes:
        """PNG. Raises ProvisioningError: in_consultation, no_session (also when it does not answer in time)."""
        with self._lock:
            if self.in_consultation:
                raise ProvisioningError("in_consultation")
            number = next(self._numbers)
            self._tell({"screenshot": number})
            self._pictures[number] = None
            self._lock.wait_for(lambda: self._pictures[number] is not None or self._session is None, seconds)
            answer = self._pictures.pop(number) or "no_session"
        if isinstance(answer, str):
            raise ProvisioningError(answer)
        return answer

    # -- what it says

    @property
    def heard(self) -> Heard | None:
        """None before the first heartbeat. It stays when the session is gone: its age says so."""
        return self._heard

    def described(self) -> dict[str, Any]:
        """As the health report and /healthz tell it: {"page", "heartbeat_age_s", "in_consultation"}."""
        heard = self._heard
        if heard is None:
            return {"page": "none", "heartbeat_age_s": None, "in_consultation": False}
        age = round(self._monotonic() - heard.at, 1)
        return {"page": heard.page, "heartbeat_age_s": age, "in_consultation": heard.in_consultation}

    @property
    def in_consultation(self) -> bool:
        """As far as is known: a session that fell silent has no consultation any more."""
        heard = self._heard
        return heard is not None and heard.in_consultation and self._monotonic() - heard.at < SILENT_SECONDS

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            if _user(peer) not in self._users:
                log.warning("session socket: user %d may not connect", _user(peer))
                peer.close()
                continue
            self._welcome(peer)
            threading.Thread(target=self._read, args=(peer,), name="session-reader", daemon=True).start()

    def _welcome(self, peer: socket.socket) -> None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        with self._lock:
            self._drop()
            self._session = peer
            if self._shown is not None:
                self._send(asdict(self._shown))

    def _read(self, peer: socket.socket) -> None:
        with peer, peer.makefile("rb") as lines:
            try:
                while line := lines.readline(MAX_LINE):
                    self._hear(json.loads(line))
            except (OSError, ValueError, TypeError) as error:
                log.warning("session socket: %s", error)
        with self._lock:
            if self._session is peer:
                self._session = None
                self._lock.notify_all()

    def _hear(self, message: Mapping[str, Any]) -> None:
        """What it does not know it passes over: a newer session may say more. TypeError for what is no object."""
        if not isinstance(message, dict):
            raise TypeError("a message was no object")
        for kind, heed in (("heartbeat", self._beat), ("recovered", self._count), ("screenshot", self._pictured)):
            if kind in message:
                heed(message)

    def _beat(self, message: Mapping[str, Any]) -> None:
        page, in_consultation = str(message.get("page", "none")), bool(message.get("in_consultation", False))
        self._heard = Heard(self._monotonic(), page, in_consultation)

    def _count(self, message: Mapping[str, Any]) -> None:
        self._recovered(str(message["recovered"]))

    def _pictured(self, message: Mapping[str, Any]) -> None:
        try:
            answer: bytes | str = base64.b64decode(message.get("png", ""), validate=True) or "no_session"
        except binascii.Error:
            answer = "no_session"
        number = int(message["screenshot"])
        with self._lock:
            if number in self._pictures:
                self._pictures[number] = str(message["error"]) if "error" in message else answer
                self._lock.notify_all()

    def _tell(self, message: Mapping[str, Any]) -> None:
        """Raises ProvisioningError no_session."""
        with self._lock:
            if not self._send(message):
                raise ProvisioningError("no_session")

    def _send(self, message: Mapping[str, Any]) -> bool:
        if self._session is None:
            return False
        try:
            self._session.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self._drop()
            return False
        return True

    def _drop(self) -> None:
        if self._session is not None:
            try:
                self._session.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self._session = None
            self._lock.notify_all()


def _user(peer: socket.socket) -> int:
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])
