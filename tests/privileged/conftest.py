"""The real helper on a real socket, for a machine in a directory; whoever runs the tests may ask as each caller."""

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from appliance.privileged.client import Privileged
from appliance.privileged.command import Command
from appliance.privileged.server import PrivilegedServer
from appliance.privileged.table import COMMANDS, KIOSK, SERVER
from tests.privileged.system import System


class Serve(Protocol):
    def __call__(self, callers: Mapping[int, str], commands: Mapping[str, Command] = COMMANDS) -> Privileged: ...


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path / "root").make()


@pytest.fixture
def serve(system: System, tmp_path: Path) -> Iterator[Serve]:
    """The helper for these callers (user id -> who that is), with its own commands or the test's."""
    with ExitStack() as stack:

        def start(callers: Mapping[int, str], commands: Mapping[str, Command] = COMMANDS) -> Privileged:
            path = tmp_path / f"helper-{'-'.join(sorted(callers.values()))}.sock"
            listening = stack.enter_context(socket.socket(socket.AF_UNIX))
            listening.bind(str(path))
            path.chmod(0o666)
            listening.listen()
            thread = threading.Thread(target=PrivilegedServer(listening, system.machine, callers, commands).serve)
            thread.start()
            stack.callback(thread.join)
            stack.callback(listening.shutdown, socket.SHUT_RDWR)
            return Privileged(path, patience_seconds=20)

        yield start


@pytest.fixture
def as_server(serve: Serve) -> Privileged:
    """The office server's web asks."""
    return serve({os.getuid(): SERVER})


@pytest.fixture
def as_kiosk(serve: Serve) -> Privileged:
    """The kiosk's device asks."""
    return serve({os.getuid(): KIOSK})
