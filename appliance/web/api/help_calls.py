"""Help at a kiosk: it is called there, and rings at the reception and at the counters of the office."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.staff import Clerk, Role
from appliance.operations import help_calls as operations
from appliance.web import auth
from appliance.web.api import help_shapes as shapes
from appliance.web.api.shapes import HelpView
from appliance.web.context import context, now, office, write_once
from appliance.web.views.help_calls import calls_view, help_view

blueprint = APIBlueprint("help_calls", __name__, url_prefix="/api", tag="Help")


@blueprint.post("/device/help")
@blueprint.output(HelpView)
def call() -> HelpView | None:
    """Somebody at this kiosk asks for help."""
    device = auth.device()
    context().limits.check("tickets_kiosk", str(device.id))
    write_once(f"device {device.id}", _call, device.id)
    return office().read(help_view, device.id, context().listeners.hears(device.office_id, now()))


@blueprint.post("/device/help/withdraw")
@blueprint.output({}, status_code=204)
def withdraw() -> str:
    """Help is no longer needed."""
    device = auth.device()
    office().write(operations.withdraw, device.id, now())
    return ""


@blueprint.get("/help-calls")
@blueprint.output(shapes.HelpCalls)
def show() -> shapes.HelpCalls:
    """What rings for this clerk, and who goes there."""
    return office().read(calls_view, _helper(), now())


@blueprint.post("/help-calls/listen")
@blueprint.output({}, status_code=204)
def listen() -> str:
    """This clerk's page is open and would ring. Said again and again."""
    clerk = _helper()
    context().listeners.listens(clerk.id, office().read(operations.offices_heard, clerk), now())
    return ""


@blueprint.post("/help-calls/<int:help_id>/take")
@blueprint.output(shapes.HelpCalls)
def take(help_id: int) -> shapes.HelpCalls:
    """This clerk comes."""
    clerk = _helper()
    write_once(f"clerk {clerk.id}", _take, help_id, clerk.id)
    return office().read(calls_view, clerk, now())


@blueprint.post("/help-calls/<int:help_id>/done")
@blueprint.output(shapes.HelpCalls)
def done(help_id: int) -> shapes.HelpCalls:
    """It is settled."""
    clerk = _helper()
    write_once(f"clerk {clerk.id}", _done, help_id, clerk.id)
    return office().read(calls_view, clerk, now())


def _helper() -> Clerk:
    return auth.clerk(Role.CLERK, Role.RECEPTION, Role.SUPERVISOR)


def _call(device_id: int, at: datetime) -> dict[str, Any]:
    return {"help": operations.call(device_id, at)}


def _take(help_id: int, clerk_id: int, at: datetime) -> dict[str, Any]:
    operations.take(help_id, clerk_id, at)
    return {}


def _done(help_id: int, clerk_id: int, at: datetime) -> dict[str, Any]:
    operations.done(help_id, clerk_id, at)
    return {}
