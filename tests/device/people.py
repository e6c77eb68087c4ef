"""Who plays here: a device in the hall, its root helper, its screen's session, and the offices that want it."""

import base64
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from appliance.device.device import Device, Settings, World
from appliance.device.hardware import Machine
from appliance.device.health import Release
from appliance.environment import CHECKOUT
from appliance.privileged.client import Privileged
from appliance.privileged.command import Request
from appliance.privileged.machine import Machine as RootsMachine
from appliance.privileged.protocol import PrivilegedError
from appliance.privileged.server import PrivilegedServer
from appliance.privileged.table import COMMANDS, KIOSK
from provisioning.ca import Authority, ControlIdentity
from provisioning.control import AdoptedDevice, ControlClient, adopt
from tests.fakes import SettableClock
from tests.provisioning.people import Seconds
from tests.town_hall import free_ports, wait_for

LOOPBACK = "127.0.0.1"
TODAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # a Monday, 8:30 in Musterstadt
NOW = 10_000.0  # seconds since this device was switched on
PICTURE = b"\x89PNG of the waiting hall"


def pushed(revision: int = 1, **changes: Any) -> dict[str, Any]:
    """A configuration as the office server pushes it; `changes` replace its fields."""
    return {
        "revision": revision,
        "device": {"id": 7, "name": "Kiosk Foyer", "place": "Foyer", "function": "ticket"},
        "office": {"id": 1, "name": "Bürgerbüro"},
        "organisation": "Stadt Musterstadt",
        "server": {"url": "https://buergerbuero.test", "addresses": ["192.0.2.10"]},
        "token": "d_" + "x" * 43,
        "time_zone": "Europe/Berlin",
        "screen": None,
        "language": "de",
        "admin_code_hashes": [],
        **changes,
    }


class Office:
    """An office server's end of the control port: its authority and its control key."""

    def __init__(self, directory: Path, name: str) -> None:
        self.authority = Authority.load_or_create(directory, name, TODAY)
        self.control = ControlIdentity.load_or_create(directory, self.authority, TODAY)

    def adopt(self, hall: "Hall", code: str = "", **configuration: Any) -> AdoptedDevice:
        """With the code on its screen, unless another is given."""
        return adopt(
            LOOPBACK, hall.device.control.port, code or hall.code, self.authority, self.control,
            lambda proven: pushed(**configuration), at=TODAY,
        )  # fmt: skip

    def client(self, hall: "Hall") -> ControlClient:
        fingerprint = hall.device.identity.fingerprint
        return ControlClient(
            LOOPBACK, hall.device.control.port, self.authority, self.control, fingerprint, now=lambda: TODAY
        )


class RootHelper:
    """The real privileged server on a real socket; its commands only remember what they were asked.

    `answers`: a command's result by its name, or the error that it refuses with. `tells`: how the command reports its
    progress. Every disk that is named exists.
    """

    def __init__(self, socket_path: Path, caller: str = KIOSK) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.tells: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        self.answers: dict[str, Any] = {"usb_files": [], "list_disks": [], "journal": {"lines": ["one", "two"]}}
        commands = {
            name: replace(command, run=self._run(name))
            for name, command in COMMANDS.items()
        }  # fmt: skip
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(socket_path))
        self._listening.listen()
        server = PrivilegedServer(self._listening, RootsMachine(run=_lsblk), {os.geteuid(): caller}, commands)
        threading.Thread(target=server.serve, daemon=True).start()

    def _run(self, name: str) -> Callable[..., Any]:
        def run(request: Request, **arguments: Any) -> Any:
            self.asked.append((name, arguments))
            self.tells[name] = request.tell
            answer = self.answers.get(name, {})
            if isinstance(answer, PrivilegedError):
                raise answer
            return answer(**arguments) if callable(answer) else answer

        return run

    def was_asked(self, name: str) -> list[dict[str, Any]]:
        return [arguments for asked, arguments in self.asked if asked == name]

    def close(self) -> None:
        if self._listening.fileno() == -1:
            return
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


def _lsblk(command: Sequence[str], **_: Any) -> str:
    return f"{command[-1]} disk\n"


