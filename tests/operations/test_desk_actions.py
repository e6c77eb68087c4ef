"""The rest of a clerk's day: concerns, priority, pauses, skills of today, calls before somebody counts as not come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.domain.calling import ORDINARY
from appliance.domain.staff import PauseReason
from appliance.domain.ticket import Priority, Ticket, TicketState
from appliance.operations import calling, concerns, pauses, priorities, staff
from appliance.store import staff as staff_rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt


@pytest.fixture
def both(town: Musterstadt, yildiz: Desk) -> Ticket:
    """Somebody with two concerns, who is being served."""
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    return yildiz.act(concerns.add_service, ticket.id, town.id_card.id).ticket


def test_a_service_comes_and_goes(town: Musterstadt, yildiz: Desk, both: Ticket, refused: Refused) -> None:
    assert set(town.ticket(both).services) == {town.residence.id, town.id_card.id}
    alone = yildiz.act(concerns.remove_service, both.id, town.residence.id).ticket
    assert (alone.services, alone.service_id) == ((town.id_card.id,), town.id_card.id)
    with refused("last_service"):
        yildiz.act(concerns.remove_service, both.id, town.id_card.id)


def test_only_services_of_the_same_office(town: Musterstadt, yildiz: Desk, both: Ticket, refused: Refused) -> None:
    with refused("unknown_service"):
        yildiz.act(concerns.add_service, both.id, town.vehicle.id)


def test_undone_it_is_for_what_it_was(town: Musterstadt, yildiz: Desk, both: Ticket) -> None:
    yildiz.undo()
    assert (town.ticket(both).services, town.ticket(both).listed) == ((town.residence.id,), ())


def test_a_part_has_a_number_of_its_own_and_the_same_place(town: Musterstadt, yildiz: Desk, both: Ticket) -> None:
    town.clock.advance(minutes=7)
    yildiz.act(concerns.split, both.id, town.id_card.id)
    part = town.ticket(both.id + 1)
    assert (part.number, part.queue_key, part.taken_at) == (f"{both.number}/2", both.queue_key, both.taken_at)
    assert (part.services, part.state, part.waiting_since) == (
        (town.id_card.id,), TicketState.WAITING, town.clock.now(),
    )  # fmt: skip
    assert town.ticket(both).services == (town.residence.id,)
    yildiz.finish(both)
    assert yildiz.call_next().id == part.id


def test_parts_of_a_part_count_on(town: Musterstadt, yildiz: Desk, both: Ticket) -> None:
    yildiz.act(concerns.split, both.id, town.id_card.id)
    yildiz.act(concerns.add_service, both.id, town.id_card.id)
    yildiz.act(concerns.split, both.id, town.id_card.id)
    assert town.ticket(both.id + 2).number == f"{both.number}/3"


def test_an_undone_split_is_one_ticket_again(town: Musterstadt, yildiz: Desk, both: Ticket) -> None:
    yildiz.act(concerns.split, both.id, town.id_card.id)
    yildiz.undo()
    assert set(town.ticket(both).services) == {town.residence.id, town.id_card.id}
    assert town.state(town.ticket(both.id + 1)) is TicketState.CANCELLED


def test_a_split_stands_when_the_part_was_called(
    town: Musterstadt, yildiz: Desk, brandt: Desk, both: Ticket, refused: Refused
) -> None:
    yildiz.act(concerns.split, both.id, town.id_card.id)
    brandt.call_next()
    with refused("undo_too_late"):
        yildiz.undo()


def test_priority_counts_as_come_earlier_and_can_be_taken_back(town: Musterstadt, yildiz: Desk) -> None:
    first = town.take()
    town.clock.advance(minutes=44)
    second = town.take()
    preferred = yildiz.act(priorities.set_priority, second.id, Priority.PREGNANCY).ticket
    assert preferred.queue_key == second.taken_at - ORDINARY.priority_lead
    assert yildiz.call_next().id == second.id
    yildiz.undo()
    plain = yildiz.act(priorities.set_priority, second.id, None).ticket
    assert (plain.queue_key, plain.priority) == (second.taken_at, None)
    assert yildiz.call_next().id == first.id


def test_priority_waits_for_those_who_came_much_earlier(town: Musterstadt, yildiz: Desk) -> None:
    first = town.take()
    town.clock.advance(minutes=46)
    yildiz.act(priorities.set_priority, town.take().id, Priority.CHILD)
    assert yildiz.call_next().id == first.id


def test_a_part_keeps_the_priority(town: Musterstadt, yildiz: Desk, both: Ticket) -> None:
    yildiz.act(priorities.set_priority, both.id, Priority.STAFF)
    yildiz.act(concerns.split, both.id, town.id_card.id)
    part = town.ticket(both.id + 1)
    assert (part.priority, part.queue_key) == (Priority.STAFF, town.ticket(both).queue_key)


def pause_of(town: Musterstadt, desk: Desk) -> tuple[object, object]:
    counter = town.ask(staff_rows.counter, desk.counter_id)
    return counter.paused_for, counter.paused_at


def test_a_call_ends_the_pause_and_its_undo_brings_it_back(town: Musterstadt, yildiz: Desk) -> None:
    town.take()
    began = town.clock.now()
    yildiz.act(pauses.pause, PauseReason.LUNCH)
    town.clock.advance(minutes=12)
    yildiz.call_next()
    assert pause_of(town, yildiz) == (None, None)
    yildiz.undo()
    assert pause_of(town, yildiz) == (PauseReason.LUNCH, began)


def test_another_reason_is_the_same_pause(town: Musterstadt, yildiz: Desk) -> None:
    began = town.clock.now()
    yildiz.act(pauses.pause, PauseReason.BREAK)
    town.clock.advance(minutes=5)
    yildiz.act(pauses.pause, PauseReason.MEETING)
    assert pause_of(town, yildiz) == (PauseReason.MEETING, began)


def test_nobody_rests_while_somebody_is_there(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    yildiz.call(town.take())
    with refused("counter_busy"):
        yildiz.act(pauses.pause, PauseReason.BREAK)


def test_the_undo_of_a_finish_ends_the_pause(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    yildiz.serve(town.take())
    yildiz.act(pauses.pause, PauseReason.BREAK)
    yildiz.undo()
    assert pause_of(town, yildiz) == (None, None)
    with refused("no_pause"):
        yildiz.act(pauses.end_pause)


def test_a_service_that_is_off_is_for_others_until_the_counter_is_left(
    town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused
) -> None:
    ticket = town.take()
    yildiz.act(pauses.set_skill, town.residence.id, False)
    with refused("nobody_waiting"):
        yildiz.call_next()
    assert brandt.call_next().id == ticket.id
    town.do(staff.take_counter, yildiz.clerk_id, None)
    town.do(staff.take_counter, yildiz.clerk_id, yildiz.counter_id)
    town.take()
    yildiz.call_next()


def test_nobody_switches_on_what_they_never_could(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    with refused("not_your_service"):
        yildiz.act(pauses.set_skill, town.vehicle.id, True)


def test_a_number_is_not_called_twice_in_one_breath(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = yildiz.call(town.take())
    for _ in range(2):
        town.clock.advance(seconds=4)
        with refused("called_just_now"):
            yildiz.recall(ticket)
        town.clock.advance(seconds=1)
        yildiz.recall(ticket)


def test_nobody_counts_as_not_come_before_the_office_has_called_often_enough(
    town: Musterstadt, yildiz: Desk, refused: Refused
) -> None:
    rules = replace(ORDINARY, calls_before_no_show=3)
    town.do(calling.set_rules, town.citizens_office.id, rules, yildiz.clerk_id)
    ticket = yildiz.call(town.take())
    for _ in range(2):
        with refused("call_again_first"):
            yildiz.no_show(ticket)
        town.clock.advance(seconds=30)
        yildiz.recall(ticket)
    yildiz.no_show(ticket)
    assert town.ticket(ticket).finished_at == town.clock.now()
    assert town.ticket(ticket).recalls == 2
    assert timedelta(seconds=60) == town.clock.now() - (town.ticket(ticket).called_at or town.clock.now())
