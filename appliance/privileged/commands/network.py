"""How this machine gets its address: kept in network.json, made into networkd's file by `apply`."""

import json
from ipaddress import ip_address, ip_interface
from typing import Any

from appliance.privileged.command import Request
from appliance.privileged.protocol import PrivilegedError
from provisioning.files import EVERYONE_READS, write_atomically

NEEDS_STATIC = ("address", "gateway")


def set_network(request: Request, *, method: str, **settings: Any) -> dict[str, Any]:
    """`dhcp`, with servers of its own for names and time if given; or `static`."""
    _consistent(method, settings)
    kept = json.dumps({"method": method, **settings})
    write_atomically(request.machine.root.system / "network.json", kept, EVERYONE_READS)
    request.machine.apply()
    request.machine.run(["systemctl", "restart", "systemd-networkd.service", "systemd-timesyncd.service"])
    return {}


def _consistent(method: str, settings: dict[str, Any]) -> None:
    if method == "dhcp" and any(name in settings for name in NEEDS_STATIC):
        raise PrivilegedError("bad_argument", "address and gateway go with method static")
    if method == "static" and "address" not in settings:
        raise PrivilegedError("bad_argument", "address: missing")
    if "gateway" in settings and ip_address(settings["gateway"]) not in ip_interface(settings["address"]).network:
        raise PrivilegedError("bad_argument", "gateway: not in the network of the address")
