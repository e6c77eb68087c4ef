"""Video at a terminal of the building: called there, confirmed there, recalled and given up by itself."""

from dataclasses import replace

from appliance.domain.calling import ORDINARY
from appliance.domain.device import Function
from appliance.domain.ticket import Channel, TicketState
from appliance.operations import calling, calls, upkeep
from appliance.operations import devices as device_operations
from appliance.operations import tickets as ticket_operations
from appliance.store import consultations, journal
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


def test_a_call_holds_a_free_terminal(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    assert yildiz.call(town.take_at_terminal()).terminal_id == terminal.id


def test_no_terminal_is_held_twice(town: Musterstadt, yildiz: Desk, brandt: Desk, terminal: Terminal) -> None:
    other = town.terminal("Terminal 2")
    called = [yildiz.call(town.take_at_terminal()), brandt.call(town.take_at_terminal())]
    assert {ticket.terminal_id for ticket in called} == {terminal.id, other.id}


def test_without_a_free_terminal_they_are_passed_over_and_keep_their_place(
    town: Musterstadt, yildiz: Desk, brandt: Desk, kaya: Desk, terminal: Terminal, refused: Refused
) -> None:
    first, second, on_site = town.take_at_terminal(), town.take_at_terminal(), town.take()
    called = yildiz.call_next()
    action = brandt.act(calls.call_next)
    assert (called.id, action.ticket.id) == (first.id, on_site.id)
    assert [(one.ticket.id, one.code) for one in action.passed_over] == [(second.id, "no_free_terminal")]
    with refused("no_free_terminal"):
        kaya.call_next()
    yildiz.no_show(called)
    assert kaya.call_next().id == second.id


def test_a_terminal_that_nobody_has_seen_for_a_minute_is_not_free(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    ticket = town.take_at_terminal()
    town.clock.advance(seconds=60)
    with refused("no_free_terminal"):
        yildiz.call(ticket)
    terminal.is_seen("agent")  # the agent alone has no screen
    with refused("no_free_terminal"):
        yildiz.call(ticket)
    terminal.is_seen()
    assert yildiz.call(ticket).terminal_id == terminal.id


def test_a_terminal_of_another_office_is_not_ours(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    ticket = town.take_at_terminal()
    town.do(device_operations.assign, terminal.id, {"office_id": town.offices["Standesamt"].id})
    with refused("no_free_terminal"):
        yildiz.call(ticket)


def test_the_clerk_does_not_admit_at_a_terminal(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    with refused("awaits_confirmation"):
        yildiz.admit(ticket)


def test_the_right_code_begins_the_consultation(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    consultation_id = terminal.confirm(ticket.code)
    opened = town.ask(consultations.by_id, consultation_id)
    assert opened is not None
    assert (opened.ticket_id, opened.terminal_id, opened.clerk_id) == (ticket.id, terminal.id, yildiz.clerk_id)
    assert town.state(ticket) is TicketState.SERVING


def test_the_right_qr_code_does_too(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.show(town.tokens[ticket.id])
    assert town.state(ticket) is TicketState.SERVING


def test_a_wrong_code_or_somebody_elses_ticket_opens_nothing(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    other = town.take_at_terminal()
    ticket = yildiz.call(town.take_at_terminal())
    wrong = f"{(int(ticket.code) + 1) % 1_000_000:06d}"
    for attempt in (lambda: terminal.confirm(wrong), lambda: terminal.confirm("ä"), lambda: terminal.confirm(""),
                    lambda: terminal.show(town.tokens[other.id]), lambda: terminal.show("t_forged")):  # fmt: skip
        with refused("wrong_code"):
            attempt()
    assert town.state(ticket) is TicketState.CALLED


def test_without_a_call_there_is_nothing_to_confirm(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    ticket = town.take_at_terminal()
    with refused("no_ticket_called"):
        terminal.confirm(ticket.code)
    yildiz.call(ticket)
    terminal.confirm(ticket.code)
    with refused("no_ticket_called"):
        terminal.confirm(ticket.code)


def test_only_the_called_terminal_confirms(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    other = town.terminal("Terminal 2")
    ticket = yildiz.call(town.take_at_terminal())
    with refused("no_ticket_called"):
        other.confirm(ticket.code)


def test_who_does_not_come_is_recalled_once_and_then_given_up(
    town: Musterstadt, yildiz: Desk, terminal: Terminal
) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    town.tick(seconds=59)
    assert town.ticket(ticket).recalls == 0
    town.tick(seconds=1)
    assert (town.ticket(ticket).recalls, town.state(ticket)) == (1, TicketState.CALLED)
    town.tick(seconds=59)
    assert town.state(ticket) is TicketState.CALLED
    town.tick(seconds=1)
    assert (town.state(ticket), town.ticket(ticket).terminal_id) == (TicketState.NO_SHOW, None)
    terminal.is_seen()
    assert yildiz.call(town.take_at_terminal()).terminal_id == terminal.id


def test_an_office_that_calls_three_times_calls_three_times_to_a_terminal(
    town: Musterstadt, yildiz: Desk, terminal: Terminal
) -> None:
    rules = replace(ORDINARY, calls_before_no_show=3)
    town.do(calling.set_rules, town.citizens_office.id, rules, yildiz.clerk_id)
    ticket = yildiz.call(town.take_at_terminal())
    for recalls in (1, 2):
        town.tick(seconds=60)
        assert (town.ticket(ticket).recalls, town.state(ticket)) == (recalls, TicketState.CALLED)
    town.tick(seconds=60)
    assert town.state(ticket) is TicketState.NO_SHOW


def test_a_recall_by_the_clerk_gives_the_citizen_the_full_time_again(
    town: Musterstadt, yildiz: Desk, terminal: Terminal
) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    town.clock.advance(seconds=50)
    yildiz.recall(ticket)
    town.tick(seconds=59)
    assert town.state(ticket) is TicketState.CALLED
    town.tick(seconds=1)
    assert town.state(ticket) is TicketState.NO_SHOW


def test_who_was_confirmed_is_not_given_up(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    town.tick(minutes=30)
    assert town.state(ticket) is TicketState.SERVING


def test_nobody_is_given_up_at_a_counter(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take())
    town.tick(minutes=30)
    assert town.state(ticket) is TicketState.CALLED


def test_a_terminal_is_held_until_the_thanks_are_over(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    first, second = town.take_at_terminal(), town.take_at_terminal()
    terminal.confirm(yildiz.call(first).code)
    yildiz.finish(first)
    with refused("no_free_terminal"):
        yildiz.call(second)
    town.tick(seconds=10)
    assert yildiz.call(second).terminal_id == terminal.id


def test_a_terminal_in_use_is_neither_revoked_nor_moved(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    yildiz.call(town.take_at_terminal())
    with refused("terminal_in_use"):
        town.do(device_operations.revoke, terminal.id)
    with refused("terminal_in_use"):
        town.do(device_operations.assign, terminal.id, {"function": Function.BOARD})


def test_cancelling_sets_the_terminal_free(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    town.do(ticket_operations.cancel, yildiz.call(town.take_at_terminal()).id)
    assert yildiz.call(town.take_at_terminal()).terminal_id == terminal.id


def test_every_event_of_the_call_names_the_terminal(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    """The terminal follows its own topic: it must hear when its ticket is gone."""
    ticket = yildiz.call(town.take_at_terminal())
    town.clock.advance(seconds=5)
    yildiz.recall(ticket)
    yildiz.no_show(ticket)
    yildiz.undo()
    told = [event for event in town.ask(journal.of_ticket, ticket.id) if event.type != "TicketTaken"]
    assert [event.device_id for event in told] == [terminal.id] * 4


def test_an_idle_office_has_nothing_due(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    yildiz.call(town.take_at_terminal())
    town.take(town.residence, Channel.VIDEO)
    assert not town.ask(upkeep.is_due, town.clock.now())
    assert town.ask(upkeep.is_due, town.clock.advance(seconds=60))
