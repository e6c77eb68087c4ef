"""A machine in a directory, and what the real helper and the real `apply` make of what it is told."""

import os
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.boot.apply import Apply
from appliance.privileged.client import Privileged
from appliance.privileged.table import ROOT
from tests.privileged.conftest import Serve, serve
from tests.privileged.system import System

__all__ = ["serve"]


def free_port() -> int:
    """Nobody listens there now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def system(tmp_path: Path) -> System:
    system = System(tmp_path / "root").make()
    for directory in ("office", "device"):
        (system.root.system.parent / directory).mkdir()
    return system


@pytest.fixture
def host_names() -> list[str]:
    """What the kernel was told."""
    return []


@pytest.fixture
def apply(system: System, host_names: list[str]) -> Apply:
    return Apply(system.machine, lambda _: os.getgid(), host_names.append, Path("/usr/lib/static"))


@pytest.fixture
def root_asks(serve: Serve, system: System, apply: Apply) -> Privileged:
    """The helper, whose `systemctl start vorzimmer-apply.service` does it."""

    def systemctl(command: Sequence[str]) -> str:
        if command[1:] == ["start", "vorzimmer-apply.service"]:
            apply()
        return ""

    system.programs.answers["systemctl"] = systemctl
    system.programs.has()
    return serve({os.getuid(): ROOT})
