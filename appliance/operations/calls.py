"""What a clerk does with the queue: call, recall, admit, no-show, finish, switch the channel."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from appliance.domain import queue
from appliance.domain.calling import CallingRules, Mode, PickReason
from appliance.domain.consultation import ConsultationState
from appliance.domain.device import Device
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.organisation import Office
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import OPEN, Channel, Outcome, Ticket, TicketState
from appliance.operations import pauses
from appliance.operations import tickets as ticket_operations
from appliance.operations.consultations import open_consultation
from appliance.operations.desk_actions import Action, at_free_counter, mine, step, within_reach
from appliance.operations.rooms import settle_room
from appliance.operations.terminals import free_terminals
from appliance.store import consultations, journal, offices, shown_windows, staff, tickets

RECALL_PAUSE = timedelta(seconds=5)
"""Between two calls of the same number: one announcement takes that long, and a second tap is no second call."""


def call_next(counter_id: int, clerk_id: int, at: datetime) -> Action:
    """Call the first ticket that this clerk can serve here.

    Raises no_counter, counter_busy, nobody_waiting, no_free_terminal, absent (nobody else is left).
    """
    clerk, counter = at_free_counter(counter_id, clerk_id)
    terminals = free_terminals(counter.office_id, at)
    choice = choose(clerk, counter, len(terminals))
    if choice.ticket is None:
        raise OfficeError(choice.passed_over[0].code if choice.passed_over else "nobody_waiting")
    return _call(choice.ticket, clerk, counter, terminals, choice, at)


def choose(clerk: Clerk, counter: Counter, free_terminals: int) -> queue.Choice:
    """Who would be next at this counter."""
    rules = offices.by_id(counter.office_id).calling
    turn = queue.whose_turn(_recent(counter.office_id, rules), rules)
    waiting, colleague_can = tickets.waiting(counter.office_id), colleague_who_can(counter)
    return queue.next_ticket(waiting, clerk, counter, free_terminals, colleague_can, turn)


def _recent(office_id: int, rules: CallingRules) -> list[bool]:
    """Asked only where it matters."""
    return tickets.recent_calls(office_id, rules.walk_ins_per_appointment) if rules.mode is Mode.ALTERNATE else []


def call_ticket(counter_id: int, clerk_id: int, ticket_id: int, reason: PickReason | None, at: datetime) -> Action:
    """Call this one, also where a colleague could do more of it: two may share it. Who passes over somebody says why.

    Raises, besides those of call_next: taken_by_other, not_your_service, counter_at_home, pick_not_allowed (the office
    follows the order), pick_reason_missing.
    """
    clerk, counter = at_free_counter(counter_id, clerk_id)
    ticket = tickets.by_id(ticket_id)
    if ticket.office_id != counter.office_id:
        raise OfficeError("forbidden")
    if ticket.state is not TicketState.WAITING:
        raise OfficeError("taken_by_other", number=ticket.number)
    terminals = free_terminals(counter.office_id, at)
    code = queue.obstacle(ticket, clerk, counter, len(terminals))  # without asking what colleagues can
    if code is not None:
        raise OfficeError(code, number=ticket.number)
    choice = choose(clerk, counter, len(terminals))
    if choice.ticket is None or choice.ticket.id == ticket.id:
        return _call(ticket, clerk, counter, terminals, choice, at)
    if offices.by_id(counter.office_id).calling.mode is not Mode.PICK:
        raise OfficeError("pick_not_allowed", number=choice.ticket.number)
    if reason is None:
        raise OfficeError("pick_reason_missing", number=choice.ticket.number)
    return _call(ticket, clerk, counter, terminals, queue.Choice(ticket, ()), at, reason)


def recall(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Once more. Raises called_just_now."""
    ticket = mine(counter_id, clerk_id, ticket_id, TicketState.CALLED)
    if at < recall_at(ticket):
        raise OfficeError("called_just_now", number=ticket.number)
    return step(ticket, EventType.TICKET_RECALLED, at, recalls=ticket.recalls + 1, recalled_at=at)


def recall_at(ticket: Ticket) -> datetime:
    """From when on a called ticket can be called again."""
    return (ticket.rung_at or ticket.taken_at) + RECALL_PAUSE


def calls_left(ticket: Ticket) -> int:
    """How often a called ticket must still be called before nobody came."""
    needed = offices.by_id(ticket.office_id).calling.calls_before_no_show
    return max(0, needed - 1 - ticket.recalls)


LEAST_CALLS_AT_TERMINALS = 2
"""Somebody on the way to a terminal is called once more before the number is given up."""


def calls_to_terminals(office: Office) -> int:
    """How often somebody is called to a terminal before nobody came; it happens by itself."""
    return max(LEAST_CALLS_AT_TERMINALS, office.calling.calls_before_no_show)


