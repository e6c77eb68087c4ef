"""What happens by itself as time passes."""

from datetime import datetime, timedelta

from appliance.domain.consultation import UNDO_WINDOW, Consultation
from appliance.domain.journal import EventType
from appliance.domain.organisation import Office
from appliance.domain.promise import REMEMBERED_DAYS
from appliance.domain.ticket import Ticket, TicketState
from appliance.operations import (
    after_visit,
    announcements,
    appointments,
    closing,
    forms,
    help_calls,
    notifications,
    opening,
    printing,
    sightings,
    statistics,
    takeovers,
    transfers,
    waiting_list,
)
from appliance.operations.calls import calls_to_terminals
from appliance.operations.consultations import close
from appliance.operations.staff import leave
from appliance.operations.tickets import office_day
from appliance.store import (
    accounts,
    closing_notices,
    consultations,
    diaries,
    idempotency,
    journal,
    office_hours,
    offices,
    promises,
    shown_windows,
    staff,
    tickets,
)

IDEMPOTENCY_LIFETIME = timedelta(hours=24)


def is_due(at: datetime) -> bool:
    """Whether `tick` has anything to do: asked by reading, so that an idle office writes nothing."""
    seen = (_thanked, _unconfirmed, staff.abandoned_seats, opening.unannounced, takeovers.vanished, transfers.lost)
    asked = (closing.is_due, waiting_list.is_due, appointments.is_due, announcements.is_due)
    return any(work(at) for work in (*seen, *asked, help_calls.overdue, printing.overdue))


def tick(at: datetime) -> None:
    """Close consultations whose thanks are over; recall, then give up, citizens who did not come to their terminal.

    Free the seats of clerks whose session has ended; say whose console has vanished, and free the tickets that wait for
    somebody who has left. Say which offices opened and closed, and what becomes of those
    who still wait. Offer freed slots to the next of the waiting list, let go of those that nobody confirmed, and close
    appointments to which nobody came. End announcements.
    """
    for consultation in _thanked(at):
        close(consultation, at)
    for ticket in _unconfirmed(at):
        calls = calls_to_terminals(offices.by_id(ticket.office_id))
        _recall(ticket, at) if ticket.recalls + 1 < calls else _give_up(ticket, at)
    for counter in staff.abandoned_seats(at):
        if counter.clerk_id is not None:
            leave(counter, counter.clerk_id, at)
    for counter in takeovers.vanished(at):
        takeovers.announce_vanished(counter, at)
    transfers.free_lost(at)
    for office in opening.unannounced(at):
        opening.announce(office, at)
    help_calls.tick(at)
    printing.tick(at)
    closing.tick(at)
    waiting_list.tick(at)
    appointments.tick(at)
    announcements.tick(at)


def forget(at: datetime) -> None:
    """Deletion by default: what is only needed for a while.

    Numbers begin anew each day, so nobody goes on waiting with one of an earlier day.
    """
    for ticket in tickets.left_over(office_day(at)):
        _give_up(ticket, at) if ticket.state is TicketState.CALLED else _expire(ticket, at)
    today = at.astimezone(office_hours.zone()).date()
    office_hours.forget_special_before(today)
    diaries.forget_absences_before(today)
    statistics.forget(at)
    promises.forget_before(today - timedelta(days=REMEMBERED_DAYS))
    accounts.forget_expired_welcomes(at)
    notifications.forget(at)
    closing_notices.forget_ended()
    tickets.forget_phones()
    help_calls.forget(at)
    printing.forget(at)
    sightings.forget(at)
    after_visit.forget(at)
    waiting_list.forget(at)
    appointments.forget(at)
    forms.forget(at)
    announcements.forget(at)
    idempotency.forget_before(at - IDEMPOTENCY_LIFETIME)
    staff.forget_expired_sessions(at)


def _thanked(at: datetime) -> list[Consultation]:
    return consultations.finished_before(at - UNDO_WINDOW)


def _unconfirmed(at: datetime) -> list[Ticket]:
    """Called to a terminal and not confirmed within the office's time since the call or its recall."""
    called = [one for one in tickets.held_terminals().values() if one.state is TicketState.CALLED]
    if not called:
        return []
    by_id = {office.id: office for office in offices.all()}
    return [ticket for ticket in called if _overdue(ticket, by_id[ticket.office_id], at)]


def _overdue(ticket: Ticket, office: Office, at: datetime) -> bool:
    return ticket.rung_at is not None and at - ticket.rung_at >= timedelta(seconds=office.confirm_seconds)


def _recall(ticket: Ticket, at: datetime) -> None:
    tickets.change(ticket, recalls=ticket.recalls + 1, recalled_at=at)
    journal.append(at, EventType.TICKET_RECALLED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, device=ticket.terminal_id)  # fmt: skip


def _give_up(ticket: Ticket, at: datetime) -> None:
    tickets.change(ticket, state=TicketState.NO_SHOW, finished_at=at, terminal_id=None)
    journal.append(at, EventType.TICKET_NO_SHOW, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, device=ticket.terminal_id)  # fmt: skip


def _expire(ticket: Ticket, at: datetime) -> None:
    tickets.change(ticket, state=TicketState.CANCELLED, finished_at=at)
    shown_windows.forget([ticket.id])
    journal.append(at, EventType.TICKET_CANCELLED, office=ticket.office_id, ticket=ticket.id)
