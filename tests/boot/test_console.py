"""What the server's own screen shows."""

import json
from datetime import UTC, datetime, timedelta

from appliance.boot.console import state
from tests.privileged.system import System

BOOT = datetime(2026, 10, 1, 8, tzinfo=UTC)


def shown(system: System, *addresses: str) -> str:
    return state(system.root, addresses, BOOT).text()


def judged(system: System, at: datetime, reason: str = "") -> None:
    checks = [{"name": "https", "good": not reason, "reason": reason}]
    (system.root.system / "health.json").write_text(json.dumps({"at": at.isoformat(), "checks": checks}))


def test_addresses_and_the_set_up_code_are_readable(system: System) -> None:
    (system.root.system.parent / "office/setup-code").write_text("ABCD2345")
    text = shown(system, "192.168.1.10", "fd00::10")
    assert "https://192.168.1.10/" in text
    assert "https://[fd00::10]/" in text
    assert "ABCD 2345" in text


def test_no_code_stands_there_once_there_is_an_office(system: System) -> None:
    assert "Code" not in shown(system, "192.168.1.10")


def test_a_missing_cable_is_said(system: System) -> None:
    assert "Steckt das Kabel?" in shown(system)


def test_the_verdict_of_this_boot_stands_there(system: System) -> None:
    judged(system, BOOT + timedelta(minutes=1))
    assert "Alles in Ordnung." in shown(system)
    judged(system, BOOT + timedelta(minutes=1), "web answers 502")
    assert "https: web answers 502" in shown(system)


def test_a_verdict_of_the_boot_before_says_nothing(system: System) -> None:
    judged(system, BOOT - timedelta(minutes=1))
    assert "Der Server startet" in shown(system)


def test_no_line_is_wider_than_a_text_screen(system: System) -> None:
    (system.root.system.parent / "office/setup-code").write_text("ABCD2345")
    assert max(map(len, shown(system, "192.168.1.10").splitlines())) <= 78
