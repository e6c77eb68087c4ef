"""Whether offices are open: asked by those who take numbers and by all who are shown it, and told when it changes."""

from datetime import datetime

from appliance.domain import opening as rules
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.opening import Lateness, OfficeState, Opening
from appliance.domain.organisation import LateTickets, Office, Service
from appliance.domain.ticket import Channel
from appliance.estimate.office import TOO_LATE
from appliance.store import journal, office_hours, offices, shown_windows, staff, tickets


def by_channel(office: Office, at: datetime) -> dict[Channel, Opening]:
    """Of every channel that a service of the office is offered on."""
    hours = office_hours.of_office(office.id)
    return {channel: rules.opening(office, hours, channel, at) for channel in channels(office.id)}


def channels(office_id: int) -> list[Channel]:
    offered = {channel for service in offices.services(office_id) for channel in service.channels}
    return [channel for channel in Channel if channel in offered]


def of_office(office: Office, at: datetime) -> Opening:
    """An office without any service is as its hand says."""
    return rules.overall(by_channel(office, at).values() or [Opening(office.is_open)])


def state(office: Office, now: Opening, at: datetime) -> OfficeState:
    return rules.state(now, office, tickets.count_waiting(office.id), staff.count_staffed(office.id), at)


def check(office: Office, service: Service, channel: Channel, at: datetime) -> None:
    """May a number be taken? Raises office_closed, queue_full, too_late_today."""
    now = rules.opening(office, office_hours.of_office(office.id), channel, at)
    if not now.is_open:
        raise OfficeError("office_closed", office=office.name)
    if tickets.count_waiting(office.id) >= office.capacity:
        raise OfficeError("queue_full", office=office.name)
    if office.late_tickets is LateTickets.REFUSE and late(service.id, now) is Lateness.TOO_LATE:
        raise OfficeError("too_late_today", office=office.name)


def late(service_id: int, now: Opening) -> Lateness:
    if now.closes_at is None:
        return Lateness.IN_TIME
    window = shown_windows.of_services().get(service_id)
    if window and window.reason == TOO_LATE:
        return Lateness.TOO_LATE
    return rules.lateness(window.opens_at, window.closes_at, now.closes_at) if window else Lateness.IN_TIME


def announce(office: Office, at: datetime) -> None:
    """Tells what has changed by the clock alone since it was told last."""
    told, now = office_hours.announced(office.id), announcement(office, at)
    office_hours.announce(office.id, now)
    if _is_open(told) != _is_open(now):
        type = EventType.OFFICE_OPENED if _is_open(now) else EventType.OFFICE_CLOSED
    else:
        type = EventType.OFFICE_HOURS_CHANGED
    journal.append(at, type, office=office.id)


def unannounced(at: datetime) -> list[Office]:
    """Offices whose hours have come to something since it was told last."""
    planned = [office for office in offices.all() if office.by_hours]
    return [office for office in planned if office_hours.announced(office.id) != announcement(office, at)]


def announcement(office: Office, at: datetime) -> str:
    """What is shown of the opening, one word a channel: it changes at opening, at closing and before that."""
    return " ".join(f"{channel}:{_word(office, now, at)}" for channel, now in by_channel(office, at).items())


def _word(office: Office, now: Opening, at: datetime) -> OfficeState:
    """Leaving out what people do: who waits and who is at work is told by its own events."""
    return rules.state(now, office, waiting=0, staffed=1, at=at)


def _is_open(announcement: str) -> bool:
    words = [word.rpartition(":")[2] for word in announcement.split()]
    return any(word != OfficeState.CLOSED for word in words)
