"""Appointments: free slots, booking, and what the holder of one may do with it."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from appliance.domain.appointment import Appointment, Contact, check_in_token, link_token
from appliance.domain.ticket import Channel, Origin
from appliance.messages.values import Surroundings
from appliance.operations import appointments as operations
from appliance.operations import check_in as arrivals
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments, tickets
from appliance.web import auth, i18n
from appliance.web.addresses import public_url
from appliance.web.api import appointment_shapes as shapes
from appliance.web.api.tickets import qr_image
from appliance.web.context import context, now, office, write_once
from appliance.web.views.appointments import appointment_file, appointment_view, free_slots, times_to_move_to

blueprint = APIBlueprint("appointments", __name__, url_prefix="/api", tag="Appointment")


@blueprint.get("/slots")
@blueprint.input(shapes.SlotQuery, location="query")
@blueprint.output(shapes.SlotsView)
def show_slots(query_data: shapes.SlotQuery) -> shapes.SlotsView:
    """When an appointment can be had. Every slot that is shown can be booked as long as nobody else does."""
    context().limits.check("slots")
    return office().read(free_slots, query_data.need, query_data.first, query_data.days, now())


@blueprint.post("/appointments")
@blueprint.input(shapes.NewAppointment)
@blueprint.output(shapes.ReservedAppointment, status_code=201)
def reserve(json_data: shapes.NewAppointment) -> shapes.ReservedAppointment:
    """Keep a slot for ten minutes: on the web or at a kiosk (device token)."""
    device = auth.optional_device()
    context().limits.check(*(("tickets_kiosk", str(device.id)) if device else ("appointments_web",)))
    wish = Wish(_need(json_data), json_data.begins_at, json_data.language, Origin.KIOSK if device else Origin.WEB)
    who = f"device {device.id}" if device else "web"
    found = office().read(appointments.by_id, write_once(who, _reserve, wish, context().secret)["appointment"])
    token = link_token(context().secret, found.uid, 0)
    shown = office().read(appointment_view, found.id, now())
    return shapes.ReservedAppointment(appointment=shown, token=token, url=_address(token))


@blueprint.get("/appointment")
@blueprint.output(shapes.AppointmentView)
def show() -> shapes.AppointmentView:
    """The appointment whose link is the bearer."""
    return _shown(auth.appointment())


@blueprint.get("/appointment/slots")
@blueprint.input(shapes.DaysQuery, location="query")
@blueprint.output(shapes.SlotsView)
def show_times_to_move_to(query_data: shapes.DaysQuery) -> shapes.SlotsView:
    """When this appointment could be instead; what is its own time now counts as free."""
    context().limits.check("slots")
    return office().read(times_to_move_to, auth.appointment(), query_data.first, query_data.days, now())


@blueprint.get("/appointment/calendar")
@blueprint.doc(responses={200: "A calendar file (RFC 5545)."})
def calendar_file() -> Response:
    """The appointment for a calendar, the same entry as that of the messages about it."""
    found, around = auth.appointment(), Surroundings(public_url(), context().secret)
    file = office().read(appointment_file, found, i18n.language(), around, now())
    return Response(file, mimetype="text/calendar")


@blueprint.post("/appointment/confirm")
@blueprint.input(shapes.Confirmation)
@blueprint.output(shapes.AppointmentView)
def confirm(json_data: shapes.Confirmation) -> shapes.AppointmentView:
    """Say who comes: the kept slot becomes an appointment."""
    found, contact = _holder(), Contact(json_data.name, json_data.email, json_data.phone)
    write_once(f"appointment {found.id}", _confirm, found.id, contact, json_data.language or found.language)
    return _shown(found)


@blueprint.post("/appointment/move")
@blueprint.input(shapes.NewTime)
@blueprint.output(shapes.AppointmentView)
def move(json_data: shapes.NewTime) -> shapes.AppointmentView:
    """Another free time; the old one is free at once."""
    found = _holder()
    write_once(f"appointment {found.id}", _move, found.id, json_data.begins_at)
    return _shown(found)


@blueprint.post("/appointment/channel")
@blueprint.input(shapes.NewChannel)
@blueprint.output(shapes.AppointmentView)
def change_channel(json_data: shapes.NewChannel) -> shapes.AppointmentView:
    """On site, by video or by telephone; the time stays, and the calendar entry is the same."""
    found = _holder()
    write_once(f"appointment {found.id}", _change_channel, found.id, json_data.channel, json_data.phone)
    return _shown(found)


@blueprint.post("/appointment/cancel")
@blueprint.output(shapes.AppointmentView)
def cancel() -> shapes.AppointmentView:
    """Give the time back."""
    found = _holder()
    write_once(f"appointment {found.id}", _cancel, found.id)
    return _shown(found)


@blueprint.post("/appointment/check-in")
@blueprint.output(shapes.CheckedIn)
def check_in() -> shapes.CheckedIn:
    """The person is there, or at their device: the appointment becomes a number in the queue."""
    found = _holder()
    return _checked_in(found, write_once(f"appointment {found.id}", _check_in, found.id, context().secret)["ticket"])


@blueprint.post("/appointment/link")
@blueprint.output(shapes.NewLink)
def make_new_link() -> shapes.NewLink:
    """End this link, which may have got into wrong hands, and make a new one."""
    found = _holder()
    generation = write_once(f"appointment {found.id}", _new_link, found.id, context().secret)["generation"]
    token = link_token(context().secret, found.uid, generation)
    return shapes.NewLink(token=token, url=_address(token))


def _holder() -> Appointment:
    found = auth.appointment()
    context().limits.check("appointment_writes", str(found.id))
    return found


def _shown(appointment: Appointment) -> shapes.AppointmentView:
    """To its holder, with what only they may have."""
    shown = office().read(appointment_view, appointment.id, now())
    shown.qr = qr_image(_address(str(auth.bearer("p_"))))
    ticket_id = office().read(appointments.by_id, appointment.id).ticket_id
    shown.ticket = _checked_in(appointment, ticket_id) if ticket_id is not None else None
    return shown


def _checked_in(appointment: Appointment, ticket_id: int) -> shapes.CheckedIn:
    token = check_in_token(context().secret, appointment.uid)
    number = office().read(tickets.by_id, ticket_id).number
    return shapes.CheckedIn(number=number, token=token, url=f"{public_url()}/ticket#{token}")


def _need(wanted: shapes.NewAppointment) -> Need:
    return Need(tuple(wanted.services), wanted.channel, wanted.persons)


def _reserve(wish: Wish, secret: bytes, at: datetime) -> dict[str, Any]:
    return {"appointment": operations.reserve(wish, secret, at)}


def _confirm(appointment_id: int, contact: Contact, language: str, at: datetime) -> dict[str, Any]:
    operations.confirm(appointment_id, contact, at, language=language)
    return {}


def _move(appointment_id: int, begins_at: datetime, at: datetime) -> dict[str, Any]:
    operations.move(appointment_id, begins_at, at)
    return {}


def _change_channel(appointment_id: int, channel: Channel, phone: str, at: datetime) -> dict[str, Any]:
    operations.change_channel(appointment_id, channel, at, phone)
    return {}


def _new_link(appointment_id: int, secret: bytes, at: datetime) -> dict[str, Any]:
    operations.new_link(appointment_id, secret, at)
    return {"generation": appointments.by_id(appointment_id).link_generation}


def _cancel(appointment_id: int, at: datetime) -> dict[str, Any]:
    operations.cancel(appointment_id, at)
    return {}


def _check_in(appointment_id: int, secret: bytes, at: datetime) -> dict[str, Any]:
    return {"ticket": arrivals.check_in(appointment_id, secret, at)}


def _address(token: str) -> str:
    return f"{public_url()}/appointment#{token}"
