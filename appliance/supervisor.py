"""`vorzimmer serve`: web and live behind listening sockets that outlive them, and the relay where there is to be one.

The supervisor holds the two sockets; a process that ends, for whatever reason, is started again behind the same socket,
so that whoever connects meanwhile waits a moment instead of being refused.
"""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.config import Config
from appliance.relay import own

BACKLOG = 4096
PR_SET_PDEATHSIG = 1
QUICK_DEATH_SECONDS = 1.0
PAUSE_AFTER_QUICK_DEATH_SECONDS = 0.5
FINAL_CODES = (77, 78)
"""EX_NOPERM, EX_CONFIG: an agent that is not or no longer enrolled; starting it again would not help."""
PATIENCE_SECONDS = 8
"""A process that does not end by itself after SIGTERM is killed."""

log = logging.getLogger(__name__)


@dataclass
class _Part:
    """One supervised process. `name` is also the name of its pid file."""

    name: str
    command: list[str]
    descriptors: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, pass_fds=self.descriptors, preexec_fn=_end_with_parent, stdin=subprocess.DEVNULL
        )


def serve(
    config: Config,
    *,
    config_file: Path | None = None,
    others: Sequence[tuple[str, list[str]]] = (),
    ready: Callable[[], None] = lambda: None,
) -> int:
    """Run until SIGTERM or SIGINT. `others` are further commands to keep alive (the demo's agent).

    `ready` is called once, after the first start of all parts. The children read `config_file` for themselves.
    """
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    web, live = listening(config.host, config.port), listening(config.host, config.live_port)
    data = ["--data", str(config.data), "--port", str(config.port), "--live-port", str(config.live_port)]
    if config_file is not None:
        data += ["--config", str(config_file)]
    parts = [_Part("web", _ours("web", [*data, "--fd", str(web.fileno())]), (web.fileno(),)),
             _Part("live", _ours("live", [*data, "--fd", str(live.fileno())]), (live.fileno(),)),
             *_relay(config),
             *(_Part(name, _ours(name, arguments)) for name, arguments in others)]  # fmt: skip
    return _Supervisor(config.data, parts).run(ready)


def _ours(name: str, arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "appliance.cli", name, *arguments]


def _relay(config: Config) -> list[_Part]:
    """coturn, where it is asked for; without it the office works, for everybody who has a direct path."""
    if config.relay is None:
        return []
    command = own.command(config)
    if command is None:
        log.error("[relay] asks for coturn, which is not installed (package coturn): calls need a direct path")
        return []
    return [_Part("relay", command)]


def listening(host: str, port: int) -> socket.socket:
    """A listening socket that children inherit. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((host, port))
    server.listen(BACKLOG)
    return server


class _Supervisor:
    def __init__(self, data: Path, parts: list[_Part]) -> None:
        self._data, self._parts = data, parts
        self._stopping = False

    def run(self, ready: Callable[[], None]) -> int:
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, self._stop)
        try:
            for part in self._parts:
                self._start(part)
            ready()
            while not self._stopping:
                self._revive()
                time.sleep(0.05)
        finally:
            self._end_all()
        return 0

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start(self, part: _Part) -> None:
        part.start()
        assert part.process is not None
        (self._data / f"{part.name}.pid").write_text(f"{part.process.pid}\n")

    def _revive(self) -> None:
        now = time.monotonic()
        for part in self._parts:
            if part.process is None or part.process.poll() in (None, *FINAL_CODES) or now < part.not_before:
                continue
            if part.not_before <= part.started and now - part.started < QUICK_DEATH_SECONDS:
                log.error("%s ended at once (%s); it is started again", part.name, part.process.returncode)
                part.not_before = now + PAUSE_AFTER_QUICK_DEATH_SECONDS
                continue
            self._start(part)

    def _end_all(self) -> None:
        running = [part.process for part in self._parts if part.process is not None and part.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        for part in self._parts:
            (self._data / f"{part.name}.pid").unlink(missing_ok=True)


def restart(data: Path, name: str) -> bool:
    """Ask a supervised process to end; its supervisor starts it again. False when it does not run."""
    path = data / f"{name}.pid"
    try:
        os.kill(int(path.read_text()), signal.SIGTERM)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    return True


def _end_with_parent() -> None:
    """No orphan keeps the database or a camera when the supervisor is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
