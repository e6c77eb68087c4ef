"""Devices and their enrolment."""

import dataclasses
import json
from datetime import datetime
from typing import Any

from appliance.domain.device import Device, Equipment, Function
from appliance.domain.errors import OfficeError
from appliance.store.rows import DeviceRow, from_micros, to_micros
from appliance.store.sql import execute
from appliance.store.tokens import hash_of

_DEVICES = (
    "SELECT id, office_id, name, place, function, token_hash IS NOT NULL, revoked, browser_seen_at, agent_seen_at,"
    " equipment FROM device"
)

_HOSTS = ", ".join(f"'{function.value}'" for function in Function if function.hosts_consultations)


def add(office_id: int, name: str, place: str, function: Function) -> int:
    return int(DeviceRow.insert(office_id=office_id, name=name, place=place, function=function.value).execute())


def all() -> list[Device]:
    return _many("ORDER BY id")


def terminals(office_id: int) -> list[Device]:
    """The office's devices that host consultations."""
    return _many(f"WHERE office_id = ? AND function IN ({_HOSTS}) ORDER BY id", office_id)


def by_id(device_id: int) -> Device:
    found = _many("WHERE id = ?", device_id)
    if not found:
        raise OfficeError("unknown_device", device=device_id)
    return found[0]


def by_token(token: str) -> Device | None:
    return next(iter(_many("WHERE token_hash = ?", hash_of(token))), None)


def by_code(code: str, at: datetime) -> Device | None:
    """The device that this one-time code enrols, while the code lives."""
    return next(iter(_many("WHERE code_hash = ? AND code_expires_at > ?", hash_of(code), to_micros(at))), None)


def set_code(device_id: int, code: str, expires_at: datetime) -> None:
    _update(device_id, code_hash=hash_of(code), code_expires_at=expires_at)


def enrol(device_id: int, token: str) -> None:
    """The code is used up; an earlier token of the device ends here."""
    _update(device_id, token_hash=hash_of(token), code_hash=None, code_expires_at=None, revoked=False)


def revoke(device_id: int) -> None:
    """The token's hash stays, so that the device can be told that it was revoked."""
    _update(device_id, revoked=True, code_hash=None, code_expires_at=None, browser_seen_at=None, agent_seen_at=None)


def assign(device_id: int, **changes: object) -> None:
    """Change name, place, function or office_id."""
    _update(device_id, **changes)


def seen_browser(device_id: int, at: datetime) -> None:
    _update(device_id, browser_seen_at=at)


def seen_agent(device_id: int, at: datetime, equipment: Equipment | None) -> None:
    """`equipment` None: unchanged since the last report."""
    described = {} if equipment is None else {"equipment": json.dumps(dataclasses.asdict(equipment))}
    _update(device_id, agent_seen_at=at, **described)


def _update(device_id: int, **changes: object) -> None:
    DeviceRow.update(**changes).where(DeviceRow.id == device_id).execute()


def _many(where: str, *values: object) -> list[Device]:
    return [_device(row) for row in execute(f"{_DEVICES} {where}", values)]


def _device(row: tuple[Any, ...]) -> Device:
    id, office, name, place, function, enrolled, revoked, browser_seen_at, agent_seen_at, equipment = row
    return Device(
        id, office, name, place, Function(function), bool(enrolled), bool(revoked), from_micros(browser_seen_at),
        from_micros(agent_seen_at), _equipment(json.loads(equipment)),
    )  # fmt: skip


def _equipment(found: dict[str, Any]) -> Equipment:
    return Equipment(tuple(found.get("cameras", ())), tuple(found.get("microphones", ())), found.get("version", ""),
                     found.get("printer", {}))  # fmt: skip
