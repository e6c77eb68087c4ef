"""Everybody comes back at once: live killed, web restarted, events written all the while, nothing lost or doubled."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance import supervisor
from appliance.domain.staff import Role
from appliance.environment import CHECKOUT
from appliance.store import staff
from tests.live.town import Town, now

PAGES, KILLS = 2500, 4
"""10,000 reconnects."""

EVENTS_PER_SECOND = 10
PATIENCE_SECONDS = 40
SESSION = secrets.token_urlsafe(32)


class WholeServer:
    """`vorzimmer serve`: supervisor, web and live, on a town with a ticket for every page."""

    def __init__(self, directory: Path, pages: int) -> None:
        self._data = directory / "server"
        self._data.mkdir()
        _found_town(self._data, pages)
        self.port, self.live_port = _free_port(), _free_port()
        ports = ("--port", str(self.port), "--live-port", str(self.live_port))
        command = [sys.executable, "-m", "appliance.cli", "serve", "--data", str(self._data), *ports]
        self._process = subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.DEVNULL)
        _until(lambda: self.health()["status"] == "ok" and _get(self.port, "/healthz")["status"] == "ok")

    def health(self) -> dict[str, Any]:
        return _get(self.live_port, "/healthz")

    def kill_live(self) -> None:
        os.kill(int((self._data / "live.pid").read_text()), signal.SIGKILL)

    def restart_web(self) -> None:
        supervisor.restart(self._data, "web")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


class Writer(threading.Thread):
    """A supervisor who closes and opens the office over and over, by HTTP; tries again when the web is away."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port, self._stopping = port, threading.Event()
        self.written = self.retries = 0

    def run(self) -> None:
        is_open = True
        while not self._stopping.wait(1 / EVENTS_PER_SECOND):
            is_open = not is_open
            while not self._post("open" if is_open else "close"):
                self.retries += 1
                time.sleep(0.02)
            self.written += 1

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def _post(self, action: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        headers = {"Cookie": f"vorzimmer={SESSION}", "X-Vorzimmer": "1", "Content-Type": "application/json"}
        try:
            connection.request("POST", f"/api/offices/1/{action}", body="{}", headers=headers)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def weather(server: WholeServer, clients: Any, pages: int, kills: int) -> dict[str, Any]:
    """The storm itself. `seconds`: from each kill until the last page is back and welcomed."""
    clients.ask(do="roam", count=pages)
    _until(lambda: clients.ask(do="report")["visits"] == pages)
    writer = Writer(server.port)
    writer.start()
    seconds = []
    for kill in range(1, kills + 1):
        time.sleep(1)
        began = time.monotonic()
        server.kill_live()
        if kill % 2 == 0:
            server.restart_web()  # both at once, every other time
        _until(lambda kill=kill: clients.ask(do="report")["visits"] >= pages * (kill + 1))
        seconds.append(time.monotonic() - began)
        time.sleep(1)
        server.restart_web()
    time.sleep(1)
    writer.stop()
    head = server.health()["head"]
    _until(lambda: clients.ask(do="report")["slowest"] >= head)
    return {**clients.ask(do="report"), "seconds": seconds, "written": writer.written, "retries": writer.retries}


def _found_town(data: Path, pages: int) -> None:
    town = Town(data)
    town.take_tickets(pages)
    boss = town.write(staff.add_clerk, "carol", "carol", "", [Role.ADMIN, Role.SUPERVISOR], [])
    town.write(staff.add_session, SESSION, boss, now() + timedelta(hours=1))
    town.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _get(port: int, path: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def _until(happens: Any) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if happens():
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.05)
