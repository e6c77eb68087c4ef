"""Who is next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import queue
from appliance.domain.staff import Clerk, Counter, Role
from appliance.domain.ticket import Channel, Media, Origin, Ticket, TicketState

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
RESIDENCE, PASSPORT, MARRIAGE = 1, 2, 3
YILDIZ = Clerk(1, "Yildiz", frozenset({Role.CLERK}), frozenset({RESIDENCE, PASSPORT}))
COUNTER = Counter(1, 1, "Schalter 1", False, 1)
HOME = replace(COUNTER, is_home=True)


def ticket(id: int, service: int = RESIDENCE, channel: Channel = Channel.ON_SITE, at_terminal: bool = False) -> Ticket:
    taken_at = NINE + timedelta(minutes=id)
    return Ticket(
        id, 1, service, f"A{id:03}", "123456", TicketState.WAITING, channel, at_terminal, Media.CAMERA, Origin.WEB,
        "de", taken_at, queue.queue_key(taken_at), None, None, None, 0, None, None, None, None, None, None, 0,
    )  # fmt: skip


FOR_TERMINAL = ticket(1, channel=Channel.VIDEO, at_terminal=True)


def test_who_came_first_is_next() -> None:
    assert queue.next_ticket([ticket(1), ticket(2)], YILDIZ, COUNTER, 0).ticket == ticket(1)


def test_nobody_is_next_in_an_empty_queue() -> None:
    assert queue.next_ticket([], YILDIZ, COUNTER, 1) == queue.Choice(None, ())


def test_a_clerk_is_given_only_services_that_they_serve() -> None:
    assert queue.next_ticket([ticket(1, MARRIAGE), ticket(2)], YILDIZ, COUNTER, 0).ticket == ticket(2)


def test_nobody_is_called_on_site_to_a_counter_at_home() -> None:
    remote = ticket(2, channel=Channel.VIDEO)
    assert queue.next_ticket([ticket(1), remote], YILDIZ, HOME, 0).ticket == remote


def test_a_ticket_without_a_free_terminal_is_passed_over_and_named() -> None:
    choice = queue.next_ticket([FOR_TERMINAL, ticket(2)], YILDIZ, COUNTER, 0)
    assert choice == queue.Choice(ticket(2), (queue.Obstacle(FOR_TERMINAL, "no_free_terminal"),))


def test_as_soon_as_a_terminal_is_free_it_is_its_turn_again() -> None:
    assert queue.next_ticket([FOR_TERMINAL, ticket(2)], YILDIZ, COUNTER, 1).ticket == FOR_TERMINAL


def test_what_a_clerk_cannot_serve_is_not_named_as_passed_over() -> None:
    assert queue.next_ticket([ticket(1, MARRIAGE), ticket(2)], YILDIZ, COUNTER, 0).passed_over == ()


def test_the_queue_is_read_only_as_far_as_needed() -> None:
    waiting = iter([ticket(1), ticket(2), ticket(3)])
    queue.next_ticket(waiting, YILDIZ, COUNTER, 0)
    assert next(waiting) == ticket(2)


@pytest.mark.parametrize(
    ("candidate", "counter", "free", "code"),
    [
        (ticket(1), COUNTER, 0, None),
        (ticket(1, MARRIAGE), COUNTER, 0, "not_your_service"),
        (ticket(1), HOME, 0, "counter_at_home"),
        (ticket(1, channel=Channel.VIDEO), HOME, 0, None),
        (FOR_TERMINAL, COUNTER, 0, "no_free_terminal"),
        (FOR_TERMINAL, HOME, 1, None),
    ],
)
def test_the_obstacle_has_a_code(candidate: Ticket, counter: Counter, free: int, code: str | None) -> None:
    assert queue.obstacle(candidate, YILDIZ, counter, free) == code


tickets = st.builds(
    ticket, st.integers(1, 500), st.sampled_from([RESIDENCE, PASSPORT, MARRIAGE]), st.sampled_from(list(Channel))
)


@given(st.lists(tickets, unique_by=lambda one: one.id), st.booleans(), st.integers(0, 2))
def test_nobody_who_could_be_called_stands_before_the_one_who_is(
    waiting: list[Ticket], at_home: bool, free: int
) -> None:
    waiting.sort(key=lambda one: (one.queue_key, one.id))
    counter = HOME if at_home else COUNTER
    chosen = queue.next_ticket(waiting, YILDIZ, counter, free).ticket
    before = waiting[: waiting.index(chosen)] if chosen else waiting
    assert all(queue.obstacle(one, YILDIZ, counter, free) for one in before)
    assert chosen is None or queue.obstacle(chosen, YILDIZ, counter, free) is None
