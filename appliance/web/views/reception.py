"""The reception: who waits for what and how long, and where somebody is who asks."""

from collections import Counter as Count
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from appliance.domain.appointment import Appointment, AppointmentState, Contact
from appliance.domain.finding import finds
from appliance.domain.organisation import Office, Service
from appliance.domain.staff import Counter
from appliance.domain.ticket import OPEN, Ticket, TicketState
from appliance.operations import takeovers
from appliance.operations.reception import MAY_BE_PRIOR, MAY_GO
from appliance.operations.tickets import has_terminal, office_day
from appliance.store import appointments, devices, journal, office_hours, offices, shown_windows, staff, tickets
from appliance.store.shown_windows import ShownWindow
from appliance.web.api import reception_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.views.announcements import running
from appliance.web.views.explanations import why
from appliance.web.views.offices import brief, names_of, wait

ROWS_SHOWN = 200
"""Of those who are here; whoever looks for one of more writes something."""
FOUND_SHOWN = 50
_ORDER = {TicketState.CALLED: 0, TicketState.WAITING: 1, TicketState.PARKED: 2, TicketState.SERVING: 3}
_NOBODY_JOINS = ShownWindow(0, 0, 0, None, None, "nobody_on_duty", False)
_EXPECTED = (AppointmentState.CONFIRMED, AppointmentState.MISSED, AppointmentState.CANCELLED)


def reception_view(sought: str, at: datetime) -> shapes.ReceptionView:
    """`sought`: "" shows all who are here."""
    today = tickets.of_day(office_day(at))
    here = sorted((one for one in today if one.state in OPEN), key=_place_in_list)
    names = _Names.now()
    found, most = (_found(sought, today, names, at), FOUND_SHOWN) if sought else (_rows(here, names), ROWS_SHOWN)
    return shapes.ReceptionView(
        at=at, offices=[_office(office, here, names, at) for office in offices.all() if _is_at_work(office)],
        rows=found[:most], left_alone=_left_alone(here, names), more=len(found) > most, journal_id=journal.head(),
    )  # fmt: skip


def reception_ticket(ticket_id: int, at: datetime) -> shapes.ReceptionTicket:
    ticket = tickets.by_id(ticket_id)
    [row] = _rows([ticket], _Names.now())
    waits = ticket.state is TicketState.WAITING
    window = (shown_windows.of_ticket(ticket.id) or _joining(ticket.service_id)) if waits else None
    return shapes.ReceptionTicket(
        **dict(row), taken_at=ticket.taken_at, language=ticket.language, origin=ticket.origin, ticket_code=ticket.code,
        window=wait(window) if window else None, next_up=bool(window and window.next_up),
        why=why(ticket, office_hours.zone(), row.appointment_at) if waits else None,
        may=_may(ticket, is_alone=row.alone_since is not None),
        journal_id=journal.head(),
    )  # fmt: skip


def _may(ticket: Ticket, *, is_alone: bool) -> list[shapes.Deed]:
    deeds: list[shapes.Deed] = ["return"] if is_alone else []
    if ticket.state in MAY_BE_PRIOR:
        deeds += ["priority"] if ticket.priority is None else ["priority", "ordinary"]
    if ticket.state in MAY_GO:
        deeds += ["cancel"]
    return deeds + (["show"] if ticket.state in OPEN else [])


@dataclass(frozen=True)
class _Names:
    """What rows are called by, read once."""

    offices: dict[int, NamedView]
    services: dict[int, Service]
    counters: dict[int, str]
    terminals: dict[int, str]
    alone: dict[int, Counter]
    """By ticket: the counter whose console has vanished."""

    @classmethod
    def now(cls) -> "_Names":
        return cls(
            {office.id: NamedView.model_validate(office) for office in offices.all()},
            {service.id: service for service in offices.services()},
            {counter.id: counter.name for counter in staff.counters()},
            {device.id: device.name for device in devices.all()},
            {ticket.id: counter for ticket, counter in takeovers.left_alone()},
        )

    def service(self, service_id: int) -> Service:
        """One that was retired meanwhile is not among the others."""
        return self.services.get(service_id) or offices.service(service_id)

    def office(self, office_id: int) -> NamedView:
        return self.offices.get(office_id) or NamedView.model_validate(offices.by_id(office_id))

    def of(self, service_ids: Iterable[int]) -> str:
        return names_of([self.service(service_id) for service_id in service_ids])

    def where(self, ticket: Ticket) -> str:
        if ticket.id in self.alone:
            return self.alone[ticket.id].name
        if ticket.terminal_id is not None:
            return self.terminals.get(ticket.terminal_id, "")
        return self.counters.get(ticket.counter_id or 0, "")

    def alone_since(self, ticket: Ticket) -> datetime | None:
        return self.alone[ticket.id].seen_at if ticket.id in self.alone else None


