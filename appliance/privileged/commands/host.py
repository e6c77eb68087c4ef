"""Name, role and time of this machine."""

import json
from datetime import UTC, datetime
from typing import Any

from appliance.privileged.command import Request
from appliance.privileged.protocol import PrivilegedError
from provisioning.clock import require_plausible
from provisioning.errors import ProvisioningError
from provisioning.files import EVERYONE_READS, write_atomically


def set_host(request: Request, *, name: str, time_zone: str) -> dict[str, Any]:
    _keep(request, "host.json", {"name": name, "time_zone": time_zone})
    request.machine.apply()
    return {}


def set_role(request: Request, *, role: str) -> dict[str, Any]:
    """Once. A machine that has a role changes it by a factory reset only: nobody turns a kiosk into a server."""
    if (request.machine.root.system / "role.json").exists():
        raise PrivilegedError("role_already_set", "a factory reset comes first")
    _keep(request, "role.json", {"role": role})
    request.machine.apply()
    return {}


def set_office_server(request: Request, *, address: str) -> dict[str, Any]:
    """A hint for the screen of a kiosk; who adopts it still has to know its code."""
    _keep(request, "office-server.json", {"address": address})
    return {}


def set_time(request: Request, *, at: datetime) -> dict[str, Any]:
    """Only while no time server has set the clock, and never to a time before this system was built."""
    if request.machine.root.synchronised.exists():
        raise PrivilegedError("synchronised", "a time server sets this machine's clock")
    try:
        require_plausible(at)
    except ProvisioningError as error:
        raise PrivilegedError(error.code, f"{at.isoformat()} lies before this system was built") from None
    request.machine.set_clock(at)
    return {"at": at.astimezone(UTC).isoformat()}


def _keep(request: Request, file: str, values: dict[str, Any]) -> None:
    write_atomically(request.machine.root.system / file, json.dumps(values), EVERYONE_READS)
