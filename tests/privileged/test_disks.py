"""Installing to a disk: the running version, bit by bit, onto a disk that was chosen twice and is nobody's."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.privileged.client import Privileged, PrivilegedError
from appliance.privileged.command import Request
from appliance.privileged.commands import disks
from tests.privileged.system import System, disk, partition

MIB = 2048  # sectors
ESP, ROOT, VERITY = (
    disks.ESP_TYPE.lower(),
    "4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
    "2c7357ed-ebd2-46d9-aec1-23d437ec2bf5",
)
PARTITIONS = [
    {"start": 1 * MIB, "size": 2 * MIB, "type": ESP, "name": "esp"},
    {"start": 3 * MIB, "size": 1 * MIB + 8, "type": VERITY, "name": "verity_2"},
    {"start": 5 * MIB, "size": 5 * MIB, "type": ROOT, "name": "root_2"},
    {"start": 10 * MIB, "size": 1 * MIB, "type": VERITY, "name": "verity_1"},
    {"start": 11 * MIB, "size": 5 * MIB, "type": ROOT, "name": "root_1"},
    {"start": 16 * MIB, "size": 2 * MIB, "type": "data", "name": "data"},
]


@dataclass
class Computer:
    """The running stick and an internal disk, both plain files."""

    system: System
    stick: Path
    internal: Path

    def shows(self, **facts: Any) -> None:
        self.system.programs.has(
            disk(str(self.stick), tran="usb"), {**disk(str(self.internal)), **facts}, disk("/dev/sdz", size=1 << 30)
        )

    def install(self, confirm: str | None = None) -> list[dict[str, int]]:
        """What was told on the way. The path of a file is no name of a disk, so this goes past the socket."""
        told: list[Any] = []
        path = str(self.internal)
        request = Request(self.system.machine, os.getuid(), told.append)
        disks.install_to_disk(request, disk=path, confirm=path if confirm is None else confirm)
        return told

    def refused(self, confirm: str | None = None) -> str:
        before = self.internal.read_bytes()
        with pytest.raises(PrivilegedError) as refusal:
            self.install(confirm)
        assert self.internal.read_bytes() == before
        return refusal.value.code


@pytest.fixture
def computer(system: System, tmp_path: Path) -> Computer:
    stick, internal = tmp_path / "stick", tmp_path / "internal"
    stick.write_bytes(os.urandom(18 * MIB * disks.SECTOR))
    internal.write_bytes(b"\xaa" * (32 * MIB * disks.SECTOR))
    system.started_from(stick)
    release = system.base / "usr/lib/vorzimmer-release/release.json"
    release.parent.mkdir(parents=True)
    release.write_text('{"version": "2", "channel": "stable"}')
    table = {"partitiontable": {"sectorsize": 512, "partitions": PARTITIONS}}
    system.programs.answers["sfdisk"] = lambda command: json.dumps(table) if "--json" in command else ""
    computer = Computer(system, stick, internal)
    computer.shows()
    return computer


def sectors(path: Path, start: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start * disks.SECTOR)
        return file.read(size * disks.SECTOR)


def test_boot_partition_root_and_hash_tree_of_the_running_version_are_copied(computer: Computer) -> None:
    computer.install()
    written = computer.system.programs.texts["sfdisk"].splitlines()
    assert written == [
        f'start=2048, size=4096, type={ESP}, name="esp"',
        f'start=6144, size=2056, type={VERITY}, name="verity_2"',
        f'start=10240, size=10240, type={ROOT}, name="root_2"',
    ]
    for part, start in zip(PARTITIONS[:3], (2048, 6144, 10240), strict=True):
        original = sectors(computer.stick, int(part["start"]), int(part["size"]))  # type: ignore[call-overload]
        assert sectors(computer.internal, start, int(part["size"])) == original  # type: ignore[call-overload]


def test_the_table_is_written_last(computer: Computer) -> None:
    computer.install()
    order = [call[0] for call in computer.system.programs.calls if call[0] in ("wipefs", "sfdisk")]
    assert order[-1] == "sfdisk"
    assert computer.system.programs.of("sfdisk")[-1][-1] == str(computer.internal)
    assert order.index("wipefs") < len(order) - 1


def test_progress_runs_to_its_end(computer: Computer) -> None:
    told = computer.install()
    done = [one["done"] for one in told]
    assert done == sorted(done)
    assert done[-1] == told[-1]["total"] == 2 * disks.SECTOR * (8 * MIB + 8)


def test_a_disk_that_keeps_something_else_is_noticed(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    wear_out = os.posix_fadvise

    def worn(descriptor: int, *rest: int) -> None:
        os.pwrite(descriptor, b"\0" * 512, 6144 * disks.SECTOR)
        wear_out(descriptor, *rest)

    monkeypatch.setattr(os, "posix_fadvise", worn)
    with pytest.raises(PrivilegedError) as refusal:
        computer.install()
    assert refusal.value.code == "disk_differs"
    assert "--label=gpt" not in computer.system.programs.of("sfdisk")[-1]


def test_the_choice_has_to_be_repeated(computer: Computer) -> None:
    assert computer.refused(confirm="yes") == "not_confirmed"


def test_the_disk_that_it_runs_from_is_refused(computer: Computer) -> None:
    computer.internal = computer.stick
    assert computer.refused() == "own_disk"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"children": [partition("/dev/sda1", "ext4", "/mnt")]}, "disk_in_use"),
        ({"children": [partition("/dev/sda1", "swap", "[SWAP]")]}, "disk_in_use"),
        ({"children": [{**partition("/dev/sda1"), "children": [{**partition("/dev/dm-0"), "type": "crypt"}]}]},
         "disk_in_use"),
        ({"ro": True}, "read_only"),
        ({"size": disks.LEAST_DATA}, "too_small"),
    ],
)  # fmt: skip
def test_a_disk_that_cannot_be_taken_is_refused(computer: Computer, facts: dict[str, Any], code: str) -> None:
    computer.shows(**facts)
    assert computer.refused() == code


def test_a_system_that_no_image_started_installs_nothing(computer: Computer) -> None:
    computer.system.root.own_disk.unlink()
    assert computer.refused() == "not_from_an_image"


def test_the_list_says_which_disk_can_be_taken_and_why_another_cannot(computer: Computer, as_kiosk: Privileged) -> None:
    listed = {one["path"]: one["refusal"] for one in as_kiosk.call("list_disks")}
    assert listed == {str(computer.stick): "own_disk", str(computer.internal): None, "/dev/sdz": "too_small"}


def labelled(name: str) -> dict[str, Any]:
    return {**partition("/dev/sda1"), "partlabel": name}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "nothing"),
        ({"fstype": "ext4"}, "linux"),
        ({"children": [partition("/dev/sda1", "vfat"), partition("/dev/sda2", "BitLocker")]}, "windows"),
        ({"children": [partition("/dev/sda1", "ntfs"), partition("/dev/sda2", "ext4")]}, "windows"),
        ({"children": [partition("/dev/sda1", "vfat"), partition("/dev/sda2", "crypto_LUKS")]}, "linux"),
        ({"children": [partition("/dev/sda1")]}, "other"),
        ({"children": [labelled("root_1"), labelled("verity_1"), partition("/dev/sda3", "ext4")]}, "vorzimmer"),
    ],
)
def test_the_list_says_what_is_on_a_disk(
    computer: Computer, as_kiosk: Privileged, facts: dict[str, Any], words: str
) -> None:
    computer.shows(**facts)
    listed = {one["path"]: one for one in as_kiosk.call("list_disks")}
    assert listed[str(computer.internal)]["holds"] == words


@pytest.mark.parametrize(
    ("facts", "is_stick"),
    [({"tran": "usb"}, True), ({"tran": "sata", "rm": True}, True), ({"tran": None}, False), ({"tran": "nvme"}, False)],
)
def test_a_stick_is_known_by_its_connection_or_by_itself(
    computer: Computer, as_kiosk: Privileged, facts: dict[str, Any], is_stick: bool
) -> None:
    computer.shows(**facts)
    listed = {one["path"]: one for one in as_kiosk.call("list_disks")}
    assert listed[str(computer.internal)]["removable"] is is_stick


def test_a_copy_that_fails_is_told_over_the_socket(computer: Computer, as_kiosk: Privileged) -> None:
    def lsblk(command: Sequence[str]) -> str:
        if "--json" in command:
            return json.dumps({"blockdevices": [disk(str(computer.stick)), disk("/dev/sda")]})
        return "/dev/sda disk\n"

    computer.system.programs.answers["lsblk"] = lsblk
    computer.system.programs.fails("wipefs", "wipefs: /dev/sda: no medium")
    with pytest.raises(PrivilegedError) as refusal:
        as_kiosk.call("install_to_disk", disk="/dev/sda", confirm="/dev/sda")
    assert refusal.value.code == "failed"


def test_memory_is_no_disk_to_install_to(computer: Computer, as_kiosk: Privileged) -> None:
    computer.system.programs.has(disk("/dev/zram0"), disk("/dev/nvme0n1"))
    assert [one["path"] for one in as_kiosk.call("list_disks")] == ["/dev/nvme0n1"]
