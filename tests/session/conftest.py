"""A kiosk's session with a real Chromium, a device that speaks to it, and pages that do as a test tells them."""

import asyncio
import contextlib
import json
import math
import os
import shlex
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from appliance.session.chromium import HEADLESS, Launch
from appliance.session.kiosk import Kiosk, Settings
from appliance.session.recovery import SILENT_SECONDS
from appliance.session.screen import Outputs
from tests.browsers import chromium_path

PATIENCE_SECONDS = 40.0
BETWEEN_BEATS = SILENT_SECONDS / 3
"""So far a test's clock may jump without a page seeming silent."""

SPEAKING = """<!doctype html><html lang="de"><title>page</title><body><h1>page</h1><input id="field"><script>
const say = (message) => window.vorzimmerKiosk(JSON.stringify(message));
say({ alive: true });
setInterval(() => say({ alive: true }), 200);
</script></body></html>"""
"""A page that lives, as every page of a kiosk does; more often, so that tests wait less."""


@pytest.fixture(scope="session")
def browser_program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Chromium as this machine has it; for root with policies of its own, that no other program on the machine sees."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium that starts on this machine")
    if not may_unshare():
        return str(path)
    script = tmp_path_factory.mktemp("browser") / "chromium"
    script.write_text(PRIVATE_POLICIES.format(chromium=shlex.quote(str(path))))
    script.chmod(0o755)
    return str(script)


PRIVATE_POLICIES = """#!/bin/sh
# The policies of $TEST_POLICIES take the place of the machine's, for this browser alone.
exec unshare --mount sh -c 'mount -t tmpfs tmpfs /etc/chromium && mkdir -p /etc/chromium/policies/managed &&
  mount --bind "$TEST_POLICIES" /etc/chromium/policies/managed && exec {chromium} "$@"' sh "$@"
"""


def may_unshare() -> bool:
    tried = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /etc/chromium"]
    return os.geteuid() == 0 and subprocess.run(tried, capture_output=True, check=False).returncode == 0


@dataclass
class Site:
    """A web server on this machine; `pages` by path, and a log of paths that were asked for."""

    server: ThreadingHTTPServer
    pages: dict[str, str]
    asked: list[str] = field(default_factory=list)
    status: int = 200

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def open_site(port: int = 0, **pages: str) -> Site:
    """`open_site(board="<html>...")` answers /board; / is a page that speaks, unless it is given as `index`."""
    by_path = {"/": SPEAKING, **{f"/{name}": html for name, html in pages.items()}}
    by_path["/"] = pages.get("index", SPEAKING)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked.append(path)
            body = by_path.get(path, "<title>nothing</title>").encode()
            self.send_response(site.status if path in by_path else 404)
            kind = "text/html; charset=utf-8" if not path.endswith(".bin") else "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Quiet."""

    site = Site(ThreadingHTTPServer(("127.0.0.1", port), Handler), by_path)
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    return site


@pytest.fixture
def local() -> Iterator[Site]:
    """The device's own page."""
    site = open_site()
    yield site
    site.close()


@pytest.fixture
def office() -> Iterator[Site]:
    site = open_site()
    yield site
    site.close()


