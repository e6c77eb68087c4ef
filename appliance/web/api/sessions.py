"""Staff: signing in and out, and sitting down at a counter."""

from apiflask import APIBlueprint
from flask import Response, make_response

from appliance.adapters import passwords
from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.operations import staff as operations
from appliance.store import staff
from appliance.web import auth
from appliance.web.api import console_shapes, inputs
from appliance.web.context import context, now, office
from appliance.web.rate_limits import client_address
from appliance.web.views.console import session_view

blueprint = APIBlueprint("sessions", __name__, url_prefix="/api/session", tag="Session")


@blueprint.post("")
@blueprint.input(inputs.SignIn)
@blueprint.output(console_shapes.SessionView)
def sign_in(json_data: inputs.SignIn) -> Response:
    """Open a session; the answer sets its cookie."""
    auth.check_same_site()
    name = json_data.name.lower()
    context().limits.check("sign_in")
    context().limits.check("sign_in_name", name, client_address())
    context().limits.check("sign_in_name_anywhere", name)
    found = office().read(staff.credentials, name)
    if not passwords.matches(json_data.password, found[1] if found else None) or found is None:
        raise OfficeError("wrong_sign_in")
    token = office().write(operations.open_session, found[0], now())
    clerk = office().read(staff.clerk, found[0])
    response = make_response(office().read(session_view, clerk).model_dump(mode="json"))
    auth.set_session(response, token)
    return response


@blueprint.get("")
@blueprint.output(console_shapes.SessionView)
def show() -> console_shapes.SessionView:
    """Who is signed in, at which counter, and which counters there are."""
    return office().read(session_view, auth.clerk())


@blueprint.delete("")
@blueprint.output({}, status_code=204)
def sign_out() -> Response:
    """End the session."""
    session = auth.session()
    office().write(operations.sign_out, session.token, session.clerk.id, now())
    response = make_response("", 204)
    auth.end_session(response)
    return response


@blueprint.put("/counter")
@blueprint.input(inputs.CounterChoice)
@blueprint.output(console_shapes.SessionView)
def choose_counter(json_data: inputs.CounterChoice) -> console_shapes.SessionView:
    """Sit down at a counter, or leave it (null)."""
    clerk = auth.clerk(Role.CLERK)
    office().write(operations.take_counter, clerk.id, json_data.counter_id, now())
    return office().read(session_view, clerk)
