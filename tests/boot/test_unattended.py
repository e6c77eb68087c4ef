"""Installed by a file, with nobody at the machine: once, to an empty or a foreign disk, and then the power goes off."""

import os
import pty
import tty
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from appliance.boot.first_run import FirstRun
from appliance.boot.screen import Screen
from appliance.privileged.client import Privileged
from appliance.privileged.protocol import PrivilegedError
from appliance.privileged.table import COMMANDS, ROOT
from tests.boot.test_first_run import NobodyCame, nobody
from tests.device.internal_disk import ACME, SMALL, STICK
from tests.privileged.conftest import Serve
from tests.privileged.system import System, disk

FILE = 'role = "kiosk"\ninstall_to = "{}"\nerase = true\n'
OFFICE = {**ACME, "holds": "vorzimmer"}

Helper = Callable[..., Privileged]


@pytest.fixture
def asked() -> list[tuple[str, Any]]:
    """What was asked for, in order."""
    return []


@pytest.fixture
def helper(serve: Serve, system: System, asked: list[tuple[str, Any]]) -> Helper:
    """`helper(disks, error)`: real but for its commands with disks; `error` ends the copy."""

    def start(disks: list[dict[str, Any]], error: PrivilegedError | None = None) -> Privileged:
        def install(request: Any, **arguments: str) -> dict[str, Any]:
            asked.append(("install_to_disk", arguments))
            request.tell({"done": 37, "total": 100})
            if error is not None:
                raise error
            return {}

        def power_off(_: Any) -> dict[str, Any]:
            asked.append(("power_off", {}))
            return {}

        runs = {"list_disks": lambda _: disks, "install_to_disk": install, "power_off": power_off}
        commands = {**COMMANDS, **{name: replace(COMMANDS[name], run=run) for name, run in runs.items()}}
        system.programs.has(*(disk(one["path"]) for one in disks))
        return serve({os.getuid(): ROOT}, commands)

    return start


@pytest.fixture
def terminal() -> Iterator[tuple[int, Screen]]:
    """Where somebody would read, and the text screen."""
    reader, own = pty.openpty()
    tty.setraw(own)
    yield reader, Screen(own)
    os.close(reader)
    os.close(own)


def read_until(reader: int, text: str) -> str:
    """What came to the screen so far; a terminal hands it over in pieces. Blocks: the test's timeout ends it."""
    seen = b""
    while text.encode() not in seen:
        seen += os.read(reader, 8192)
    return seen.decode(errors="replace")


def told(system: System, wanted: str) -> None:
    (system.base / "efi").mkdir()
    (system.base / "efi/vorzimmer.toml").write_text(FILE.format(wanted))


@pytest.mark.parametrize("wanted", ["largest", "/dev/nvme0n1"])
def test_from_the_stick_to_the_disk_and_off(
    wanted: str, system: System, helper: Helper, asked: list[tuple[str, Any]], terminal: tuple[int, Screen]
) -> None:
    told(system, wanted)
    reader, screen = terminal
    looks = iter([None, None])

    def wait(_: float) -> None:
        if next(looks, "over") == "over":
            raise NobodyCame

    with pytest.raises(NobodyCame):
        FirstRun(system.machine, helper([STICK, SMALL, ACME]), screen, wait)()
    assert asked == [("install_to_disk", {"disk": "/dev/nvme0n1", "confirm": "/dev/nvme0n1"}), ("power_off", {})]
    assert "37 %" in read_until(reader, "Danach den Stick abziehen")
    assert not (system.root.system / "role.json").exists()


def test_on_the_installed_system_the_rest_of_the_file_is_followed(
    system: System, helper: Helper, asked: list[tuple[str, Any]]
) -> None:
    told(system, "largest")
    own = {**ACME, "refusal": "own_disk", "holds": "vorzimmer"}
    assert FirstRun(system.machine, helper([own, SMALL]), None, nobody)().role == "kiosk"
    assert asked == []


@pytest.mark.parametrize(
    ("disks", "wanted", "reason"),
    [
        ([STICK, OFFICE], "largest", "has a Vorzimmer already"),
        ([STICK, OFFICE], "/dev/nvme0n1", "has a Vorzimmer already"),
        ([STICK, SMALL], "largest", "none that can be taken"),
        ([STICK, SMALL], "/dev/mmcblk0", "too_small"),
        ([STICK, ACME], "/dev/sdb", "no such internal disk"),
    ],
)
def test_what_is_not_installed_says_why_and_deletes_nothing(
    disks: list[dict[str, Any]], wanted: str, reason: str, system: System, helper: Helper, asked: list[tuple[str, Any]]
) -> None:
    told(system, wanted)
    with pytest.raises(NobodyCame):
        FirstRun(system.machine, helper(disks), None, nobody)()
    assert reason in (system.root.run / "first-run.json").read_text()
    assert asked == []


def test_a_copy_that_fails_is_not_begun_again(
    system: System, helper: Helper, asked: list[tuple[str, Any]], terminal: tuple[int, Screen]
) -> None:
    told(system, "largest")
    looks = iter([None, None])

    def wait(_: float) -> None:
        if next(looks, "over") == "over":
            raise NobodyCame

    reader, screen = terminal
    with pytest.raises(NobodyCame):
        FirstRun(system.machine, helper([STICK, ACME], PrivilegedError("disk_differs", "root_2")), screen, wait)()
    assert [name for name, _ in asked] == ["install_to_disk"]
    read_until(reader, "disk_differs")
