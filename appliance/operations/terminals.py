"""Terminals to which somebody can be called."""

from datetime import datetime

from appliance.domain.device import Device
from appliance.store import devices, tickets


def free_terminals(office_id: int, at: datetime) -> list[Device]:
    """Terminals of the office that are present and hold no ticket."""
    hosts = [device for device in devices.terminals(office_id) if device.browser_present(at)]
    if not hosts:
        return []
    held = tickets.held_terminals()
    return [device for device in hosts if device.id not in held]
