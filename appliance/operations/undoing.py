"""Taking back the last action at a counter, with all its times."""

from collections.abc import Callable
from datetime import datetime

from appliance.domain.consultation import UNDO_WINDOW, ConsultationState
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.ticket import ACTIVE, Channel, Ticket
from appliance.operations import concerns, pauses, takeovers
from appliance.operations.desk_actions import own_counter
from appliance.operations.rooms import reopen_room, withdraw_room
from appliance.store import consultations, journal, shown_windows, tickets

ACTIONS = {
    EventType.TICKET_CALLED: "call",
    EventType.TICKET_RECALLED: "recall",
    EventType.TICKET_ADMITTED: "admit",
    EventType.TICKET_NO_SHOW: "no_show",
    EventType.TICKET_FINISHED: "finish",
    EventType.TICKET_CHANNEL_CHANGED: "channel",
    EventType.TICKET_PARKED: "park",
    EventType.TICKET_RESUMED: "resume",
    EventType.TICKET_RETURNED: "return",
    EventType.TICKET_TRANSFERRED: "transfer",
    EventType.TICKET_SERVICES_CHANGED: "services",
    EventType.TICKET_SPLIT: "split",
    EventType.TICKET_PRIORITY_CHANGED: "priority",
    EventType.TICKET_TAKEN_OVER: "take_over",
}
"""The clerk's actions that can be taken back, by the journal row that each writes."""


def undo(counter_id: int, clerk_id: int, action_id: int, at: datetime) -> Ticket:
    """Take the last action at this counter back, with all its times. Raises undo_too_late, no_counter."""
    counter = own_counter(counter_id, clerk_id)
    event = undoable(counter_id, clerk_id, at)
    if event is None or event.id != action_id or event.ticket_id is None:
        raise OfficeError("undo_too_late")
    ticket = tickets.by_id(event.ticket_id)
    if ticket.version != event.data["version"]:
        raise OfficeError("undo_too_late")
    _BESIDES.get(event.type, _nothing)(event, ticket, at)
    try:
        tickets.restore(ticket, dict(event.data["before"]))  # type: ignore[call-overload]
    except OfficeError:
        raise OfficeError("undo_too_late") from None
    restored = tickets.by_id(ticket.id)
    if restored.state in ACTIVE:
        pauses.end_for_undo(counter, clerk_id, at)
    pauses.begin_again(counter, clerk_id, event.data.get("pause"), at)
    _journal(event, ticket, restored, at)
    return restored


def undoable(counter_id: int, clerk_id: int, at: datetime) -> Event | None:
    """The clerk's last action at this counter while it can still be taken back."""
    event = journal.last_at_counter(counter_id, (*ACTIONS, EventType.ACTION_UNDONE))
    if event is None or "before" not in event.data or event.clerk_id != clerk_id:
        return None
    return event if at - event.at <= UNDO_WINDOW else None


def _journal(event: Event, undone: Ticket, restored: Ticket, at: datetime) -> None:
    data: dict[str, object] = {"undone": event.id}
    if undone.office_id != restored.office_id:
        data["other_office"] = undone.office_id
        shown_windows.forget([restored.id])
    journal.append(at, EventType.ACTION_UNDONE, office=restored.office_id, ticket=restored.id,
                   counter=event.counter_id, clerk=event.clerk_id, device=restored.terminal_id or undone.terminal_id,
                   data=data)  # fmt: skip


def _reopen_consultation(event: Event, ticket: Ticket, at: datetime) -> None:
    running = consultations.latest_of_ticket(ticket.id) if ticket.channel is Channel.VIDEO else None
    if running is None:
        return
    if not consultations.set_state(running.id, ConsultationState.FINISHED, ConsultationState.OPEN, None):
        raise OfficeError("undo_too_late")
    journal.append(at, EventType.CONSULTATION_REOPENED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, device=ticket.terminal_id, consultation=running.id)  # fmt: skip


def _nothing(event: Event, ticket: Ticket, at: datetime) -> None:
    """Most actions change the ticket alone."""


_BESIDES: dict[EventType, Callable[[Event, Ticket, datetime], None]] = {
    EventType.TICKET_ADMITTED: withdraw_room,
    EventType.TICKET_FINISHED: _reopen_consultation,
    EventType.TICKET_PARKED: reopen_room,
    EventType.TICKET_RESUMED: withdraw_room,
    EventType.TICKET_TRANSFERRED: reopen_room,
    EventType.TICKET_SPLIT: concerns.join_again,
    EventType.TICKET_TAKEN_OVER: takeovers.give_room_back,
}
"""What an action did beside the ticket, and how that is taken back."""
