"""Who is next: one rule for all. In this release the order is by arrival."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import Channel, Ticket


@dataclass(frozen=True)
class Obstacle:
    """Why call-next passes over a ticket, which keeps its place. `code` is stable."""

    ticket: Ticket
    code: str


@dataclass(frozen=True)
class Choice:
    """The outcome of looking for the next ticket: `ticket` is None when nobody can be called here and now."""

    ticket: Ticket | None
    passed_over: tuple[Obstacle, ...]


@dataclass(frozen=True)
class Why:
    """Why a ticket stands where it stands, as values for a translated sentence: `rule` names the sentence."""

    rule: str
    at: datetime


def queue_key(taken_at: datetime) -> datetime:
    """The instant for which a ticket counts: lowest is next, ties by id. Kept with the ticket when it is taken."""
    return taken_at


APPOINTMENT_CREDIT = timedelta(minutes=60)
EARLIEST_CHECK_IN = timedelta(minutes=5)


def appointment_key(begins_at: datetime, checked_in_at: datetime) -> datetime:
    """An appointment counts like a ticket that was drawn an hour before its time: a constant credit.

    Source: max(slot, check-in - 5 min) - A, with A = 60 min.
    """
    return max(begins_at, checked_in_at - EARLIEST_CHECK_IN) - APPOINTMENT_CREDIT


def explain(ticket: Ticket) -> Why:
    if ticket.queue_key == ticket.taken_at:
        return Why("arrival", ticket.taken_at)
    return Why("appointment", ticket.queue_key + APPOINTMENT_CREDIT)


def obstacle(ticket: Ticket, clerk: Clerk, counter: Counter, free_terminals: int) -> str | None:
    """The first reason why this clerk cannot call this ticket now, or None."""
    for applies, code in _OBSTACLES:
        if applies(ticket, clerk, counter, free_terminals):
            return code
    return None


def next_ticket(waiting: Iterable[Ticket], clerk: Clerk, counter: Counter, free_terminals: int) -> Choice:
    """The first of `waiting`, which comes in the order of (key, id), that this clerk can serve at this counter.

    Tickets that only lack a free terminal are passed over and named; those that the clerk cannot serve at all are not
    mentioned, as they are nobody's news at this counter.
    """
    passed_over: list[Obstacle] = []
    for ticket in waiting:
        code = obstacle(ticket, clerk, counter, free_terminals)
        if code is None:
            return Choice(ticket, tuple(passed_over))
        if code == "no_free_terminal":
            passed_over.append(Obstacle(ticket, code))
    return Choice(None, tuple(passed_over))


_Test = Callable[[Ticket, Clerk, Counter, int], bool]

_OBSTACLES: tuple[tuple[_Test, str], ...] = (
    (lambda ticket, clerk, counter, free: ticket.service_id not in clerk.skills, "not_your_service"),
    (lambda ticket, clerk, counter, free: counter.is_home and ticket.channel is Channel.ON_SITE, "counter_at_home"),
    (lambda ticket, clerk, counter, free: ticket.at_terminal and free == 0, "no_free_terminal"),
)
