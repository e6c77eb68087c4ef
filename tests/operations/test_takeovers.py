"""A clerk who vanishes in mid-service does not block a citizen."""

import pytest

from appliance.domain.consultation import ConsultationState
from appliance.domain.journal import EventType
from appliance.domain.staff import CONSOLE_LIFETIME, PauseReason
from appliance.domain.ticket import Ticket, TicketState
from appliance.operations import calls, pauses, reception, takeovers
from appliance.operations import staff as staff_operations
from appliance.operations.reception import Deed
from appliance.store import consultations, journal, staff
from tests.conftest import Refused
from tests.town import Desk, Musterstadt


def seen(desk: Desk) -> None:
    desk.town.do(takeovers.seen, desk.clerk_id)


def vanishes(desk: Desk) -> None:
    seen(desk)
    desk.town.tick(seconds=CONSOLE_LIFETIME.total_seconds())


def take_over(desk: Desk, ticket: Ticket) -> Ticket:
    return desk.act(takeovers.take_over, ticket.id).ticket


def test_who_was_called_by_somebody_who_has_vanished_waits_at_the_old_place(
    town: Musterstadt, yildiz: Desk, brandt: Desk
) -> None:
    ticket = town.take()
    town.clock.advance(minutes=1)
    town.take()
    yildiz.call(ticket)
    vanishes(yildiz)
    assert brandt.call_next().id == ticket.id


def test_who_is_being_served_stays_and_can_be_taken_over(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    vanishes(yildiz)
    assert town.state(ticket) is TicketState.SERVING
    taken = take_over(brandt, ticket)
    assert (taken.counter_id, taken.clerk_id, taken.admitted_at) == (
        brandt.counter_id, brandt.clerk_id, ticket.admitted_at,
    )  # fmt: skip
    brandt.finish(ticket)


def test_a_console_that_is_seen_keeps_its_citizen(
    town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused
) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    for _ in range(10):
        seen(yildiz)
        town.tick(seconds=30)
    with refused("wrong_state"):
        take_over(brandt, ticket)


def test_who_comes_back_goes_on(town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    vanishes(yildiz)
    seen(yildiz)
    with refused("wrong_state"):
        take_over(brandt, ticket)
    yildiz.finish(ticket)
    types = [event.type for event in town.ask(journal.after, 0)]
    assert types.count(EventType.CONSOLE_VANISHED) == types.count(EventType.CONSOLE_CAME_BACK) == 1


def test_a_counter_that_never_had_a_console_is_not_watched(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take())
    town.tick(minutes=30)
    assert town.state(ticket) is TicketState.CALLED


def test_the_conversation_goes_on_with_whoever_takes_over(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = yildiz.admit(yildiz.call(town.take_video())).ticket
    room = town.ask(consultations.running_of_ticket, ticket.id)
    vanishes(yildiz)
    take_over(brandt, ticket)
    led = town.ask(consultations.running_of_ticket, ticket.id)
    assert (led.id, led.clerk_id, led.counter_id) == (room.id, brandt.clerk_id, brandt.counter_id)
    brandt.undo()
    assert town.ask(consultations.running_of_ticket, ticket.id) == room


def test_who_has_vanished_is_nobody_for_whom_several_concerns_wait(
    town: Musterstadt, yildiz: Desk, brandt: Desk
) -> None:
    ticket = town.take()
    counter = town.ask(staff.counter, brandt.counter_id)
    assert town.ask(lambda: calls.colleague_who_can(counter)(ticket))
    vanishes(yildiz)
    assert not town.ask(lambda: calls.colleague_who_can(counter)(ticket))


def put_back(town: Musterstadt, ticket: Ticket) -> Deed:
    return town.do(reception.put_back, town.clerk_id("kaya"), ticket.id)


def take_back(town: Musterstadt, ticket: Ticket, deed: Deed) -> Ticket:
    town.do(reception.undo, town.clerk_id("kaya"), ticket.id, deed.id)
    return town.ticket(ticket)


def test_the_reception_puts_them_back_at_their_place(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    town.clock.advance(minutes=1)
    town.take()
    vanishes(yildiz)
    put_back(town, ticket)
    waits = town.ticket(ticket)
    assert (waits.state, waits.number, waits.queue_key, waits.counter_id) == (
        TicketState.WAITING, ticket.number, ticket.queue_key, None,
    )  # fmt: skip
    assert waits.waiting_since == town.clock.now()
    assert brandt.call_next().id == ticket.id


def test_only_whom_nobody_looks_after_is_put_back(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    seen(yildiz)
    with refused("not_left_alone"):
        put_back(town, ticket)
    vanishes(yildiz)
    seen(yildiz)
    with refused("not_left_alone"):
        put_back(town, ticket)
    assert town.state(ticket) is TicketState.SERVING


def test_putting_back_is_one_row_and_is_undone_with_all_its_times(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    vanishes(yildiz)
    before, rows = town.ticket(ticket), town.ask(journal.head)
    deed = put_back(town, ticket)
    assert [event.type for event in town.ask(journal.after, rows)] == [EventType.TICKET_RETURNED]
    town.clock.advance(seconds=5)
    assert vars(take_back(town, ticket, deed)) == {**vars(before), "version": before.version + 2}
    seen(yildiz)
    yildiz.finish(ticket)


def test_the_conversation_ends_and_is_there_again_after_undo(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.admit(yildiz.call(town.take_video())).ticket
    room = town.ask(consultations.running_of_ticket, ticket.id)
    vanishes(yildiz)
    deed = put_back(town, ticket)
    assert town.ask(consultations.running_of_ticket, ticket.id).state is ConsultationState.FINISHED
    take_back(town, ticket, deed)
    assert town.ask(consultations.running_of_ticket, ticket.id) == room
    put_back(town, ticket)
    town.tick(seconds=11)
    assert town.ask(consultations.running_of_ticket, ticket.id) is None


@pytest.mark.parametrize("gone", [True, False])
def test_nobody_is_brought_back_to_a_counter_without_a_clerk(
    town: Musterstadt, yildiz: Desk, refused: Refused, gone: bool
) -> None:
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    vanishes(yildiz)
    deed = put_back(town, ticket)
    if gone:
        town.do(staff_operations.take_counter, yildiz.clerk_id, None)
    else:
        yildiz.act(pauses.pause, PauseReason.BREAK)
    with refused("undo_too_late"):
        take_back(town, ticket, deed)
    assert town.state(ticket) is TicketState.WAITING
