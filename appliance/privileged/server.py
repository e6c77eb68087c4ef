"""The helper: a Unix socket, the peer's user id, a table of commands. A request is checked whole before it is done."""

import logging
import pwd
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from appliance.privileged import arguments
from appliance.privileged.command import Command, Request
from appliance.privileged.machine import Machine
from appliance.privileged.protocol import PrivilegedError, encoded, read_message
from appliance.privileged.table import COMMANDS, KIOSK, ROOT, SERVER

REQUEST_SECONDS = 10.0
"""Whoever connects has something to say."""
MOST_AT_ONCE = 16
BUSY_SECONDS = 10.0
"""How long a change waits for the one before; a copy to a disk takes longer."""
PEER = struct.Struct("3i")
"""struct ucred: pid, uid, gid."""

USERS = {"vorzimmer": SERVER, "vorzimmer-agent": KIOSK}

log = logging.getLogger(__name__)


def callers() -> dict[int, str]:
    """User id -> who that is; root may do everything by itself already. Users that do not exist ask nothing."""
    known = {0: ROOT}
    for user, caller in USERS.items():
        try:
            known[pwd.getpwnam(user).pw_uid] = caller
        except KeyError:
            pass
    return known


@dataclass
class PrivilegedServer:
    """`callers`: user id -> SERVER, KIOSK or ROOT. One thread a request, a few at once."""

    listening: socket.socket
    machine: Machine
    callers: Mapping[int, str]
    commands: Mapping[str, Command] = field(default_factory=lambda: COMMANDS)
    _places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_AT_ONCE))
    _alone: threading.Lock = field(default_factory=threading.Lock)

    def serve(self) -> None:
        """Until the listening socket is shut down."""
        while True:
            self._places.acquire()
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=[connection], daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(REQUEST_SECONDS)
                _send(connection, self._answer(connection))
        finally:
            self._places.release()

    def _answer(self, connection: socket.socket) -> dict[str, Any]:
        try:
            with connection.makefile("rb") as requests:
                asked = read_message(requests)
            return {"ok": True, "result": self._do(asked, connection)}
        except PrivilegedError as refusal:
            log.warning("refused: %s", refusal)
            return _refusal(refusal)
        except OSError as error:  # the peer fell silent, a disk is full or gone
            log.warning("failed: %s", error)
            return _refusal(PrivilegedError("failed", str(error)))
        except Exception:
            log.exception("a command failed")
            return _refusal(PrivilegedError("failed", "an error of the helper; its log tells more"))

    def _do(self, asked: Mapping[str, Any], connection: socket.socket) -> Any:
        uid = peer_uid(connection)
        command = self.commands.get(str(asked.get("command")))
        if command is None:
            raise PrivilegedError("unknown_command", str(asked.get("command"))[:40])
        if self.callers.get(uid) not in command.allowed:
            raise PrivilegedError("not_allowed", f"user {uid} may not ask for {asked['command']}")
        given = asked.get("arguments", {})
        if not isinstance(given, dict):
            raise PrivilegedError("malformed", "arguments are no object")
        checked = arguments.checked(given, command.needed, command.optional, self.machine)
        request = Request(self.machine, uid, _teller(connection))
        with self._by_itself(command):
            log.log(logging.INFO if command.alone else logging.DEBUG, "%s for user %d", asked["command"], uid)
            return command.run(request, **checked)

    @contextmanager
    def _by_itself(self, command: Command) -> Iterator[None]:
        """Two changes of the machine never overlap; who only looks need not wait."""
        if not command.alone:
            yield
        elif not self._alone.acquire(timeout=BUSY_SECONDS):
            raise PrivilegedError("busy", "another change of this machine is under way")
        else:
            try:
                yield
            finally:
                self._alone.release()


def peer_uid(connection: socket.socket) -> int:
    """Who connected, as the kernel says (unix(7), SO_PEERCRED)."""
    _, uid, _ = PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size))
    return int(uid)


def _teller(connection: socket.socket) -> Callable[[Mapping[str, Any]], None]:
    """Reports progress; that nobody listens any more does not stop what has begun."""
    return lambda progress: _send(connection, {"progress": dict(progress)})


def _send(connection: socket.socket, message: Mapping[str, Any]) -> None:
    try:
        connection.sendall(encoded(message))
    except OSError:
        pass


def _refusal(error: PrivilegedError) -> dict[str, Any]:
    return {"ok": False, "error": {"code": error.code, "text": error.text}}


def run(listening_fd: int) -> int:
    """Behind the socket that systemd holds."""
    PrivilegedServer(socket.socket(fileno=listening_fd), Machine(), callers()).serve()
    return 0
