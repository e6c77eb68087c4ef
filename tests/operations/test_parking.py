"""Parking: the counter is free, the person keeps number and place, and nothing is counted twice."""

from datetime import timedelta

import pytest

from appliance.domain.consultation import ConsultationState
from appliance.domain.journal import EventType
from appliance.domain.ticket import ParkReason, Ticket, TicketState
from appliance.operations import parking, upkeep
from appliance.operations import tickets as ticket_operations
from appliance.store import consultations, journal
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


def park(desk: Desk, ticket: Ticket, reason: ParkReason = ParkReason.PHOTO) -> Ticket:
    return desk.act(parking.park, ticket.id, reason).ticket


def resume(desk: Desk, ticket: Ticket) -> Ticket:
    return desk.act(parking.resume, ticket.id).ticket


def give_back(desk: Desk, ticket: Ticket) -> Ticket:
    return desk.act(parking.give_back, ticket.id).ticket


def served(desk: Desk, ticket: Ticket) -> Ticket:
    desk.call(ticket)
    return desk.admit(ticket).ticket


def test_the_counter_is_free_and_the_reason_is_kept(town: Musterstadt, yildiz: Desk) -> None:
    first, second = town.take(), town.take()
    parked = park(yildiz, served(yildiz, first))
    assert (parked.state, parked.parked_for, parked.parked_at) == (TicketState.PARKED, "photo", town.clock.now())
    assert yildiz.call_next().id == second.id


