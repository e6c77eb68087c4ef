"""People beside clerk and citizen: invited, let in and sent away by the clerk; the citizen on hold; the hand-over."""

import secrets
from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import request

from appliance.domain.appointment import Contact
from appliance.domain.guest import Guest, guest_token
from appliance.domain.staff import Role
from appliance.operations import consultations, guests
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import console_shapes
from appliance.web.api import guest_shapes as shapes
from appliance.web.context import context, derived_token, now, office, write_once
from appliance.web.views.console import console_view
from appliance.web.views.guests import invitation_view, people_view

blueprint = APIBlueprint("guests", __name__, url_prefix="/api", tag="Consultation")


@blueprint.get("/consultations/<int:consultation_id>/people")
@blueprint.output(shapes.PeopleView)
def people(consultation_id: int) -> shapes.PeopleView:
    """Who was invited, knocks or is there; who could be asked."""
    return _people(consultation_id)


@blueprint.post("/consultations/<int:consultation_id>/guests")
@blueprint.input(shapes.NewGuest)
@blueprint.output(shapes.InvitedView, status_code=201)
def invite(consultation_id: int, json_data: shapes.NewGuest) -> shapes.InvitedView:
    """An interpreter or a colleague, by a link."""
    clerk = auth.clerk(Role.CLERK)
    contact = Contact(json_data.name, json_data.email, json_data.phone)
    invitation = guests.Invitation(json_data.role, contact, json_data.language)
    uid = _uid(clerk.id)
    secret = context().secret
    write_once(f"clerk {clerk.id}", _perform, guests.invite, consultation_id, clerk.id, invitation, secret, uid)
    url = f"{public_url()}/guest#{guest_token(secret, uid)}"
    return shapes.InvitedView(url=url, people=_people(consultation_id))


@blueprint.post("/consultations/<int:consultation_id>/colleagues")
@blueprint.input(shapes.ColleagueChoice)
@blueprint.output(shapes.PeopleView)
def ask(consultation_id: int, json_data: shapes.ColleagueChoice) -> shapes.PeopleView:
    """A colleague at another counter: it rings on their console."""
    return _act(guests.ask_colleague, consultation_id, json_data.clerk_id)


@blueprint.post("/consultations/<int:consultation_id>/admit")
@blueprint.input(shapes.GuestChoice)
@blueprint.output(shapes.PeopleView)
def admit(consultation_id: int, json_data: shapes.GuestChoice) -> shapes.PeopleView:
    """Let in whoever knocks."""
    return _act(guests.admit, consultation_id, json_data.guest_id)


@blueprint.post("/consultations/<int:consultation_id>/dismiss")
@blueprint.input(shapes.GuestChoice)
@blueprint.output(shapes.PeopleView)
def dismiss(consultation_id: int, json_data: shapes.GuestChoice) -> shapes.PeopleView:
    """Refuse a knock, take an invitation back, or ask a guest to leave."""
    return _act(guests.dismiss, consultation_id, json_data.guest_id)


@blueprint.post("/consultations/<int:consultation_id>/hold")
@blueprint.input(shapes.Hold)
@blueprint.output(shapes.PeopleView)
def hold(consultation_id: int, json_data: shapes.Hold) -> shapes.PeopleView:
    """The citizen waits, place kept, or is brought back."""
    return _act(consultations.hold, consultation_id, json_data.held)


@blueprint.post("/consultations/<int:consultation_id>/hand-over")
@blueprint.input(shapes.GuestChoice)
@blueprint.output(console_shapes.ConsoleView)
def hand_over(consultation_id: int, json_data: shapes.GuestChoice) -> console_shapes.ConsoleView:
    """To a colleague who is in the room: number, consultation and all that is in its room."""
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _perform, consultations.hand_over, consultation_id, clerk.id, json_data.guest_id)
    return office().read(console_view, clerk, now())


@blueprint.post("/console/requests/<int:guest_id>/accept")
@blueprint.output(console_shapes.ConsoleView)
def accept(guest_id: int) -> console_shapes.ConsoleView:
    """Come to a colleague's consultation."""
    return _answer(guests.answer, guest_id, True)


@blueprint.post("/console/requests/<int:guest_id>/decline")
@blueprint.output(console_shapes.ConsoleView)
def decline(guest_id: int) -> console_shapes.ConsoleView:
    """Not now."""
    return _answer(guests.answer, guest_id, False)


@blueprint.post("/console/requests/<int:guest_id>/leave")
@blueprint.output(console_shapes.ConsoleView)
def leave_as_colleague(guest_id: int) -> console_shapes.ConsoleView:
    """Leave a colleague's consultation."""
    return _answer(guests.leave_as_colleague, guest_id)


@blueprint.get("/guest")
@blueprint.output(shapes.InvitationView)
def show() -> shapes.InvitationView:
    """The invitation whose token is the bearer."""
    return _invitation()


@blueprint.post("/guest/knock")
@blueprint.input(shapes.Knock)
@blueprint.output(shapes.InvitationView)
def knock(json_data: shapes.Knock) -> shapes.InvitationView:
    """Ask to be let in, by this name."""
    guest = _holder()
    write_once(f"guest {guest.id}", _perform, guests.knock, guest.id, json_data.name)
    return _invitation()


@blueprint.post("/guest/leave")
@blueprint.output(shapes.InvitationView)
def leave() -> shapes.InvitationView:
    """Leave the room, or wait no longer."""
    guest = _holder()
    write_once(f"guest {guest.id}", _perform, guests.leave, guest.id)
    return _invitation()


def _people(consultation_id: int) -> shapes.PeopleView:
    return office().read(people_view, consultation_id, auth.clerk(Role.CLERK).id)


def _act(operation: Callable[..., object], consultation_id: int, *arguments: object) -> shapes.PeopleView:
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _perform, operation, consultation_id, clerk.id, *arguments)
    return _people(consultation_id)


def _answer(operation: Callable[..., object], guest_id: int, *arguments: object) -> console_shapes.ConsoleView:
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _perform, operation, guest_id, clerk.id, *arguments)
    return office().read(console_view, clerk, now())


def _perform(operation: Callable[..., object], *arguments: Any) -> dict[str, Any]:
    operation(*arguments)
    return {}


def _uid(clerk_id: int) -> str:
    """A repeated request gets the same link, which nothing that is stored tells."""
    key = request.headers.get("Idempotency-Key")
    return derived_token("invitation", f"{clerk_id} {key}") if key else secrets.token_urlsafe(32)


def _holder() -> Guest:
    """The guest who wants to change something."""
    guest = auth.guest()
    context().limits.check("guest_writes", str(guest.id))
    return guest


def _invitation() -> shapes.InvitationView:
    return office().read(invitation_view, auth.bearer("g_") or "")
