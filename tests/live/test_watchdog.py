"""systemd is told that live is ready, and that it lives."""

import socket
from pathlib import Path

import pytest

from appliance import systemd_notify
from appliance.store.database import Store
from tests.live.process import LiveProcess


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """What systemd listens on."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "notify"))
    listening.settimeout(20)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    return listening


def test_live_is_ready_and_then_lives(manager: socket.socket, store: Store, tmp_path: Path) -> None:
    live = LiveProcess(tmp_path)
    live.start()
    heard = [manager.recv(100) for _ in range(3)]
    live.close()
    manager.close()
    assert heard == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


def test_a_manager_that_is_gone_disturbs_nobody(manager: socket.socket) -> None:
    manager.close()
    systemd_notify.tell(systemd_notify.LIVES)
