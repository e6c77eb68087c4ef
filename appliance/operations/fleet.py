"""The fleet in the store: who is adopted, revoked or waits with a file. It is `appliance.fleet` that asks devices."""

import secrets
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.fleet import ADOPTION_FILE_LIFETIME, Identity, Plan
from appliance.domain.journal import EventType
from appliance.operations import devices as device_operations
from appliance.store import devices, fleet, journal, offices

SECRET_BYTES = 16
"""128 bits: an adoption file's secret is read by a machine."""


def adopt(identity: Identity, plan: Plan, certificate_expires_at: datetime, at: datetime) -> tuple[int, bool]:
    """The device's id, and whether it is new: a key that was ours before gets its old row back.

    Raises unknown_office, terminal_in_use.
    """
    offices.by_id(plan.office_id)
    device_id = fleet.id_of(identity.public_id)
    is_new = device_id is None
    if device_id is None:
        device_id = devices.add(plan.office_id, plan.name, plan.place, plan.function)
    else:
        changes = {"name": plan.name, "place": plan.place, "office_id": plan.office_id, "function": plan.function.value}
        device_operations.assign(device_id, changes, at)
    fleet.adopt(device_id, identity, at, certificate_expires_at)
    journal.append(at, EventType.DEVICE_ENROLLED, office=plan.office_id, device=device_id)
    return device_id, is_new


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


def changed(device_id: int, at: datetime) -> None:
    """What is shown of this device is different now."""
    device = devices.by_id(device_id)
    journal.append(at, EventType.DEVICE_CHANGED, office=device.office_id, device=device.id)


def issue_file(plan: Plan, at: datetime) -> tuple[str, datetime]:
    """The secret of a new adoption file, which is kept as a hash only, and when it expires. Raises unknown_office."""
    offices.by_id(plan.office_id)
    fleet.remove_expired_files(at)
    secret, expires_at = secrets.token_urlsafe(SECRET_BYTES), at + ADOPTION_FILE_LIFETIME
    fleet.add_file(secret, plan, expires_at)
    return secret, expires_at


def use_file(secret: str, at: datetime) -> Plan:
    """What the device with this file is to be; the file is used up. Raises unknown_adoption_file."""
    found = fleet.file_of(secret, at)
    if found is None:
        raise OfficeError("unknown_adoption_file")
    fleet.remove_file(found.id)
    return found.plan
