"""A consultation goes on by telephone, and back: never a dead end, and nobody waits twice."""

import pytest

from appliance.domain.consultation import ConsultationState
from appliance.domain.ticket import Channel, Outcome, Ticket, TicketState
from appliance.operations import calls
from appliance.operations import tickets as operations
from appliance.store import consultations, tickets
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal

NUMBER = "0171 1234567"


@pytest.fixture
def talk(town: Musterstadt, yildiz: Desk) -> Ticket:
    """In a video consultation, for a service that is not offered by telephone."""
    return yildiz.admit(yildiz.call(town.take_video())).ticket


def ask_for_call(town: Musterstadt, ticket: Ticket, number: str = NUMBER) -> Ticket:
    town.store.write(operations.change_channel, ticket.id, Channel.TELEPHONE, town.clock.now(), None, None, number)
    return town.ticket(ticket)


def test_number_counter_and_clerk_stay_and_the_clerk_sees_what_to_dial(town: Musterstadt, talk: Ticket) -> None:
    after = ask_for_call(town, talk)
    assert (after.number, after.counter_id, after.clerk_id) == (talk.number, talk.counter_id, talk.clerk_id)
    assert (after.state, after.channel) == (TicketState.SERVING, Channel.TELEPHONE)
    assert town.ask(tickets.phone, talk.id) == NUMBER
    room = town.ask(consultations.latest_of_ticket, talk.id)
    assert room.state is ConsultationState.CLOSED


def test_the_clerk_notes_the_outcome_and_may_take_it_back(town: Musterstadt, yildiz: Desk, talk: Ticket) -> None:
    ask_for_call(town, talk)
    yildiz.finish(talk, Outcome.FOLLOW_UP)
    assert town.ticket(talk).outcome is Outcome.FOLLOW_UP
    yildiz.undo()
    assert town.ticket(talk).state is TicketState.SERVING
    yildiz.finish(talk, Outcome.DONE)
    assert town.ticket(talk).outcome is Outcome.DONE


def test_a_citizen_says_at_which_number_a_clerk_may_know_it(
    town: Musterstadt, yildiz: Desk, talk: Ticket, refused: Refused
) -> None:
    with refused("phone_missing"):
        ask_for_call(town, talk, "")
    yildiz.act(calls.change_channel, talk.id, Channel.TELEPHONE, "")
    assert town.ticket(talk).channel is Channel.TELEPHONE


def test_back_into_a_room_of_its_own(town: Musterstadt, talk: Ticket) -> None:
    before = town.ask(consultations.running_of_ticket, talk.id)
    ask_for_call(town, talk)
    town.do(operations.change_channel, talk.id, Channel.VIDEO)
    after = town.ask(consultations.running_of_ticket, talk.id)
    assert (after.state, after.counter_id) == (ConsultationState.OPEN, talk.counter_id)
    assert after.id != before.id


def test_a_terminal_is_free_for_the_next(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    yildiz.act(calls.change_channel, ticket.id, Channel.TELEPHONE, NUMBER)
    after = town.ticket(ticket)
    assert (after.at_terminal, after.terminal_id, after.state) == (False, None, TicketState.SERVING)
    yildiz.finish(ticket, Outcome.DONE)
    yildiz.call(town.take_at_terminal())


def test_a_switch_is_taken_back_by_switching_again_not_by_undo(
    town: Musterstadt, yildiz: Desk, talk: Ticket, refused: Refused
) -> None:
    yildiz.act(calls.change_channel, talk.id, Channel.TELEPHONE, NUMBER)
    with refused("undo_too_late"):
        yildiz.undo()


def test_a_service_that_began_at_the_counter_stays_there(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = yildiz.call(town.take())
    yildiz.admit(ticket)
    for channel in (Channel.VIDEO, Channel.TELEPHONE):
        with refused("wrong_state"):
            yildiz.act(calls.change_channel, ticket.id, channel, NUMBER)


def test_a_clerk_of_another_counter_switches_nothing(
    town: Musterstadt, brandt: Desk, talk: Ticket, refused: Refused
) -> None:
    with refused("taken_by_other"):
        brandt.act(calls.change_channel, talk.id, Channel.TELEPHONE, NUMBER)
