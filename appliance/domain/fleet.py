"""Fleet (Geräte mit unserem System): devices that were adopted, what they say of themselves, and what that means.

Health is the JSON object that a device answers with; the server describes itself in the same shape. Whatever a device
leaves out counts as unknown, never as trouble.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.device import Device, Function
from appliance.domain.paper import PrinterState

MISSING_AFTER = timedelta(seconds=60)
ADOPTION_FILE_LIFETIME = timedelta(hours=24)
RENEWAL_SHARE = 3
"""A certificate is renewed when less than one part in this many of its lifetime is left."""
CLOCK_TOLERANCE = timedelta(seconds=30)
LEAST_FREE_SHARE = 0.1
TOO_HOT_C = 85.0
HEARTBEAT_SECONDS = 30.0

Health = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What a device is to be: the administrator's choice when it is adopted."""

    name: str
    place: str
    office_id: int
    function: Function


@dataclass(frozen=True)
class Identity:
    """Who a device proved to be. `public_id` and `fingerprint` derive from its key; `address` is `host:port`."""

    public_id: str
    fingerprint: str
    address: str


@dataclass(frozen=True)
class Adopted:
    """A device that was adopted, and its last answer. Without `health_at` it has not answered since its adoption."""

    device: Device
    identity: Identity
    adopted_at: datetime
    health: Health = field(default_factory=dict)
    health_at: datetime | None = None
    trouble: str | None = None
    configuration_revision: int = 0
    acknowledged_revision: int = 0
    configuration_digest: str | None = None
    certificate_expires_at: datetime | None = None

    @property
    def is_pending(self) -> bool:
        """Its adoption has not been confirmed by an answer under its certificate."""
        return self.health_at is None

    def missing_since(self, at: datetime) -> datetime | None:
        last = self.health_at or self.adopted_at
        return last if at - last >= MISSING_AFTER else None


@dataclass(frozen=True)
class AdoptionFile:
    """An adoption file that nobody has used yet."""

    id: int
    plan: Plan
    expires_at: datetime


@dataclass(frozen=True)
class Condition:
    """One thing that is to be said of a device. `light` is good, bad (somebody has to act) or idle (it passes)."""

    code: str
    light: str
    facts: Mapping[str, object] = field(default_factory=dict)


GOOD = Condition("good", "good")


def conditions(adopted: Adopted, at: datetime) -> tuple[Condition, ...]:
    """The most important first; never empty. Of a device that does not answer nothing else is known."""
    silent = _silence(adopted, at)
    if silent is not None:
        return (silent,)
    assert adopted.health_at is not None
    found = (*_own(adopted, at), *health_conditions(adopted.health, adopted.health_at, adopted.device.function))
    return found or (GOOD,)


def health_conditions(health: Health, at: datetime, function: Function | None = None) -> tuple[Condition, ...]:
    """What a health object says is wrong; `at` is when it was given. The server has no `function`."""
    return tuple(
        Condition(code, "bad", facts)
        for code, applies in _RULES
        if (facts := applies(health, at, function)) is not None
    )  # fmt: skip


def renewal_due(adopted: Adopted, lifetime: timedelta, at: datetime) -> bool:
    """Also long after the end: a device may have been off for weeks."""
    ends = adopted.certificate_expires_at
    return ends is None or ends - at < lifetime / RENEWAL_SHARE


def _silence(adopted: Adopted, at: datetime) -> Condition | None:
    since = adopted.missing_since(at)
    if adopted.trouble in _REFUSALS:
        return Condition(adopted.trouble, "bad")
    if since is not None:
        return Condition("never_answered" if adopted.is_pending else "missing", "bad", {"since": since})
    return Condition("pending", "idle") if adopted.is_pending else None


_REFUSALS = ("not_adopted", "adopted_elsewhere", "wrong_fingerprint")
"""Somebody answers, but not as our device: to wait for it would help nobody."""


def _own(adopted: Adopted, at: datetime) -> tuple[Condition, ...]:
    """What the server knows without the device's word."""
    found = []
    if adopted.certificate_expires_at is not None and adopted.certificate_expires_at <= at:
        found.append(Condition("certificate_expired", "bad"))
    if adopted.acknowledged_revision < adopted.configuration_revision:
        found.append(Condition("configuration_pending", "idle"))
    found.extend(_printer(adopted.device, at))
    return tuple(found)


