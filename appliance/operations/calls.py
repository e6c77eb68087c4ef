"""What a clerk does with the queue: call, recall, admit, no-show, finish, switch the channel, take the last back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from appliance.domain import queue
from appliance.domain.consultation import UNDO_WINDOW, ConsultationState
from appliance.domain.device import Device
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import Channel, Outcome, Ticket, TicketState
from appliance.operations import tickets as ticket_operations
from appliance.operations.consultations import close, open_consultation
from appliance.store import consultations, devices, journal, shown_windows, staff, tickets

ACTIONS = {
    EventType.TICKET_CALLED: "call",
    EventType.TICKET_RECALLED: "recall",
    EventType.TICKET_ADMITTED: "admit",
    EventType.TICKET_NO_SHOW: "no_show",
    EventType.TICKET_FINISHED: "finish",
    EventType.TICKET_CHANNEL_CHANGED: "channel",
}
"""The clerk's actions that can be taken back, by the journal row that each writes."""


@dataclass(frozen=True)
class Action:
    """`id` is the journal row's and names the action for `undo`."""

    id: int
    ticket: Ticket
    passed_over: tuple[queue.Obstacle, ...] = ()


def call_next(counter_id: int, clerk_id: int, at: datetime) -> Action:
    """Call the first ticket that this clerk can serve here. Raises no_counter, counter_busy, nobody_waiting."""
    clerk, counter = _at_free_counter(counter_id, clerk_id)
    terminals = free_terminals(counter.office_id, at)
    choice = queue.next_ticket(tickets.waiting(counter.office_id), clerk, counter, len(terminals))
    if choice.ticket is None:
        raise OfficeError("no_free_terminal" if choice.passed_over else "nobody_waiting")
    return _call(choice.ticket, clerk, counter, terminals, choice.passed_over, at)


