"""`vorzimmer.toml`: what a machine is told without keyboard and screen, from its boot partition or a USB stick.

    role = "kiosk"                  # or "server"
    name = "kiosk-foyer"            # host name; may be left out
    time_zone = "Europe/Berlin"     # may be left out
    server = "192.168.1.5"          # kiosk: the office server that will ask for it, shown on its screen
    install_to = "largest"          # or "/dev/nvme0n1": from the stick to this internal disk, then power off
    erase = true                    # goes with install_to: everything on that disk is deleted

    [network]                       # left out: DHCP
    address = "192.168.1.20/24"
    gateway = "192.168.1.1"
    dns = ["192.168.1.1"]
    ntp = ["192.168.1.1"]
    interface = "enp1s0"            # left out: every cable

An unknown key, a wrong value or a missing role is refused with its line; nothing is taken over in part.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.boot.unattended import LARGEST
from appliance.privileged import arguments as check
from appliance.privileged.machine import Machine
from appliance.privileged.protocol import PrivilegedError

FILE_NAME = "vorzimmer.toml"
INSTALLATION = "install_to and erase = true go together: everything on that disk is deleted"

Check = Callable[[Any, Machine], Any]


def _disk_or_largest(value: Any, _: Machine) -> str:
    """Whether there is such a disk is seen when it is installed to: on the installed system it may be called other."""
    if not isinstance(value, str) or not (value == LARGEST or check.DISK.fullmatch(value)):
        raise check.refuse("neither largest nor a disk, such as /dev/nvme0n1")
    return value


def _agreed(value: Any, _: Machine) -> bool:
    if value is not True:
        raise check.refuse("only true can be said here")
    return True


TOP: Mapping[str, Check] = {
    "role": check.role,
    "name": check.host_label,
    "time_zone": check.time_zone,
    "server": check.host,
    "install_to": _disk_or_largest,
    "erase": _agreed,
}
NETWORK: Mapping[str, Check] = {
    "interface": check.interface,
    "address": check.address_in_network,
    "gateway": check.address,
    "dns": check.each(check.address),
    "ntp": check.each(check.host),
}


class BadFile(Exception):
    """The file cannot be followed; the text names line and reason, in English, as the file's keys are."""


@dataclass(frozen=True)
class Wishes:
    """What the file asks for; empty means: as it is."""

    role: str
    name: str = ""
    time_zone: str = ""
    server: str = ""
    network: Mapping[str, Any] = field(default_factory=dict)
    install_to: str = ""


def read(text: str, machine: Machine) -> Wishes:
    """Raises BadFile."""
    try:
        values = tomllib.loads(text + "\n")  # an error at the very end is told with its line as well
    except tomllib.TOMLDecodeError as error:
        raise BadFile(str(error)) from None
    network = values.pop("network", {})
    if not isinstance(network, dict):
        raise BadFile(f"line {_line(text, 'network')}: network is a section: [network]")
    top = _checked(text, values, TOP, machine)
    if "role" not in top:
        raise BadFile('line 1: role is missing: role = "server" or role = "kiosk"')
    if top.pop("erase", False) != ("install_to" in top):
        raise BadFile(f"line {_line(text, 'install_to' if 'install_to' in top else 'erase')}: {INSTALLATION}")
    settings = _checked(text, network, NETWORK, machine)
    if settings:
        settings["method"] = "static" if "address" in settings else "dhcp"
        _consistent(text, settings)
    return Wishes(**top, network=settings)


def _checked(text: str, values: Mapping[str, Any], known: Mapping[str, Check], machine: Machine) -> dict[str, Any]:
    return {key: _value(text, key, value, known, machine) for key, value in values.items()}


def _value(text: str, key: str, value: Any, known: Mapping[str, Check], machine: Machine) -> Any:
    if key not in known:
        close = difflib.get_close_matches(key, known, n=1)
        raise BadFile(f"line {_line(text, key)}: unknown key {key!r}{f'; did you mean {close[0]!r}?' if close else ''}")
    try:
        return known[key](value, machine)
    except PrivilegedError as refusal:
        raise BadFile(f"line {_line(text, key)}: {key} = {value!r}: {refusal.text}") from None


def _consistent(text: str, settings: Mapping[str, Any]) -> None:
    try:
        check.consistent_network(**settings)
    except PrivilegedError as refusal:
        raise BadFile(f"line {_line(text, 'network')}: {refusal.text}") from None


def _line(text: str, key: str) -> int:
    """Where the key stands, counted from 1."""
    pattern = re.compile(rf"""\s*\[?\s*["']?{re.escape(key)}["']?\s*[\].=]""")
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 1)
