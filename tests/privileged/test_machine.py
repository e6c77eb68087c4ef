"""Name, role, network, time and power: what was asked is kept whole, and `apply` does the rest."""

import stat
from datetime import UTC, datetime

import pytest

from appliance.privileged.client import Privileged, PrivilegedError
from tests.privileged.system import System

APPLY = ["start", "vorzimmer-apply.service"]


def test_name_and_time_zone_are_kept_and_applied(as_server: Privileged, system: System) -> None:
    as_server.call("set_host", name="rathaus", time_zone="Europe/Berlin")
    assert system.told("host.json") == {"name": "rathaus", "time_zone": "Europe/Berlin"}
    assert system.programs.of("systemctl") == [APPLY]


def test_everyone_on_the_machine_may_read_what_it_was_told(as_server: Privileged, system: System) -> None:
    as_server.call("set_host", name="rathaus", time_zone="Europe/Berlin")
    assert stat.S_IMODE((system.root.system / "host.json").stat().st_mode) == 0o644


def test_a_role_is_given_once(as_kiosk: Privileged, system: System) -> None:
    as_kiosk.call("set_role", role="kiosk")
    with pytest.raises(PrivilegedError) as refusal:
        as_kiosk.call("set_role", role="server")
    assert refusal.value.code == "role_already_set"
    assert system.told("role.json") == {"role": "kiosk"}


def test_a_fixed_address_is_kept_in_the_form_that_networkd_takes(as_server: Privileged, system: System) -> None:
    as_server.call("set_network", method="static", interface="enp1s0", address="192.168.1.10/24",
                   gateway="192.168.1.1", dns=["192.168.1.1", "192.168.1.1"], ntp=["zeit.example.de"])  # fmt: skip
    assert system.told("network.json") == {
        "method": "static", "interface": "enp1s0", "address": "192.168.1.10/24", "gateway": "192.168.1.1",
        "dns": ["192.168.1.1"], "ntp": ["zeit.example.de"],
    }  # fmt: skip
    restarted = ["restart", "systemd-networkd.service", "systemd-timesyncd.service"]
    assert system.programs.of("systemctl") == [APPLY, restarted]


def test_the_clock_is_set_to_the_office_s_time(as_kiosk: Privileged, system: System) -> None:
    answer = as_kiosk.call("set_time", at="2026-10-01T08:00:00+02:00")
    assert system.clock == [datetime(2026, 10, 1, 6, tzinfo=UTC)]
    assert answer == {"at": "2026-10-01T06:00:00+00:00"}


def test_a_time_server_s_time_is_not_overruled(as_kiosk: Privileged, system: System) -> None:
    system.root.synchronised.parent.mkdir(parents=True)
    system.root.synchronised.touch()
    with pytest.raises(PrivilegedError) as refusal:
        as_kiosk.call("set_time", at="2026-10-01T08:00:00+02:00")
    assert refusal.value.code == "synchronised"
    assert system.clock == []


def test_nobody_sets_the_clock_back_to_before_this_system_was_built(as_kiosk: Privileged, system: System) -> None:
    with pytest.raises(PrivilegedError) as refusal:
        as_kiosk.call("set_time", at="1999-01-01T00:00:00+00:00")
    assert refusal.value.code == "implausible_clock"
    assert system.clock == []


def test_a_reboot_does_not_wait_for_itself(as_server: Privileged, system: System) -> None:
    as_server.call("reboot", reason="update\nforged line")
    assert system.programs.of("systemctl") == [["--no-block", "reboot"]]


def test_a_factory_reset_is_marked_before_the_reboot(as_kiosk: Privileged, system: System) -> None:
    as_kiosk.call("factory_reset")
    assert (system.root.system / "factory-reset").exists()
    assert system.programs.of("systemctl") == [["--no-block", "reboot"]]


def test_the_log_comes_in_lines_of_bearable_length(as_server: Privileged, system: System) -> None:
    system.programs.answers["journalctl"] = lambda _: "one\n" + "x" * 10_000 + "\n"
    lines = as_server.call("journal", lines=2, unit="vorzimmer-web.service")["lines"]
    assert lines == ["one", "x" * 500]
    assert system.programs.of("journalctl")[0][-2:] == ["--lines=2", "--unit=vorzimmer-web.service"]
