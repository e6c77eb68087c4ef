"""The verdict on a boot: it waits for what is slow, names what failed, and asks this machine only."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.boot import checks
from appliance.boot.boots import COUNTED_PATH, is_worth_a_reboot, tries_left
from appliance.boot.checks import Check, CheckFailed
from appliance.boot.health import Judge
from appliance.boot.told import Told
from appliance.device.local_page import LocalPage
from tests.privileged.system import System

AT = datetime(2026, 10, 1, 8, tzinfo=UTC)


class Time:
    """Passes only while somebody rests."""

    def __init__(self) -> None:
        self.now = 0.0

    def rest(self, seconds: float) -> None:
        self.now += seconds


def judge(system: System, *checks: Check) -> Judge:
    passing = Time()
    return Judge(system.machine, checks, lambda: passing.now, passing.rest)


def fails_until(attempt: int, reason: str = "web answers 502") -> Callable[[], None]:
    tried: list[None] = []

    def check() -> None:
        tried.append(None)
        if len(tried) < attempt:
            raise CheckFailed(reason)

    return check


def test_what_is_slow_is_waited_for(system: System) -> None:
    assert judge(system, Check("https", fails_until(20)))(AT)
    assert system.told("health.json") == {
        "version": system.told("health.json")["version"], "at": AT.isoformat(), "good": True,
        "checks": [{"name": "https", "good": True, "reason": ""}],
    }  # fmt: skip


def test_what_does_not_come_is_named_with_its_reason_and_the_log(system: System) -> None:
    said = {"--priority=warning": "web: failed\n", "--unit=vorzimmer-*": "web: the migration is broken\n"}
    system.programs.answers["journalctl"] = lambda command: "".join(said.get(word, "") for word in command)
    assert not judge(system, Check("live", fails_until(1)), Check("https", fails_until(10_000)))(AT)
    verdict = system.told("health.json")
    assert verdict["checks"][0]["good"]
    assert verdict["checks"][1] == {"name": "https", "good": False, "reason": "web answers 502"}
    assert verdict["log"] == ["web: failed", "web: the migration is broken"]


def test_the_verdict_stands_also_where_the_log_cannot_be_read(system: System) -> None:
    system.programs.fails("journalctl", "no journal")
    assert not judge(system, Check("https", fails_until(10_000)))(AT)
    assert system.told("health.json")["log"] == []


def names(role: str, system: System) -> list[str]:
    return [check.name for check in checks.of_role(Told(role=role), system.machine)]


def has_graphics(system: System) -> None:
    (system.base / "dev/dri").mkdir(parents=True)
    (system.base / "dev/dri/card0").touch()


def test_a_server_is_asked_for_its_relay_once_it_has_one(system: System) -> None:
    assert names("server", system) == ["database", "https", "live"]
    (system.root.run / "turnserver.conf").touch()
    assert names("server", system)[-1] == "relay"


def test_a_kiosk_has_to_show_its_local_page(system: System) -> None:
    assert "graphics" in names("kiosk", system)
    has_graphics(system)
    assert names("kiosk", system) == ["device", "screen", "graphics"]


def test_a_container_has_no_screen_to_be_asked_for(system: System) -> None:
    (system.base / "run/systemd").mkdir(parents=True)
    (system.base / "run/systemd/container").write_text("systemd-nspawn")
    assert names("kiosk", system) == ["device"]


def test_a_machine_without_a_role_has_to_be_able_to_ask(system: System) -> None:
    assert names("", system) == []
    has_graphics(system)
    assert names("", system)[:2] == ["device", "screen"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    """As web has it: open, in WAL mode, with something in the log."""
    path = tmp_path / "office.sqlite"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE ticket (number TEXT)")
    writer.executemany("INSERT INTO ticket VALUES (?)", [("A" * 500,)] * 200)
    yield path
    writer.close()


def test_a_whole_database_passes_beside_its_writer(database: Path) -> None:
    checks.database_is_whole(database)


def test_a_damaged_database_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite"
    with sqlite3.connect(path) as writer:
        writer.execute("CREATE TABLE ticket (number TEXT)")
        writer.execute("CREATE INDEX ticket_number ON ticket (number)")
        writer.executemany("INSERT INTO ticket VALUES (?)", [(f"A{number}" * 50,) for number in range(500)])
    writer.close()
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 6 * 4096] = bytes(3 * 4096)
    path.write_bytes(content)
    with pytest.raises(CheckFailed, match="database"):
        checks.database_is_whole(path)


@pytest.mark.parametrize("content", [None, b"not a database at all" * 400])
def test_a_missing_or_foreign_file_is_no_database(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "office.sqlite").write_bytes(content)
    with pytest.raises(CheckFailed, match="database"):
        checks.database_is_whole(tmp_path / "office.sqlite")


class Device(BaseHTTPRequestHandler):
    def __init__(self, status: int, body: object, *rest: object) -> None:
        self.status, self.body = status, json.dumps(body).encode()
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


Device_ = Callable[[int, object], int]


@pytest.fixture
def device() -> Iterator[Device_]:
    """Answers /healthz; returns its port."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: object) -> int:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Device, status, body))
        threading.Thread(target=server.serve_forever).start()
        servers.append(server)
        return int(server.server_address[1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_fresh_heartbeat_passes(device: Device_) -> None:
    checks.screen_shows(device(200, {"session": {"page": "local", "heartbeat_age_s": 1.5}}))


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, {}, "no page has come up"),
        (200, {"session": {"page": "none", "heartbeat_age_s": None}}, "no page has come up"),
        (200, {"session": {"page": "office", "heartbeat_age_s": 31}}, "silent for 31 s"),
        (503, {}, "device answers 503"),
    ],
)
def test_a_screen_without_a_living_page_fails(device: Device_, status: int, body: object, reason: str) -> None:
    with pytest.raises(CheckFailed, match=reason):
        checks.screen_shows(device(status, body))