def test_a_parked_ticket_is_not_called_and_not_in_the_queue(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    park(yildiz, yildiz.call(town.take()))
    with refused("nobody_waiting"):
        yildiz.call_next()


def test_a_colleague_goes_on_where_the_first_one_stopped(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = served(yildiz, town.take())
    town.clock.advance(minutes=4)
    park(yildiz, ticket)
    town.clock.advance(minutes=30)
    resumed = resume(brandt, ticket)
    assert (resumed.state, resumed.counter_id, resumed.admitted_at) == (
        TicketState.SERVING, brandt.counter_id, ticket.admitted_at,
    )  # fmt: skip
    town.clock.advance(minutes=2)
    brandt.finish(ticket)
    finished = town.ticket(ticket)
    assert finished.at_counter_since is not None and finished.finished_at is not None
    assert finished.finished_at - finished.at_counter_since == timedelta(minutes=6)


def test_time_at_the_counter_adds_up_however_often_it_is_parked(town: Musterstadt, yildiz: Desk) -> None:
    ticket = served(yildiz, town.take())
    for minutes in (1, 2, 3):
        town.clock.advance(minutes=minutes)
        park(yildiz, ticket)
        town.clock.advance(minutes=10)
        resume(yildiz, ticket)
    assert town.ticket(ticket).at_counter_since == town.clock.now() - timedelta(minutes=6)


def test_only_at_a_free_counter_of_the_office_and_by_somebody_who_can(
    town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused
) -> None:
    ticket = park(yildiz, served(yildiz, town.take()))
    yildiz.call(town.take())
    with refused("counter_busy"):
        resume(yildiz, ticket)
    with refused("forbidden"):
        resume(town.desk("brandt", "Schalter 2"), ticket)
    with refused("counter_at_home"):
        resume(town.desk("kaya", "Heimarbeitsplatz 1"), ticket)
    resume(brandt, ticket)


def test_two_cannot_go_on_with_the_same_person(town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused) -> None:
    ticket = park(yildiz, served(yildiz, town.take()))
    resume(yildiz, ticket)
    with refused("taken_by_other"):
        resume(brandt, ticket)


def test_given_back_it_has_its_old_place(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    first = town.take()
    town.clock.advance(minutes=1)
    town.take()
    park(yildiz, served(yildiz, first))
    back = give_back(brandt, first)
    assert (back.number, back.taken_at, back.queue_key) == (first.number, first.taken_at, first.queue_key)
    assert brandt.call_next().id == first.id


def test_somebody_who_was_called_can_be_given_back(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = give_back(yildiz, yildiz.call(town.take()))
    assert (ticket.state, ticket.waiting_since) == (TicketState.WAITING, None)
    served(yildiz, ticket)
    with refused("wrong_state"):
        give_back(yildiz, ticket)


def test_the_citizen_gives_a_parked_ticket_back(town: Musterstadt, yildiz: Desk) -> None:
    ticket = park(yildiz, served(yildiz, town.take()))
    town.do(ticket_operations.cancel, ticket.id)
    assert town.state(ticket) is TicketState.CANCELLED


@pytest.mark.parametrize("seconds", [0, 9])
def test_an_undone_parking_has_never_been(town: Musterstadt, yildiz: Desk, seconds: int) -> None:
    ticket = served(yildiz, town.take())
    town.clock.advance(minutes=3)
    before = town.ticket(ticket)
    park(yildiz, ticket)
    town.clock.advance(seconds=seconds)
    yildiz.undo()
    assert {**vars(town.ticket(ticket)), "version": before.version} == vars(before)


def test_a_conversation_ends_with_the_parking_and_begins_anew_with_going_on(town: Musterstadt, yildiz: Desk) -> None:
    ticket = served(yildiz, town.take_video())
    first = town.ask(consultations.running_of_ticket, ticket.id)
    park(yildiz, ticket)
    town.tick(seconds=11)
    assert town.ask(consultations.by_id, first.id).state is ConsultationState.CLOSED
    resume(yildiz, ticket)
    second = town.ask(consultations.running_of_ticket, ticket.id)
    assert (second.state, second.id != first.id) == (ConsultationState.OPEN, True)


def test_undone_in_time_the_same_conversation_goes_on(town: Musterstadt, yildiz: Desk) -> None:
    ticket = served(yildiz, town.take_video())
    room = town.ask(consultations.running_of_ticket, ticket.id)
    park(yildiz, ticket)
    town.tick(seconds=9)
    yildiz.undo()
    town.tick(seconds=30)
    assert town.ask(consultations.running_of_ticket, ticket.id) == room


def test_gone_on_with_at_once_there_is_one_conversation(town: Musterstadt, yildiz: Desk) -> None:
    ticket = served(yildiz, town.take_video())
    park(yildiz, ticket)
    resume(yildiz, ticket)
    town.tick(seconds=30)
    assert town.ask(consultations.running_of_ticket, ticket.id).state is ConsultationState.OPEN


def test_the_terminal_is_free_when_the_thanks_are_over(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    assert park(yildiz, ticket).terminal_id == terminal.id
    town.tick(seconds=10)
    assert town.ticket(ticket).terminal_id is None


def test_back_at_a_terminal_the_citizen_confirms_again(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    park(yildiz, ticket)
    town.tick(seconds=10)
    town.clock.advance(minutes=5)
    terminal.is_seen()
    called = resume(yildiz, ticket)
    assert (called.state, called.terminal_id, called.rung_at) == (TicketState.CALLED, terminal.id, town.clock.now())
    terminal.confirm(ticket.code)
    assert town.state(ticket) is TicketState.SERVING


def test_the_next_morning_nobody_is_parked(town: Musterstadt, yildiz: Desk) -> None:
    ticket = park(yildiz, served(yildiz, town.take()))
    town.clock.advance(days=1)
    town.do(upkeep.forget)
    assert town.state(ticket) is TicketState.CANCELLED


def test_each_deed_is_one_row_with_what_it_was_before(town: Musterstadt, yildiz: Desk) -> None:
    ticket = served(yildiz, town.take())
    park(yildiz, ticket)
    row = town.ask(journal.of_ticket, ticket.id)[-1]
    assert (row.type, row.counter_id, row.clerk_id) == (EventType.TICKET_PARKED, yildiz.counter_id, yildiz.clerk_id)
    assert (row.data["reason"], row.data["before"]["state"]) == ("photo", "serving")
