"""Appointments as the reception and the counters see them: a day of their offices."""

from datetime import UTC, date, datetime, time, timedelta

from appliance.domain.appointment import Appointment, AppointmentState, Contact
from appliance.domain.organisation import Office
from appliance.domain.staff import Clerk
from appliance.operations import appointment_desk
from appliance.store import appointments, diaries, journal, office_hours, offices, tickets
from appliance.web.api import desk_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.views.offices import channels_of_all

SHOWN = (AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN, AppointmentState.CANCELLED, AppointmentState.MISSED)
"""What somebody is still choosing, or has let go of again, is nobody's appointment."""


def day_view(clerk: Clerk, day: date | None, at: datetime) -> shapes.DayView:
    today = at.astimezone(office_hours.zone()).date()
    shown = day or today
    own = appointment_desk.offices_of(clerk)
    since, until = _midnight(shown), _midnight(shown + timedelta(days=1))
    found = [one for office in own for one in appointments.of_office(office.id, since, until) if one.state in SHOWN]
    return shapes.DayView(
        at=at, today=today, day=shown, offices=[_office(office) for office in own],
        appointments=[desk_appointment(one) for one in sorted(found, key=lambda one: (one.begins_at, one.id))],
        journal_id=journal.head(),
    )  # fmt: skip


def one_appointment(appointment_id: int) -> shapes.DeskAppointment:
    return desk_appointment(appointments.by_id(appointment_id))


def numbers_view(appointment_id: int) -> shapes.NumbersView:
    return shapes.NumbersView(
        numbers=[
            shapes.WaitingNumber(
                id=one.id, number=one.number, service=offices.service(one.service_id).name, taken_at=one.taken_at
            )
            for one in appointment_desk.waiting_numbers(appointment_id)
        ]
    )


def desk_appointment(found: Appointment) -> shapes.DeskAppointment:
    services = [offices.service(service_id) for service_id in found.services]
    rules, contact = appointments.rules(found.office_id), found.contact or Contact("")
    return shapes.DeskAppointment(
        id=found.id, office=NamedView.model_validate(offices.by_id(found.office_id)),
        services=[NamedView.model_validate(one) for one in services], persons=found.persons, channel=found.channel,
        channels=channels_of_all(services), state=found.state, begins_at=found.begins_at, ends_at=found.ends_at,
        check_in_from=found.begins_at - timedelta(minutes=rules.early_minutes),
        check_in_until=found.begins_at + timedelta(minutes=rules.late_minutes),
        diary=diaries.by_id(found.diary_id).name, name=contact.name, email=contact.email, phone=contact.phone,
        language=found.language, code=found.code, origin=found.origin, ticket=_ticket(found),
    )  # fmt: skip


def _office(office: Office) -> shapes.DeskOffice:
    bookable = [one for one in offices.services(office.id) if one.takes_appointments]
    services = [shapes.DeskService.model_validate(one) for one in bookable]
    late = appointments.rules(office.id).late_arrival
    return shapes.DeskOffice(id=office.id, name=office.name, services=services, late_arrival=late)


def _ticket(found: Appointment) -> shapes.DeskTicket | None:
    return shapes.DeskTicket.model_validate(tickets.by_id(found.ticket_id)) if found.ticket_id is not None else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), office_hours.zone()).astimezone(UTC)
