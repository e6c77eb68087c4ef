"""A machine without a role finds one: by a file, or by somebody who stands before it."""

import json
import os
import pty
import tty
from collections.abc import Callable, Iterator, Sequence

import pytest

from appliance.boot.first_run import FirstRun
from appliance.boot.screen import Screen
from appliance.privileged.client import Privileged, PrivilegedError
from tests.privileged.system import System

Meanwhile = Callable[[float], None]


class NobodyCame(Exception):
    """The test waited as long as it meant to."""


def nobody(_: float) -> None:
    raise NobodyCame


@pytest.fixture
def terminal() -> Iterator[tuple[int, Screen]]:
    """The keyboard's end, and the text screen."""
    keyboard, own = pty.openpty()
    tty.setraw(own)
    yield keyboard, Screen(own)
    os.close(keyboard)
    os.close(own)


def first_run(system: System, root_asks: Privileged, rest: Meanwhile, screen: Screen | None = None) -> FirstRun:
    return FirstRun(system.machine, root_asks, screen, rest)


def has_a_screen(system: System) -> None:
    (system.base / "dev/dri").mkdir(parents=True)
    (system.base / "dev/dri/card0").touch()


def test_the_file_on_the_boot_partition_decides(system: System, root_asks: Privileged) -> None:
    (system.base / "efi").mkdir()
    (system.base / "efi/vorzimmer.toml").write_text(
        'role = "kiosk"\nname = "foyer"\nserver = "192.168.1.5"\n[network]\naddress = "192.168.1.20/24"\n'
    )
    assert first_run(system, root_asks, nobody)().role == "kiosk"
    assert system.told("host.json") == {"name": "foyer", "time_zone": "Europe/Berlin"}
    assert system.told("network.json") == {"method": "static", "address": "192.168.1.20/24"}
    assert system.told("office-server.json") == {"address": "192.168.1.5"}
    assert ["--no-block", "start", "vorzimmer-kiosk.target"] in system.programs.of("systemctl")


def test_a_stick_that_comes_later_decides_too(system: System, root_asks: Privileged) -> None:
    has_a_screen(system)
    looks: list[float] = []

    def stick_comes(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            (system.base / "boot").mkdir()
            (system.base / "boot/vorzimmer.toml").write_text('role = "server"')

    assert first_run(system, root_asks, stick_comes)().role == "server"
    assert len(looks) == 2


def test_a_file_with_a_mistake_changes_nothing_and_is_told(system: System, root_asks: Privileged) -> None:
    (system.base / "efi").mkdir()
    (system.base / "efi/vorzimmer.toml").write_text('role = "kiosk"\nname = "foyer"\n[network]\naddress = "1.2.3"\n')
    with pytest.raises(NobodyCame):
        first_run(system, root_asks, nobody)()
    told = json.loads((system.root.run / "first-run.json").read_text())
    assert told["code"] == "bad_file" and told["problem"].startswith("vorzimmer.toml: line 4: address")
    assert sorted(path.name for path in system.root.system.iterdir()) == []


def test_a_mistake_is_no_longer_told_when_its_file_is_gone(system: System, root_asks: Privileged) -> None:
    has_a_screen(system)
    (system.base / "efi").mkdir()
    file, told = system.base / "efi/vorzimmer.toml", system.root.run / "first-run.json"
    file.write_text("role = 1")

    def its_stick_is_taken_out(_: float) -> None:
        if not file.exists():
            raise NobodyCame
        assert told.exists()
        file.unlink()

    with pytest.raises(NobodyCame):
        first_run(system, root_asks, its_stick_is_taken_out)()
    assert not told.exists()


def test_where_there_is_graphics_the_kiosk_s_screen_asks_once(system: System, root_asks: Privileged) -> None:
    has_a_screen(system)
    looks = iter([None, None])

    def wait(_: float) -> None:
        if next(looks, "over") == "over":
            raise NobodyCame

    with pytest.raises(NobodyCame):
        first_run(system, root_asks, wait)()
    assert system.programs.of("systemctl") == [["--no-block", "start", "vorzimmer-kiosk.target"]]


def test_a_role_that_was_chosen_on_the_screen_ends_it_and_the_device_learns_of_it(
    system: System, root_asks: Privileged
) -> None:
    has_a_screen(system)

    def somebody_chooses(_: float) -> None:
        root_asks.call("set_role", role="kiosk")

    assert first_run(system, root_asks, somebody_chooses)().role == "kiosk"
    assert system.programs.of("systemctl")[-1] == ["--no-block", "try-restart", "vorzimmer-device.service"]


@pytest.mark.parametrize(("key", "role"), [(b"1", "server"), (b"x2", "kiosk")])
def test_without_graphics_a_key_decides(
    system: System, root_asks: Privileged, terminal: tuple[int, Screen], key: bytes, role: str
) -> None:
    keyboard, screen = terminal
    os.write(keyboard, key)
    assert first_run(system, root_asks, nobody, screen)().role == role
    assert "Was soll dieses Gerät sein?" in os.read(keyboard, 4096).decode()


def test_a_helper_that_is_not_there_yet_is_waited_for(system: System, root_asks: Privileged) -> None:
    def fails(command: Sequence[str]) -> str:
        raise PrivilegedError("failed", "lsblk: not yet")

    def lsblk_comes(_: float) -> None:
        system.programs.has()
        root_asks.call("set_role", role="server")

    system.programs.answers["lsblk"] = fails
    assert first_run(system, root_asks, lsblk_comes)().role == "server"
