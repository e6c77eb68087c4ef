"""What a command may be given. Each check returns the value to use, or raises PrivilegedError `bad_argument`."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from ipaddress import ip_address, ip_interface
from typing import Any
from urllib.parse import urlsplit

from appliance.privileged.machine import Machine
from appliance.privileged.protocol import PrivilegedError
from provisioning.addresses import in_url

Check = Callable[[Any, Machine], Any]

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""One part of a host name (RFC 1123), in lower case."""
ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")
INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,14}")
UNIT = re.compile(r"vorzimmer-[a-z-]{1,40}\.(service|socket|target)")
STICK_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~^-]{0,120}\.(vorzimmer|toml|json|sig|raw|efi)")
"""Backups, provisioning and adoption files, and the files of a release."""
DISK = re.compile(r"/dev/[a-z0-9]{1,32}")
SCOPE = "%"
"""Begins the zone of an IPv6 address. Python takes any text behind it, new lines too; our files must not."""
LONGEST_NAME = 253
MOST_NAMES = 20
MOST_LINES = 2_000
LONGEST_REASON = 200
LONGEST_PEM = 64 * 1024


def refuse(text: str) -> PrivilegedError:
    return PrivilegedError("bad_argument", text)


def host_label(value: Any, _machine: Machine) -> str:
    return _matching(LABEL, value, "not a host name")


def time_zone(value: Any, machine: Machine) -> str:
    zone = _matching(ZONE, value, "not a time zone")
    if not (machine.root.zones / zone).is_file():
        raise refuse("this time zone is not known")
    return zone


def role(value: Any, _machine: Machine) -> str:
    if value not in ("server", "kiosk"):
        raise refuse("neither server nor kiosk")
    return str(value)


def moment(value: Any, _machine: Machine) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise refuse("not a time in ISO 8601") from None
    if at.tzinfo is None:
        raise refuse("a time without its zone")
    return at


def reason(value: Any, _machine: Machine) -> str:
    if not isinstance(value, str):
        raise refuse("not a text")
    return " ".join(value.split())[:LONGEST_REASON]


def lines(value: Any, _machine: Machine) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_LINES:
        raise refuse(f"not a number from 1 to {MOST_LINES}")
    return value


def unit(value: Any, _machine: Machine) -> str:
    return _matching(UNIT, value, "not one of our units")


def stick_file(value: Any, _machine: Machine) -> str:
    return _matching(STICK_FILE, value, "not the name of one of our files")


def backup_file(value: Any, machine: Machine) -> str:
    name = stick_file(value, machine)
    if not name.endswith(".vorzimmer"):
        raise refuse("not the name of a backup")
    return name


def text(value: Any, _machine: Machine) -> str:
    if not isinstance(value, str):
        raise refuse("not a text")
    return value


def absolute_path(value: Any, _machine: Machine) -> str:
    if not isinstance(value, str) or not value.startswith("/") or "\0" in value:
        raise refuse("not an absolute path")
    return value


def disk(value: Any, machine: Machine) -> str:
    """Whole disks of this machine only; what may be done with one, the command decides."""
    path = _matching(DISK, value, "not a disk")
    known = machine.run(["lsblk", "--noheadings", "--nodeps", "--output", "PATH,TYPE", path]).split()
    if known not in ([path, "disk"], [path, "loop"]):
        raise refuse("not a disk of this machine")
    return path


def interface(value: Any, machine: Machine) -> str:
    name = _matching(INTERFACE, value, "not a network interface")
    table = machine.root.interfaces.read_text().splitlines()
    if name == "lo" or name not in (line.partition(":")[0].strip() for line in table[2:]):
        raise refuse("this machine has no such network interface")
    return name


def method(value: Any, _machine: Machine) -> str:
    if value not in ("dhcp", "static"):
        raise refuse("neither dhcp nor static")
    return str(value)


def address_in_network(value: Any, _machine: Machine) -> str:
    """`192.168.1.10/24`: without its prefix an address says nothing of its network."""
    if not isinstance(value, str) or "/" not in value or SCOPE in value:
        raise refuse("not an address with its prefix, as 192.168.1.10/24")
    try:
        return str(ip_interface(value))
    except ValueError:
        raise refuse("not an address with its prefix, as 192.168.1.10/24") from None


def address(value: Any, _machine: Machine) -> str:
    if not isinstance(value, str) or SCOPE in value:
        raise refuse("not an IP address")
    try:
        return str(ip_address(value))
    except ValueError:
        raise refuse("not an IP address") from None


def host(value: Any, machine: Machine) -> str:
    """A name or an address."""
    try:
        return address(value, machine)
    except PrivilegedError:
        return name(value, machine)


def name(value: Any, _machine: Machine) -> str:
    """A full host name."""
    given = value.lower() if isinstance(value, str) else ""
    if len(given) > LONGEST_NAME or not all(LABEL.fullmatch(label) for label in given.split(".")):
        raise refuse("not a host name")
    return given


def pem_or_nothing(value: Any, machine: Machine) -> str:
    return "" if value == "" else pem(value, machine)


def public_url(value: Any, machine: Machine) -> str:
    """`https://host[:port]`, or empty: this server has no name that phones outside trust."""
    if value == "":
        return ""
    try:
        parts = urlsplit(value)
        given = host(parts.hostname, machine)
        port = f":{parts.port}" if parts.port else ""
    except (AttributeError, TypeError, ValueError):
        raise refuse("not an address of the web") from None
    if value.split() != [value]:  # urlsplit would leave new lines out in silence
        raise refuse("not an address of the web")
    if parts.scheme != "https" or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise refuse("not an address as https://buergerbuero.example.de")
    return f"https://{in_url(given)}{port}"


def pem(value: Any, _machine: Machine) -> str:
    if not isinstance(value, str) or "-----BEGIN " not in value or len(value) > LONGEST_PEM:
        raise refuse("not PEM")
    return value


def each(check: Check) -> Check:
    """A list of such values, without repetitions."""

    def checked(value: Any, machine: Machine) -> list[Any]:
        if not isinstance(value, list) or len(value) > MOST_NAMES:
            raise refuse(f"not a list of at most {MOST_NAMES}")
        return list(dict.fromkeys(check(one, machine) for one in value))

    return checked


def consistent_network(*, method: str, **settings: Any) -> None:
    """What the values say together. Raises PrivilegedError `bad_argument`."""
    if method == "dhcp" and ("address" in settings or "gateway" in settings):
        raise refuse("address and gateway go with method static")
    if method == "static" and "address" not in settings:
        raise refuse("address: missing")
    if "gateway" in settings and ip_address(settings["gateway"]) not in ip_interface(settings["address"]).network:
        raise refuse("gateway: not in the network of the address")


def checked(
    given: Mapping[str, Any], needed: Mapping[str, Check], optional: Mapping[str, Check], machine: Machine
) -> dict[str, Any]:
    """Everything needed, nothing unknown, each value checked; the error names the argument."""
    for argument in given:
        if argument not in needed and argument not in optional:
            raise refuse(f"{argument}: not an argument of this command")
    for argument in needed:
        if argument not in given:
            raise refuse(f"{argument}: missing")
    checks = {**optional, **needed}
    return {argument: _named(argument, checks[argument], value, machine) for argument, value in given.items()}


def _named(argument: str, check: Check, value: Any, machine: Machine) -> Any:
    try:
        return check(value, machine)
    except PrivilegedError as refusal:
        raise PrivilegedError(refusal.code, f"{argument}: {refusal.text}") from None


def _matching(pattern: re.Pattern[str], value: Any, otherwise: str) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise refuse(otherwise)
    return value
