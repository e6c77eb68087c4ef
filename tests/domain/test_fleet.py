"""What a device's answer means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appliance.domain.device import Device, Equipment, Function
from appliance.domain.fleet import Adopted, Identity, conditions, renewal_due

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEALTHY: dict[str, Any] = {
    "cameras": [{"id": "a", "name": "Front", "kind": "camera"}, {"id": "b", "name": "Doc", "kind": "document"}],
    "microphones": [{"id": "m", "name": "Mic"}],
    "printer": {"state": "ready"},
    "disk": {"total": 100, "free": 50},
    "temperature_c": 51.5,
    "clock": {"at": NOON.isoformat(), "synchronised": True},
    "session": {"page": "office", "heartbeat_age_s": 1.0, "in_consultation": False},
    "update": {"state": "idle"},
}


def adopted(health: dict[str, Any] | None = None, **changes: Any) -> Adopted:
    device = Device(1, 1, "Kiosk", "Foyer", Function.BOTH, True, False, None, None)
    facts = {"health": health if health is not None else HEALTHY, "health_at": NOON, **changes}
    return Adopted(device, Identity("id", "fp", "192.0.2.1:8443"), NOON - timedelta(days=1), **facts)


def codes(device: Adopted, at: datetime = NOON) -> list[str]:
    return [one.code for one in conditions(device, at)]


def test_a_healthy_device_is_good() -> None:
    assert codes(adopted()) == ["good"]


def test_a_device_that_says_little_is_not_in_trouble() -> None:
    assert codes(adopted({})) == ["good"]


def test_silent_for_a_minute_is_missing_and_says_since_when() -> None:
    device = adopted({"temperature_c": 99.0})
    assert codes(device, NOON + timedelta(seconds=59)) == ["too_hot"]
    silent = conditions(device, NOON + timedelta(seconds=60))
    assert [(one.code, one.facts) for one in silent] == [("missing", {"since": NOON})]


def test_a_device_that_never_answered_is_pending_then_missing() -> None:
    device = adopted({}, health_at=None)
    at = device.adopted_at
    assert codes(device, at) == ["pending"]
    assert codes(device, at + timedelta(minutes=1)) == ["never_answered"]


@pytest.mark.parametrize("refusal", ["not_adopted", "adopted_elsewhere", "wrong_fingerprint"])
def test_somebody_who_answers_as_another_is_not_waited_for(refusal: str) -> None:
    assert codes(adopted(trouble=refusal)) == [refusal]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"session": {"page": "none"}}, "screen_dark"),
        ({"session": {"page": "local", "heartbeat_age_s": 31.0}}, "screen_dark"),
        ({"update": {"state": "rolled_back", "version": "2", "reason": {"text": "Kein HTTPS"}}}, "update_failed"),
        ({"cameras": [{"kind": "document"}]}, "no_camera"),
        ({"cameras": [{"kind": "camera"}]}, "no_document_camera"),
        ({"microphones": []}, "no_microphone"),
        ({"printer": {"state": "out_of_paper"}}, "printer_trouble"),
        ({"disk": {"total": 100, "free": 9}}, "disk_full"),
        ({"relay": "missing"}, "relay_missing"),
        ({"relay": "silent"}, "relay_silent"),
        ({"temperature_c": 90}, "too_hot"),
        ({"clock": {"at": (NOON - timedelta(hours=1)).isoformat()}}, "clock_wrong"),
    ],
)
def test_each_trouble_is_named(change: dict[str, Any], code: str) -> None:
    assert codes(adopted({**HEALTHY, **change})) == [code]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"disk": 7},
        {"disk": {"total": "1", "free": []}},
        {"session": []},
        {"cameras": "x"},
        {"clock": {"at": "gestern"}},
    ],
)
def test_nonsense_from_a_device_harms_nobody(nonsense: dict[str, Any]) -> None:
    conditions(adopted({**HEALTHY, **nonsense}), NOON)


def test_a_board_needs_no_camera() -> None:
    device = adopted({"cameras": [], "microphones": []})
    board = Device(2, 1, "Anzeige", "", Function.BOARD, True, False, None, None)
    assert codes(Adopted(board, device.identity, NOON, {"cameras": []}, NOON)) == ["good"]


def test_a_certificate_is_renewed_in_its_last_third_and_after_its_end() -> None:
    lifetime = timedelta(days=30)
    device = adopted(certificate_expires_at=NOON + timedelta(days=10))
    assert not renewal_due(device, lifetime, NOON)
    assert renewal_due(device, lifetime, NOON + timedelta(minutes=1))
    assert renewal_due(device, lifetime, NOON + timedelta(days=40))
    assert codes(device, NOON + timedelta(seconds=30)) == ["good"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ready", ["good"]),
        ("unknown", ["good"]),
        ("paper_low", ["ticket_printer_paper_low"]),
        ("paper_out", ["ticket_printer_paper_out"]),
        ("missing", ["ticket_printer_missing"]),
    ],
)
def test_a_printer_of_numbers_is_as_its_agent_says(said: str, found: list[str]) -> None:
    device = adopted()
    kiosk = replace(device.device, agent_seen_at=NOON, equipment=Equipment(printer={"state": said}))
    assert codes(replace(device, device=kiosk)) == found
    silent = replace(kiosk, agent_seen_at=NOON - timedelta(minutes=2))
    assert codes(replace(device, device=silent)) == ["good"]  # what it said then says nothing now
