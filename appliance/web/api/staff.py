"""Colleagues: who works here, with which roles and skills; and the link with which they choose a password."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, make_response, request

from appliance.adapters import passwords
from appliance.domain.errors import OfficeError
from appliance.domain.staff import SHORTEST_PASSWORD, Account, Role, is_weak
from appliance.operations import accounts as operations
from appliance.operations import staff as sessions
from appliance.operations.accounts import Person
from appliance.store import accounts, staff
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import staff_shapes as shapes
from appliance.web.api.console_shapes import SessionView
from appliance.web.context import context, derived_token, now, office, write_once
from appliance.web.views.console import session_view
from appliance.web.views.staff import everybody, invitation, welcome

blueprint = APIBlueprint("staff", __name__, url_prefix="/api", tag="Staff")

LEADERS = (Role.SUPERVISOR, Role.ADMIN)


@blueprint.get("/staff")
@blueprint.output(shapes.StaffView)
@auth.staff_only(*LEADERS)
def show() -> shapes.StaffView:
    """Who works here, and what they can do."""
    return office().read(everybody)


@blueprint.post("/staff")
@blueprint.input(shapes.NewColleague)
@blueprint.output(shapes.Invitation, status_code=201)
def create(json_data: shapes.NewColleague) -> shapes.Invitation:
    """A new colleague, and a link with which the colleague chooses a password."""
    clerk = auth.clerk(Role.ADMIN)
    token = _token(clerk.id)
    made = write_once(f"clerk {clerk.id}", _create, _person(json_data), json_data.skills, token, clerk.id)
    return office().read(invitation, made["clerk"], _address(token), made["until"])


@blueprint.put("/staff/<int:clerk_id>")
@blueprint.input(shapes.PersonInput)
@blueprint.output(shapes.StaffView)
def change(clerk_id: int, json_data: shapes.PersonInput) -> shapes.StaffView:
    """Another name, another user name, other roles: they hold at once."""
    clerk = auth.clerk(Role.ADMIN)
    office().write(operations.change, clerk_id, _person(json_data), clerk.id, now())
    return office().read(everybody)


@blueprint.put("/staff/<int:clerk_id>/skills")
@blueprint.input(shapes.SkillChoice)
@blueprint.output(shapes.StaffView)
def set_skills(clerk_id: int, json_data: shapes.SkillChoice) -> shapes.StaffView:
    """What a colleague can serve."""
    clerk = auth.clerk(*LEADERS)
    office().write(operations.set_skills, clerk_id, json_data.skills, clerk.id, now())
    return office().read(everybody)


@blueprint.post("/staff/<int:clerk_id>/welcome")
@blueprint.output(shapes.Invitation, status_code=201)
def invite(clerk_id: int) -> shapes.Invitation:
    """A new link for a password: the first one, or one for somebody who forgot it. An earlier link ends."""
    clerk = auth.clerk(Role.ADMIN)
    token = _token(clerk.id)
    made = write_once(f"clerk {clerk.id}", _invite, clerk_id, token, clerk.id)
    return office().read(invitation, clerk_id, _address(token), made["until"])


@blueprint.post("/staff/<int:clerk_id>/retire")
@blueprint.output(shapes.StaffView)
def retire(clerk_id: int) -> shapes.StaffView:
    """A colleague has left: signed out at once, counter free, no more appointments."""
    clerk = auth.clerk(Role.ADMIN)
    office().write(operations.retire, clerk_id, clerk.id, now())
    return office().read(everybody)


@blueprint.get("/welcome")
@blueprint.output(shapes.WelcomeView)
def show_welcome() -> shapes.WelcomeView:
    """Whose link this is (bearer)."""
    return office().read(welcome, _welcomed())


@blueprint.post("/welcome")
@blueprint.input(shapes.NewPassword)
@blueprint.output(SessionView)
def choose_password(json_data: shapes.NewPassword) -> Response:
    """Choose a password; the answer signs in. The link is used up, earlier sessions end."""
    auth.check_same_site()
    account = _welcomed()
    if is_weak(json_data.password, account.sign_in_name):
        raise OfficeError("weak_password", least=SHORTEST_PASSWORD)
    hashed = passwords.hashed(json_data.password)
    clerk_id = office().write(operations.set_password, auth.bearer("w_") or "", hashed, now())
    token = office().write(sessions.open_session, clerk_id, now())
    clerk = office().read(staff.clerk, clerk_id)
    response = make_response(office().read(session_view, clerk).model_dump(mode="json"))
    auth.set_session(response, token)
    return response


def _welcomed() -> Account:
    context().limits.check("sign_in")
    token = auth.bearer("w_")
    found = office().read(accounts.welcomed, token, now()) if token else None
    if found is None:
        raise OfficeError("unknown_welcome")
    return found


def _person(given: shapes.PersonInput) -> Person:
    return Person(given.name, given.sign_in_name, frozenset(given.roles))


def _create(person: Person, skills: Sequence[int], token: str, clerk_id: int, at: datetime) -> dict[str, Any]:
    created = operations.create(person, skills, clerk_id, at)
    return {"clerk": created, **_invite(created, token, clerk_id, at)}


def _invite(invited: int, token: str, clerk_id: int, at: datetime) -> dict[str, Any]:
    return {"until": operations.invite(invited, token, clerk_id, at).isoformat()}


def _token(clerk_id: int) -> str:
    """A repeated request gets the same link: it is derived from its key, and kept as a hash only."""
    key = request.headers.get("Idempotency-Key")
    return "w_" + (derived_token("welcome", f"{clerk_id} {key}") if key else secrets.token_urlsafe(32))


def _address(token: str) -> str:
    return f"{public_url()}/clerk/welcome#{token}"
