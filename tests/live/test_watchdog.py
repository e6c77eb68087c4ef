"""systemd is told that live is ready, and that it lives."""

import asyncio
import logging
import socket
from pathlib import Path

import pytest

from appliance import systemd_notify
from appliance.config import Config
from appliance.live.server import STORE_TOLD_SECONDS, _open_store
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


@pytest.mark.parametrize(("told_every", "told"), [(STORE_TOLD_SECONDS, 1), (0.0, 5)])
def test_at_the_first_start_the_log_hears_at_once_that_the_store_is_missing_and_then_rarely(
    manager: socket.socket, tmp_path: Path, caplog: pytest.LogCaptureFixture, told_every: float, told: int
) -> None:
    """Each try is a sign of life for systemd."""

    async def five_tries() -> None:
        waiting = asyncio.create_task(_open_store(Config(data=tmp_path), told_every))
        for _ in range(5):
            assert await asyncio.get_running_loop().sock_recv(manager, 100) == b"WATCHDOG=1"
        waiting.cancel()

    manager.setblocking(False)
    with caplog.at_level(logging.INFO, logger="appliance.live.server"):
        asyncio.run(asyncio.wait_for(five_tries(), 20))
    manager.close()
    assert sum("waiting for the store" in line for line in caplog.messages) == told


def test_a_manager_that_is_gone_disturbs_nobody(manager: socket.socket) -> None:
    manager.close()
    systemd_notify.tell(systemd_notify.LIVES)
