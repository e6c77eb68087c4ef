"""How this machine gets its address: kept in network.json, made into networkd's file by `apply`."""

import json
from typing import Any

from appliance.privileged.arguments import consistent_network
from appliance.privileged.command import Request
from provisioning.files import EVERYONE_READS, write_atomically


def set_network(request: Request, *, method: str, **settings: Any) -> dict[str, Any]:
    """`dhcp`, with servers of its own for names and time if given; or `static`."""
    consistent_network(method=method, **settings)
    kept = json.dumps({"method": method, **settings})
    write_atomically(request.machine.root.system / "network.json", kept, EVERYONE_READS)
    request.machine.apply()
    request.machine.run(["systemctl", "restart", "systemd-networkd.service", "systemd-timesyncd.service"])
    return {}
