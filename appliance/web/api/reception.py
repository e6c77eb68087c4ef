"""The reception: numbers for people who cannot use the kiosk, finding somebody, priority, giving back, and the way back
into the queue for whom a clerk has left alone.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import request

from appliance.domain.ticket import Origin, Priority
from appliance.operations import reception as operations
from appliance.operations.tickets import Order
from appliance.web import auth
from appliance.web.api import reception_shapes as shapes
from appliance.web.api.tickets import address, qr_image
from appliance.web.context import context, derived_token, now, office, write_once
from appliance.web.views.reception import reception_ticket, reception_view
from appliance.web.views.tickets import ticket_view

blueprint = APIBlueprint("reception", __name__, url_prefix="/api/reception", tag="Reception")


@blueprint.get("")
@blueprint.input(shapes.Sought, location="query")
@blueprint.output(shapes.ReceptionView)
@auth.staff_only(*operations.ROLES)
def show(query_data: shapes.Sought) -> shapes.ReceptionView:
    """Who waits for what in every office and how long; those who are here, or what was found of today."""
    return office().read(reception_view, query_data.find, now())


@blueprint.get("/tickets/<int:ticket_id>")
@blueprint.output(shapes.ReceptionTicket)
@auth.staff_only(*operations.ROLES)
def show_ticket(ticket_id: int) -> shapes.ReceptionTicket:
    """Where somebody is, since when, when it is their turn, and why."""
    return office().read(reception_ticket, ticket_id, now())


@blueprint.post("/tickets")
@blueprint.input(shapes.NumberForSomebody)
@blueprint.output(shapes.TakenForSomebody, status_code=201)
def take(json_data: shapes.NumberForSomebody) -> shapes.TakenForSomebody:
    """Take a number for somebody who stands here."""
    clerk = auth.clerk(*operations.ROLES)
    wanted = json_data.model_dump()
    priority = wanted.pop("priority")
    who = f"clerk {clerk.id}"
    token = _token(who)
    taken = write_once(who, _take, Order(**wanted, origin=Origin.RECEPTION), priority, clerk.id, token)
    view, url = office().read(ticket_view, taken["ticket"], now()), address(token)
    return shapes.TakenForSomebody(ticket=view, token=token, url=url, qr=qr_image(url))


@blueprint.post("/tickets/<int:ticket_id>/priority")
@blueprint.input(shapes.PriorityChoice)
@blueprint.output(shapes.ReceptionAnswer)
def set_priority(ticket_id: int, json_data: shapes.PriorityChoice) -> shapes.ReceptionAnswer:
    """Why somebody comes before their turn, or that they do not any more."""
    return _act(ticket_id, operations.set_priority, json_data.reason)


@blueprint.post("/tickets/<int:ticket_id>/cancel")
@blueprint.output(shapes.ReceptionAnswer)
def give_back(ticket_id: int) -> shapes.ReceptionAnswer:
    """They go: the number is given back."""
    return _act(ticket_id, operations.give_back)


@blueprint.post("/tickets/<int:ticket_id>/return")
@blueprint.output(shapes.ReceptionAnswer)
def put_back(ticket_id: int) -> shapes.ReceptionAnswer:
    """Their clerk's console has vanished: they wait again, at their place. A conversation ends."""
    return _act(ticket_id, operations.put_back)


@blueprint.post("/tickets/<int:ticket_id>/address")
@blueprint.output(shapes.TicketAddress)
@auth.staff_only(*operations.ROLES)
def show_address(ticket_id: int) -> shapes.TicketAddress:
    """The number's link and QR code, for a phone. Links of before go on opening it."""
    url = address(office().write(operations.address, ticket_id, context().secret, now()))
    return shapes.TicketAddress(url=url, qr=qr_image(url))


@blueprint.post("/tickets/<int:ticket_id>/undo")
@blueprint.input(shapes.DeedChoice)
@blueprint.output(shapes.ReceptionAnswer)
def undo(ticket_id: int, json_data: shapes.DeedChoice) -> shapes.ReceptionAnswer:
    """Take priority, the way back into the queue or giving back back, within 10 s."""
    return _act(ticket_id, operations.undo, json_data.deed)


def _act(ticket_id: int, operation: Callable[..., Any], *arguments: Any) -> shapes.ReceptionAnswer:
    clerk = auth.clerk(*operations.ROLES)
    done = write_once(f"clerk {clerk.id}", _perform, operation, clerk.id, ticket_id, *arguments)
    undoable = shapes.UndoableDeed(**done) if done else None
    return shapes.ReceptionAnswer(ticket=office().read(reception_ticket, ticket_id, now()), undo=undoable)


def _perform(operation: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    deed = operation(*arguments)
    if not isinstance(deed, operations.Deed):
        return {}
    return {"action": deed.id, "kind": deed.kind, "until": deed.until.isoformat()}


def _take(order: Order, priority: Priority | None, clerk_id: int, token: str, at: datetime) -> dict[str, Any]:
    return {"ticket": operations.take(order, priority, clerk_id, token, at)}


def _token(who: str) -> str:
    """As at the kiosk: a repeated request gets the same."""
    key = request.headers.get("Idempotency-Key")
    return "t_" + (derived_token("ticket", f"{who} {key}") if key else secrets.token_urlsafe(32))
