"""Passing on: to another office, a counter or a person, with number, key and the time at which it was taken."""

from appliance.domain.consultation import ConsultationState
from appliance.domain.ticket import Channel, ParkReason, Ticket, TicketState
from appliance.live import topics
from appliance.operations import guests as guest_operations
from appliance.operations import parking, pauses, staff, takeovers, transfers
from appliance.operations.transfers import Target
from appliance.store import consultations, journal
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


def transfer(desk: Desk, ticket: Ticket, **target: int) -> Ticket:
    return desk.act(transfers.transfer, ticket.id, Target(**target)).ticket


def kept(ticket: Ticket) -> tuple[object, ...]:
    return ticket.number, ticket.taken_at, ticket.queue_key


def test_another_office_has_it_at_its_place(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take()
    town.clock.advance(minutes=20)
    car = town.take(town.vehicle)
    town.clock.advance(minutes=1)
    yildiz.call(ticket)
    yildiz.admit(ticket)
    passed = transfer(yildiz, ticket, service_id=town.vehicle.id)
    assert (passed.state, passed.office_id, passed.services) == (
        TicketState.WAITING, car.office_id, (town.vehicle.id,),
    )  # fmt: skip
    assert kept(passed) == kept(ticket)
    assert town.desk("brandt", "Schalter 2").call_next().id == ticket.id


def test_everything_can_be_passed_on_that_is_not_over(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    waiting, called, parked, over = (town.take() for _ in range(4))
    yildiz.serve(over)
    yildiz.act(parking.park, yildiz.call(parked).id, ParkReason.COLLEAGUE)
    yildiz.call(called)
    for ticket in (waiting, parked, called):
        assert transfer(yildiz, ticket, service_id=town.vehicle.id).state is TicketState.WAITING
    with refused("wrong_state"):
        transfer(yildiz, over, service_id=town.vehicle.id)


def test_nobody_passes_on_what_a_colleague_has_or_another_office(
    town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused
) -> None:
    theirs, car = brandt.call(town.take()), town.take(town.vehicle)
    with refused("taken_by_other"):
        transfer(yildiz, theirs, service_id=town.vehicle.id)
    with refused("forbidden"):
        transfer(yildiz, car, service_id=town.residence.id)


def test_for_one_colleague_others_pass_it_over(town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused) -> None:
    ticket = transfer(yildiz, yildiz.call(town.take()), clerk_id=brandt.clerk_id)
    with refused("nobody_waiting"):
        yildiz.call_next()
    with refused("for_somebody_else"):
        yildiz.call(ticket)
    called = brandt.call_next()
    assert (called.id, called.for_clerk_id) == (ticket.id, None)


def test_for_a_counter_whoever_sits_there(town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused) -> None:
    ticket = transfer(yildiz, yildiz.call(town.take()), counter_id=brandt.counter_id)
    with refused("nobody_waiting"):
        yildiz.call_next()
    assert brandt.call_next().id == ticket.id


def test_who_is_not_there_or_cannot_is_given_nothing(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = town.take()
    with refused("colleague_away"):
        transfer(yildiz, ticket, clerk_id=town.clerk_id("brandt"))
    with refused("colleague_away"):
        transfer(yildiz, ticket, counter_id=town.counter("Schalter 2").id)
    with refused("colleague_cannot"):
        transfer(yildiz, ticket, clerk_id=town.desk("kaya", "Heimarbeitsplatz 1").clerk_id)


def test_when_the_colleague_leaves_it_is_for_everybody(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = transfer(yildiz, town.take(), clerk_id=brandt.clerk_id)
    town.do(staff.take_counter, brandt.clerk_id, None)
    town.tick(seconds=1)
    assert yildiz.call_next().id == ticket.id


def test_when_the_colleague_vanishes_it_is_for_everybody(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    town.do(takeovers.seen, brandt.clerk_id)
    ticket = transfer(yildiz, town.take(), counter_id=brandt.counter_id)
    town.tick(minutes=2)
    assert town.ticket(ticket).for_counter_id == brandt.counter_id
    town.tick(minutes=2)
    assert yildiz.call_next().id == ticket.id


def test_when_the_colleague_no_longer_does_it_it_is_for_everybody(
    town: Musterstadt, yildiz: Desk, brandt: Desk
) -> None:
    ticket = transfer(yildiz, town.take(), clerk_id=brandt.clerk_id)
    brandt.act(pauses.set_skill, town.residence.id, False)
    town.tick(seconds=1)
    assert yildiz.call_next().id == ticket.id


def test_undone_it_is_where_it_was(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = yildiz.call(town.take())
    town.clock.advance(minutes=1)
    before = yildiz.admit(ticket).ticket
    transfer(yildiz, ticket, service_id=town.vehicle.id)
    yildiz.undo()
    assert {**vars(town.ticket(ticket)), "version": before.version} == vars(before)
    transfer(yildiz, ticket, service_id=town.vehicle.id)
    town.desk("brandt", "Schalter 2").call_next()
    with refused("undo_too_late"):
        yildiz.undo()


def test_both_offices_hear_of_it_and_of_its_undo(town: Musterstadt, yildiz: Desk) -> None:
    ticket = transfer(yildiz, yildiz.call(town.take()), service_id=town.vehicle.id)
    yildiz.undo()
    passed, undone = town.ask(journal.of_ticket, ticket.id)[-2:]
    both = {f"office:{town.citizens_office.id}", f"office:{town.vehicle.office_id}"}
    assert both <= set(topics.of_event(passed))
    assert both <= set(topics.of_event(undone))


def test_where_the_channel_is_not_offered_it_does_not_go(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    assert Channel.VIDEO not in town.vehicle.channels
    with refused("channel_not_offered"):
        transfer(yildiz, town.take_video(), service_id=town.vehicle.id)


def test_who_sat_at_a_terminal_comes_to_the_counter_of_an_office_without(
    town: Musterstadt, yildiz: Desk, terminal: Terminal
) -> None:
    ticket = yildiz.call(town.take_at_terminal())
    terminal.confirm(ticket.code)
    passed = transfer(yildiz, ticket, service_id=town.vehicle.id)
    assert (passed.channel, passed.at_terminal) == (Channel.ON_SITE, False)
    town.tick(seconds=10)
    assert town.ticket(ticket).terminal_id is None


def test_a_conversation_ends(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    room = town.ask(consultations.running_of_ticket, ticket.id)
    transfer(yildiz, ticket, clerk_id=brandt.clerk_id)
    brandt.admit(brandt.call(ticket))
    assert town.ask(consultations.by_id, room.id).state is ConsultationState.CLOSED
    assert town.ask(consultations.running_of_ticket, ticket.id).clerk_id == brandt.clerk_id


def test_to_a_colleague_who_is_in_the_room_the_conversation_is_handed_over(
    town: Musterstadt, yildiz: Desk, brandt: Desk
) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    room = town.ask(consultations.running_of_ticket, ticket.id)
    asked = town.do(guest_operations.ask_colleague, room.id, yildiz.clerk_id, brandt.clerk_id)
    town.do(guest_operations.answer, asked, brandt.clerk_id, True)
    passed = transfer(yildiz, ticket, clerk_id=brandt.clerk_id)
    assert (passed.state, passed.counter_id) == (TicketState.SERVING, brandt.counter_id)
    assert town.ask(consultations.running_of_ticket, ticket.id).id == room.id
