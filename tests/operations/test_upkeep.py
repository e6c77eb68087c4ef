"""What happens by itself: seats of those who have gone, and tickets of a day that is over."""

from appliance.domain.ticket import TicketState
from appliance.operations import upkeep
from appliance.operations.undoing import undo
from appliance.store import staff, tickets
from tests.town import Desk, Musterstadt


def test_a_seat_is_free_again_when_the_clerk_s_session_has_ended(town: Musterstadt, yildiz: Desk):
    town.tick(hours=13)
    assert town.ask(staff.counter, yildiz.counter_id).clerk_id is None


def test_nobody_loses_the_seat_while_somebody_is_being_served(town: Musterstadt, yildiz: Desk):
    ticket = yildiz.call(town.take())
    yildiz.admit(ticket)
    town.tick(hours=13)
    assert town.ask(staff.counter, yildiz.counter_id).clerk_id == yildiz.clerk_id


def test_nobody_waits_with_a_number_of_yesterday(town: Musterstadt, yildiz: Desk):
    called, waiting = yildiz.call(town.take()), town.take()
    town.do(upkeep.forget)
    assert town.state(waiting) is TicketState.WAITING
    town.clock.advance(hours=24)
    town.do(upkeep.forget)
    assert (town.state(called), town.state(waiting)) == (TicketState.NO_SHOW, TicketState.CANCELLED)
    assert town.ask(tickets.count_waiting, town.citizens_office.id) == 0


def test_undo_belongs_to_whoever_sits_at_the_counter(town: Musterstadt, yildiz: Desk, refused):
    ticket = yildiz.call(town.take())
    yildiz.admit(ticket)
    yildiz.finish(ticket)
    last = yildiz.undoable()
    town.store.write(staff.unseat, yildiz.clerk_id)
    town.store.write(staff.seat, yildiz.counter_id, town.clerk_id("brandt"))
    with refused("no_counter"):
        town.do(undo, yildiz.counter_id, yildiz.clerk_id, last.id)
