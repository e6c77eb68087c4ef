"""Checking in: whoever has an appointment gets a number, or the number they took already counts for it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from appliance.domain.appointment import (
    Appointment,
    AppointmentState,
    BookingRules,
    LateArrival,
    Punctuality,
    check_in_token,
    punctuality,
)
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.queue import due, queue_key
from appliance.domain.ticket import Channel, Media, Ticket, TicketState, new_code, ticket_number
from appliance.operations.tickets import has_terminal, office_day, taken_facts
from appliance.store import appointments, devices, journal, office_hours, offices, shown_windows, tickets


@dataclass(frozen=True)
class Arrival:
    """How somebody comes: at a kiosk (`device_id`), at the reception (`clerk_id`), or from afar (neither).

    `ticket_id`: the number that they took before they said that they have an appointment.
    """

    device_id: int | None = None
    ticket_id: int | None = None
    clerk_id: int | None = None


FROM_AFAR = Arrival()


def find(office_id: int, code: str, at: datetime) -> Appointment:
    """What six digits mean at a kiosk of this office: today's appointment rather than one of another day or office.

    Raises unknown_appointment_code.
    """
    today = at.astimezone(office_hours.zone()).date()
    since = datetime.combine(today, time(), office_hours.zone()).astimezone(UTC)
    tomorrow = datetime.combine(today + timedelta(days=1), time(), office_hours.zone()).astimezone(UTC)

    def likelihood(one: Appointment) -> tuple[bool, bool, bool, timedelta]:
        is_open = one.state is AppointmentState.CONFIRMED
        return one.office_id != office_id, one.begins_at >= tomorrow, not is_open, abs(one.begins_at - at)

    found = sorted(appointments.with_code(code, since), key=likelihood)
    if not found:
        raise OfficeError("unknown_appointment_code")
    return found[0]


def check_in(appointment_id: int, secret: bytes, at: datetime, arrival: Arrival = FROM_AFAR) -> int:
    """The person is there: the id of a waiting ticket, which opens by `check_in_token` of the server's `secret`.

    Raises already_checked_in, appointment_cancelled, wrong_state (not confirmed), wrong_office, another_day, too_early,
    too_late; wrong_state also where the number that was taken before does not wait any more.
    """
    found = appointments.by_id(appointment_id)
    _check_state(found)
    _check_place(found, arrival)
    return _arrive(found, _due_at(found, appointments.rules(found.office_id), at), secret, arrival, at)


def calls_are_due(at: datetime) -> bool:
    """Whether `begin_calls` has anything to do."""
    return bool(appointments.to_be_called(at))


def begin_calls(secret: bytes, at: datetime) -> None:
    """Whoever is to be called need not come or click: at their time they have a number, before those who came then."""
    for found in appointments.to_be_called(at):
        _arrive(found, due(found.begins_at, at), secret, FROM_AFAR, at)


def _arrive(found: Appointment, due_at: datetime | None, secret: bytes, arrival: Arrival, at: datetime) -> int:
    token = check_in_token(secret, found.uid)
    facts: dict[str, object] = {"appointment": found.id}
    if arrival.ticket_id:
        ticket_id = arrival.ticket_id
        facts |= _join(found, due_at, token, arrival, at)
    else:
        ticket_id = _ticket(found, due_at, token, arrival, at)
    appointments.change(found, state=AppointmentState.CHECKED_IN.value, ticket_id=ticket_id)
    journal.append(at, EventType.APPOINTMENT_CHECKED_IN, office=found.office_id, ticket=ticket_id,
                   device=arrival.device_id, clerk=arrival.clerk_id, data=facts)  # fmt: skip
    return ticket_id


def _check_state(found: Appointment) -> None:
    if found.state is AppointmentState.CHECKED_IN and found.ticket_id is not None:
        raise OfficeError("already_checked_in", number=tickets.by_id(found.ticket_id).number)
    if found.state is AppointmentState.CANCELLED:
        raise OfficeError("appointment_cancelled")
    if found.state is AppointmentState.MISSED:
        raise OfficeError("too_late", begins=_clock(found.begins_at))
    if found.state is not AppointmentState.CONFIRMED:
        raise OfficeError("wrong_state", state=found.state)


def _check_place(found: Appointment, arrival: Arrival) -> None:
    """A kiosk checks in for its own office: whoever stands before another one should go there."""
    if arrival.device_id is None or devices.by_id(arrival.device_id).office_id == found.office_id:
        return
    office = offices.by_id(found.office_id)
    raise OfficeError("wrong_office", where=", ".join(filter(None, (office.name, office.place))))


def _due_at(found: Appointment, rules: BookingRules, at: datetime) -> datetime | None:
    """When the appointment of somebody who comes now is due; None for who is late and waits like all who come now."""
    when = punctuality(found.begins_at, rules, at)
    if when is Punctuality.EARLY:
        _refuse_early(found, rules, at)
    if when is Punctuality.LATE and rules.late_arrival is LateArrival.REFUSE:
        raise OfficeError("too_late", begins=_clock(found.begins_at))
    return due(found.begins_at, at) if when is Punctuality.IN_TIME else None


def _refuse_early(found: Appointment, rules: BookingRules, at: datetime) -> None:
    begins = found.begins_at.astimezone(office_hours.zone())
    if begins.date() != at.astimezone(office_hours.zone()).date():
        raise OfficeError("another_day", day=begins.date(), begins=_clock(found.begins_at))
    opens = found.begins_at - timedelta(minutes=rules.early_minutes)
    raise OfficeError("too_early", begins=_clock(found.begins_at), opens=_clock(opens))


def _ticket(found: Appointment, due_at: datetime | None, token: str, arrival: Arrival, at: datetime) -> int:
    office, day = offices.by_id(found.office_id), office_day(at)
    channel, at_terminal = _way(found, arrival)
    ticket_id = tickets.insert(
        office_id=office.id, service_id=found.services[0],
        number=ticket_number(office.prefix, tickets.next_sequence(office.id, day)), code=new_code(), channel=channel,
        at_terminal=at_terminal, media=Media.CAMERA, origin=found.origin, language=found.language, taken_at=at,
        queue_key=queue_key(at, due_at, office.calling), device_id=arrival.device_id, day=day, token=token,
        persons=found.persons, appointment_id=found.id, due_at=due_at,
    )  # fmt: skip
    journal.append(at, EventType.TICKET_TAKEN, office=office.id, ticket=ticket_id, device=arrival.device_id,
                   data=taken_facts(found.services[0], channel, at_terminal=at_terminal))  # fmt: skip
    return ticket_id


def _join(found: Appointment, due_at: datetime | None, token: str, arrival: Arrival, at: datetime) -> dict[str, object]:
    """The number stays; it moves up where the appointment counts more, and is for what was booked.

    What the journal keeps of it: `before`, for `leave`, and what it is now.
    """
    ticket = tickets.by_id(arrival.ticket_id or 0)
    if ticket.state is not TicketState.WAITING or ticket.appointment_id is not None:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    if ticket.office_id != found.office_id:
        raise OfficeError("wrong_office", where=offices.by_id(found.office_id).name)
    key = queue_key(at, due_at, offices.by_id(found.office_id).calling)
    changes: dict[str, object] = {
        "service_id": found.services[0], "persons": found.persons, "appointment_id": found.id,
        **_kept_way(found, ticket, arrival),
    }  # fmt: skip
    if key < ticket.queue_key:
        changes |= {"queue_key": key, "due_at": due_at}
    tickets.change(ticket, **changes)
    tickets.open_by(ticket.id, token)
    way: dict[str, object] = {name: changes[name] for name in ("channel", "at_terminal") if name in changes}
    return {"before": tickets.snapshot(ticket, changes), "service": found.services[0], **way}


def leave(ticket: Ticket, before: dict[str, object], at: datetime) -> None:
    """A waiting number that was joined to an appointment (`before`: what it was then) is what it was; one that was made
    at check-in is given back. The link of the appointment opens neither any more.
    """
    if before:
        tickets.restore(ticket, before)
        tickets.close_to_appointment(ticket.id)
    else:
        tickets.change(ticket, state=TicketState.CANCELLED, finished_at=at)
        tickets.part_from_appointment(ticket.id)
        shown_windows.forget([ticket.id])
        journal.append(at, EventType.TICKET_CANCELLED, office=ticket.office_id, ticket=ticket.id)


def _kept_way(found: Appointment, ticket: Ticket, arrival: Arrival) -> dict[str, object]:
    """How they wanted to talk when they took the number, if what was booked is offered so."""
    if all(ticket.channel in offices.service(id).channels for id in found.services):
        return {}
    channel, at_terminal = _way(found, arrival)
    return {"channel": channel, "at_terminal": at_terminal}


def _way(found: Appointment, arrival: Arrival) -> tuple[Channel, bool]:
    """As booked. Whoever stands at a kiosk with an appointment by video or telephone is called to a terminal here, or
    comes to a counter where that is offered.
    """
    if arrival.device_id is None or found.channel is Channel.ON_SITE:
        return found.channel, False
    if found.channel is Channel.VIDEO and has_terminal(found.office_id):
        return Channel.VIDEO, True
    if all(Channel.ON_SITE in offices.service(id).channels for id in found.services):
        return Channel.ON_SITE, False
    return found.channel, False


def _clock(at: datetime) -> str:
    return at.astimezone(office_hours.zone()).strftime("%H:%M")