def test_nobody_at_the_port_is_a_reason_too(device: Device_) -> None:
    with pytest.raises(CheckFailed, match="device does not answer"):
        checks.device_answers(1)


def started_from(base: Path, path: str) -> None:
    variable = base / COUNTED_PATH
    variable.parent.mkdir(parents=True, exist_ok=True)
    variable.write_bytes(b"\6\0\0\0" + f"{path}\0".encode("utf-16-le"))


def installed(base: Path, *files: str) -> None:
    directory = base / "efi/EFI/Linux"
    directory.mkdir(parents=True, exist_ok=True)
    for file in files:
        (directory / file).touch()


@pytest.mark.parametrize(
    ("started", "files", "worth"),
    [
        ("vorzimmer_2+2-1.efi", ["vorzimmer_2+2-1.efi"], True),  # another try
        ("vorzimmer_2+0-3.efi", ["vorzimmer_2+0-3.efi", "vorzimmer_1.efi"], True),  # the version before
        ("vorzimmer_2+0-3.efi", ["vorzimmer_2+0-3.efi", "vorzimmer_3+3.efi"], True),  # one that was never tried
        ("vorzimmer_2+0-3.efi", ["vorzimmer_2+0-3.efi", "vorzimmer_1+0-3.efi"], False),  # all bad
        ("vorzimmer_2+0-3.efi", ["vorzimmer_2+0-3.efi"], False),  # the only one
    ],
)
def test_starting_again_is_worth_it_while_something_else_can_start(
    tmp_path: Path, started: str, files: list[str], worth: bool
) -> None:
    started_from(tmp_path, f"\\EFI\\Linux\\{started}")
    installed(tmp_path, *files)
    assert is_worth_a_reboot(tmp_path) is worth


def test_a_version_that_was_good_before_is_not_started_for_ever(tmp_path: Path) -> None:
    installed(tmp_path, "vorzimmer_2.efi", "vorzimmer_1.efi")
    assert tries_left(tmp_path) is None
    assert not is_worth_a_reboot(tmp_path)


def test_the_device_says_of_itself_what_the_check_asks(tmp_path: Path) -> None:
    """The real local page: silent screen, then a heartbeat."""
    session: dict[str, object] = {"page": "none", "heartbeat_age_s": None, "in_consultation": False}
    page = LocalPage(0, lambda after, seconds: {}, lambda: None, {}, lambda: session)
    page.start()
    checks.device_answers(page.port)
    with pytest.raises(CheckFailed, match="no page has come up"):
        checks.screen_shows(page.port)
    session.update(page="local", heartbeat_age_s=0.5)
    checks.screen_shows(page.port)
    page.stop()
