"""Starting again, switching off, forgetting everything."""

import logging
from typing import Any

from appliance.privileged.command import Request
from provisioning.files import OWNER_ONLY, write_atomically

RESET_MARK = "factory-reset"

log = logging.getLogger(__name__)


def reboot(request: Request, *, reason: str) -> dict[str, Any]:
    log.warning("reboot: %s", reason)
    request.machine.run(["systemctl", "--no-block", "reboot"])
    return {}


def power_off(request: Request) -> dict[str, Any]:
    request.machine.run(["systemctl", "--no-block", "poweroff"])
    return {}


def factory_reset(request: Request) -> dict[str, Any]:
    """Only marked here: `apply` wipes at the next boot before anything runs, and a power cut cannot leave a half."""
    write_atomically(request.machine.root.system / RESET_MARK, b"", OWNER_ONLY)
    return reboot(request, reason="factory reset")
