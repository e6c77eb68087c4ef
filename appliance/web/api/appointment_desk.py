"""The appointment desk: the day's appointments of one's offices, and what reception and clerks do with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.appointment import Contact
from appliance.domain.staff import Clerk
from appliance.domain.ticket import Origin
from appliance.operations import appointment_desk as desk
from appliance.operations import slots
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments
from appliance.web import auth
from appliance.web.api import appointment_shapes, desk_shapes
from appliance.web.context import context, now, office, write_once
from appliance.web.views import appointment_desk as views
from appliance.web.views.appointments import free_slots, times_to_move_to

blueprint = APIBlueprint("appointment_desk", __name__, url_prefix="/api/clerk/appointments", tag="Appointment desk")


@blueprint.get("")
@blueprint.input(desk_shapes.DayQuery, location="query")
@blueprint.output(desk_shapes.DayView)
def show_day(query_data: desk_shapes.DayQuery) -> desk_shapes.DayView:
    """The appointments of a day, of the offices that are the clerk's."""
    return office().read(views.day_view, _clerk(), query_data.day, now())


@blueprint.get("/slots")
@blueprint.input(appointment_shapes.SlotQuery, location="query")
@blueprint.output(appointment_shapes.SlotsView)
def show_slots(query_data: appointment_shapes.SlotQuery) -> appointment_shapes.SlotsView:
    """When an appointment can be had, for somebody who calls."""
    return office().read(_slots, _clerk(), query_data.need, query_data.first, query_data.days, now())


@blueprint.get("/<int:appointment_id>/slots")
@blueprint.input(appointment_shapes.DaysQuery, location="query")
@blueprint.output(appointment_shapes.SlotsView)
def show_times_to_move_to(
    appointment_id: int, query_data: appointment_shapes.DaysQuery
) -> appointment_shapes.SlotsView:
    """When this appointment could be instead; what is its own time now counts as free."""
    return office().read(_times, _clerk(), appointment_id, query_data.first, query_data.days, now())


@blueprint.post("")
@blueprint.input(appointment_shapes.BookedByStaff)
@blueprint.output(desk_shapes.DeskAnswer, status_code=201)
def book(json_data: appointment_shapes.BookedByStaff) -> desk_shapes.DeskAnswer:
    """Book for somebody who calls or stands at the desk; they are told like everybody else."""
    need = Need(tuple(json_data.services), json_data.channel, json_data.persons)
    clerk = _clerk()
    wish = Wish(need, json_data.begins_at, json_data.language, Origin.RECEPTION, clerk.id)
    done = write_once(_who(), _book, clerk, wish, Contact(**json_data.contact.model_dump()), context().secret)
    return _answer(done["appointment"], done)


@blueprint.get("/<int:appointment_id>/numbers")
@blueprint.output(desk_shapes.NumbersView)
def show_numbers(appointment_id: int) -> desk_shapes.NumbersView:
    """Who waits in its office with a number and could be the one who has this appointment."""
    return office().read(_numbers, _clerk(), appointment_id)


@blueprint.post("/<int:appointment_id>/check-in")
@blueprint.input(desk_shapes.CheckIn)
@blueprint.output(desk_shapes.DeskAnswer)
def check_in(appointment_id: int, json_data: desk_shapes.CheckIn) -> desk_shapes.DeskAnswer:
    """The person is at the reception: the appointment becomes a number, or the number that they have is for it."""
    return _act(appointment_id, desk.check_in, json_data.ticket_id, context().secret)


@blueprint.post("/<int:appointment_id>/missed")
@blueprint.output(desk_shapes.DeskAnswer)
def miss(appointment_id: int) -> desk_shapes.DeskAnswer:
    """Nobody came; what is left of the time is free."""
    return _act(appointment_id, desk.miss)


@blueprint.post("/<int:appointment_id>/cancel")
@blueprint.output(desk_shapes.DeskAnswer)
def cancel(appointment_id: int) -> desk_shapes.DeskAnswer:
    """Give the time back for the person."""
    return _act(appointment_id, desk.cancel)


