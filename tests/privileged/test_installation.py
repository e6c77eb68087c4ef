"""An installation as its askers see it: which disks are offered, how far a copy is, and what ended it."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.privileged.client import Privileged
from appliance.privileged.installation import Disk, Installation, Progress, Stage
from appliance.privileged.protocol import PrivilegedError
from appliance.privileged.table import COMMANDS, SERVER
from tests.privileged.conftest import Serve
from tests.town_hall import wait_for

STICK = {"path": "/dev/sdb", "model": "Stick", "size": 32 << 30, "removable": True, "holds": "vorzimmer",
         "refusal": "own_disk"}  # fmt: skip
WINDOWS = {"path": "/dev/nvme0n1", "model": "ACME", "size": 256 << 30, "removable": False, "holds": "windows",
           "refusal": None}  # fmt: skip
SMALL = {**WINDOWS, "path": "/dev/mmcblk0", "size": 2 << 30, "refusal": "too_small"}

Helper = Callable[..., Installation]


@pytest.fixture
def computer(serve: Serve) -> Helper:
    """`computer([disks], install)`: a helper that lists these disks and installs in this way."""

    def start(disks: list[dict[str, Any]], install: Callable[..., Any] = lambda *_, **__: {}) -> Installation:
        commands = {
            "list_disks": replace(COMMANDS["list_disks"], run=lambda _: disks),
            "install_to_disk": replace(
                COMMANDS["install_to_disk"], run=install, needed={"disk": _any, "confirm": _any}
            ),
        }
        return Installation(serve({os.getuid(): SERVER}, commands))

    return start


def _any(value: Any, _: object) -> Any:
    return value


def ended(installation: Installation) -> Progress:
    wait_for(lambda: installation.progress.stage is not Stage.RUNNING, "the installation to end")
    return installation.progress


def test_from_a_stick_internal_disks_are_offered_largest_first(computer: Helper) -> None:
    other_stick = {**STICK, "path": "/dev/sdc", "refusal": None}
    boot_area = {**SMALL, "path": "/dev/mmcblk0boot0", "size": 4 << 20}
    offered = computer([STICK, SMALL, boot_area, WINDOWS, other_stick]).disks()
    assert [(one.path, one.refusal) for one in offered] == [("/dev/nvme0n1", ""), ("/dev/mmcblk0", "too_small")]


def test_an_installed_system_offers_nothing(computer: Helper) -> None:
    assert computer([{**STICK, "removable": False}, WINDOWS]).disks() == ()


def test_without_a_helper_nothing_is_offered_and_nothing_begins(tmp_path: Path) -> None:
    installation = Installation(Privileged(tmp_path / "nobody.sock"))
    assert installation.disks() == ()
    installation.begin("/dev/sda", "/dev/sda")
    assert (ended(installation).stage, installation.progress.code) == (Stage.FAILED, "unknown_disk")


def test_progress_is_told_in_percent_and_ends_with_all(computer: Helper) -> None:
    may_go_on = threading.Event()

    def install(request: Any, *, disk: str, confirm: str) -> dict[str, Any]:
        assert (disk, confirm) == ("/dev/nvme0n1", "/dev/nvme0n1")
        request.tell({"done": 1, "total": 8})
        assert may_go_on.wait(20)
        request.tell({"done": 8, "total": 8})
        return {}

    installation = computer([STICK, WINDOWS], install)
    installation.begin("/dev/nvme0n1", "/dev/nvme0n1")
    wait_for(lambda: installation.progress.percent == 12, "the first report")
    assert installation.progress.disk == Disk("/dev/nvme0n1", "ACME", 256 << 30, "windows", "")
    assert installation.begin("/dev/mmcblk0", "/dev/mmcblk0").percent == 12  # one at a time
    may_go_on.set()
    assert (ended(installation).stage, installation.progress.percent) == (Stage.DONE, 100)
    assert installation.begin("/dev/nvme0n1", "/dev/nvme0n1").stage is Stage.DONE


def test_what_ended_it_is_said_and_it_can_be_begun_again(computer: Helper) -> None:
    refusals = [PrivilegedError("disk_differs", "root_2")]

    def install(*_: Any, **__: Any) -> dict[str, Any]:
        if refusals:
            raise refusals.pop()
        return {}

    installation = computer([STICK, WINDOWS], install)
    installation.begin("/dev/nvme0n1", "/dev/nvme0n1")
    assert (ended(installation).stage, installation.progress.code) == (Stage.FAILED, "disk_differs")
    installation.begin("/dev/nvme0n1", "/dev/nvme0n1")
    assert ended(installation).stage is Stage.DONE


@pytest.mark.parametrize("path", ["/dev/sdb", "/dev/sdx"], ids=["the stick itself", "gone"])
def test_only_what_was_offered_is_taken(computer: Helper, path: str) -> None:
    installation = computer([STICK, WINDOWS])
    installation.begin(path, path)
    assert (ended(installation).stage, installation.progress.code) == (Stage.FAILED, "unknown_disk")
