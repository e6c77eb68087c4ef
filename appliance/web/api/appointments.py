"""Appointments: free slots, booking, and what the holder of one may do with it."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.appointment import Appointment, Contact, check_in_token, link_token
from appliance.domain.ticket import Channel, Origin
from appliance.operations import appointments as operations
from appliance.operations import check_in as arrivals
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments, office_hours, tickets
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import appointment_shapes as shapes
from appliance.web.context import context, now, office, write_once
from appliance.web.views.appointments import appointment_view, free_slots

blueprint = APIBlueprint("appointments", __name__, url_prefix="/api", tag="Appointment")


@blueprint.get("/slots")
@blueprint.input(shapes.SlotQuery, location="query")
@blueprint.output(shapes.SlotsView)
def show_slots(query_data: shapes.SlotQuery) -> shapes.SlotsView:
    """When an appointment can be had. Every slot that is shown can be booked as long as nobody else does."""
    context().limits.check("slots")
    at = now()
    need = Need(tuple(query_data.service), query_data.channel, query_data.persons)
    first = query_data.first or at.astimezone(office().read(office_hours.zone)).date()
    return office().read(free_slots, need, first, query_data.days, at)


@blueprint.post("/appointments")
@blueprint.input(shapes.NewAppointment)
@blueprint.output(shapes.ReservedAppointment, status_code=201)
def reserve(json_data: shapes.NewAppointment) -> shapes.ReservedAppointment:
    """Keep a slot for ten minutes: on the web or at a kiosk (device token)."""
    device = auth.optional_device()
    context().limits.check(*(("tickets_kiosk", str(device.id)) if device else ("appointments_web",)))
    wish = Wish(_need(json_data), json_data.begins_at, json_data.language, Origin.KIOSK if device else Origin.WEB)
    who = f"device {device.id}" if device else "web"
    found = office().read(appointments.by_id, write_once(who, _reserve, wish)["appointment"])
    token = link_token(context().secret, found.uid, 0)
    return shapes.ReservedAppointment(appointment=_shown(found.id), token=token, url=_address(token))


@blueprint.get("/appointment")
@blueprint.output(shapes.AppointmentView)
def show() -> shapes.AppointmentView:
    """The appointment whose token is the bearer."""
    return _shown(auth.appointment().id)


@blueprint.post("/appointment/confirm")
@blueprint.input(shapes.ContactInput)
@blueprint.output(shapes.AppointmentView)
def confirm(json_data: shapes.ContactInput) -> shapes.AppointmentView:
    """Say who comes: the kept slot becomes an appointment."""
    found = _holder()
    write_once(f"appointment {found.id}", _confirm, found.id, Contact(**json_data.model_dump()))
    return _shown(found.id)


@blueprint.post("/appointment/move")
@blueprint.input(shapes.NewTime)
@blueprint.output(shapes.AppointmentView)
def move(json_data: shapes.NewTime) -> shapes.AppointmentView:
    """Another free time; the old one is free at once."""
    found = _holder()
    write_once(f"appointment {found.id}", _move, found.id, json_data.begins_at)
    return _shown(found.id)


@blueprint.post("/appointment/channel")
@blueprint.input(shapes.NewChannel)
@blueprint.output(shapes.AppointmentView)
def change_channel(json_data: shapes.NewChannel) -> shapes.AppointmentView:
    """On site, by video or by telephone; the time stays."""
    found = _holder()
    write_once(f"appointment {found.id}", _change_channel, found.id, json_data.channel)
    return _shown(found.id)


@blueprint.post("/appointment/cancel")
@blueprint.output(shapes.AppointmentView)
def cancel() -> shapes.AppointmentView:
    """Give the time back."""
    found = _holder()
    write_once(f"appointment {found.id}", _cancel, found.id)
    return _shown(found.id)


@blueprint.post("/appointment/check-in")
@blueprint.output(shapes.CheckedIn)
def check_in() -> shapes.CheckedIn:
    """The person is there, or at their device: the appointment becomes a number in the queue."""
    found = _holder()
    ticket = office().read(tickets.by_id, write_once(f"appointment {found.id}", _check_in, found.id)["ticket"])
    token = check_in_token(context().secret, found.uid)
    return shapes.CheckedIn(number=ticket.number, token=token, url=f"{public_url()}/ticket#{token}")


def _holder() -> Appointment:
    found = auth.appointment()
    context().limits.check("appointment_writes", str(found.id))
    return found


def _shown(appointment_id: int) -> shapes.AppointmentView:
    return office().read(appointment_view, appointment_id, now())


def _need(wanted: shapes.NewAppointment) -> Need:
    return Need(tuple(wanted.services), wanted.channel, wanted.persons)


def _reserve(wish: Wish, at: datetime) -> dict[str, Any]:
    return {"appointment": operations.reserve(wish, context().secret, at)}


def _confirm(appointment_id: int, contact: Contact, at: datetime) -> dict[str, Any]:
    operations.confirm(appointment_id, contact, at)
    return {}


def _move(appointment_id: int, begins_at: datetime, at: datetime) -> dict[str, Any]:
    operations.move(appointment_id, begins_at, at)
    return {}


def _change_channel(appointment_id: int, channel: Channel, at: datetime) -> dict[str, Any]:
    operations.change_channel(appointment_id, channel, at)
    return {}


def _cancel(appointment_id: int, at: datetime) -> dict[str, Any]:
    operations.cancel(appointment_id, at)
    return {}


def _check_in(appointment_id: int, at: datetime) -> dict[str, Any]:
    return {"ticket": arrivals.check_in(appointment_id, context().secret, at)}


def _address(token: str) -> str:
    return f"{public_url()}/appointment#{token}"
