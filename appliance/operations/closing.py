"""Those who still wait when an office closes: told in time what becomes of them, each of them once.

In time: as soon as the office closes soon and their window lies after closing; at closing everybody who is left.
Only offices with planned hours close by the clock; whoever closes an office by hand sees who waits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.journal import EventType
from appliance.domain.message import AtClosing
from appliance.domain.opening import Lateness, Opening, lateness
from appliance.domain.organisation import Office
from appliance.domain.ticket import Ticket
from appliance.operations import notifications, opening
from appliance.store import closing_notices, journal, offices, shown_windows, tickets
from appliance.store.shown_windows import ShownWindow


@dataclass(frozen=True)
class _Stranded:
    ticket: Ticket
    rule: AtClosing
    closes_at: datetime


def is_due(at: datetime) -> bool:
    """Whether `tick` has anything to do."""
    return next(_stranded(at), None) is not None


def tick(at: datetime) -> None:
    for one in list(_stranded(at)):
        closing_notices.add(one.ticket.id, one.rule, one.closes_at)
        notifications.closing_without_service(one.ticket, one.rule, one.closes_at, at)
        journal.append(at, EventType.TICKET_TOLD_CLOSING, office=one.ticket.office_id, ticket=one.ticket.id)


def _stranded(at: datetime) -> Iterator[_Stranded]:
    for office in offices.all():
        if office.by_hours and tickets.count_waiting(office.id):
            yield from _of_office(office, at)


def _of_office(office: Office, at: datetime) -> Iterator[_Stranded]:
    closing = {channel: _closing(office, now, at) for channel, now in opening.by_channel(office, at).items()}
    if not any(closing.values()):
        return
    told, rule = closing_notices.told_tickets(office.id), closing_notices.rule(office.id)
    windows = shown_windows.of_office(office.id)
    for ticket in tickets.waiting(office.id):
        closes_at = closing.get(ticket.channel)
        if closes_at and ticket.id not in told and _is_late(windows.get(ticket.id), closes_at, at):
            yield _Stranded(ticket, rule, closes_at)


def _closing(office: Office, now: Opening, at: datetime) -> datetime | None:
    """When an office that closes soon does so; this instant where it is closed already."""
    if not now.is_open:
        return at
    soon = now.closes_at is not None and now.closes_at - at <= timedelta(minutes=office.closing_soon_minutes)
    return now.closes_at if soon else None


def _is_late(window: ShownWindow | None, closes_at: datetime, at: datetime) -> bool:
    if closes_at <= at:
        return True
    return window is not None and lateness(window.opens_at, window.closes_at, closes_at) is Lateness.TOO_LATE
