"""The waiting list for freed slots: joining it, and what the holder of an entry may do."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.appointment import Contact, link_token
from appliance.domain.waiting_list import Entry
from appliance.operations import waiting_list as operations
from appliance.operations.slots import Need
from appliance.operations.waiting_list import Wish
from appliance.store import appointments, waiting_list
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import waiting_shapes as shapes
from appliance.web.context import context, now, office, write_once
from appliance.web.views.waiting_list import entry_view

blueprint = APIBlueprint("waiting_list", __name__, url_prefix="/api", tag="Waiting list")


@blueprint.post("/waiting-list")
@blueprint.input(shapes.NewEntry)
@blueprint.output(shapes.JoinedList, status_code=201)
def join(json_data: shapes.NewEntry) -> shapes.JoinedList:
    """Be asked, in order, when an appointment is given back."""
    context().limits.check("appointments_web")
    need = Need(tuple(json_data.services), json_data.channel, json_data.persons)
    contact = Contact(**json_data.contact.model_dump())
    wish = Wish(need, json_data.first, json_data.last, contact, json_data.language)
    return _joined(write_once("web", _join, wish, context().secret)["entry"])


@blueprint.post("/appointment/earlier")
@blueprint.output(shapes.JoinedList, status_code=201)
def ask_for_earlier() -> shapes.JoinedList:
    """Be asked when an earlier time is free; the appointment stays until an offer is accepted."""
    found = auth.appointment()
    context().limits.check("appointment_writes", str(found.id))
    return _joined(write_once(f"appointment {found.id}", _ask_for_earlier, found.id, context().secret)["entry"])


@blueprint.get("/waiting-entry")
@blueprint.output(shapes.EntryView)
def show() -> shapes.EntryView:
    """The entry whose link is the bearer."""
    return _shown(auth.waiting_entry().id)


@blueprint.post("/waiting-entry/accept")
@blueprint.output(shapes.Accepted)
def accept() -> shapes.Accepted:
    """Take the time that is offered."""
    entry = _holder()
    accepted = write_once(f"entry {entry.id}", _accept, entry.id, context().secret)["appointment"]
    found = office().read(appointments.by_id, accepted)
    return shapes.Accepted(url=_address("/appointment", found.uid, found.link_generation))


@blueprint.post("/waiting-entry/decline")
@blueprint.output(shapes.EntryView)
def decline() -> shapes.EntryView:
    """Leave the time to the next, and stay on the list."""
    entry = _holder()
    write_once(f"entry {entry.id}", _decline, entry.id)
    return _shown(entry.id)


@blueprint.post("/waiting-entry/leave")
@blueprint.output(shapes.EntryView)
def leave() -> shapes.EntryView:
    """Be asked no more."""
    entry = _holder()
    write_once(f"entry {entry.id}", _leave, entry.id)
    return _shown(entry.id)


def _holder() -> Entry:
    found = auth.waiting_entry()
    context().limits.check("appointment_writes", f"entry {found.id}")
    return found


def _shown(entry_id: int) -> shapes.EntryView:
    return office().read(entry_view, entry_id, now())


def _joined(entry_id: int) -> shapes.JoinedList:
    uid = office().read(waiting_list.by_id, entry_id).uid
    return shapes.JoinedList(
        entry=_shown(entry_id), token=link_token(context().secret, uid, 0), url=_address("/waiting-list", uid, 0)
    )


def _address(path: str, uid: str, generation: int) -> str:
    return f"{public_url()}{path}#{link_token(context().secret, uid, generation)}"


def _join(wish: Wish, secret: bytes, at: datetime) -> dict[str, Any]:
    return {"entry": operations.join(wish, secret, at)}


def _ask_for_earlier(appointment_id: int, secret: bytes, at: datetime) -> dict[str, Any]:
    return {"entry": operations.ask_for_earlier(appointment_id, secret, at)}


def _accept(entry_id: int, secret: bytes, at: datetime) -> dict[str, Any]:
    return {"appointment": operations.accept(entry_id, secret, at)}


def _decline(entry_id: int, at: datetime) -> dict[str, Any]:
    operations.decline(entry_id, at)
    return {}


def _leave(entry_id: int, at: datetime) -> dict[str, Any]:
    operations.leave(entry_id, at)
    return {}