def _printer(device: Device, at: datetime) -> tuple[Condition, ...]:
    """What its agent says of the printer of tickets, where it has one."""
    said = device.equipment.printer.get("state") if device.agent_present(at) else None
    if said is None or said in (PrinterState.READY, PrinterState.UNKNOWN):
        return ()
    return (Condition(f"ticket_printer_{said}", "idle" if said == PrinterState.PAPER_LOW else "bad"),)


Facts = dict[str, object] | None
"""What a rule found, for the text that tells it; None where all is well or unknown."""


def _update_failed(health: Health, at: datetime, function: Function | None) -> Facts:
    update = _part(health, "update")
    if update.get("state") not in ("failed", "rolled_back"):
        return None
    return {"version": update.get("version") or "", "reason": _part(update, "reason").get("text") or ""}


def _screen_dark(health: Health, at: datetime, function: Function | None) -> Facts:
    session = _part(health, "session")
    dark = session.get("page") == "none" or _number(session, "heartbeat_age_s", 0) > HEARTBEAT_SECONDS
    return {} if dark else None


def _no_document_camera(health: Health, at: datetime, function: Function | None) -> Facts:
    if function is None or not function.hosts_consultations or "cameras" not in health:
        return None
    return None if any(one.get("kind") == "document" for one in _list(health, "cameras")) else {}


def _no_camera(health: Health, at: datetime, function: Function | None) -> Facts:
    if function is None or not function.hosts_consultations or "cameras" not in health:
        return None
    return None if any(one.get("kind") != "document" for one in _list(health, "cameras")) else {}


def _no_microphone(health: Health, at: datetime, function: Function | None) -> Facts:
    if function is None or not function.hosts_consultations or "microphones" not in health:
        return None
    return None if health["microphones"] else {}


def _printer_trouble(health: Health, at: datetime, function: Function | None) -> Facts:
    state = _part(health, "printer").get("state", "ready")
    return None if state in ("ready", "ok", "idle", "printing") else {"state": str(state)}


def _disk_full(health: Health, at: datetime, function: Function | None) -> Facts:
    disk = _part(health, "disk")
    total = _number(disk, "total", 0)
    share = _number(disk, "free", total) / total if total > 0 else 1
    return {"percent": round(100 * share)} if share < LEAST_FREE_SHARE else None


def _too_hot(health: Health, at: datetime, function: Function | None) -> Facts:
    degrees = _number(health, "temperature_c", 0)
    return {"degrees": round(degrees)} if degrees > TOO_HOT_C else None


def _clock_wrong(health: Health, at: datetime, function: Function | None) -> Facts:
    moment = instant(_part(health, "clock").get("at"))
    if moment is None or abs(moment - at) <= CLOCK_TOLERANCE:
        return None
    return {"minutes": max(1, round(abs(moment - at) / timedelta(minutes=1)))}


def _relay_missing(health: Health, at: datetime, function: Function | None) -> Facts:
    return {} if health.get("relay") == "missing" else None


def _relay_silent(health: Health, at: datetime, function: Function | None) -> Facts:
    return {} if health.get("relay") == "silent" else None


_RULES: tuple[tuple[str, Callable[[Health, datetime, Function | None], Facts]], ...] = (
    ("screen_dark", _screen_dark),
    ("update_failed", _update_failed),
    ("no_camera", _no_camera),
    ("no_document_camera", _no_document_camera),
    ("no_microphone", _no_microphone),
    ("printer_trouble", _printer_trouble),
    ("disk_full", _disk_full),
    ("too_hot", _too_hot),
    ("clock_wrong", _clock_wrong),
    ("relay_missing", _relay_missing),
    ("relay_silent", _relay_silent),
)


def instant(text: object) -> datetime | None:
    """An aware RFC 3339 timestamp of a device; None where it is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _part(health: Health, name: str) -> Health:
    found = health.get(name)
    return found if isinstance(found, Mapping) else {}


def _number(health: Health, name: str, unknown: float) -> float:
    found = health.get(name)
    return found if isinstance(found, int | float) else unknown


def _list(health: Health, name: str) -> list[Health]:
    found = health.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