def admit(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Begin the service; for a remote citizen this opens the consultation. At a terminal the citizen confirms."""
    ticket = mine(counter_id, clerk_id, ticket_id, TicketState.CALLED)
    if ticket.at_terminal:
        raise OfficeError("awaits_confirmation", number=ticket.number)
    action = step(ticket, EventType.TICKET_ADMITTED, at, state=TicketState.SERVING, admitted_at=at)
    if ticket.channel is Channel.VIDEO:
        open_consultation(action.ticket, at)
    return action


def no_show(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Nobody came, after as many calls as the office wants. Raises call_again_first."""
    ticket = mine(counter_id, clerk_id, ticket_id, TicketState.CALLED)
    if calls_left(ticket):
        raise OfficeError("call_again_first", number=ticket.number, calls=calls_left(ticket))
    return step(ticket, EventType.TICKET_NO_SHOW, at, state=TicketState.NO_SHOW, finished_at=at, terminal_id=None)


def finish(counter_id: int, clerk_id: int, ticket_id: int, outcome: Outcome, at: datetime) -> Action:
    """The service is over. A consultation shows thanks for UNDO_WINDOW; then upkeep closes its room."""
    ticket = mine(counter_id, clerk_id, ticket_id, TicketState.SERVING)
    action = step(
        ticket, EventType.TICKET_FINISHED, at, {"outcome": outcome.value}, state=TicketState.FINISHED, finished_at=at,
        outcome=outcome,
    )  # fmt: skip
    running = consultations.running_of_ticket(ticket.id) if ticket.channel is Channel.VIDEO else None
    if running is not None:
        consultations.set_state(running.id, ConsultationState.OPEN, ConsultationState.FINISHED, at)
        journal.append(at, EventType.CONSULTATION_FINISHED, office=ticket.office_id, ticket=ticket.id,
                       counter=counter_id, device=ticket.terminal_id, consultation=running.id)  # fmt: skip
    return action


def change_channel(
    counter_id: int, clerk_id: int, ticket_id: int, channel: Channel, phone: str, at: datetime
) -> Action:
    """Of a ticket at this counter, or of its office. `phone`: the number to call, "" for the known.

    Raises what `within_reach` and `operations.tickets.change_channel` do.
    """
    within_reach(counter_id, clerk_id, ticket_id, *OPEN)
    action = ticket_operations.change_channel(ticket_id, channel, at, counter_id, clerk_id, phone)
    return Action(action or 0, tickets.by_id(ticket_id))


def colleague_who_can(counter: Counter) -> Callable[[Ticket], bool]:
    """Whether somebody at another counter of this office could do all that a ticket is for. Asked rarely, so late."""

    @cache
    def colleagues() -> list[tuple[Clerk, Counter]]:
        known = staff.clerks()
        others = (one for one in staff.counters() if one.office_id == counter.office_id and one.id != counter.id)
        return [(known[one.clerk_id], one) for one in others if one.attended and one.clerk_id is not None]

    return lambda ticket: any(queue.can_do_all(ticket, clerk, theirs) for clerk, theirs in colleagues())


def _call(
    ticket: Ticket,
    clerk: Clerk,
    counter: Counter,
    terminals: list[Device],
    choice: queue.Choice,
    at: datetime,
    reason: PickReason | None = None,
) -> Action:
    if ticket.terminal_id is not None:  # until a moment ago somebody talked there
        settle_room(ticket, at)
        ticket = tickets.by_id(ticket.id)
    terminal_id = terminals[0].id if ticket.at_terminal else None
    facts = {**_why(choice, reason), **pauses.end_by_calling(counter, clerk.id, at)}
    action = step(
        ticket, EventType.TICKET_CALLED, at, facts, state=TicketState.CALLED, called_at=at, counter_id=counter.id,
        clerk_id=clerk.id, terminal_id=terminal_id, for_counter_id=None, for_clerk_id=None,
    )  # fmt: skip
    shown_windows.forget([ticket.id])
    return Action(action.id, action.ticket, choice.passed_over)


MOST_NAMED = 100
"""Of those who were passed over, so many are kept in the journal."""


def _why(choice: queue.Choice, reason: PickReason | None) -> dict[str, object]:
    """What explains a call later (`operations.explanations`); nothing where the order alone decided."""
    why: dict[str, object] = {}
    if reason is not None:
        why["picked"] = reason.value
    if choice.by_turn:
        why["turn"] = True
    if choice.passed_over:
        over = defaultdict(list)
        for one in choice.passed_over[:MOST_NAMED]:
            over[one.code].append(one.ticket.id)
        why["over"] = over
    return {"why": why} if why else {}
