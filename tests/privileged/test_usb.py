"""Sticks: only ours of the files, only for a moment, never the stick that the system was started from."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.privileged.client import Privileged, PrivilegedError
from tests.privileged.system import System, disk, partition

STICK = disk("/dev/sdb", tran="usb", children=[partition("/dev/sdb1", "vfat")])


class Sticks:
    """Stands in for mount and umount: a directory for each device appears at its mount point."""

    def __init__(self, base: Path, system: System) -> None:
        self.base, self.options = base, dict[str, str]()
        self.mounted: set[str] = set()
        system.programs.answers |= {"mount": self._mount, "umount": self._umount}

    def content(self, device: str) -> Path:
        directory = self.base / device.replace("/", "_")
        directory.mkdir(parents=True, exist_ok=True)
        return directory

    def _mount(self, command: Sequence[str]) -> str:
        _, _, _, _, options, device, point = command
        Path(point).rmdir()
        Path(point).symlink_to(self.content(device))
        self.options[device] = options
        self.mounted.add(point)
        return ""

    def _umount(self, command: Sequence[str]) -> str:
        Path(command[1]).unlink()
        Path(command[1]).mkdir()
        self.mounted.remove(command[1])
        return ""


@pytest.fixture
def sticks(tmp_path: Path, system: System) -> Sticks:
    system.programs.has(STICK)
    return Sticks(tmp_path / "sticks", system)


def refusal_of(helper: Privileged, command: str, **arguments: str) -> str:
    with pytest.raises(PrivilegedError) as refusal:
        helper.call(command, **arguments)
    return refusal.value.code


def test_only_files_of_ours_are_listed(as_kiosk: Privileged, sticks: Sticks) -> None:
    content = sticks.content("/dev/sdb1")
    for name in ("vorzimmer.toml", "office.vorzimmer", "holiday.jpg", ".vorzimmer-adoption.json"):
        (content / name).write_text("")
    (content / "folder.json").mkdir()
    assert as_kiosk.call("usb_files") == ["office.vorzimmer", "vorzimmer.toml"]


def test_a_stick_is_mounted_so_that_nothing_on_it_can_run_and_not_longer_than_needed(
    as_kiosk: Privileged, sticks: Sticks
) -> None:
    as_kiosk.call("usb_files")
    assert sticks.options == {"/dev/sdb1": "ro,nosuid,nodev,noexec"}
    assert sticks.mounted == set()


@pytest.mark.parametrize(
    "other",
    [
        disk("/dev/sda", children=[partition("/dev/sda1", "vfat")]),  # built in
        disk("/dev/sdc", tran="usb", children=[partition("/dev/sdc1", "ext4")]),  # a file system for attackers
    ],
)
def test_other_disks_are_left_alone(as_kiosk: Privileged, system: System, sticks: Sticks, other: dict) -> None:  # type: ignore[type-arg]
    system.programs.has(other)
    assert as_kiosk.call("usb_files") == []
    assert system.programs.of("mount") == []


def test_the_stick_that_the_system_runs_from_is_left_alone(
    as_kiosk: Privileged, system: System, sticks: Sticks
) -> None:
    (sticks.content("/dev/sdb1") / "vorzimmer.toml").write_text("")
    assert as_kiosk.call("usb_files") == ["vorzimmer.toml"]
    system.started_from("/dev/sdb")
    assert as_kiosk.call("usb_files") == []


def test_a_broken_stick_does_not_hide_the_good_one(as_kiosk: Privileged, system: System, sticks: Sticks) -> None:
    system.programs.has(disk("/dev/sdc", tran="usb", children=[partition("/dev/sdc1", "vfat")]), STICK)
    (sticks.content("/dev/sdb1") / "vorzimmer.toml").write_text('role = "kiosk"\n')
    mount = system.programs.answers["mount"]

    def picky(command: Sequence[str]) -> str:
        if "/dev/sdc1" in command:
            raise PrivilegedError("failed", "wrong fs type")
        return mount(command)

    system.programs.answers["mount"] = picky
    assert as_kiosk.call("read_usb_file", name="vorzimmer.toml") == {"data": 'role = "kiosk"\n'}
    assert sticks.mounted == set()


def test_a_missing_file_a_huge_file_and_a_binary_file_are_told_apart(as_kiosk: Privileged, sticks: Sticks) -> None:
    content = sticks.content("/dev/sdb1")
    (content / "huge.json").write_bytes(b" " * (256 * 1024 + 1))
    (content / "binary.json").write_bytes(b"\xff\xfe")
    assert refusal_of(as_kiosk, "read_usb_file", name="none.json") == "no_such_file"
    assert refusal_of(as_kiosk, "read_usb_file", name="huge.json") == "too_large"
    assert refusal_of(as_kiosk, "read_usb_file", name="binary.json") == "malformed"
    assert sticks.mounted == set()


def test_a_backup_is_on_the_stick_whole(as_server: Privileged, sticks: Sticks, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.write_bytes(b"age-encryption.org/v1")
    as_server.call("usb_store", file="2026-03-02T080000Z.vorzimmer", path=str(backup))
    content = sticks.content("/dev/sdb1")
    assert [path.name for path in content.iterdir()] == ["2026-03-02T080000Z.vorzimmer"]
    assert next(content.iterdir()).read_bytes() == b"age-encryption.org/v1"
    assert sticks.options["/dev/sdb1"].startswith("rw,")


def test_a_backup_comes_back_from_the_stick(as_server: Privileged, sticks: Sticks, tmp_path: Path) -> None:
    (sticks.content("/dev/sdb1") / "office.vorzimmer").write_bytes(b"kept")
    target = tmp_path / "incoming"
    target.write_bytes(b"longer than what comes")
    as_server.call("usb_fetch", file="office.vorzimmer", path=str(target))
    assert target.read_bytes() == b"kept"


def test_a_file_that_would_fill_the_disk_stays_on_its_stick(
    as_server: Privileged, sticks: Sticks, tmp_path: Path
) -> None:
    huge = sticks.content("/dev/sdb1") / "vorzimmer_9.root.raw"
    huge.touch()
    os.truncate(huge, 1 << 43)  # takes no room itself
    target = tmp_path / "incoming"
    target.touch()
    with pytest.raises(PrivilegedError) as refusal:
        as_server.call("usb_fetch", file=huge.name, path=str(target))
    assert (refusal.value.code, target.read_bytes()) == ("disk_full", b"")


def test_the_helper_reads_and_writes_nothing_that_is_not_the_caller_s(
    as_server: Privileged, sticks: Sticks, tmp_path: Path
) -> None:
    own, link, linked = tmp_path / "own", tmp_path / "link", tmp_path / "linked"
    own.write_text("mine")
    link.symlink_to(own)
    linked.hardlink_to(own)
    (sticks.content("/dev/sdb1") / "a.vorzimmer").write_text("kept")
    for path in (link, linked, tmp_path, "/dev/zero", tmp_path / "none"):
        assert refusal_of(as_server, "usb_store", file="a.vorzimmer", path=str(path)) == "bad_argument"
        assert refusal_of(as_server, "usb_fetch", file="a.vorzimmer", path=str(path)) == "bad_argument"
    assert own.read_text() == "mine"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can own what is another's")
def test_a_file_of_another_user_is_not_read_for_this_one(as_server: Privileged, sticks: Sticks, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("another's")
    os.chown(secret, 65534, 65534)
    assert refusal_of(as_server, "usb_store", file="a.vorzimmer", path=str(secret)) == "bad_argument"
    assert refusal_of(as_server, "usb_fetch", file="a.vorzimmer", path=str(secret)) == "bad_argument"
    assert secret.read_text() == "another's"


def test_removing_needs_no_second_try(as_server: Privileged, sticks: Sticks) -> None:
    old = sticks.content("/dev/sdb1") / "old.vorzimmer"
    old.write_text("")
    for _ in range(2):
        as_server.call("usb_remove", file="old.vorzimmer")
    assert not old.exists()


def test_without_a_stick_it_says_so(as_server: Privileged, system: System, sticks: Sticks) -> None:
    system.programs.has()
    assert refusal_of(as_server, "write_usb_file", name="vorzimmer-adoption.json", data="{}") == "no_stick"


def test_an_adoption_file_is_written(as_server: Privileged, sticks: Sticks) -> None:
    as_server.call("write_usb_file", name="vorzimmer-adoption.json", data='{"code": "ü"}')
    assert (sticks.content("/dev/sdb1") / "vorzimmer-adoption.json").read_text() == '{"code": "ü"}'
