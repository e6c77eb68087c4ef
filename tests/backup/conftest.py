"""A network share, served by Samba."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.town_hall import wait_for

SMBD = shutil.which("smbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass(frozen=True)
class ShareServer:
    """A share that demands encryption. `folder` is what it shows."""

    folder: Path
    port: int
    user: str = "root"
    password: str = "Nur für den Test"

    @property
    def address(self) -> str:
        return "//127.0.0.1/sicherung/vorzimmer"


@pytest.fixture
def share(tmp_path: Path) -> Iterator[ShareServer]:
    if SMBD is None or os.geteuid() != 0:
        pytest.skip("needs root and Debian's samba for a real network share")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ShareServer(tmp_path / "share", port)
    server.folder.mkdir()
    configuration = _configuration(tmp_path / "samba", server)
    answer = f"{server.password}\n{server.password}\n"
    subprocess.run(["smbpasswd", "-c", configuration, "-a", "-s", server.user], input=answer, text=True, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    # Samba ends its whole process group when it is told to stop; it makes one of its own unless it is told not to.
    process = subprocess.Popen([SMBD, "-F", "-s", configuration], stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(port), "Samba")
        yield server
    finally:
        process.terminate()
        process.wait(10)


def _configuration(directory: Path, server: ShareServer) -> str:
    directory.mkdir()
    file = directory / "smb.conf"
    file.write_text(f"""[global]
interfaces = lo
bind interfaces only = yes
smb ports = {server.port}
server min protocol = SMB3
server smb encrypt = required
security = user
passdb backend = tdbsam:{directory}/passdb.tdb
private dir = {directory}
lock directory = {directory}
state directory = {directory}
cache directory = {directory}
pid directory = {directory}
ncalrpc dir = {directory}/ncalrpc
log file = {directory}/log
disable spoolss = yes
[sicherung]
path = {server.folder}
read only = no
""")
    return str(file)


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
