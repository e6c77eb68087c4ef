"""A running town hall: the demo, started as people start it, on free ports and with its own data."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.environment import CHECKOUT

PATIENCE_SECONDS = 30
SERVER_PORTS = (12_000, 32_000)


class ApiProblem(AssertionError):
    """The server refused; `code` is the problem's."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body
        self.code = body.get("code") if isinstance(body, dict) else None


@dataclass
class Api:
    """One client of the JSON API. `token` is a ticket's or device's; staff sign in and keep their cookie."""

    port: int
    token: str | None = None
    cookie: str = ""

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, {"Idempotency-Key": str(uuid.uuid4()), **headers})

    def ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        connection = self.connect()
        everything = {"X-Vorzimmer": "1", "Accept-Language": "de", "Content-Type": "application/json", **headers}
        if self.token:
            everything["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            everything["Cookie"] = self.cookie
        connection.request(method, path, None if body is None else json.dumps(body), everything)
        response = connection.getresponse()
        raw = response.read()
        connection.close()
        if cookie := response.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        answer = json.loads(raw) if raw else None
        if response.status >= 400:
            raise ApiProblem(response.status, answer)
        return answer


def recall(clerk: Api, counter_id: int) -> Any:
    """Whoever is at the counter is called again, as soon as that is possible after the last call."""

    def may_be_called() -> bool:
        shown = clerk.get("/api/console")
        return bool(datetime.fromisoformat(shown["at"]) >= datetime.fromisoformat(shown["current"]["recall_at"]))

    wait_for(may_be_called, "the time of the next call")
    here = clerk.get("/api/console")["current"]
    return clerk.post(f"/api/counters/{counter_id}/recall", {"ticket_id": here["id"]})


@dataclass
class TownHall:
    """`addresses` by face, as the demo prints them; `passwords` by sign-in name."""

    data: Path
    port: int
    addresses: dict[str, str]
    passwords: dict[str, str]
    process: "subprocess.Popen[str]"
    arguments: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.data / "office.sqlite"

    def token(self, face: str) -> str:
        return self.addresses[face].partition("#")[2]

    def device(self, face: str) -> Api:
        return Api(self.port, self.token(face))

    def clerk(self, name: str, counter_id: int | None = None) -> Api:
        """Signed in, and at a counter if one is named."""
        api = Api(self.port)
        api.post("/api/session", {"name": name, "password": self.passwords[name]})
        if counter_id is not None:
            api.ask("PUT", "/api/session/counter", {"counter_id": counter_id}, {})
        return api

    def take(self, service_id: int, channel: str = "on_site", **order: Any) -> Any:
        """At the kiosk: no rate limit of the web in the way."""
        return self.device("kiosk").post("/api/tickets", {"service_id": service_id, "channel": channel, **order})

    def pid(self, name: str) -> int:
        return int((self.data / f"{name}.pid").read_text())

    def restart(self, name: str, signal_number: int = signal.SIGTERM) -> None:
        """End web, live or kiosk; returns when its successor answers."""
        before = self.pid(name)
        os.kill(before, signal_number)
        wait_for(lambda: self.pid(name) != before, f"{name} to come back")
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        wait_for(self._answers, "the server to answer")

    def _answers(self) -> bool:
        for port in (self.port, self.port + 1):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status != 200:
                    return False
            except OSError:
                return False
        return True

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def open_town_hall(data: Path, *, agent: bool = False, environment: dict[str, str] | None = None) -> TownHall:
    """Start the demo and wait until it says that it is ready."""
    port = free_ports()
    arguments = ["--port", str(port), "--data", str(data), "--json", *([] if agent else ["--no-agent"])]
    log = data.parent / f"{data.name}.log"
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "appliance", "demo", *arguments], cwd=CHECKOUT, stdout=subprocess.PIPE,
            stderr=errors, text=True, env={**os.environ, **(environment or {})},
        )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the demo did not start:\n{log.read_text()}"
    said = json.loads(line)
    assert said["ready"], log.read_text()
    return TownHall(data, port, said["addresses"], said["passwords"], process, arguments)


def free_ports() -> int:
    """A port whose neighbours are free too; not among those that the kernel gives to whoever connects."""
    while True:
        port = random.randrange(*SERVER_PORTS, 4)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_for(condition: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """The condition's first true value; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if value := condition():
                return value
        except (OSError, ValueError):
            pass
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain for {what}")
