"""Who may ask, and what is refused before anything is done."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from appliance.environment import CHECKOUT
from appliance.privileged.client import Privileged, PrivilegedError
from appliance.privileged.command import Command, Request
from appliance.privileged.protocol import LARGEST_LINE
from appliance.privileged.table import COMMANDS, KIOSK, SERVER
from tests.privileged.conftest import Serve
from tests.privileged.system import System

NOBODY = 65534


def code_of(helper: Privileged, command: str, **arguments: Any) -> str:
    with pytest.raises(PrivilegedError) as refusal:
        helper.call(command, **arguments)
    return refusal.value.code


def test_a_command_outside_the_table_is_unknown(as_server: Privileged) -> None:
    assert code_of(as_server, "shell", line="id") == "unknown_command"


def test_the_server_may_not_do_what_belongs_to_the_kiosk(as_server: Privileged, system: System) -> None:
    assert code_of(as_server, "set_role", role="server") == "not_allowed"
    assert system.programs.calls == []


@pytest.mark.parametrize("command", ["apply_server", "usb_store", "usb_fetch", "usb_remove", "write_usb_file"])
def test_a_kiosk_may_not_do_what_belongs_to_the_server(as_kiosk: Privileged, command: str) -> None:
    assert code_of(as_kiosk, command) == "not_allowed"


def test_a_user_who_is_not_in_the_table_may_do_nothing(serve: Serve) -> None:
    strangers = serve({NOBODY: SERVER})
    for command in COMMANDS:
        assert code_of(strangers, command) == "not_allowed"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_the_kernel_says_who_asks(serve: Serve, tmp_path: Path) -> None:
    helper = serve({NOBODY: KIOSK, os.getuid(): SERVER})
    for directory in (tmp_path, *tmp_path.parents):
        if directory.stat().st_uid == 0 and directory != Path("/"):
            directory.chmod(directory.stat().st_mode | 0o011)
    assert ask_as(NOBODY, helper.path, "set_role", role="judge") == "bad_argument"  # so it was allowed
    assert ask_as(NOBODY, helper.path, "usb_remove", file="x.vorzimmer") == "not_allowed"
    assert ask_as(NOBODY - 1, helper.path, "set_role", role="kiosk") == "not_allowed"


def ask_as(uid: int, path: Path, command: str, **arguments: Any) -> str:
    """The refusal's code, from a process of that user. It gets its socket's path and the request as JSON."""
    request = json.dumps({"command": command, "arguments": arguments})
    program = (
        "import json, os, socket, sys\n"
        "os.setgroups([]); os.setresgid(*[int(sys.argv[1])] * 3); os.setresuid(*[int(sys.argv[1])] * 3)\n"
        "connection = socket.socket(socket.AF_UNIX); connection.connect(sys.argv[2])\n"
        "connection.sendall(sys.argv[3].encode() + b'\\n'); print(connection.makefile().readline())\n"
    )
    asked = subprocess.run(
        [sys.executable, "-c", program, str(uid), str(path), request], cwd=CHECKOUT, capture_output=True, check=True
    )
    return str(json.loads(asked.stdout)["error"]["code"])


@pytest.mark.parametrize(
    ("command", "arguments", "names"),
    [
        ("set_host", {"name": "rathaus"}, "time_zone: missing"),
        ("set_host", {"name": "rathaus", "time_zone": "Europe/Berlin", "shell": "sh"}, "shell: not an argument"),
        ("set_host", {"name": "rat haus", "time_zone": "Europe/Berlin"}, "name:"),
        ("set_host", {"name": "-rathaus", "time_zone": "Europe/Berlin"}, "name:"),
        ("set_host", {"name": "rathaus\n", "time_zone": "Europe/Berlin"}, "name:"),
        ("set_host", {"name": "a" * 64, "time_zone": "Europe/Berlin"}, "name:"),
        ("set_host", {"name": ["rathaus"], "time_zone": "Europe/Berlin"}, "name:"),
        ("set_host", {"name": "rathaus", "time_zone": "Europe/Musterstadt"}, "time_zone:"),
        ("set_host", {"name": "rathaus", "time_zone": "../../../etc/passwd"}, "time_zone:"),
        ("set_network", {"method": "bridge"}, "method:"),
        ("set_network", {"method": "static"}, "address:"),
        ("set_network", {"method": "static", "address": "192.168.1.10"}, "address:"),
        ("set_network", {"method": "static", "address": "192.168.1.10/24", "gateway": "192.168.2.1"}, "gateway:"),
        ("set_network", {"method": "dhcp", "address": "192.168.1.10/24"}, "address and gateway"),
        ("set_network", {"method": "dhcp", "interface": "wlan7"}, "interface:"),
        ("set_network", {"method": "dhcp", "interface": ".."}, "interface:"),
        ("set_network", {"method": "dhcp", "dns": ["a\nDNS=6.6.6.6"]}, "dns:"),
        ("set_network", {"method": "dhcp", "dns": "192.168.1.1"}, "dns:"),
        ("set_network", {"method": "dhcp", "ntp": ["time server"]}, "ntp:"),
        ("set_network", {"method": "dhcp", "dns": ["fe80::1%\nDNS=6.6.6.6"]}, "dns:"),
        ("set_network", {"method": "dhcp", "ntp": ["fe80::1%\n[Time]"]}, "ntp:"),
        ("set_network", {"method": "static", "address": "fe80::1%\n[Link]/64"}, "address:"),
        ("set_time", {"at": "2026-03-02T08:00:00"}, "at: a time without its zone"),
        ("set_time", {"at": 7}, "at:"),
        ("journal", {"lines": 0}, "lines:"),
        ("journal", {"lines": True}, "lines:"),
        ("journal", {"lines": 10, "unit": "sshd.service"}, "unit:"),
        ("journal", {"lines": 10, "unit": "vorzimmer-web.service --file=/etc/shadow"}, "unit:"),
        ("read_usb_file", {"name": "../etc/shadow.toml"}, "name:"),
        ("read_usb_file", {"name": ".hidden.json"}, "name:"),
        ("usb_store", {"file": "vorzimmer.toml", "path": "/x"}, "file:"),
        ("usb_store", {"file": "a.vorzimmer", "path": "x"}, "path:"),
        ("install_to_disk", {"disk": "/dev/../etc/passwd", "confirm": ""}, "disk:"),
        ("install_to_disk", {"disk": "/dev/sda1", "confirm": ""}, "disk:"),
        ("reboot", {"reason": None}, "reason:"),
    ],
)
def test_an_argument_is_checked_against_its_rule(
    as_server: Privileged, system: System, command: str, arguments: dict[str, Any], names: str
) -> None:
    system.programs.has()
    with pytest.raises(PrivilegedError) as refusal:
        as_server.call(command, **arguments)
    assert refusal.value.code == "bad_argument"
    assert names in refusal.value.text
    assert [call for call in system.programs.calls if call[0] != "lsblk"] == []


@pytest.mark.parametrize(
    "url",
    ["http://a.de", "https://a.de/path", "https://u@a.de", "https://a.de\nx", "a.de", 7, "https://[fe80::1%x;root{}]"],
)
def test_only_a_bare_https_address_is_public(as_server: Privileged, url: Any) -> None:
    pem = "-----BEGIN "
    given = {"names": [], "addresses": [], "certificate_pem": pem, "key_pem": pem}
    with pytest.raises(PrivilegedError, match="public_url:"):
        as_server.call("apply_server", **given, public_url=url)


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b"{\n", b"no newline", b" " * (LARGEST_LINE + 1) + b"\n"])
def test_what_is_no_request_is_malformed(as_server: Privileged, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(as_server.path))
        try:
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
        except BrokenPipeError:  # the helper had seen enough
            pass
        answer = json.loads(connection.makefile().readline())
    assert answer["error"]["code"] == "malformed"


def test_arguments_have_to_be_an_object(as_server: Privileged) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(as_server.path))
        connection.sendall(b'{"command": "usb_files", "arguments": [1]}\n')
        assert json.loads(connection.makefile().readline())["error"]["code"] == "malformed"


def test_without_a_helper_it_is_unavailable(tmp_path: Path) -> None:
    assert code_of(Privileged(tmp_path / "nobody.sock"), "reboot", reason="") == "unavailable"


def test_a_program_that_fails_is_told_and_the_helper_goes_on(as_server: Privileged, system: System) -> None:
    system.programs.fails("systemctl", "systemctl: Unit vorzimmer-apply.service not found.")
    assert code_of(as_server, "set_host", name="rathaus", time_zone="Europe/Berlin") == "failed"
    system.programs.has()
    assert as_server.call("usb_files") == []


def test_progress_comes_before_the_answer(serve: Serve) -> None:
    def counted(request: Request) -> str:
        for done in (1, 2):
            request.tell({"done": done, "total": 2})
        return "counted"

    told: list[dict[str, Any]] = []
    helper = serve({os.getuid(): SERVER}, {"count": Command(counted, frozenset({SERVER}))})
    assert helper.follow("count", told.append) == "counted"
    assert told == [{"done": 1, "total": 2}, {"done": 2, "total": 2}]


def test_whoever_looks_need_not_wait_for_a_long_change(serve: Serve) -> None:
    begun, seen = threading.Event(), threading.Event()

    def long(request: Request) -> bool:
        begun.set()
        return seen.wait(10)

    everyone = frozenset({SERVER})
    commands = {"long": Command(long, everyone), "look": Command(lambda request: "seen", everyone, alone=False)}
    helper = serve({os.getuid(): SERVER}, commands)
    answers: list[Any] = []
    change = threading.Thread(target=lambda: answers.append(helper.call("long")))
    change.start()
    assert begun.wait(10)
    assert helper.call("look") == "seen"
    seen.set()
    change.join()
    assert answers == [True]


def test_two_changes_never_overlap(serve: Serve) -> None:
    inside, most = 0, 0
    counting = threading.Lock()

    def change(request: Request) -> None:
        nonlocal inside, most
        with counting:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.02)
        with counting:
            inside -= 1

    helper = serve({os.getuid(): SERVER}, {"change": Command(change, frozenset({SERVER}))})
    changes = [threading.Thread(target=helper.call, args=["change"]) for _ in range(5)]
    for one in changes:
        one.start()
    for one in changes:
        one.join()
    assert most == 1
