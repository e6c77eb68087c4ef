"""The single checks of a boot. Each returns when all is well, or raises CheckFailed with the reason in words."""

import http.client
import json
import sqlite3
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from appliance.boot.first_run import has_graphics
from appliance.boot.told import Told
from appliance.privileged.machine import Machine
from appliance.relay import state as relay
from provisioning.keys import first_of_chain

ANSWER_SECONDS = 10.0
HEARTBEAT_SECONDS = 30.0
HTTPS_PORT, LIVE_PORT, RELAY_PORT, DEVICE_PORT = 443, 8441, 3478, 8080
LOCAL = "127.0.0.1"
HEALTH = "/healthz"
OFFICE = "var/lib/vorzimmer/office/office.sqlite"


class CheckFailed(Exception):
    """The text is the reason, for people."""


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[], None]


def of_role(known: Told, machine: Machine) -> list[Check]:
    """A machine without a role has to be able to ask for one."""
    if known.role == "server":
        return _of_server(machine)
    screen = [Check("screen", screen_shows)] if has_graphics(machine.root.base) else []
    if known.role == "kiosk" or screen:
        return [Check("device", device_answers), *screen, *_graphics(machine)]
    return []


def _of_server(machine: Machine) -> list[Check]:
    run, base = machine.root.run, machine.root.base
    checks = [
        Check("database", partial(database_is_whole, base / OFFICE)),
        Check("https", partial(https_answers, run / "tls/server.crt")),
        Check("live", live_answers),
    ]
    has_relay = (run / "turnserver.conf").exists()
    return [*checks, Check("relay", relay_answers)] if has_relay else checks


def _graphics(machine: Machine) -> list[Check]:
    """Firmware always gives a kiosk a picture to begin with, so a kernel that has none is a broken one. In a container
    there is no screen to be had."""
    in_container = (machine.root.base / "run/systemd/container").exists()
    return [] if in_container else [Check("graphics", partial(graphics_are_there, machine.root.base))]


def https_answers(certificate: Path, port: int = HTTPS_PORT) -> None:
    """From nginx through to web, with the certificate that this server is meant to show."""
    expected = ssl.PEM_cert_to_DER_cert(_first_certificate(certificate))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # compared below, byte by byte
    connection = http.client.HTTPSConnection(LOCAL, port, timeout=ANSWER_SECONDS, context=context)
    try:
        connection.connect()
        assert isinstance(connection.sock, ssl.SSLSocket)
        if connection.sock.getpeercert(binary_form=True) != expected:
            raise CheckFailed("HTTPS shows another certificate than this server's")
        _healthy(connection, "web")
    finally:
        connection.close()


def live_answers(port: int = LIVE_PORT) -> None:
    _asked(port, "live")


def device_answers(port: int = DEVICE_PORT) -> None:
    _asked(port, "device")


def screen_shows(port: int = DEVICE_PORT) -> None:
    """The compositor runs and a page in it is alive: the session has told the device so just now."""
    session = _asked(port, "device").get("session") or {}
    age = session.get("heartbeat_age_s")
    if age is None:
        raise CheckFailed("no page has come up on the screen")
    if age > HEARTBEAT_SECONDS:
        raise CheckFailed(f"the page on the screen has been silent for {age:.0f} s")


def graphics_are_there(base: Path) -> None:
    if not has_graphics(base):
        raise CheckFailed("the kernel has found no graphics")


def database_is_whole(path: Path) -> None:
    """SQLite's own check, as a reader beside the running web."""
    if not path.exists():
        raise CheckFailed("there is no database yet")
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=ANSWER_SECONDS) as database:
        try:
            found = [row[0] for row in database.execute("PRAGMA quick_check(5)")]
        except sqlite3.DatabaseError as error:
            raise CheckFailed(f"the database cannot be read: {error}") from None
    database.close()
    if found != ["ok"]:
        raise CheckFailed("the database is damaged: " + "; ".join(found))


def relay_answers(port: int = RELAY_PORT) -> None:
    if (reason := relay.problem(port, ANSWER_SECONDS)) is not None:
        raise CheckFailed(reason)


def _asked(port: int, who: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection(LOCAL, port, timeout=ANSWER_SECONDS)
    try:
        return _healthy(connection, who)
    finally:
        connection.close()


def _healthy(connection: http.client.HTTPConnection, who: str) -> dict[str, Any]:
    try:
        connection.request("GET", HEALTH)
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise CheckFailed(f"{who} does not answer: {error}") from None
    if response.status != http.client.OK:
        raise CheckFailed(f"{who} answers {response.status}")
    answer = json.loads(content)
    return answer if isinstance(answer, dict) else {}


def _first_certificate(path: Path) -> str:
    try:
        text = path.read_text()
    except OSError as error:
        raise CheckFailed(f"there is no certificate: {error}") from None
    own = first_of_chain(text)
    if not own:
        raise CheckFailed("there is no certificate in its file")
    return own
