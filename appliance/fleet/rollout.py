"""Which kiosk gets the new version next: one first, the others only when it works, and only in the chosen window.

Pure: what is known of the devices in, what is to be done out.

Who goes first. The administrator's choice, if there is one; it is never replaced. Else whoever went ahead already, else
the first one by name that answers. One that falls silent before it could start into the new version is replaced at once
by one that answers: nothing was risked. One that falls silent afterwards is not: its silence speaks against the
version, and an administrator has to look. Whatever holds the others up, `Steps.held` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from appliance.domain.fleet import Adopted
from provisioning.releases import version_key

AT_ONCE = 3
"""Kiosks that are updated together once the first one works: the office keeps most of its places."""
PROVED_AFTER = timedelta(minutes=5)
"""The first one has run the new version for so long, answering, before the others follow."""


class Act(StrEnum):
    DOWNLOAD = "download"  # and write it to the free slot: nobody notices
    START = "start"  # start anew into the new version: the screen is dark for a minute or two


@dataclass(frozen=True)
class Window:
    """Hours of the town in which machines may start anew: from `start` to before `end` o'clock, also over midnight."""

    start: int = 2
    end: int = 5

    def holds(self, at: datetime, zone: tzinfo) -> bool:
        hour = at.astimezone(zone).hour
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


@dataclass(frozen=True)
class Held:
    """The device that goes first does not get on, and everybody waits for it.

    `code`: `gave_up` (the version was taken back there), `not_taken` (it could not be fetched or written; `problem` is
    the device's own code, `reason` its text, and it is told again) or `silent` (since `since`).
    """

    device_id: int
    code: str
    problem: str = ""
    reason: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Steps:
    acts: Sequence[tuple[int, Act]] = ()
    held: Held | None = None
    open: int = 0
    """How many devices do not have the version yet."""


def next_steps(fleet: Sequence[Adopted], target: str, first: int | None, may_start: bool, at: datetime) -> Steps:
    """What to tell which device now. `first` is the administrator's choice of who goes ahead.

    Devices that do not answer are left out: they are told when they are back.
    """
    behind = [one for one in fleet if _version(one) and version_key(_version(one)) < version_key(target)]
    leader = _leader(fleet, behind, target, first, at)
    if leader is None:
        return Steps(open=len(behind))
    held = _held(leader, target, at)
    if held is not None and held.code == "gave_up":
        return Steps(held=held, open=len(behind))
    if not _is_proved(leader, target, at):
        return Steps(_acts([leader], target, may_start, at), held, len(behind))
    others = [one for one in behind if not _gave_up(one, target)]
    return Steps(_acts(others, target, may_start, at)[:AT_ONCE], open=len(behind))


def _leader(
    fleet: Sequence[Adopted], behind: Sequence[Adopted], target: str, first: int | None, at: datetime
) -> Adopted | None:
    """As this module says above; where nobody answers, the first by name."""
    chosen = next((one for one in fleet if one.device.id == first), None)
    if chosen is not None:
        return chosen
    started = [one for one in fleet if _may_have_started(one, target)]
    answering = [one for one in fleet if one.missing_since(at) is None]
    fetching = [one for one in answering if _update(one).get("version") == target]
    return next(iter([*started, *fetching, *(one for one in answering if one in behind), *behind]), None)


def _may_have_started(one: Adopted, target: str) -> bool:
    """It runs the version, or is about to, or did: what it last said may be older than its start."""
    update = _update(one)
    is_ready = update.get("state") == "installed" and update.get("version") == target
    return is_ready or _version(one) == target or _gave_up(one, target)


def _held(leader: Adopted, target: str, at: datetime) -> Held | None:
    device_id, update, since = leader.device.id, _update(leader), leader.missing_since(at)
    if _gave_up(leader, target):
        return Held(device_id, "gave_up", _reason(leader, "code"), _reason(leader, "text"))
    if since is not None:
        return Held(device_id, "silent", since=since)
    if update.get("state") == "failed" and update.get("version") == target:
        return Held(device_id, "not_taken", _reason(leader, "code"), _reason(leader, "text"))
    return None


def _acts(devices: Sequence[Adopted], target: str, may_start: bool, at: datetime) -> list[tuple[int, Act]]:
    found = []
    for one in devices:
        if _version(one) == target or one.missing_since(at) is not None:
            continue
        state, version = _update(one).get("state"), _update(one).get("version")
        if state == "installed" and version == target:
            if may_start and not _is_used(one):
                found.append((one.device.id, Act.START))
        elif state != "downloading":
            found.append((one.device.id, Act.DOWNLOAD))
    return found


def _is_proved(leader: Adopted, target: str, at: datetime) -> bool:
    """It runs the version, for a while, and answers."""
    uptime = leader.health.get("uptime_s")
    runs = isinstance(uptime, int | float) and timedelta(seconds=uptime) >= PROVED_AFTER
    return _version(leader) == target and runs and leader.missing_since(at) is None


def _gave_up(one: Adopted, target: str) -> bool:
    return any(failed.get("version") == target for failed in _update(one).get("failed_versions") or ())


def _reason(one: Adopted, part: str) -> str:
    reason = _update(one).get("reason")
    return str(reason.get(part, "")) if isinstance(reason, dict) else ""


def _is_used(one: Adopted) -> bool:
    session = one.health.get("session")
    return bool(isinstance(session, dict) and session.get("in_consultation"))


def _version(one: Adopted) -> str:
    return str(one.health.get("version", ""))


def _update(one: Adopted) -> dict[str, Any]:
    found = one.health.get("update")
    return found if isinstance(found, dict) else {}
