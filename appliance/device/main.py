"""`vorzimmer device`: the device's life, from the first light on its screen to the last signal."""

import json
import os
import pwd
import signal
import socket
from dataclasses import replace
from pathlib import Path

from appliance.device.device import Device, Settings, World
from appliance.ports import Clock
from appliance.privileged.client import SOCKET, Privileged

DATA = Path("/var/lib/vorzimmer/device")
SYSTEM = Path("/var/lib/vorzimmer/system")
RUNTIME = Path("/run/vorzimmer-device")
OFFICE_SERVER = "office-server.json"
SESSION_USER = "vorzimmer-kiosk"
NOWHERE = Path("/nonexistent/privileged.sock")


def settings(data: Path, port: int, page_port: int, *, on_appliance: bool) -> Settings:
    """In a checkout everything lies in the data directory, and the role is what the command says: a kiosk."""
    own = Settings(
        data=data, system=SYSTEM, session_socket=RUNTIME / "session.sock", users=_session_users(), port=port,
        page_port=page_port, role=_told(SYSTEM / "role.json", "role"), name=socket.gethostname(),
    )  # fmt: skip
    if on_appliance:
        return own
    return replace(own, system=data, session_socket=data / "session.sock", role="kiosk")


def run(settings: Settings, clock: Clock, *, on_appliance: bool) -> int:
    """Until SIGTERM or SIGINT."""
    device = Device(settings, World(clock, Privileged(SOCKET if on_appliance else NOWHERE)))
    if address := _told(settings.system / OFFICE_SERVER, "address"):
        device.neighbourhood.name(address)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: device.end())
    device.start()
    device.run()
    device.stop()
    return 0


def _session_users() -> frozenset[int]:
    """Who may say that it is the screen: the session's user, and whoever runs this process."""
    try:
        return frozenset({os.geteuid(), pwd.getpwnam(SESSION_USER).pw_uid})
    except KeyError:
        return frozenset({os.geteuid()})


def _told(file: Path, what: str) -> str:
    """What this machine was told by a person or a provisioning file; empty where it was told nothing."""
    try:
        return str(json.loads(file.read_text())[what])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