class Hall:
    """The device as people meet it. Nothing ticks by itself: a test calls `tick` for a second of its life."""

    def __init__(self, directory: Path, helper: RootHelper, helper_socket: Path, **settings: Any) -> None:
        self.directory, self.helper = directory, helper
        self.clock, self.seconds = SettableClock(TODAY), Seconds()
        self.seconds.now = NOW
        helper.answers["set_time"] = self._set_clock
        self.addresses: tuple[str, ...] = ()
        self.answering: set[str] = set()
        self._world = World(
            self.clock, Privileged(helper_socket), lambda origin, *_: origin in self.answering, lambda: self.addresses,
            self.seconds, lambda: False,
        )  # fmt: skip
        self._settings = Settings(
            data=directory / "device", system=directory, session_socket=directory / "session.sock",
            users=frozenset({os.geteuid()}), port=0, page_port=0, address=LOOPBACK, name="vorzimmer-4711",
            interfaces=[LOOPBACK],
            machine=Machine(directory / "proc", directory / "sys", directory / "udev", directory / "dev"),
            release=Release("1.2.0", "stable"), first_run=directory / "first-run.json",
        )  # fmt: skip
        self._settings = replace(self._settings, **settings)
        self.graphics_card.parent.mkdir(parents=True, exist_ok=True)
        self.graphics_card.touch()
        self.start()

    def start(self) -> None:
        self.device = Device(self._settings, self._world)
        self.device.start()

    def restart(self) -> None:
        self.device.stop()
        self.start()

    def _set_clock(self, at: datetime) -> dict[str, Any]:
        self.clock.set(at)
        return {}

    @property
    def graphics_card(self) -> Path:
        return self.directory / "dev/dri/card0"

    @property
    def data(self) -> Path:
        return self._settings.data

    @property
    def origin(self) -> str:
        """Of its local page."""
        return self.device.page.origin

    @property
    def code(self) -> str:
        return self.device.codes.state().code

    def other_code(self) -> str:
        return f"{(int(self.code) + 1) % 10**6:06}"

    def tick(self, seconds: float = 0.0) -> None:
        """A second of its life, after `seconds` of nothing."""
        self.seconds.now += seconds
        self.clock.advance(seconds=seconds)
        self.device.tick()

    def shows(self) -> dict[str, Any]:
        """The state that its page follows now."""
        return dict(self.device._page_state(0, 0))


class DeviceProcess:
    """`vorzimmer device --no-privileged`, as a developer starts it."""

    def __init__(self, data: Path) -> None:
        self.data, self.page_port = data, free_ports()
        self.start()

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.page_port}"

    def start(self) -> None:
        arguments = ["--data", str(self.data), "--page-port", str(self.page_port), "--port", str(self.page_port + 1)]
        command = [sys.executable, "-m", "appliance", "device", "--no-privileged", *arguments]
        self.process = subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.DEVNULL)
        wait_for(self.state, "the device to answer")

    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.origin}/state", timeout=5) as answer:
            return dict(json.load(answer))

    def stop(self) -> int:
        """The status with which it ended."""
        self.process.terminate()
        return self.process.wait(15)


class Session:
    """The screen's end of the session socket. `told` holds every message, in order."""

    def __init__(self, path: Path) -> None:
        self.told: list[dict[str, Any]] = []
        self.picture = PICTURE
        self.ended = threading.Event()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self, **message: Any) -> None:
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def beat(self, hall: Hall, *, page: str = "office", in_consultation: bool = False) -> None:
        """Returns when the device has heard it."""
        before = hall.device.session.heard
        self.say(heartbeat=0.0, page=page, in_consultation=in_consultation)
        wait_for(lambda: hall.device.session.heard is not before, "the device to hear the heartbeat")

    def waits_for(self, key: str) -> dict[str, Any]:
        """The newest message with this key."""
        return wait_for(lambda: next((one for one in reversed(self.told) if key in one), None), f"{key!r}")

    def close(self) -> None:
        self._socket.close()

    def _listen(self) -> None:
        with self._socket.makefile("r") as lines:
            for line in lines:
                message = json.loads(line)
                self.told.append(message)
                if "screenshot" in message:
                    self.say(screenshot=message["screenshot"], png=base64.b64encode(self.picture).decode())
        self.ended.set()


class WebServer:
    """An office's web, as far as a device asks it: a real HTTP server; with TLS where a context is given."""

    def __init__(self, answers: Mapping[str, Callable[[dict[str, Any]], tuple[int, Any]]], tls: Any = None) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler(answers))
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, answers: Mapping[str, Callable[[dict[str, Any]], tuple[int, Any]]]) -> type:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
                asked.append((self.path, body))
                status, answer = answers[self.path](body) if self.path in answers else (404, {})
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
