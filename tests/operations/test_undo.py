"""Every clerk's action can be taken back for ten seconds, with all its times."""

from collections.abc import Callable

import pytest

from appliance.domain.ticket import TicketState
from appliance.operations import staff as staff_operations
from appliance.operations import tickets as ticket_operations
from appliance.operations import undoing
from appliance.store import consultations, journal
from appliance.store import tickets as ticket_rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal

ALL = ("state", "called_at", "admitted_at", "finished_at", "recalls", "recalled_at", "counter_id", "clerk_id",
       "terminal_id", "outcome")  # fmt: skip


def called(desk: Desk) -> None:
    desk.call_next()


def recalled(desk: Desk) -> None:
    desk.recall(desk.town.ticket(1))


def admitted(desk: Desk) -> None:
    desk.admit(desk.town.ticket(1))


def given_up(desk: Desk) -> None:
    desk.no_show(desk.town.ticket(1))


def finished(desk: Desk) -> None:
    desk.finish(desk.town.ticket(1))


JOURNEYS = [[called], [called, recalled], [called, recalled, admitted], [called, given_up],
            [called, recalled, admitted, finished]]  # fmt: skip
names = [steps[-1].__name__ for steps in JOURNEYS]
Steps = list[Callable[[Desk], None]]


def lead_to(desk: Desk, steps: Steps) -> None:
    for step in steps:
        desk.town.clock.advance(seconds=6)
        step(desk)


@pytest.mark.parametrize("steps", JOURNEYS, ids=names)
def test_everything_is_as_it_was(town: Musterstadt, yildiz: Desk, steps: Steps) -> None:
    town.take_video()
    lead_to(yildiz, steps[:-1])
    before = ticket_rows.snapshot(town.ticket(1), ALL)
    lead_to(yildiz, steps[-1:])
    assert ticket_rows.snapshot(town.ticket(1), ALL) != before
    town.clock.advance(seconds=10)
    assert ticket_rows.snapshot(yildiz.undo(), ALL) == before


@pytest.mark.parametrize("steps", JOURNEYS, ids=names)
def test_after_ten_seconds_it_stands(town: Musterstadt, yildiz: Desk, steps: Steps, refused: Refused) -> None:
    town.take_video()
    lead_to(yildiz, steps)
    town.clock.advance(seconds=10, microseconds=1)
    assert yildiz.undoable() is None
    with refused("undo_too_late"):
        yildiz.undo()


@pytest.mark.parametrize("steps", JOURNEYS, ids=names)
def test_it_can_be_done_again_after_undo(town: Musterstadt, yildiz: Desk, steps: Steps) -> None:
    town.take_video()
    lead_to(yildiz, steps)
    yildiz.undo()
    lead_to(yildiz, steps[-1:])
    assert yildiz.undoable() is not None


def test_only_the_last_action_can_be_taken_back_and_only_once(
    town: Musterstadt, yildiz: Desk, refused: Refused
) -> None:
    ticket = yildiz.call(town.take())
    call = yildiz.undoable()
    town.clock.advance(seconds=5)
    yildiz.recall(ticket)
    with refused("undo_too_late"):
        yildiz.act(undoing.undo, call.id)
    yildiz.undo()
    with refused("undo_too_late"):
        yildiz.undo()
    assert town.ticket(ticket).recalls == 0


def test_the_next_call_ends_the_undo_of_the_finish(town: Musterstadt, yildiz: Desk) -> None:
    first, second = town.take(), town.take()
    yildiz.serve(first)
    yildiz.call(second)
    assert yildiz.undo().id == second.id
    assert yildiz.undoable() is None
    assert town.state(first) is TicketState.FINISHED


def test_a_colleague_takes_nothing_back_for_me(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    yildiz.call(town.take())
    assert brandt.undoable() is None


def test_who_takes_over_the_counter_takes_nothing_back(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = town.take()
    yildiz.serve(ticket)
    town.do(staff_operations.take_counter, yildiz.clerk_id, None)
    successor = town.desk("kaya", "Schalter 1")
    assert successor.undoable() is None
    with refused("undo_too_late"):
        successor.act(undoing.undo, town.ask(journal.of_ticket, ticket.id)[-1].id)


def test_after_the_citizen_confirmed_the_call_stands(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    with refused("undo_too_late"):
        yildiz.undo()
    assert town.state(ticket) is TicketState.SERVING


def test_after_the_citizen_cancelled_the_call_stands(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = yildiz.call(town.take())
    town.do(ticket_operations.cancel, ticket.id)
    with refused("undo_too_late"):
        yildiz.undo()


def test_an_undone_call_gives_the_ticket_its_place_back(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    first = town.take()
    town.take()
    yildiz.call_next()
    yildiz.undo()
    assert brandt.call_next().id == first.id


def test_an_undone_call_sets_the_terminal_free(town: Musterstadt, yildiz: Desk, terminal: Terminal) -> None:
    first, second = town.take_at_terminal(), town.take_at_terminal()
    yildiz.call(first)
    yildiz.undo()
    assert yildiz.call(second).terminal_id == terminal.id


def test_a_no_show_whose_terminal_is_taken_stands(
    town: Musterstadt, yildiz: Desk, brandt: Desk, terminal: Terminal, refused: Refused
) -> None:
    first, second = town.take_at_terminal(), town.take_at_terminal()
    yildiz.no_show(yildiz.call(first))
    brandt.call(second)
    with refused("undo_too_late"):
        yildiz.undo()
    assert town.state(first) is TicketState.NO_SHOW


def test_an_undone_admission_closes_the_consultation(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    yildiz.undo()
    assert town.ask(consultations.running_of_ticket, ticket.id) is None
    yildiz.admit(ticket)
    assert town.ask(consultations.running_of_ticket, ticket.id) is not None


def test_an_undone_finish_reopens_the_same_consultation(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    opened = town.ask(consultations.running_of_ticket, ticket.id)
    yildiz.finish(ticket)
    town.tick(seconds=9)
    yildiz.undo()
    assert town.ask(consultations.running_of_ticket, ticket.id) == opened
    town.tick(seconds=30)
    assert town.ask(consultations.running_of_ticket, ticket.id) == opened


def test_when_the_room_is_closed_the_finish_stands(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:
    """At the tenth second both are possible; what comes first wins, and the other is refused."""
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    yildiz.finish(ticket)
    town.tick(seconds=10)
    with refused("undo_too_late"):
        yildiz.undo()
    assert town.ticket(ticket).terminal_id is None


def test_the_journal_keeps_both_the_action_and_its_undo(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take())
    action = yildiz.undoable()
    yildiz.undo()
    last = town.ask(journal.of_ticket, ticket.id)[-1]
    assert (last.type, last.data["undone"]) == ("ActionUndone", action.id)
