"""Taking a ticket, and what its holder may do with it."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

import segno
from apiflask import APIBlueprint
from flask import request

from appliance.domain.device import Device
from appliance.domain.ticket import Channel, Media, Origin, Ticket
from appliance.operations import away, printing
from appliance.operations import tickets as operations
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import inputs, shapes
from appliance.web.api.explanation_shapes import NotYetView
from appliance.web.context import context, derived_token, now, office, write_once
from appliance.web.views.explanations import not_yet
from appliance.web.views.tickets import appointment_at, ticket_view

blueprint = APIBlueprint("tickets", __name__, url_prefix="/api", tag="Ticket")


@blueprint.post("/tickets")
@blueprint.input(inputs.TicketOrder)
@blueprint.output(shapes.TakenTicket, status_code=201)
def take(json_data: inputs.TicketOrder) -> shapes.TakenTicket:
    """Take a ticket: at a kiosk (device token) or on the web."""
    device = auth.optional_device()
    context().limits.check(*_limit(device))
    order = operations.Order(**json_data.model_dump())
    if device is not None:
        order = replace(order, origin=Origin.KIOSK, device_id=device.id)
    who = f"device {device.id}" if device else "web"
    token = _token(who)
    taken = write_once(who, _take, order, token)
    view = office().read(ticket_view, taken["ticket"], now())
    url = address(token)
    return shapes.TakenTicket(ticket=view, token=token, url=url, qr=qr_image(url))


@blueprint.get("/ticket")
@blueprint.output(shapes.TicketView)
def show() -> shapes.TicketView:
    """The ticket whose token is the bearer."""
    shown = office().read(ticket_view, auth.ticket().id, now())
    if shown.at_terminal:
        shown.qr = qr_image(address(str(auth.bearer("t_"))))
    return shown


@blueprint.post("/ticket/seen")
@blueprint.output({}, status_code=204)
def seen() -> str:
    """The ticket's page is open: its holder can be reached. A page tells it every `seen_every_seconds`."""
    pages, at = context().pages, now()
    ticket_id = pages.ticket(auth.bearer("t_") or "", lambda: auth.ticket().id)
    if pages.seen(ticket_id, at):
        office().write(away.come_back, ticket_id, at)
    return ""


@blueprint.get("/ticket/why")
@blueprint.output(NotYetView)
def why_not_yet() -> NotYetView:
    """Why it is not the ticket's turn yet: what it counts for, and who was called before it, in kinds and numbers."""
    ticket = auth.ticket()
    return office().read(lambda: not_yet(ticket, appointment_at(ticket)))


@blueprint.post("/ticket/cancel")
@blueprint.output(shapes.TicketView)
def cancel() -> shapes.TicketView:
    """Give the ticket back."""
    ticket = _holder()
    write_once(f"ticket {ticket.id}", _cancel, ticket.id)
    return office().read(ticket_view, ticket.id, now())


@blueprint.post("/ticket/channel")
@blueprint.input(inputs.ChannelChoice)
@blueprint.output(shapes.TicketView)
def change_channel(json_data: inputs.ChannelChoice) -> shapes.TicketView:
    """On site, by video or by telephone until the service begins; number and place stay."""
    ticket = _holder()
    write_once(f"ticket {ticket.id}", _change_channel, ticket.id, json_data.channel, json_data.phone)
    return office().read(ticket_view, ticket.id, now())


@blueprint.post("/ticket/media")
@blueprint.input(inputs.MediaChoice)
@blueprint.output(shapes.TicketView)
def change_media(json_data: inputs.MediaChoice) -> shapes.TicketView:
    """Camera, voice or text."""
    ticket = _holder()
    write_once(f"ticket {ticket.id}", _change_media, ticket.id, json_data.media)
    return office().read(ticket_view, ticket.id, now())


def _holder() -> Ticket:
    """The ticket whose holder wants to change it."""
    ticket = auth.ticket()
    context().limits.check("ticket_writes", str(ticket.id))
    return ticket


def _take(order: operations.Order, token: str, at: datetime) -> dict[str, Any]:
    ticket_id = operations.take_ticket(order, token, at)
    if order.device_id is not None:
        printing.order_where_possible(ticket_id, order.device_id, at)
    return {"ticket": ticket_id}


def _cancel(ticket_id: int, at: datetime) -> dict[str, Any]:
    operations.cancel(ticket_id, at)
    return {}


def _change_media(ticket_id: int, media: Media, at: datetime) -> dict[str, Any]:
    operations.change_media(ticket_id, media, at)
    return {}


def _change_channel(ticket_id: int, channel: Channel, phone: str, at: datetime) -> dict[str, Any]:
    operations.change_channel(ticket_id, channel, at, phone=phone)
    return {}


def _limit(device: Device | None) -> tuple[str, ...]:
    return ("tickets_kiosk", str(device.id)) if device else ("tickets_web",)


def _token(who: str) -> str:
    """A repeated request gets the same token: it is derived from its key, and stored as a hash only."""
    key = request.headers.get("Idempotency-Key")
    return "t_" + (derived_token("ticket", f"{who} {key}") if key else secrets.token_urlsafe(32))


def address(token: str) -> str:
    return f"{public_url()}/ticket#{token}"


def qr_image(url: str) -> str:
    """One mask for all: trying every mask costs more than the rest of taking a ticket, and readers take any."""
    return segno.make(url, error="m", micro=False, mask=2).svg_data_uri(border=2, omitsize=True)
