"""The channel of a ticket can be switched until its service begins; number and place stay."""

import pytest

from appliance.domain.ticket import Channel, TicketState
from appliance.operations import calls
from appliance.operations import tickets as operations
from appliance.operations.desk_actions import Action
from appliance.store import journal
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


def switch(desk: Desk, ticket: int, channel: Channel, phone: str = "") -> Action:
    return desk.act(calls.change_channel, ticket, channel, phone)


def test_number_and_place_stay(town: Musterstadt) -> None:
    before = town.take_video()
    town.clock.advance(minutes=5)
    town.do(operations.change_channel, before.id, Channel.ON_SITE)
    after = town.ticket(before)
    assert (after.number, after.queue_key, after.channel) == (before.number, before.queue_key, Channel.ON_SITE)


def test_only_to_what_the_service_offers(town: Musterstadt, refused: Refused) -> None:
    ticket = town.take_video()
    with refused("channel_not_offered"):
        town.do(operations.change_channel, ticket.id, Channel.TELEPHONE)


def test_not_once_the_service_has_begun(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = town.take()
    yildiz.call(ticket)
    town.do(operations.change_channel, ticket.id, Channel.VIDEO)
    yildiz.admit(ticket)
    with refused("wrong_state"):
        town.do(operations.change_channel, ticket.id, Channel.ON_SITE)


def test_the_same_channel_changes_and_tells_nothing(town: Musterstadt) -> None:
    ticket = town.take_video()
    before = town.ask(journal.head)
    town.do(operations.change_channel, ticket.id, Channel.VIDEO)
    assert town.ask(journal.head) == before


def test_who_was_called_to_a_terminal_leaves_it_free(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = town.take_at_terminal()
    yildiz.call(ticket)
    assert town.ticket(ticket).terminal_id == terminal.id
    switch(yildiz, ticket.id, Channel.ON_SITE)
    after = town.ticket(ticket)
    assert (after.state, after.terminal_id, after.at_terminal) == (TicketState.CALLED, None, False)
    yildiz.undo()
    assert town.ticket(ticket).terminal_id == terminal.id


def test_nobody_is_made_to_come_to_a_counter_at_home(town: Musterstadt, kaya: Desk, refused: Refused) -> None:
    ticket = town.take_video()
    kaya.call(ticket)
    with refused("counter_at_home"):
        town.do(operations.change_channel, ticket.id, Channel.ON_SITE)


def test_a_clerk_takes_the_switch_back(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take()
    switch(yildiz, ticket.id, Channel.VIDEO)
    assert town.ticket(ticket).channel is Channel.VIDEO
    yildiz.undo()
    assert town.ticket(ticket).channel is Channel.ON_SITE


@pytest.mark.parametrize("called", [True, False])
def test_a_clerk_switches_the_tickets_of_the_own_office_that_no_colleague_has(
    town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused, called: bool
) -> None:
    if called:
        ticket = brandt.call(town.take())
    else:
        ticket = town.take(town.vehicle)
    with refused("taken_by_other" if called else "forbidden"):
        switch(yildiz, ticket.id, Channel.VIDEO)