@blueprint.post("/<int:appointment_id>/undo")
@blueprint.input(desk_shapes.DeedChoice)
@blueprint.output(desk_shapes.DeskAnswer)
def undo(appointment_id: int, json_data: desk_shapes.DeedChoice) -> desk_shapes.DeskAnswer:
    """Take check-in, no-show or cancellation back, within 10 s."""
    return _act(appointment_id, desk.undo, json_data.deed)


@blueprint.post("/<int:appointment_id>/move")
@blueprint.input(appointment_shapes.NewTime)
@blueprint.output(desk_shapes.DeskAnswer)
def move(appointment_id: int, json_data: appointment_shapes.NewTime) -> desk_shapes.DeskAnswer:
    """Another free time; the old one is free at once."""
    return _act(appointment_id, desk.move, json_data.begins_at)


@blueprint.post("/<int:appointment_id>/channel")
@blueprint.input(appointment_shapes.NewChannel)
@blueprint.output(desk_shapes.DeskAnswer)
def change_channel(appointment_id: int, json_data: appointment_shapes.NewChannel) -> desk_shapes.DeskAnswer:
    """On site, by video or by telephone; the time stays."""
    return _act(appointment_id, desk.change_channel, json_data.channel, json_data.phone)


@blueprint.post("/<int:appointment_id>/contact")
@blueprint.input(appointment_shapes.ContactInput)
@blueprint.output(desk_shapes.DeskAnswer)
def change_contact(appointment_id: int, json_data: appointment_shapes.ContactInput) -> desk_shapes.DeskAnswer:
    """Who comes and how they are told. With another address the link that was sent before ends."""
    return _act(appointment_id, desk.change_contact, Contact(**json_data.model_dump()), context().secret)


def _clerk() -> Clerk:
    return auth.clerk(*desk.ROLES)


def _who() -> str:
    return f"clerk {_clerk().id}"


def _act(appointment_id: int, operation: Callable[..., Any], *arguments: Any) -> desk_shapes.DeskAnswer:
    done = write_once(_who(), _perform, _clerk(), operation, appointment_id, *arguments)
    return _answer(appointment_id, done)


def _perform(clerk: Clerk, operation: Callable[..., Any], appointment_id: int, *arguments: Any) -> dict[str, Any]:
    desk.check_office(clerk, appointments.by_id(appointment_id).office_id)
    deed = operation(clerk.id, appointment_id, *arguments)
    if not isinstance(deed, desk.Deed):
        return {}
    return {"action": deed.id, "kind": deed.kind, "until": deed.until.isoformat()}


def _book(clerk: Clerk, wish: Wish, contact: Contact, secret: bytes, at: datetime) -> dict[str, Any]:
    desk.check_office(clerk, slots.office_of(wish.need))
    return {"appointment": desk.book(wish, contact, secret, at)}


def _slots(clerk: Clerk, need: Need, first: Any, days: int, at: datetime) -> appointment_shapes.SlotsView:
    desk.check_office(clerk, slots.office_of(need))
    return free_slots(need, first, days, at)


def _times(clerk: Clerk, appointment_id: int, first: Any, days: int, at: datetime) -> appointment_shapes.SlotsView:
    found = appointments.by_id(appointment_id)
    desk.check_office(clerk, found.office_id)
    return times_to_move_to(found, first, days, at)


def _numbers(clerk: Clerk, appointment_id: int) -> desk_shapes.NumbersView:
    desk.check_office(clerk, appointments.by_id(appointment_id).office_id)
    return views.numbers_view(appointment_id)


def _answer(appointment_id: int, done: dict[str, Any]) -> desk_shapes.DeskAnswer:
    undo = desk_shapes.UndoableDeed(**done) if "action" in done else None
    return desk_shapes.DeskAnswer(appointment=office().read(views.one_appointment, appointment_id), undo=undo)
