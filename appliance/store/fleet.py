"""Adopted devices: their identity, their last answer, and the adoption files that wait for a device."""

import json
from datetime import datetime
from typing import Any

from appliance.domain.device import Device, Function
from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Adopted, AdoptionFile, Health, Identity, Plan
from appliance.store import devices
from appliance.store.rows import DeviceRow, database, from_micros, to_micros
from appliance.store.tokens import hash_of

_ADOPTED = (
    "SELECT id, public_id, fingerprint, address, adopted_at, health, health_at, trouble, configuration_revision,"
    " acknowledged_revision, configuration_digest, certificate_expires_at FROM device WHERE adopted_at IS NOT NULL"
)
_FORGOTTEN = dict.fromkeys(("health", "health_at", "trouble", "configuration_digest", "certificate_expires_at"))
"""What belongs to one adoption and ends with it. Revisions go on: a device takes none that is older than its own."""


def adopted() -> list[Adopted]:
    """Ours now, by name."""
    return sorted(_many("AND NOT revoked"), key=lambda one: one.device.name)


def not_yet_told() -> list[Adopted]:
    """Revoked here, while the device itself has not heard of it."""
    return _many("AND revoked")


def by_id(device_id: int) -> Adopted:
    """Raises not_adopted when the device is none of the fleet."""
    found = _many("AND id = ? AND NOT revoked", device_id)
    if not found:
        raise OfficeError("not_adopted", device=device_id)
    return found[0]


def key_of(device_id: int) -> str | None:
    """Fingerprint of an adopted device's key; None for one that came by an enrolment code."""
    row = DeviceRow.get_by_id(device_id)
    return row.fingerprint if row.adopted_at is not None and not row.revoked else None


def known_ids() -> set[int]:
    """Of the devices with our image, adopted now or once."""
    return {row[0] for row in database.execute_sql("SELECT id FROM device WHERE public_id IS NOT NULL")}


def revoked() -> list[Device]:
    """Devices with our image that are ours no more."""
    known = known_ids()
    return [device for device in devices.all() if device.revoked and device.id in known]


def id_of(public_id: str) -> int | None:
    """The row of this key, adopted now or once."""
    row = DeviceRow.get_or_none(DeviceRow.public_id == public_id)
    return None if row is None else int(row.id)


def adopt(device_id: int, identity: Identity, at: datetime) -> None:
    """From now on this key is this device; what was known of it before is forgotten."""
    _update(
        device_id, **_FORGOTTEN, public_id=identity.public_id, fingerprint=identity.fingerprint,
        address=identity.address, adopted_at=at, revoked=False,
    )  # fmt: skip


def release(device_id: int) -> None:
    """The device is not adopted (any more); its row and its key stay known."""
    _update(device_id, **_FORGOTTEN, adopted_at=None)


def remove(device_id: int) -> None:
    """For a row to which nothing refers yet."""
    DeviceRow.delete().where(DeviceRow.id == device_id).execute()


def answered(device_id: int, health: Health, at: datetime) -> None:
    _update(device_id, health=json.dumps(health), health_at=at, trouble=None)


def failed(device_id: int, code: str) -> None:
    """The last contact did not come about, for this reason."""
    _update(device_id, trouble=code)


def moved(device_id: int, address: str) -> None:
    _update(device_id, address=address)


def certified(device_id: int, expires_at: datetime) -> None:
    _update(device_id, certificate_expires_at=expires_at)


def configured(device_id: int, revision: int, digest: str, token: str) -> None:
    """A new revision that the device has yet to acknowledge. Its token is valid from now on, an earlier one is not."""
    _update(device_id, configuration_revision=revision, configuration_digest=digest, token_hash=hash_of(token))


def acknowledged(device_id: int, revision: int) -> None:
    _update(device_id, acknowledged_revision=revision)


def add_file(secret: str, plan: Plan, expires_at: datetime) -> int:
    done = database.execute_sql(
        "INSERT INTO adoption_file (secret_hash, expires_at, office_id, name, place, function)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (hash_of(secret), to_micros(expires_at), plan.office_id, plan.name, plan.place, plan.function.value),
    )
    return int(done.lastrowid)


def files(at: datetime) -> list[AdoptionFile]:
    """Those that can still be used."""
    return [_file(row) for row in database.execute_sql(f"{_FILES} WHERE expires_at > ?", (to_micros(at),))]


def file_of(secret: str, at: datetime) -> AdoptionFile | None:
    where = f"{_FILES} WHERE secret_hash = ? AND expires_at > ?"
    row = database.execute_sql(where, (hash_of(secret), to_micros(at))).fetchone()
    return None if row is None else _file(row)


def remove_file(file_id: int) -> None:
    database.execute_sql("DELETE FROM adoption_file WHERE id = ?", (file_id,))


def remove_expired_files(at: datetime) -> None:
    database.execute_sql("DELETE FROM adoption_file WHERE expires_at <= ?", (to_micros(at),))


_FILES = "SELECT id, name, place, office_id, function, expires_at FROM adoption_file"


def _file(row: tuple[Any, ...]) -> AdoptionFile:
    id, name, place, office_id, function, expires_at = row
    expiry = from_micros(expires_at)
    assert expiry is not None
    return AdoptionFile(id, Plan(name, place, office_id, Function(function)), expiry)


def _many(where: str, *values: object) -> list[Adopted]:
    """One question for the devices and one for their adoption: the fleet of a town is dozens."""
    known = {device.id: device for device in devices.all()}
    return [_adopted(known[row[0]], row) for row in database.execute_sql(f"{_ADOPTED} {where}", values)]


def _adopted(device: Device, row: tuple[Any, ...]) -> Adopted:
    _, public_id, fingerprint, address, adopted_at, health, health_at, trouble, wanted, has, digest, expires_at = row
    since = from_micros(adopted_at)
    assert since is not None
    return Adopted(
        device, Identity(public_id, fingerprint, address), since, json.loads(health or "{}"), from_micros(health_at),
        trouble, wanted, has, digest, from_micros(expires_at),
    )  # fmt: skip


def _update(device_id: int, **changes: object) -> None:
    DeviceRow.update(**changes).where(DeviceRow.id == device_id).execute()
