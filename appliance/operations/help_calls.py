"""Somebody at a kiosk calls for help; whoever comes says so, and it rings nowhere any more."""

from datetime import datetime, timedelta

from appliance.domain.errors import OfficeError
from appliance.domain.help_call import HelpCall, HelpEnd
from appliance.domain.journal import EventType
from appliance.domain.staff import Clerk, Role
from appliance.store import devices, help_calls, journal, offices, staff

KEPT = timedelta(days=1)

ANYWHERE = (Role.RECEPTION, Role.SUPERVISOR)
"""They hear the calls of every office."""


def call(device_id: int, at: datetime) -> int:
    """Pressing again is the same call."""
    device = devices.by_id(device_id)
    ringing = help_calls.of_device(device_id)
    if ringing is not None:
        return ringing.id
    help_id = help_calls.add(device.id, device.office_id, at)
    _journal(EventType.HELP_CALLED, help_calls.by_id(help_id), None, at)
    return help_id


def withdraw(device_id: int, at: datetime) -> None:
    """It is no longer needed, or done. Pressing again changes nothing."""
    found = help_calls.of_device(device_id)
    if found is not None:
        _end(found, HelpEnd.WITHDRAWN, None, at)


def take(help_id: int, clerk_id: int, at: datetime) -> None:
    """This clerk goes there. Taking one's own again changes nothing.

    Raises unknown_help_call, help_is_over, help_is_coming (`clerk`: who was faster).
    """
    found = help_calls.by_id(help_id)
    if found.clerk_id == clerk_id:
        return
    if help_calls.take(help_id, clerk_id, at):
        _journal(EventType.HELP_TAKEN, found, clerk_id, at)
    elif found.ended_at is None and found.clerk_id is not None:
        raise OfficeError("help_is_coming", clerk=staff.clerk(found.clerk_id).name)
    else:
        raise OfficeError("help_is_over")


def done(help_id: int, clerk_id: int, at: datetime) -> None:
    """Whoever was there says that it is settled. Raises unknown_help_call."""
    _end(help_calls.by_id(help_id), HelpEnd.HELPED, clerk_id, at)


def offices_heard(clerk: Clerk) -> frozenset[int]:
    """Whose calls ring for this clerk: every office's at the reception, the own one's at a counter.

    Nobody can come from home.
    """
    counter = staff.counter_of(clerk.id)
    if counter is not None and counter.is_home:
        return frozenset()
    if clerk.has_any(*ANYWHERE):
        return frozenset(office.id for office in offices.all())
    return frozenset() if counter is None else frozenset({counter.office_id})


def heard_by(clerk: Clerk) -> list[HelpCall]:
    """Who has waited longest comes first."""
    heard = offices_heard(clerk)
    return [one for one in help_calls.open_ones() if one.office_id in heard]


def overdue(at: datetime) -> list[HelpCall]:
    return [one for one in help_calls.open_ones() if one.is_over_by(at)]


def tick(at: datetime) -> None:
    for one in overdue(at):
        _end(one, HelpEnd.EXPIRED, None, at)


def forget(at: datetime) -> None:
    help_calls.forget_before(at - KEPT)


def _end(found: HelpCall, end: HelpEnd, clerk_id: int | None, at: datetime) -> None:
    if help_calls.end(found.id, at):
        _journal(EventType.HELP_ENDED, found, clerk_id, at, end=end.value)


def _journal(type: EventType, found: HelpCall, clerk_id: int | None, at: datetime, **data: object) -> None:
    journal.append(at, type, office=found.office_id, clerk=clerk_id, device=found.device_id,
                   data={"help": found.id, **data})  # fmt: skip