def call_ticket(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Call this one. Raises, besides those of call_next: taken_by_other, not_your_service, counter_at_home."""
    clerk, counter = _at_free_counter(counter_id, clerk_id)
    ticket = tickets.by_id(ticket_id)
    if ticket.office_id != counter.office_id:
        raise OfficeError("forbidden")
    if ticket.state is not TicketState.WAITING:
        raise OfficeError("taken_by_other", number=ticket.number)
    terminals = free_terminals(counter.office_id, at)
    code = queue.obstacle(ticket, clerk, counter, len(terminals))
    if code is not None:
        raise OfficeError(code, number=ticket.number)
    return _call(ticket, clerk, counter, terminals, (), at)


def recall(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    ticket = _mine(counter_id, clerk_id, ticket_id, TicketState.CALLED)
    return _step(ticket, EventType.TICKET_RECALLED, at, recalls=ticket.recalls + 1, recalled_at=at)


def admit(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Begin the service; for a remote citizen this opens the consultation. At a terminal the citizen confirms."""
    ticket = _mine(counter_id, clerk_id, ticket_id, TicketState.CALLED)
    if ticket.at_terminal:
        raise OfficeError("awaits_confirmation", number=ticket.number)
    action = _step(ticket, EventType.TICKET_ADMITTED, at, state=TicketState.SERVING, admitted_at=at)
    if ticket.channel is Channel.VIDEO:
        open_consultation(action.ticket, at)
    return action


def no_show(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    ticket = _mine(counter_id, clerk_id, ticket_id, TicketState.CALLED)
    return _step(ticket, EventType.TICKET_NO_SHOW, at, state=TicketState.NO_SHOW, finished_at=at, terminal_id=None)


def finish(counter_id: int, clerk_id: int, ticket_id: int, outcome: Outcome, at: datetime) -> Action:
    """The service is over. A consultation shows thanks for UNDO_WINDOW; then upkeep closes its room."""
    ticket = _mine(counter_id, clerk_id, ticket_id, TicketState.SERVING)
    action = _step(ticket, EventType.TICKET_FINISHED, at, state=TicketState.FINISHED, finished_at=at, outcome=outcome)
    running = consultations.running_of_ticket(ticket.id) if ticket.channel is Channel.VIDEO else None
    if running is not None:
        consultations.set_state(running.id, ConsultationState.OPEN, ConsultationState.FINISHED, at)
        journal.append(at, EventType.CONSULTATION_FINISHED, office=ticket.office_id, ticket=ticket.id,
                       counter=counter_id, device=ticket.terminal_id, consultation=running.id)  # fmt: skip
    return action


def change_channel(counter_id: int, clerk_id: int, ticket_id: int, channel: Channel, at: datetime) -> Action:
    """Of a ticket of the counter's office, waiting or called. Raises what `operations.tickets.change_channel` does."""
    counter, ticket = _own_counter(counter_id, clerk_id), tickets.by_id(ticket_id)
    if ticket.office_id != counter.office_id:
        raise OfficeError("forbidden")
    if ticket.counter_id not in (None, counter_id):
        raise OfficeError("taken_by_other", number=ticket.number)
    action = ticket_operations.change_channel(ticket_id, channel, at, counter_id, clerk_id)
    return Action(action or 0, tickets.by_id(ticket_id))


def undo(counter_id: int, clerk_id: int, action_id: int, at: datetime) -> Ticket:
    """Take the last action at this counter back, with all its times. Raises undo_too_late, no_counter."""
    _own_counter(counter_id, clerk_id)
    event = undoable(counter_id, clerk_id, at)
    if event is None or event.id != action_id or event.ticket_id is None:
        raise OfficeError("undo_too_late")
    ticket = tickets.by_id(event.ticket_id)
    if ticket.version != event.data["version"]:
        raise OfficeError("undo_too_late")
    _UNDO_CONSULTATION.get(event.type, _nothing)(ticket, at)
    try:
        tickets.restore(ticket, dict(event.data["before"]))  # type: ignore[call-overload]
    except OfficeError:
        raise OfficeError("undo_too_late") from None
    restored = tickets.by_id(ticket.id)
    journal.append(at, EventType.ACTION_UNDONE, office=ticket.office_id, ticket=ticket.id, counter=counter_id,
                   clerk=clerk_id, device=restored.terminal_id or ticket.terminal_id,
                   data={"undone": event.id})  # fmt: skip
    return restored


def undoable(counter_id: int, clerk_id: int, at: datetime) -> Event | None:
    """The clerk's last action at this counter while it can still be taken back."""
    event = journal.last_at_counter(counter_id, (*ACTIONS, EventType.ACTION_UNDONE))
    if event is None or "before" not in event.data or event.clerk_id != clerk_id:
        return None
    return event if at - event.at <= UNDO_WINDOW else None


def free_terminals(office_id: int, at: datetime) -> list[Device]:
    """Terminals of the office that are present and hold no ticket."""
    hosts = [device for device in devices.terminals(office_id) if device.browser_present(at)]
    if not hosts:
        return []
    held = tickets.held_terminals()
    return [device for device in hosts if device.id not in held]


def _call(
    ticket: Ticket,
    clerk: Clerk,
    counter: Counter,
    terminals: list[Device],
    passed_over: tuple[queue.Obstacle, ...],
    at: datetime,
) -> Action:
    terminal_id = terminals[0].id if ticket.at_terminal else None
    action = _step(
        ticket, EventType.TICKET_CALLED, at, state=TicketState.CALLED, called_at=at, counter_id=counter.id,
        clerk_id=clerk.id, terminal_id=terminal_id,
    )  # fmt: skip
    shown_windows.forget([ticket.id])
    return Action(action.id, action.ticket, passed_over)


def _step(ticket: Ticket, type: EventType, at: datetime, **changes: object) -> Action:
    """One transition and its journal row, which keeps what `undo` puts back."""
    tickets.change(ticket, **changes)
    changed = Ticket(**{**vars(ticket), **changes, "version": ticket.version + 1})  # `replace` takes half as long again
    action_id = journal.append(
        at, type, office=ticket.office_id, ticket=ticket.id, counter=changed.counter_id, clerk=changed.clerk_id,
        device=changed.terminal_id or ticket.terminal_id,
        data={"before": tickets.snapshot(ticket, changes), "version": changed.version, **_outcome(changed)},
    )  # fmt: skip
    return Action(action_id, changed)


def _outcome(ticket: Ticket) -> dict[str, object]:
    return {"outcome": ticket.outcome.value} if ticket.outcome else {}


def _at_free_counter(counter_id: int, clerk_id: int) -> tuple[Clerk, Counter]:
    counter = _own_counter(counter_id, clerk_id)
    if tickets.at_counter(counter_id) is not None:
        raise OfficeError("counter_busy", counter=counter.name)
    return staff.clerk(clerk_id), counter


def _own_counter(counter_id: int, clerk_id: int) -> Counter:
    counter = staff.counter(counter_id)
    if counter.clerk_id != clerk_id:
        raise OfficeError("no_counter", counter=counter.name)
    return counter


def _mine(counter_id: int, clerk_id: int, ticket_id: int, state: TicketState) -> Ticket:
    """The ticket at my counter, in the state that the action needs."""
    _own_counter(counter_id, clerk_id)
    ticket = tickets.by_id(ticket_id)
    if ticket.counter_id != counter_id or ticket.state is not state:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    return ticket


def _withdraw_consultation(ticket: Ticket, at: datetime) -> None:
    running = consultations.running_of_ticket(ticket.id)
    if running is not None:
        close(running, at)


def _reopen_consultation(ticket: Ticket, at: datetime) -> None:
    running = consultations.latest_of_ticket(ticket.id)
    if running is None:
        return
    if not consultations.set_state(running.id, ConsultationState.FINISHED, ConsultationState.OPEN, None):
        raise OfficeError("undo_too_late")
    journal.append(at, EventType.CONSULTATION_REOPENED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, device=ticket.terminal_id, consultation=running.id)  # fmt: skip


def _nothing(ticket: Ticket, at: datetime) -> None:
    """Most actions change the ticket alone."""


_UNDO_CONSULTATION: dict[EventType, Callable[[Ticket, datetime], None]] = {
    EventType.TICKET_ADMITTED: _withdraw_consultation,
    EventType.TICKET_FINISHED: _reopen_consultation,
}
