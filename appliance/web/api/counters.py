"""What a clerk does at a counter.

Every answer is the console anew, or a short one with `Prefer: return=minimal` (RFC 7240).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import jsonify, request

from appliance.domain.staff import Role
from appliance.operations import calls
from appliance.web import auth
from appliance.web.api import inputs, shapes
from appliance.web.context import now, office, write_once
from appliance.web.views.console import console_view

blueprint = APIBlueprint("counters", __name__, url_prefix="/api", tag="Counter")


@blueprint.get("/console")
@blueprint.output(shapes.ConsoleView)
def console() -> shapes.ConsoleView:
    """Who waits, who is here, what can be undone."""
    return office().read(console_view, auth.clerk(Role.CLERK), now())


@blueprint.post("/counters/<int:counter_id>/call-next")
@blueprint.output(shapes.ConsoleView)
def call_next(counter_id: int) -> Any:
    """Call the next ticket that this clerk can serve."""
    return _act(calls.call_next, counter_id)


@blueprint.post("/counters/<int:counter_id>/call")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(shapes.ConsoleView)
def call(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Call this ticket."""
    return _act(calls.call_ticket, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/recall")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(shapes.ConsoleView)
def recall(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Call the same ticket once more."""
    return _act(calls.recall, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/admit")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(shapes.ConsoleView)
def admit(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """The citizen is here: begin. For a remote citizen this opens the consultation."""
    return _act(calls.admit, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/no-show")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(shapes.ConsoleView)
def no_show(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Nobody came."""
    return _act(calls.no_show, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/finish")
@blueprint.input(inputs.Finish)
@blueprint.output(shapes.ConsoleView)
def finish(counter_id: int, json_data: inputs.Finish) -> Any:
    """The service is over, with its outcome."""
    return _act(calls.finish, counter_id, json_data.ticket_id, json_data.outcome)


@blueprint.post("/counters/<int:counter_id>/channel")
@blueprint.input(inputs.TicketChannel)
@blueprint.output(shapes.ConsoleView)
def change_channel(counter_id: int, json_data: inputs.TicketChannel) -> Any:
    """On site, by video or by telephone from now on; number and place stay. Until the service begins."""
    return _act(calls.change_channel, counter_id, json_data.ticket_id, json_data.channel)


@blueprint.post("/counters/<int:counter_id>/undo")
@blueprint.input(inputs.Undo)
@blueprint.output(shapes.ConsoleView)
def undo(counter_id: int, json_data: inputs.Undo) -> shapes.ConsoleView:
    """Take the last action back, within 10 s."""
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _undo, counter_id, clerk.id, json_data.action)
    return office().read(console_view, clerk, now())


def _act(action: Callable[..., calls.Action], counter_id: int, *arguments: Any) -> Any:
    clerk = auth.clerk(Role.CLERK)
    done = write_once(f"clerk {clerk.id}", _perform, action, counter_id, clerk.id, *arguments)
    if "return=minimal" in request.headers.get("Prefer", ""):
        short = jsonify(shapes.Done(**done).model_dump())
        short.headers["Preference-Applied"] = "return=minimal"
        return short
    return office().read(console_view, clerk, now())


def _perform(action: Callable[..., calls.Action], *arguments: Any) -> dict[str, Any]:
    done = action(*arguments)
    return {"action": done.id, "ticket_id": done.ticket.id, "number": done.ticket.number}


def _undo(counter_id: int, clerk_id: int, action: int, at: datetime) -> dict[str, Any]:
    calls.undo(counter_id, clerk_id, action, at)
    return {}
