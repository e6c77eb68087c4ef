"""Appointments and free slots as people are shown them."""

from datetime import date, datetime, timedelta

from appliance.adapters.icalendar import calendar
from appliance.domain.appointment import Appointment, Contact, punctuality
from appliance.messages import values
from appliance.messages.composing import calendar_entry
from appliance.messages.values import Surroundings
from appliance.operations import slots
from appliance.operations.slots import Need
from appliance.store import appointments, office_hours, offices
from appliance.web.api import appointment_shapes as shapes
from appliance.web.api.shapes import NamedView, ServiceBrief
from appliance.web.views.offices import brief, channels_of_all


def free_slots(
    need: Need, first: date | None, days: int, at: datetime, moving: Appointment | None = None
) -> shapes.SlotsView:
    """From today on if no first day is given. `moving`: see `slots.free`."""
    office = offices.by_id(slots.office_of(need))
    begin = first or at.astimezone(office_hours.zone()).date()
    found = slots.free(need, begin, begin + timedelta(days=days - 1), at, moving)
    return shapes.SlotsView(
        office=NamedView(id=office.id, name=office.name),
        minutes=slots.minutes(need),
        days=[shapes.DaySlots(day=one.day, slots=[slot.begins_at for slot in one.slots]) for one in found],
    )


def times_to_move_to(appointment: Appointment, first: date | None, days: int, at: datetime) -> shapes.SlotsView:
    return free_slots(slots.need_of(appointment), first, days, at, appointment)


def appointment_view(appointment_id: int, at: datetime) -> shapes.AppointmentView:
    found = appointments.by_id(appointment_id)
    services = [offices.service(service_id) for service_id in found.services]
    contact = found.contact or Contact("")
    office, rules = offices.by_id(found.office_id), appointments.rules(found.office_id)
    return shapes.AppointmentView(
        id=found.id, office=brief(office, at), place=office.place,
        services=[ServiceBrief(id=one.id, name=one.name, documents=one.documents) for one in services],
        persons=found.persons, channel=found.channel, channels=channels_of_all(services), state=found.state,
        begins_at=found.begins_at, ends_at=found.ends_at, held_until=found.held_until,
        check_in_from=found.begins_at - timedelta(minutes=rules.early_minutes), code=found.code,
        punctuality=punctuality(found.begins_at, rules, at), late_arrival=rules.late_arrival,
        name=contact.name, email=contact.email, phone=contact.phone,
    )  # fmt: skip


def appointment_file(found: Appointment, language: str, around: Surroundings, at: datetime) -> bytes:
    """For a calendar: the entry that the messages about it carry, too."""
    entry = calendar_entry(found, values.of_appointment(found, language, around), language)
    return calendar([entry], office_hours.zone(), at)
