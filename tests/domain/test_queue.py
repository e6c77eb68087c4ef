"""Who is next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import queue
from appliance.domain.calling import CallingRules, Mode
from appliance.domain.staff import Clerk, Counter, Role
from appliance.domain.ticket import Channel, Media, Origin, Priority, Ticket, TicketState

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


def test_several_concerns_are_for_a_colleague_who_can_do_all_of_them() -> None:
    both = replace(ticket(1), listed=(RESIDENCE, MARRIAGE))
    choice = queue.next_ticket([both, ticket(2)], YILDIZ, COUNTER, 0, lambda ticket: True)
    assert choice == queue.Choice(ticket(2), ())
    assert queue.obstacle(both, YILDIZ, COUNTER, 0, lambda ticket: True) == "not_all_services"


def test_several_concerns_do_not_wait_for_somebody_who_is_not_there() -> None:
    both = replace(ticket(1), listed=(MARRIAGE, RESIDENCE), service_id=MARRIAGE)
    assert queue.next_ticket([both, ticket(2)], YILDIZ, COUNTER, 0).ticket == both
    neither = replace(ticket(1), listed=(MARRIAGE, 4))
    assert queue.obstacle(neither, YILDIZ, COUNTER, 0) == "not_your_service"


def test_who_can_do_all_of_it_at_home_is_no_help_to_somebody_who_comes() -> None:
    both = replace(ticket(1), listed=(RESIDENCE, PASSPORT))
    assert queue.can_do_all(both, YILDIZ, COUNTER)
    assert not queue.can_do_all(both, YILDIZ, HOME)
    assert not queue.can_do_all(replace(both, listed=(RESIDENCE, MARRIAGE)), YILDIZ, COUNTER)


def appointment(id: int, due_at: datetime) -> Ticket:
    made = ticket(id)
    return replace(made, due_at=due_at, queue_key=queue.queue_key(made.taken_at, due_at))


def test_an_appointment_counts_like_a_ticket_drawn_fifty_minutes_before_its_time() -> None:
    booked = appointment(1, due_at=NINE + timedelta(minutes=50))
    assert booked.queue_key == NINE
    assert queue.explain(booked) == queue.Why("appointment", NINE + timedelta(minutes=50), booked.queue_key)


def test_who_comes_late_to_an_appointment_counts_as_of_five_minutes_before_they_came() -> None:
    assert queue.due(NINE, NINE - timedelta(minutes=20)) == NINE
    assert queue.due(NINE, NINE + timedelta(minutes=4)) == NINE
    assert queue.due(NINE, NINE + timedelta(minutes=8)) == NINE + timedelta(minutes=3)


def test_credits_are_the_offices_own() -> None:
    rules = CallingRules(appointment_credit=90, priority_credit=30)
    assert queue.queue_key(NINE, NINE, rules) == NINE - timedelta(minutes=90)
    assert queue.priority_key(NINE, None, rules) == NINE - timedelta(minutes=30)


def test_priority_never_makes_anybody_wait_longer() -> None:
    assert queue.priority_key(NINE, NINE) == NINE - timedelta(minutes=50)
    told = replace(ticket(1), priority=Priority.CHILD, queue_key=queue.priority_key(NINE))
    assert queue.explain(told) == queue.Why("priority", told.taken_at, NINE - timedelta(minutes=45))


def test_who_is_away_is_passed_over_and_keeps_the_place() -> None:
    away = replace(ticket(1, channel=Channel.VIDEO), absent_since=NINE)
    choice = queue.next_ticket([away, ticket(2)], YILDIZ, COUNTER, 0)
    assert choice == queue.Choice(ticket(2), (queue.Obstacle(away, "absent"),))
    back = replace(away, absent_since=None)
    assert queue.next_ticket([back, ticket(2)], YILDIZ, COUNTER, 0).ticket == back


TWO_TO_ONE = CallingRules(mode=Mode.ALTERNATE, walk_ins_per_appointment=2)


@pytest.mark.parametrize(
    ("recent", "is_appointments_turn"),
    [([], True), ([True], False), ([False, True], False), ([False, False, True], True), ([True, False], False)],
)
def test_walk_ins_and_appointments_alternate_where_the_office_wants_it(
    recent: list[bool], is_appointments_turn: bool
) -> None:
    turn = queue.whose_turn(recent, TWO_TO_ONE)
    booked = appointment(9, due_at=NINE + timedelta(hours=3))
    choice = queue.next_ticket([ticket(1), booked], YILDIZ, COUNTER, 0, turn=turn)
    assert choice == (
        queue.Choice(booked, (), by_turn=True) if is_appointments_turn else queue.Choice(ticket(1), (), by_turn=False)
    )


def test_nobody_waits_for_a_turn_of_people_who_are_not_there() -> None:
    turn = queue.whose_turn([], TWO_TO_ONE)
    away = replace(ticket(1, channel=Channel.VIDEO), absent_since=NINE)
    assert queue.next_ticket([ticket(2), away], YILDIZ, COUNTER, 0, turn=turn) == queue.Choice(ticket(2), ())


def test_priority_waits_for_no_turn() -> None:
    turn = queue.whose_turn([], TWO_TO_ONE)
    urgent = replace(ticket(1), priority=Priority.EMERGENCY)
    booked = appointment(9, due_at=NINE + timedelta(hours=3))
    assert queue.next_ticket([urgent, booked], YILDIZ, COUNTER, 0, turn=turn).ticket == urgent


def test_other_offices_know_no_turns() -> None:
    assert queue.whose_turn([False, False, False], CallingRules()) is None


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
