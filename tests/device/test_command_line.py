"""`vorzimmer device` in a checkout, without root and without an appliance."""

import json
import stat
import subprocess
import sys
from pathlib import Path

from appliance.environment import CHECKOUT
from provisioning.control import read_state
from tests.device.people import LOOPBACK, DeviceProcess


def test_it_runs_for_a_developer_and_ends_when_told(tmp_path: Path) -> None:
    process = DeviceProcess(tmp_path / "data")
    shown = process.state()
    hints, _ = read_state(LOOPBACK, process.page_port + 1)
    assert (shown["view"], hints["state"], hints["id"]) == ("adoption", "new", shown["device"]["id"])
    assert stat.S_IMODE((process.data / "device.key").stat().st_mode) == 0o600
    assert process.stop() == 0


def test_it_is_the_same_device_after_a_restart_with_another_code(tmp_path: Path) -> None:
    process = DeviceProcess(tmp_path / "data")
    before = process.state()
    process.stop()
    process.start()
    after = process.state()
    process.stop()
    assert after["device"]["id"] == before["device"]["id"]
    assert after["code"]["code"] != before["code"]["code"]


def test_the_server_of_the_provisioning_file_stands_on_the_screen(tmp_path: Path) -> None:
    (tmp_path / "office-server.json").write_text('{"address": "192.0.2.5"}')
    process = DeviceProcess(tmp_path)
    shown = process.state()
    process.stop()
    assert shown["servers"][0] == {"name": "192.0.2.5", "url": "https://192.0.2.5"}
    assert shown["qr_for"] == "192.0.2.5"


def test_an_enrolled_agent_needs_no_address(tmp_path: Path) -> None:
    """The image starts it without one; it says what it lacks where nothing is known."""
    identity = {"server": "http://127.0.0.1:1", "token": "", "device": 7, "revoked": True}
    (tmp_path / "identity.json").write_text(json.dumps(identity))
    command = [sys.executable, "-m", "appliance", "kiosk", "--data"]
    revoked = subprocess.run([*command, str(tmp_path)], cwd=CHECKOUT, capture_output=True, check=False)
    assert revoked.returncode == 78
    unknown = subprocess.run([*command, str(tmp_path / "none")], cwd=CHECKOUT, capture_output=True, check=False)
    assert unknown.returncode == 2
