"""What the reception does for somebody, and what it can take back."""

from datetime import timedelta

import pytest

from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel, Origin, Priority, Ticket, TicketState
from appliance.operations import reception
from appliance.operations.reception import Deed
from appliance.operations.tickets import Order
from appliance.store import tickets as ticket_rows
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt


@pytest.fixture
def desk(town: Musterstadt) -> Desk:
    return town.desk("yildiz", "Schalter 1")


def kaya(town: Musterstadt) -> int:
    return town.clerk_id("kaya")


def set_priority(town: Musterstadt, ticket: Ticket, reason: Priority | None = Priority.PREGNANCY) -> Deed:
    return town.do(reception.set_priority, kaya(town), ticket.id, reason)


def give_back(town: Musterstadt, ticket: Ticket) -> Deed:
    return town.do(reception.give_back, kaya(town), ticket.id)


def undo(town: Musterstadt, ticket: Ticket, deed: Deed) -> Ticket:
    town.do(reception.undo, kaya(town), ticket.id, deed.id)
    return town.ticket(ticket)


def queue_of(town: Musterstadt) -> list[str]:
    return [one.number for one in town.ask(lambda: list(ticket_rows.waiting(town.citizens_office.id)))]


def test_a_number_for_somebody_stands_in_the_one_queue(town: Musterstadt):
    town.take()
    order = Order(town.residence.id, Channel.ON_SITE, origin=Origin.RECEPTION, persons=2)
    ticket = town.ticket(town.do(reception.take, order, None, kaya(town), "t_of_somebody"))
    assert (ticket.origin, ticket.persons, queue_of(town)) == (Origin.RECEPTION, 2, ["A001", "A002"])


def test_a_number_with_priority_is_that_from_the_first_moment(town: Musterstadt):
    town.take()
    order = Order(town.residence.id, Channel.ON_SITE, origin=Origin.RECEPTION)
    ticket = town.ticket(town.do(reception.take, order, Priority.CHILD, kaya(town), "t_of_somebody"))
    assert (ticket.priority, queue_of(town)) == (Priority.CHILD, ["A002", "A001"])


def test_priority_counts_as_drawn_earlier_and_never_later(town: Musterstadt):
    ticket = town.take()
    set_priority(town, ticket)
    credit = town.citizens_office.calling.priority_lead
    assert town.ticket(ticket).queue_key == ticket.taken_at - credit
    assert credit > timedelta(0)


def test_priority_that_is_taken_away_leaves_the_place_of_before(town: Musterstadt):
    ticket = town.take()
    set_priority(town, ticket)
    set_priority(town, ticket, None)
    now = town.ticket(ticket)
    assert (now.priority, now.queue_key) == (None, ticket.queue_key)


def test_giving_back_is_undone_and_what_was_before_stays(town: Musterstadt):
    ticket = town.take()
    set_priority(town, ticket)
    now = undo(town, ticket, give_back(town, ticket))
    assert (now.state, now.priority, now.finished_at) == (TicketState.WAITING, Priority.PREGNANCY, None)


def test_priority_is_undone_to_the_key_of_before(town: Musterstadt):
    ticket = town.take()
    now = undo(town, ticket, set_priority(town, ticket))
    assert (now.priority, now.queue_key) == (None, ticket.queue_key)


def test_after_ten_seconds_it_stands(town: Musterstadt, clock: SettableClock):
    ticket = town.take()
    deed = give_back(town, ticket)
    clock.advance(seconds=10, microseconds=1)
    with pytest.raises(OfficeError, match="undo_too_late"):
        undo(town, ticket, deed)


def test_what_a_counter_did_meanwhile_is_not_undone(town: Musterstadt, desk: Desk):
    ticket = town.take()
    deed = set_priority(town, ticket)
    desk.call_next()
    with pytest.raises(OfficeError, match="undo_too_late"):
        undo(town, ticket, deed)
    assert town.state(ticket) is TicketState.CALLED


def test_only_who_did_it_takes_it_back(town: Musterstadt):
    ticket = town.take()
    deed = give_back(town, ticket)
    with pytest.raises(OfficeError, match="undo_too_late"):
        town.do(reception.undo, town.clerk_id("hoffmann"), ticket.id, deed.id)


def test_whoever_is_being_served_gives_nothing_back(town: Musterstadt, desk: Desk):
    ticket = town.take()
    desk.call(ticket)
    desk.admit(ticket)
    for deed in (give_back, set_priority):
        with pytest.raises(OfficeError, match="wrong_state"):
            deed(town, ticket)


def test_a_called_number_that_is_given_back_frees_the_counter_and_returns_by_undo(town: Musterstadt, desk: Desk):
    first, second = town.take(), town.take()
    desk.call(first)
    deed = give_back(town, first)
    assert undo(town, first, deed).state is TicketState.CALLED
    deed = give_back(town, first)
    desk.call(second)
    with pytest.raises(OfficeError, match="undo_too_late"):
        undo(town, first, deed)