def _is_at_work(office: Office) -> bool:
    return office.is_public


def _place_in_list(ticket: Ticket) -> tuple[int, datetime, int]:
    return _ORDER[ticket.state], ticket.queue_key, ticket.id


def _found(sought: str, today: list[Ticket], names: _Names, at: datetime) -> list[shapes.ReceptionRow]:
    """Those who are here first, then who is expected, then who was here."""
    rows = _rows(sorted(today, key=lambda one: (_ORDER.get(one.state, 4), -one.id)), names)
    rows[_over(rows) : _over(rows)] = [_expected(one, names) for one in _appointments_of_today(at)]
    return [row for row in rows if finds(sought, row.number, row.name, row.code)]


def _left_alone(here: list[Ticket], names: _Names) -> list[shapes.ReceptionRow]:
    alone = _rows([one for one in here if one.id in names.alone], names)
    return sorted(alone, key=lambda row: (row.alone_since or row.since, row.id))


def _over(rows: list[shapes.ReceptionRow]) -> int:
    """Where the list of those begins who were here."""
    return next((place for place, row in enumerate(rows) if row.state not in OPEN), len(rows))


def _appointments_of_today(at: datetime) -> list[Appointment]:
    today = at.astimezone(office_hours.zone()).date()
    since, until = (datetime.combine(day, time(), office_hours.zone()).astimezone(UTC)
                    for day in (today, today + timedelta(days=1)))  # fmt: skip
    of_today = (one for office in offices.all() for one in appointments.of_office(office.id, since, until))
    return sorted((one for one in of_today if one.state in _EXPECTED), key=lambda one: (one.begins_at, one.id))


def _rows(shown: list[Ticket], names: _Names) -> list[shapes.ReceptionRow]:
    booked = appointments.by_ids(one.appointment_id for one in shown if one.appointment_id)
    return [_row(one, booked.get(one.appointment_id or 0), names) for one in shown]


def _row(ticket: Ticket, booked: Appointment | None, names: _Names) -> shapes.ReceptionRow:
    contact = (booked.contact if booked else None) or Contact("")
    return shapes.ReceptionRow(
        kind="ticket", id=ticket.id, number=ticket.number, name=contact.name, code=booked.code if booked else "",
        office=names.office(ticket.office_id), services=names.of(ticket.services), persons=ticket.persons,
        channel=ticket.channel, at_terminal=ticket.at_terminal, state=ticket.state, since=_since(ticket),
        where=names.where(ticket), alone_since=names.alone_since(ticket), priority=ticket.priority,
        appointment_at=booked.begins_at if booked else None,
    )  # fmt: skip


def _since(ticket: Ticket) -> datetime:
    """When its present state began."""
    began = {
        TicketState.WAITING: ticket.waiting_since,
        TicketState.CALLED: ticket.rung_at,
        TicketState.SERVING: ticket.resumed_at or ticket.admitted_at,
        TicketState.PARKED: ticket.parked_at,
    }.get(ticket.state, ticket.finished_at)
    return began or ticket.taken_at


def _expected(one: Appointment, names: _Names) -> shapes.ReceptionRow:
    contact = one.contact or Contact("")
    return shapes.ReceptionRow(
        kind="appointment", id=one.id, number="", name=contact.name, code=one.code, office=names.office(one.office_id),
        services=names.of(one.services), persons=one.persons, channel=one.channel, at_terminal=False, state=one.state,
        since=one.begins_at, where="", alone_since=None, priority=None, appointment_at=one.begins_at,
    )  # fmt: skip


def _office(office: Office, here: list[Ticket], names: _Names, at: datetime) -> shapes.ReceptionOffice:
    waiting = [one for one in here if one.office_id == office.id and one.state is TicketState.WAITING]
    by_service = Count(service_id for one in waiting for service_id in one.services)
    windows = shown_windows.of_services()
    return shapes.ReceptionOffice(
        **brief(office, at).model_dump(), waiting=len(waiting), counters_open=staff.count_staffed(office.id),
        terminals=has_terminal(office.id), announcements=running(office.id, at),
        services=[
            shapes.ReceptionService(
                id=one.id, name=one.name, minutes=one.minutes, channels=list(one.channels),
                takes_numbers=one.takes_numbers, waiting=by_service[one.id],
                window=wait(windows.get(one.id, _NOBODY_JOINS)),
            )
            for one in names.services.values()
            if one.office_id == office.id
        ],
    )  # fmt: skip


def _joining(service_id: int) -> ShownWindow | None:
    return shown_windows.of_services().get(service_id)
