"""Times that are learned stay right when tickets are parked, passed on or divided."""

from appliance.domain.ticket import ParkReason
from appliance.estimate.learner import Learner
from appliance.estimate.state import Group, Work
from appliance.operations import concerns, estimates, office_state, parking, tickets, transfers
from appliance.operations.learning import Learning
from appliance.operations.transfers import Target
from tests.town import Desk, Musterstadt


def begin(town: Musterstadt) -> Learning:
    learning = Learning(estimates.Estimators())
    town.ask(learning.read, town.clock.now())
    return learning


def learned(town: Musterstadt, learning: Learning, office_id: int | None = None) -> Learner:
    town.clock.advance(minutes=1)
    town.ask(learning.read, town.clock.now())
    return learning.estimators.of(office_id or town.citizens_office.id).learner


def taught(town: Musterstadt, minutes: float) -> Learner:
    """Somebody who has seen one service of this length."""
    learner = Learner(dict(town.ask(office_state.configured)))
    learner.served(Work((town.residence.id,)), minutes)
    return learner


def test_a_service_takes_as_long_as_somebody_was_at_a_counter(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    learning = begin(town)
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    town.clock.advance(minutes=5)
    yildiz.act(parking.park, ticket.id, ParkReason.DOCUMENTS)
    town.clock.advance(minutes=50)
    brandt.act(parking.resume, ticket.id)
    town.clock.advance(minutes=4)
    brandt.finish(ticket)
    seen, expected = learned(town, learning), taught(town, 9)
    assert seen.duration(town.residence.id).weight == 1.0
    assert seen.mean(Work((town.residence.id,))) == expected.mean(Work((town.residence.id,)))


def test_what_was_parked_and_taken_back_counts_from_the_call(town: Musterstadt, yildiz: Desk) -> None:
    learning = begin(town)
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    town.clock.advance(minutes=5)
    yildiz.act(parking.park, ticket.id, ParkReason.DOCUMENTS)
    town.clock.advance(seconds=10)
    yildiz.undo()
    town.clock.advance(minutes=3, seconds=50)
    yildiz.finish(ticket)
    assert learned(town, learning).mean(Work((town.residence.id,))) == taught(town, 9).mean(Work((town.residence.id,)))


def test_a_wait_begins_anew_where_somebody_is_passed_on(town: Musterstadt, yildiz: Desk) -> None:
    learning = begin(town)
    ticket = yildiz.admit(yildiz.call(town.take())).ticket
    town.clock.advance(minutes=30)
    yildiz.act(transfers.transfer, ticket.id, Target(service_id=town.vehicle.id))
    town.clock.advance(minutes=2)
    brandt = town.desk("brandt", "Schalter 2")
    brandt.admit(brandt.call(ticket))
    learner = learned(town, learning, town.vehicle.office_id)
    first = Learner(dict(town.ask(office_state.configured)))
    first.waited(Group.ON_SITE, 2)
    assert learner.visible[Group.ON_SITE].per_minute == first.visible[Group.ON_SITE].per_minute


def test_nobody_has_given_up_who_was_parked_or_whose_part_was_joined_again(
    town: Musterstadt, yildiz: Desk, brandt: Desk
) -> None:
    learning = begin(town)
    ticket = yildiz.call(town.take())
    yildiz.act(parking.park, ticket.id, ParkReason.OTHER)
    town.do(tickets.cancel, ticket.id)
    second = yildiz.call(town.take())
    yildiz.act(concerns.add_service, second.id, town.id_card.id)
    yildiz.act(concerns.split, second.id, town.id_card.id)
    yildiz.undo()
    fresh = Learner(dict(town.ask(office_state.configured)))
    learner = learned(town, learning)
    assert learner.visible[Group.ON_SITE].per_minute == fresh.visible[Group.ON_SITE].per_minute
