"""One boot as on a real PC: firmware, boot loader, verified root, partitions of the first boot, an answer by HTTPS."""

import socket
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from image import gpt, qemu
from image.release import DISK

pytestmark = pytest.mark.image

PATIENCE = 1200  # seconds, without hardware virtualisation and with other work on the machine


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def answers(port: int) -> bool:
    anyone = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(f"https://localhost:{port}/", timeout=20, context=anyone) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_a_pc_with_the_stick_becomes_an_office_server(release_directory: Path, tmp_path: Path, free_port: int) -> None:
    disk = tmp_path / "disk.raw"
    qemu.fresh_disk(release_directory / DISK, disk)
    qemu.put_on_boot_partition(disk, "vorzimmer.toml", b'role = "server"\n')
    [counted] = qemu.boot_partition_files(disk)
    assert counted.endswith("+3-0.efi"), "three attempts before another version is tried"

    with qemu.Machine(disk, tmp_path / "pc", {443: free_port}) as machine:
        machine.wait_until(lambda: answers(free_port), "an answer by HTTPS", PATIENCE)
        blessed = counted.replace("+3-0", "")
        machine.wait_until(lambda: qemu.boot_partition_files(disk) == [blessed], "the boot's blessing", PATIENCE)
        assert "FAILED" not in machine.said()

    labels = [partition.label for partition in gpt.partitions(disk)]
    version = blessed.removeprefix("vorzimmer_").removesuffix(".efi")
    assert labels == ["esp", f"verity_{version}", f"root_{version}", "_empty", "_empty", "data"]