@dataclass
class Device:
    """The other end of the session's socket: what it heard, and what it says."""

    path: Path
    heard: list[dict[str, Any]] = field(default_factory=list)
    server: asyncio.Server | None = None
    writer: asyncio.StreamWriter | None = None
    greeting: dict[str, Any] | None = None

    async def open(self) -> None:
        self.server = await asyncio.start_unix_server(self._converse, self.path, limit=64 * 1024 * 1024)

    async def close(self) -> None:
        if self.server is not None:
            self.server.close()
        if self.writer is not None:
            self.writer.close()
        self.server = self.writer = None
        self.path.unlink(missing_ok=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        if self.greeting is not None:
            self.say(self.greeting)
        while line := await reader.readline():
            self.heard.append(json.loads(line))

    def say(self, message: dict[str, Any]) -> None:
        assert self.writer is not None
        self.writer.write(json.dumps(message).encode() + b"\n")

    def said(self, key: str) -> list[Any]:
        return [message[key] for message in self.heard if key in message]

    @property
    def beats(self) -> list[dict[str, Any]]:
        return [message for message in self.heard if "heartbeat" in message]


class Light(Outputs):
    """Outputs that only remember how they were switched."""

    def __init__(self) -> None:
        self.switched: list[bool] = []

    async def switch(self, on: bool) -> None:
        self.switched.append(on)


@dataclass
class Clock:
    """The session's clock: the real one, and as much later as a test says."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


@dataclass
class Session:
    """A running session, and what a test may look at and do."""

    kiosk: Kiosk
    device: Device
    clock: Clock
    light: Light
    root: Path
    running: "asyncio.Task[int]"

    async def until(self, condition: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """The condition's first true value; an error in the session fails the test at once."""
        async with asyncio.timeout(seconds):
            while True:
                if self.running.done() and (error := self.running.exception()):
                    raise error
                value = condition()
                if isinstance(value, Awaitable):
                    value = await value
                if value:
                    return value
                await asyncio.sleep(0.02)
        raise AssertionError(what)

    async def shows(self, address: str) -> None:
        """This page is on the screen, and speaks."""
        await self.until(lambda: self.page is not None and self.page.address == address, f"{address} on the screen")
        beats = len(self.device.beats)
        await self.until(lambda: len(self.device.beats) > beats, f"{address} alive")

    async def lives_on(self, seconds: float) -> None:
        """So much later, and the page has spoken in between as often as it must."""
        for _ in range(math.ceil(seconds / BETWEEN_BEATS)):
            beats = len(self.device.beats)
            self.clock.ahead += BETWEEN_BEATS
            await self.until(lambda spoke=beats: len(self.device.beats) > spoke, "alive")

    @property
    def page(self) -> Any:
        return self.kiosk._page

    @property
    def browser(self) -> Any:
        return self.kiosk._chromium

    async def run_in_page(self, script: str) -> Any:
        return await self.page.evaluate(script)

    async def page_says(self, message: dict[str, Any]) -> None:
        await self.run_in_page(f"vorzimmerKiosk({json.dumps(json.dumps(message))})")

    async def after(self, page: Any) -> Any:
        """The page that took this one's place."""
        await self.until(lambda: self.page is not None and self.page is not page and self.page.address != "about:blank",
                         "another page")  # fmt: skip
        return self.page


OpenSession = Callable[..., contextlib.AbstractAsyncContextManager[Session]]


@pytest.fixture
def short_root() -> Iterator[Path]:
    """A place for profiles whose name leaves room for Chromium's socket; in memory, as on a kiosk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="kiosk", dir=memory if memory.is_dir() else None) as directory:
        yield Path(directory)


@pytest.fixture
def open_session(
    tmp_path: Path, short_root: Path, local: Site, browser_program: str, monkeypatch: pytest.MonkeyPatch
) -> OpenSession:
    """`async with open_session(show=..., allow=[...])`: a session whose device says so; by default it shows `local`."""
    policies = tmp_path / "policies"
    policies.mkdir()
    monkeypatch.setenv("TEST_POLICIES", str(policies))
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()

    @contextlib.asynccontextmanager
    async def open(*arguments: str, **greeting: Any) -> AsyncIterator[Session]:
        launch = Launch(short_root / "citizens", browser_program, (*HEADLESS, *sandbox, *arguments))
        settings = Settings(launch, short_root / "session.sock", policies, local.origin, short_root / "input")
        device = Device(settings.socket, greeting=greeting or None)
        await device.open()
        clock, light = Clock(), Light()
        kiosk = Kiosk(settings, light, clock)
        session = Session(kiosk, device, clock, light, launch.root, asyncio.create_task(kiosk.run()))
        try:
            await session.shows(greeting.get("show", f"{local.origin}/"))
            yield session
        finally:
            kiosk.stop()
            await session.running
            await device.close()

    return open


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
