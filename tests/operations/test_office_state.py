"""What the estimate is told of an office: pauses, terminals, who is away, for whom a ticket waits, whose turn it is."""

from dataclasses import replace
from datetime import timedelta

from appliance.domain.calling import CallingRules, Mode
from appliance.domain.staff import PauseReason
from appliance.domain.ticket import Priority
from appliance.estimate.state import Desk as DeskOnDuty
from appliance.estimate.state import OfficeState, Serving, Turns, Waiting
from appliance.operations import away, calling, estimates, office_state, pauses, priorities
from appliance.operations.learning import Learning
from appliance.operations.office_state import minutes
from appliance.store import tickets as ticket_rows
from tests.town import Desk, Musterstadt


def state(town: Musterstadt) -> OfficeState:
    return town.ask(office_state.state, town.citizens_office.id, town.clock.now())


def only_desk(town: Musterstadt) -> DeskOnDuty:
    [desk] = state(town).desks
    return desk


def only_waiting(town: Musterstadt) -> Waiting:
    [waiting] = state(town).waiting
    return waiting


def test_a_pause_has_its_reason_and_its_beginning(town: Musterstadt, yildiz: Desk) -> None:
    began = town.clock.now()
    yildiz.act(pauses.pause, PauseReason.MEETING)
    town.clock.advance(minutes=7)
    assert (only_desk(town).paused_since, only_desk(town).pause) == (minutes(began), "meeting")
    yildiz.act(pauses.end_pause)
    assert only_desk(town).paused_since is None


def test_a_skill_that_is_off_today_is_nobodys_help(town: Musterstadt, yildiz: Desk) -> None:
    asked = ((town.residence.id, "on_site"),)
    assert only_desk(town).can_serve(asked)
    yildiz.act(pauses.set_skill, town.residence.id, False)
    assert not only_desk(town).can_serve(asked)


def test_terminals_are_free_or_busy_since_the_call(town: Musterstadt, yildiz: Desk) -> None:
    town.terminal()
    assert state(town).terminals == (None,)
    yildiz.call(town.take_at_terminal())
    called_at = minutes(town.clock.now())
    town.clock.advance(minutes=4)
    [busy] = state(town).terminals
    assert isinstance(busy, Serving) and busy.since == called_at
    town.take_at_terminal()
    assert only_waiting(town).needs_terminal


def test_a_terminal_that_is_switched_off_is_none(town: Musterstadt, yildiz: Desk) -> None:
    town.terminal()
    town.clock.advance(minutes=10)
    assert state(town).terminals == ()


def test_who_is_away_is_not_present(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take_video()
    town.do(away.changed, [ticket.id], [])
    assert not only_waiting(town).present
    town.do(away.come_back, ticket.id)
    assert only_waiting(town).present


def test_a_ticket_for_one_clerk_waits_for_the_counter_where_they_are(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take()
    town.store.write(ticket_rows.change, ticket, for_clerk_id=yildiz.clerk_id)
    assert only_waiting(town).only == yildiz.counter_id
    town.store.write(ticket_rows.change, town.ticket(ticket), for_clerk_id=town.clerk_id("brandt"))
    assert only_waiting(town).only is None  # is not here: upkeep frees it soon


def test_a_ticket_for_one_counter_waits_for_it(town: Musterstadt, yildiz: Desk, brandt: Desk) -> None:
    ticket = town.take()
    town.store.write(ticket_rows.change, ticket, for_counter_id=brandt.counter_id)
    assert only_waiting(town).only == brandt.counter_id


def test_the_turns_go_on_where_the_last_appointment_was_called(town: Musterstadt, yildiz: Desk) -> None:
    assert state(town).turns is None
    rules = CallingRules(mode=Mode.ALTERNATE, walk_ins_per_appointment=3)
    town.do(calling.set_rules, town.citizens_office.id, rules, None)
    assert state(town).turns == Turns(3, 3)
    booked = town.take()
    town.store.write(ticket_rows.change, booked, due_at=town.clock.now())
    for ticket in (booked, town.take()):
        town.clock.advance(minutes=1)
        yildiz.serve(ticket)
    assert state(town).turns == Turns(3, 1)


def test_the_kind_of_a_ticket_decides_for_which_turn_it_waits(town: Musterstadt, yildiz: Desk) -> None:
    walk_in, booked, urgent = town.take(), town.take(), town.take()
    town.store.write(ticket_rows.change, booked, due_at=town.clock.now())
    yildiz.act(priorities.set_priority, urgent.id, Priority.CHILD)
    kinds = {one.id: one.is_appointment for one in state(town).waiting}
    assert kinds == {walk_in.id: False, booked.id: True, urgent.id: None}


def test_the_credit_of_appointments_to_come_is_the_offices(town: Musterstadt) -> None:
    rules = replace(CallingRules(), appointment_credit=90)
    town.do(calling.set_rules, town.citizens_office.id, rules, None)
    assert all(one.credit == 90.0 for one in state(town).due)


def test_pauses_teach_how_long_pauses_for_their_reason_are(town: Musterstadt, yildiz: Desk) -> None:
    learning = Learning(estimates.Estimators())
    town.ask(learning.read, town.clock.now())
    for reason, length in ((PauseReason.LUNCH, 41), (PauseReason.BREAK, 9)):
        yildiz.act(pauses.pause, reason)
        town.clock.advance(minutes=length)
        yildiz.act(pauses.end_pause)
    town.clock.advance(minutes=1)
    town.ask(learning.read, town.clock.now())
    learner = learning.estimators.of(town.citizens_office.id).learner
    assert (learner.announced["lunch"][-1], learner.announced["break"][-1]) == (41.0, 9.0)


def test_who_was_away_is_no_measure_of_what_was_promised(town: Musterstadt, yildiz: Desk) -> None:
    estimators = estimates.Estimators()
    learning = Learning(estimators)
    town.ask(learning.read, town.clock.now())
    ticket = town.take_video()
    town.ask(estimators.plan, town.citizens_office.id, town.clock.now())
    assert ticket.id in estimators.issued
    town.do(away.changed, [ticket.id], [])
    town.clock.advance(minutes=1)
    town.ask(learning.read, town.clock.now())
    town.ask(estimators.plan, town.citizens_office.id, town.clock.now())
    assert ticket.id not in estimators.issued
    town.do(away.come_back, ticket.id)
    town.clock.advance(seconds=timedelta(minutes=1).seconds)
    town.ask(estimators.plan, town.citizens_office.id, town.clock.now())
    assert ticket.id in estimators.issued
