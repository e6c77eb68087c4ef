"""The report that the office reads: every field of the contract, and what the update's memory becomes in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from appliance.device.health import release, update_of
from tests.device.people import TODAY, Hall, Office

FIELDS = {
    "version", "channel", "uptime_s", "boot_id", "role", "cameras", "microphones", "printer", "disk", "memory",
    "temperature_c", "clock", "recoveries", "session", "certificate", "configuration_revision", "update", "address",
}  # fmt: skip
FAILED = {"version": "1.3", "at": "2026-03-01T03:00:00+00:00", "code": "health", "text": "no screen",
          "check": "compositor", "log": ["cage: no output"]}  # fmt: skip


def test_the_report_has_every_field(adopted: Hall, musterstadt: Office) -> None:
    adopted.addresses = ("192.0.2.7", "2001:db8::7")
    adopted.device.rounds.go()
    health = musterstadt.client(adopted).health()
    assert set(health) == FIELDS
    assert (health["version"], health["channel"], health["role"]) == ("1.2.0", "stable", "kiosk")
    assert health["address"] == "192.0.2.7"
    assert health["configuration_revision"] == 1
    assert health["disk"]["total"] > health["disk"]["free"] > 0
    assert health["clock"] == {"at": TODAY.isoformat(), "synchronised": True}
    assert health["certificate"]["not_after"] == adopted.device.identity.certificate.not_valid_after_utc.isoformat()


def test_it_says_nothing_secret(adopted: Hall, musterstadt: Office) -> None:
    said = json.dumps(musterstadt.client(adopted).health())
    assert "d_xxx" not in said and "PRIVATE" not in said


@pytest.mark.parametrize(
    ("known", "state", "version", "check"),
    [
        ({"trial": None, "failures": []}, "idle", None, None),
        ({"trial": {"version": "1.3", "complete": False}, "failures": []}, "downloading", "1.3", None),
        ({"trial": {"version": "1.3", "complete": True}, "failures": []}, "installed", "1.3", None),
        ({"trial": None, "failures": [FAILED]}, "rolled_back", "1.3", "compositor"),
        ({"trial": None, "failures": [FAILED | {"version": "1.1"}]}, "idle", None, None),  # a later one runs well
    ],
)
def test_an_update_is_told_as_it_stands(
    known: dict[str, Any], state: str, version: str | None, check: str | None
) -> None:
    update = update_of({"running": {"version": "1.2.0", "channel": "stable"}, **known})
    assert (update["state"], update["version"]) == (state, version)
    assert (update["reason"] or {}).get("check") == check
    assert update["failed_versions"] == known["failures"]


def test_what_root_remembers_reaches_the_office(adopted: Hall, musterstadt: Office) -> None:
    running = {"version": "1.2.0", "channel": "stable"}
    adopted.helper.answers["update_state"] = {"running": running, "trial": None, "failures": [FAILED]}
    update = musterstadt.client(adopted).health()["update"]
    assert update["state"] == "rolled_back" and update["reason"]["log"] == ["cage: no output"]


def test_a_release_names_itself_and_a_checkout_does_as_the_code_does(tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    assert release(file).channel == ""
    file.write_text('{"version": "1.4", "channel": "beta", "built_at": "2026-03-01T00:00:00+00:00", "commit": "a"}')
    assert (release(file).version, release(file).channel) == ("1.4", "beta")
