"""What a clerk does at a counter.

Every answer is the console anew, or a short one with `Prefer: return=minimal` (RFC 7240).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import jsonify, request

from appliance.domain.staff import Role
from appliance.operations import calls, undoing
from appliance.operations.desk_actions import Action
from appliance.store import staff
from appliance.web import auth
from appliance.web.api import console_shapes, inputs
from appliance.web.context import now, office, write_once
from appliance.web.views.console import console_view

blueprint = APIBlueprint("counters", __name__, url_prefix="/api", tag="Counter")


@blueprint.get("/console")
@blueprint.output(console_shapes.ConsoleView)
def console() -> console_shapes.ConsoleView:
    """Who waits, who is here, what can be undone."""
    return office().read(console_view, auth.clerk(Role.CLERK), now())


@blueprint.post("/counters/<int:counter_id>/call-next")
@blueprint.output(console_shapes.ConsoleView)
def call_next(counter_id: int) -> Any:
    """Call the next ticket that this clerk can serve."""
    return act(calls.call_next, counter_id)


@blueprint.post("/counters/<int:counter_id>/call")
@blueprint.input(inputs.TicketCall)
@blueprint.output(console_shapes.ConsoleView)
def call(counter_id: int, json_data: inputs.TicketCall) -> Any:
    """Call this ticket, with a reason where somebody else would be next."""
    return act(calls.call_ticket, counter_id, json_data.ticket_id, json_data.reason)


@blueprint.post("/counters/<int:counter_id>/recall")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(console_shapes.ConsoleView)
def recall(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Call the same ticket once more."""
    return act(calls.recall, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/admit")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(console_shapes.ConsoleView)
def admit(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """The citizen is here: begin. For a remote citizen this opens the consultation."""
    return act(calls.admit, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/no-show")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(console_shapes.ConsoleView)
def no_show(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Nobody came."""
    return act(calls.no_show, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/finish")
@blueprint.input(inputs.Finish)
@blueprint.output(console_shapes.ConsoleView)
def finish(counter_id: int, json_data: inputs.Finish) -> Any:
    """The service is over, with its outcome."""
    return act(calls.finish, counter_id, json_data.ticket_id, json_data.outcome)


@blueprint.post("/counters/<int:counter_id>/channel")
@blueprint.input(inputs.TicketChannel)
@blueprint.output(console_shapes.ConsoleView)
def change_channel(counter_id: int, json_data: inputs.TicketChannel) -> Any:
    """On site, by video or by telephone from now on; number and place stay. Until the service begins."""
    return act(calls.change_channel, counter_id, json_data.ticket_id, json_data.channel, json_data.phone)


@blueprint.post("/counters/<int:counter_id>/undo")
@blueprint.input(inputs.Undo)
@blueprint.output(console_shapes.ConsoleView)
def undo(counter_id: int, json_data: inputs.Undo) -> console_shapes.ConsoleView:
    """Take the last action back, within 10 s."""
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _undo, counter_id, clerk.id, json_data.action)
    return office().read(console_view, clerk, now())


def act(action: Callable[..., Action], counter_id: int, *arguments: Any) -> Any:
    """The answer to an action with a ticket."""
    return _answered(_perform, action, counter_id, *arguments)


def act_at_counter(action: Callable[..., int], counter_id: int, *arguments: Any) -> Any:
    """The answer to an action that is about the counter itself: it returns the id of its journal row."""
    return _answered(_perform_at_counter, action, counter_id, *arguments)


def _answered(perform: Callable[..., dict[str, Any]], action: Callable[..., Any], counter_id: int, *rest: Any) -> Any:
    clerk = auth.clerk(Role.CLERK)
    done = write_once(f"clerk {clerk.id}", perform, action, counter_id, clerk.id, *rest)
    if "return=minimal" in request.headers.get("Prefer", ""):
        short = jsonify(console_shapes.Done(**done).model_dump())
        short.headers["Preference-Applied"] = "return=minimal"
        return short
    return office().read(_console_of, clerk.id, now())


def _console_of(clerk_id: int, at: datetime) -> console_shapes.ConsoleView:
    """Read anew: the action may have changed what the clerk serves."""
    return console_view(staff.clerk(clerk_id), at)


def _perform(action: Callable[..., Action], *arguments: Any) -> dict[str, Any]:
    done = action(*arguments)
    return {"action": done.id, "ticket_id": done.ticket.id, "number": done.ticket.number}


def _perform_at_counter(action: Callable[..., int], *arguments: Any) -> dict[str, Any]:
    return {"action": action(*arguments)}


def _undo(counter_id: int, clerk_id: int, action: int, at: datetime) -> dict[str, Any]:
    undoing.undo(counter_id, clerk_id, action, at)
    return {}
