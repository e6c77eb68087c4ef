"""The fleet in the store: who is adopted, revoked or waits with a file. It is `appliance.fleet` that asks devices."""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.fleet import ADOPTION_FILE_LIFETIME, Identity, Plan
from appliance.domain.journal import EventType
from appliance.operations import devices as device_operations
from appliance.store import devices, fleet, journal, offices, tickets


def adopt(identity: Identity, plan: Plan, replaces: int | None, at: datetime) -> tuple[int, bool]:
    """The device's id, and whether it is new. A key that was ours before gets its old row back.

    `replaces`: the row of a device whose place this one takes, with its history; it must be revoked or not connected.
    Raises unknown_office, unknown_device, still_connected, terminal_in_use.
    """
    offices.by_id(plan.office_id)
    device_id = fleet.id_of(identity.public_id)
    if device_id is None and replaces is not None:
        device_id = _free_row(replaces)
    is_new = device_id is None
    if device_id is None:
        device_id = devices.add(plan.office_id, plan.name, plan.place, plan.function)
    else:
        changes = {"name": plan.name, "place": plan.place, "office_id": plan.office_id, "function": plan.function.value}
        device_operations.assign(device_id, changes, at)
    fleet.adopt(device_id, identity, at)
    journal.append(at, EventType.DEVICE_ENROLLED, office=plan.office_id, device=device_id)
    return device_id, is_new


def _free_row(device_id: int) -> int:
    device = devices.by_id(device_id)
    if device.enrolled and not device.revoked:
        raise OfficeError("still_connected", device=device.name)
    return device_id


def withdraw(device_id: int, is_new: bool, at: datetime) -> None:
    """The device refused its adoption at the last moment: as if it had not been tried, or as before if it was known."""
    device = devices.by_id(device_id)
    if is_new:
        fleet.remove(device_id)
    else:
        devices.revoke(device_id)
        fleet.release(device_id)
    journal.append(at, EventType.DEVICE_REVOKED, office=device.office_id, device=device_id)


def configure(device_id: int, digest: str, token: str, at_least: int) -> int:
    """The revision under which this content is pushed. `at_least`: what the device has may be ahead of a backup."""
    known = fleet.by_id(device_id)
    revision = max(known.configuration_revision, at_least) + 1
    fleet.configured(device_id, revision, digest, token)
    return revision


def confirmed(device_id: int, certificate_expires_at: datetime, revision: int) -> None:
    """The device took its adoption: this certificate, and this revision of its configuration."""
    fleet.certified(device_id, certificate_expires_at)
    fleet.acknowledged(device_id, revision)


def require_idle(device_id: int, code: str) -> None:
    """Raises `code` while a citizen was called to this device or is served there."""
    device = devices.by_id(device_id)
    if tickets.at_terminal(device_id) is not None:
        raise OfficeError(code, device=device.name)


def changed(device_id: int, at: datetime) -> None:
    """What is shown of this device is different now."""
    device = devices.by_id(device_id)
    journal.append(at, EventType.DEVICE_CHANGED, office=device.office_id, device=device.id)


def issue_file(secret: str, plan: Plan, at: datetime) -> datetime:
    """When the new adoption file expires; of its secret only the hash is kept. Raises unknown_office."""
    offices.by_id(plan.office_id)
    fleet.remove_expired_files(at)
    expires_at = at + ADOPTION_FILE_LIFETIME
    fleet.add_file(secret, plan, expires_at)
    return expires_at


def use_file(secret: str, at: datetime) -> Plan:
    """What the device with this file is to be; the file is used up. Raises unknown_secret."""
    found = fleet.file_of(secret, at)
    if found is None:
        raise OfficeError("unknown_secret")
    fleet.remove_file(found.id)
    return found.plan
