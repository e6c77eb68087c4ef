"""A backup brought back over the API of the first run, where the server's disk has no room for it: a real full disk."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.backup import archive, key
from appliance.config import Config
from appliance.privileged.client import Privileged
from appliance.setup.code import FILE_NAME
from appliance.setup.first_run import FirstRun
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from tests.fakes import SettableClock
from tests.web.conftest import OURS, Client

LARGE = 2 << 20
"""Bytes, hardly compressible, in the office that is brought back."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The server's data lie on it."""
    if os.geteuid() != 0:
        pytest.skip("needs root for a disk of its own")
    directory = tmp_path / "disk"
    directory.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", directory], check=True)
    yield directory
    subprocess.run(["umount", "--lazy", directory], check=True)


@pytest.fixture
def backup(tmp_path: Path) -> tuple[Path, str]:
    """The file and its key."""
    office = tmp_path / "lost"
    (office / "ca").mkdir(parents=True)
    (office / "ca" / "large").write_bytes(os.urandom(LARGE))
    with closing(sqlite3.connect(office / archive.DATABASE)) as database:
        database.executescript("CREATE TABLE session (id); CREATE TABLE organisation (name);")
    made, secret = tmp_path / f"office{archive.SUFFIX}", key.generate()
    archive.create(office, secret.public, made, "0.1.0", datetime(2026, 3, 2, tzinfo=UTC))
    return made, secret.secret


@pytest.mark.parametrize(
    ("full_at", "room"),
    [
        ("the upload", LARGE // 2),
        ("the decrypted archive", LARGE * 3 // 2),
        ("the unpacked files", LARGE * 5 // 2),
    ],
)
def test_a_full_disk_is_named_and_nothing_is_lost(
    full_at: str, room: int, small_disk: Path, backup: tuple[Path, str], store: Store, clock: SettableClock, code_of
) -> None:
    file, secret = backup
    first_run = FirstRun(store, clock, small_disk, Privileged(small_disk / "nobody.sock"))
    first_run.begin()
    visitor = Client(create_app(Config(data=small_disk), store, clock, Parts(first_run=first_run)))
    before = {path.name for path in small_disk.iterdir()}
    (small_disk / "filling").write_bytes(bytes(free(small_disk) - room))
    form = {"key": secret, "backup": (file.open("rb"), file.name)}
    code = (small_disk / FILE_NAME).read_text()
    answer = visitor.browser.post("/api/setup/restore", data=form, headers={**OURS, "X-Setup-Code": code})
    assert (answer.status_code, code_of(answer)) == (507, "disk_full")
    assert "ging nichts verloren" in answer.json["detail"]
    assert {path.name for path in small_disk.iterdir()} == before | {"filling"}
    assert free(small_disk) == room // 4096 * 4096


def free(directory: Path) -> int:
    known = os.statvfs(directory)
    return known.f_bavail * known.f_frsize
