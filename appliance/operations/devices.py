"""Devices: registered by the admin, enrolled by a one-time code, present while they are seen."""

import secrets
from datetime import datetime

from appliance.domain.device import ENROLMENT_LIFETIME, Device, Equipment, Function
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.store import devices, journal, offices, tickets

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8  # 40 bits, living 15 minutes, behind a rate limit


def register(office_id: int, name: str, place: str, function: Function, at: datetime) -> int:
    """A device that is expected; it becomes one of ours when it shows its code. Raises unknown_office."""
    offices.by_id(office_id)
    device_id = devices.add(office_id, name, place, function)
    _changed(device_id, office_id, at)
    return device_id


def tell(device_id: int, at: datetime) -> None:
    """What it sees of itself has changed: page and agent look again."""
    device = devices.by_id(device_id)
    journal.append(at, EventType.DEVICE_CHANGED, office=device.office_id, device=device.id)


def issue_code(device_id: int, at: datetime) -> tuple[str, datetime]:
    """A fresh one-time code and when it expires; an earlier one ends."""
    devices.by_id(device_id)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    expires_at = at + ENROLMENT_LIFETIME
    devices.set_code(device_id, code, expires_at)
    return code, expires_at


def enrol(code: str, at: datetime) -> tuple[Device, str]:
    """The device and its new token. Raises unknown_code for a wrong, used or expired one."""
    device = devices.by_code(normalised(code), at)
    if device is None:
        raise OfficeError("unknown_code")
    token = f"d_{secrets.token_urlsafe(32)}"
    devices.enrol(device.id, token)
    journal.append(at, EventType.DEVICE_ENROLLED, office=device.office_id, device=device.id)
    return devices.by_id(device.id), token


def normalised(code: str) -> str:
    """People type small letters, spaces and dashes."""
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


def revoke(device_id: int, at: datetime) -> None:
    """The device is no longer ours. Raises terminal_in_use while a citizen is being served there."""
    device = devices.by_id(device_id)
    _refuse_in_use(device)
    devices.revoke(device_id)
    journal.append(at, EventType.DEVICE_REVOKED, office=device.office_id, device=device.id)


def assign(device_id: int, changes: dict[str, object], at: datetime) -> None:
    """Change name, place, function or office_id. Raises terminal_in_use, unknown_office."""
    device = devices.by_id(device_id)
    _refuse_in_use(device)
    office_id = changes.get("office_id", device.office_id)
    assert isinstance(office_id, int)
    offices.by_id(office_id)
    if changes:
        devices.assign(device_id, **changes)
        _changed(device_id, office_id, at)


def seen(device_id: int, face: str, equipment: Equipment | None, at: datetime) -> None:
    """A sign of life of the device's browser or agent; the journal hears of it when something changed."""
    before = devices.by_id(device_id)
    if face == "agent":
        devices.seen_agent(device_id, at, equipment)
    else:
        devices.seen_browser(device_id, at)
    was_present = before.agent_present(at) if face == "agent" else before.browser_present(at)
    if not was_present or equipment not in (None, before.equipment):
        presence_changed(before, at)


def presence_changed(device: Device, at: datetime) -> None:
    journal.append(at, EventType.DEVICE_PRESENCE_CHANGED, office=device.office_id, device=device.id)


def _refuse_in_use(device: Device) -> None:
    if tickets.at_terminal(device.id) is not None:
        raise OfficeError("terminal_in_use", device=device.name)


def _changed(device_id: int, office_id: int, at: datetime) -> None:
    journal.append(at, EventType.DEVICE_CHANGED, office=office_id, device=device_id)
