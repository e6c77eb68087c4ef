"""gunicorn with threads behind an inherited listening socket: one worker, which alone writes the database."""

import ctypes
import os
import signal
import socket
from contextlib import suppress
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers import gthread

from appliance.adapters.clock import clock_of
from appliance.backup import restore
from appliance.config import Config
from appliance.store.database import Store, locked
from appliance.web.app import create_app
from appliance.web.parts import all_parts

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 3
PREDECESSOR_SECONDS = 10
"""How long a successor waits for the database of a process that is just ending."""
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
MEMORY = {M_ARENA_MAX: 2, M_MMAP_THRESHOLD: 4 * 2**20}
"""mallopt (glibc). Left alone each thread takes memory from an arena of its own, and after some days the process has
twice as much; for Python threads, of which one runs at a time, two are as fast. What is large, as the 19 MiB that each
password is hashed in, is given back at once instead of being kept for the next.
"""
LINGER_SECONDS = 0.2
"""How long idle kept-alive connections stay open when the server stops; gunicorn's 2 s would delay its successor."""


def run(config: Config, listening_fd: int) -> None:
    """Serve until told to stop. The worker opens the store after the fork and closes it when it leaves."""
    _keep_little_memory()
    gthread.STOP_KEEPALIVE_LINGER = LINGER_SECONDS
    os.environ.pop("LISTEN_FDS", None)  # systemd's name for the same socket: gunicorn would take it twice
    _Server(config, listening_fd).run()


class _Server(BaseApplication):
    def __init__(self, config: Config, listening_fd: int) -> None:
        self._config, self._fd = config, listening_fd
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self._fd}", "workers": 1, "worker_class": "gthread", "threads": self._config.threads,
            "keepalive": 75, "graceful_timeout": GRACE_SECONDS, "timeout": 60, "loglevel": "warning",
            "control_socket_disable": True, "post_fork": _end_with_parent, "worker_exit": _close,
            "worker_tmp_dir": "/dev/shm",
        }  # fmt: skip
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        config, clock, bell = self._config, clock_of(self._config), _Bell(self._config)
        with locked(config.database.with_suffix(".lock"), PREDECESSOR_SECONDS):
            restore.move_in(config.data, clock.now())  # what the set-up page has prepared
        store = Store(config.database, on_commit=bell.ring, patience=PREDECESSOR_SECONDS)
        parts = all_parts(config, store, clock)
        assert parts.background is not None
        bell.listeners.append(parts.background.changed)
        parts.start()
        _RUNNING.extend((parts.stop, store.close))
        return create_app(config, store, clock, parts)


_RUNNING: list[Any] = []
"""What the worker has to end, in order."""


class _Bell:
    """After each commit: an empty datagram to live, and the listeners of this process."""

    def __init__(self, config: Config) -> None:
        self._address = str(config.bell)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self.listeners: list[Any] = []

    def ring(self) -> None:
        for listener in self.listeners:
            listener()
        try:
            self._socket.sendto(b"", self._address)
        except OSError:
            pass  # live is not there or has not read the last one: it finds the journal by itself


def _keep_little_memory() -> None:
    with suppress(AttributeError):  # another C library
        for option, value in MEMORY.items():
            ctypes.CDLL(None).mallopt(option, value)


def _end_with_parent(server: Any, worker: Any) -> None:
    """A worker whose master was killed must not hold the database: the kernel ends it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _close(server: Any, worker: Any) -> None:
    for end in _RUNNING:
        end()
