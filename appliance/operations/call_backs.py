"""In the midst of a consultation: on by telephone, where picture, sound and text do not suffice, and back again."""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.ticket import Channel, Ticket
from appliance.operations import consultations as rooms
from appliance.store import consultations, journal, tickets

_WAYS = {(Channel.VIDEO, Channel.TELEPHONE), (Channel.TELEPHONE, Channel.VIDEO)}


def switch(ticket: Ticket, channel: Channel, at: datetime, counter_id: int | None, clerk_id: int | None) -> int:
    """The number is known already. Nobody waits again: the same clerk at the same counter goes on.

    By telephone whatever the service offers, so that nobody is left without a way; back to video where it began so.
    It is no action that a clerk takes back: one switches again. The journal row that tells it. Raises wrong_state,
    phone_missing.
    """
    if (ticket.channel, channel) not in _WAYS or not _began_in_a_room(ticket):
        raise OfficeError("wrong_state", state=ticket.state)
    if channel is Channel.TELEPHONE and clerk_id is None and not tickets.phone(ticket.id):
        raise OfficeError("phone_missing")
    tickets.change(ticket, channel=channel, at_terminal=False, terminal_id=None)
    row = journal.append(
        at, EventType.TICKET_CHANNEL_CHANGED, office=ticket.office_id, ticket=ticket.id,
        counter=counter_id or ticket.counter_id, clerk=clerk_id, device=ticket.terminal_id,
        data={"channel": channel.value},
    )  # fmt: skip
    running = consultations.running_of_ticket(ticket.id)
    if running is not None:
        rooms.close(running, at)
    if channel is Channel.VIDEO:
        rooms.open_consultation(tickets.by_id(ticket.id), at)
    return row


def _began_in_a_room(ticket: Ticket) -> bool:
    return consultations.latest_of_ticket(ticket.id) is not None
