"""Who is next: one key for all.

A walk-in counts as of its arrival; an appointment like a ticket that was drawn a credit before its time; priority like
a ticket that was drawn a credit earlier than it was. Lowest first, ties by id. Constant credits (delayed accumulating
priority: Kleinrock; Stanford, Taylor, Ziedins 2014) keep everybody's wait bounded, and nobody who came for the same
concern in the same way is ever overtaken by somebody later.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from appliance.domain.calling import ORDINARY, CallingRules, Mode
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import Channel, Ticket


@dataclass(frozen=True)
class Obstacle:
    """Why call-next passes over a ticket, which keeps its place. `code` is stable."""

    ticket: Ticket
    code: str


@dataclass(frozen=True)
class Choice:
    """The outcome of looking for the next ticket: `ticket` is None when nobody can be called here and now.

    `by_turn`: the order alone would have called somebody else; walk-ins and appointments alternate.
    """

    ticket: Ticket | None
    passed_over: tuple[Obstacle, ...]
    by_turn: bool = False


@dataclass(frozen=True)
class Why:
    """Why a ticket stands where it stands, as values for a translated sentence: `rule` names the sentence (arrival,
    appointment, priority), `at` is when it was drawn or is due, `counts_as` its key.
    """

    rule: str
    at: datetime
    counts_as: datetime


EARLIEST_CHECK_IN = timedelta(minutes=5)


def due(begins_at: datetime, checked_in_at: datetime) -> datetime:
    """When an appointment is due: at its time, or five minutes before somebody came who came later than that."""
    return max(begins_at, checked_in_at - EARLIEST_CHECK_IN)


def queue_key(taken_at: datetime, due_at: datetime | None = None, rules: CallingRules = ORDINARY) -> datetime:
    """The instant for which a ticket counts: lowest is next, ties by id. Kept with the ticket."""
    return taken_at if due_at is None else due_at - rules.appointment_lead


def priority_key(taken_at: datetime, due_at: datetime | None = None, rules: CallingRules = ORDINARY) -> datetime:
    """The same with priority, which never makes anybody wait longer."""
    return min(queue_key(taken_at, due_at, rules), taken_at - rules.priority_lead)


def explain(ticket: Ticket) -> Why:
    if ticket.priority is not None:
        return Why("priority", ticket.taken_at, ticket.queue_key)
    if ticket.due_at is not None:
        return Why("appointment", ticket.due_at, ticket.queue_key)
    return Why("arrival", ticket.taken_at, ticket.queue_key)


ABSENT = "absent"
"""Waits at their own device, and nobody has seen their page for a while: passed over until they are back."""

PASSED_OVER = ("no_free_terminal", ABSENT)
"""What hinders only for a moment."""

FOR_SOMEBODY_ELSE = "for_somebody_else"
"""Waits for one counter or one clerk alone."""

BETTER_WITH_A_COLLEAGUE = "not_all_services"
"""No hindrance to a clerk who wants to call just this one."""


def nobody_else(ticket: Ticket) -> bool:
    """There is no colleague who could do all of it."""
    return False


def can_do_all(ticket: Ticket, clerk: Clerk, counter: Counter) -> bool:
    return clerk.skills.issuperset(ticket.services) and not _cannot_come(ticket, counter)


def obstacle(
    ticket: Ticket,
    clerk: Clerk,
    counter: Counter,
    free_terminals: int,
    colleague_can: Callable[[Ticket], bool] = nobody_else,
) -> str | None:
    """The first reason why this clerk is not to call this ticket now, or None.

    Several concerns are for a clerk who can do all of them. As long as nobody of that kind is at a counter
    (`colleague_can`), they are for whoever can do a part.
    """
    if _is_for_somebody_else(ticket, clerk, counter):
        return FOR_SOMEBODY_ELSE
    able = clerk.skills.intersection(ticket.services)
    if not able:
        return "not_your_service"
    if _cannot_come(ticket, counter):
        return "counter_at_home"
    if len(able) < len(ticket.services) and colleague_can(ticket):
        return BETTER_WITH_A_COLLEAGUE
    if ticket.absent_since is not None:
        return ABSENT
    return "no_free_terminal" if ticket.at_terminal and free_terminals == 0 else None


def hindrance(ticket: Ticket, clerk: Clerk, counter: Counter, free_terminals: int) -> str | None:
    """The same for a ticket that somebody means to take to this counter, whoever else could and whether its people are
    looking.
    """
    meant = replace(ticket, absent_since=None, for_counter_id=None, for_clerk_id=None)
    return obstacle(meant, clerk, counter, free_terminals)


def next_ticket(
    waiting: Iterable[Ticket],
    clerk: Clerk,
    counter: Counter,
    free_terminals: int,
    colleague_can: Callable[[Ticket], bool] = nobody_else,
    turn: Callable[[Ticket], bool] | None = None,
) -> Choice:
    """The first of `waiting`, which comes in the order of (key, id), that this clerk can serve at this counter; of
    those whose `turn` it is, if any of them can be called.

    Tickets that only lack a free terminal, or whose people are away for a moment, are passed over and named; those that
    are for somebody else are not mentioned, as they are nobody's news at this counter.
    """
    passed_over: list[Obstacle] = []
    first: Choice | None = None
    for ticket in waiting:
        code = obstacle(ticket, clerk, counter, free_terminals, colleague_can)
        if code is None:
            if turn is None or turn(ticket):
                return Choice(ticket, tuple(passed_over), by_turn=first is not None)
            first = first or Choice(ticket, tuple(passed_over))
        elif code in PASSED_OVER:
            passed_over.append(Obstacle(ticket, code))
    return first or Choice(None, tuple(passed_over))


def whose_turn(recent: Sequence[bool], rules: CallingRules) -> Callable[[Ticket], bool] | None:
    """In an office where walk-ins and appointments alternate, whether it is a ticket's turn; None elsewhere.

    `recent`: for each of the last calls, newest first, whether it was an appointment. Priority waits for no turn.
    """
    if rules.mode is not Mode.ALTERNATE:
        return None
    appointments = not any(recent[: rules.walk_ins_per_appointment])
    return lambda ticket: ticket.priority is not None or (ticket.due_at is not None) is appointments


def _is_for_somebody_else(ticket: Ticket, clerk: Clerk, counter: Counter) -> bool:
    return ticket.for_counter_id not in (None, counter.id) or ticket.for_clerk_id not in (None, clerk.id)


def _cannot_come(ticket: Ticket, counter: Counter) -> bool:
    return counter.is_home and ticket.channel is Channel.ON_SITE
