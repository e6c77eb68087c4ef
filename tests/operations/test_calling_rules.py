"""How an office calls: its credits, who may pick, and kinds that alternate."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.domain.calling import CallingRules, Mode, PickReason
from appliance.domain.journal import EventType
from appliance.domain.ticket import Priority, Ticket
from appliance.operations import away, calling, priorities
from appliance.store import journal
from appliance.store import tickets as ticket_rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt


class Rules:
    """The citizens' office's."""

    def __init__(self, town: Musterstadt) -> None:
        self.town = town

    def set(self, **changes: object) -> None:
        rules = replace(CallingRules(), **changes)  # type: ignore[arg-type]
        self.town.do(calling.set_rules, self.town.citizens_office.id, rules, None)

    def call_of(self, ticket: Ticket) -> dict[str, object]:
        events = self.town.ask(journal.of_ticket, ticket.id)
        return next(event.data for event in reversed(events) if event.type is EventType.TICKET_CALLED)


@pytest.fixture
def rules(town: Musterstadt) -> Rules:
    return Rules(town)


def booked(town: Musterstadt, in_minutes: int) -> Ticket:
    """Somebody has checked in for an appointment, without the ado of a diary."""
    ticket, due_at = town.take(), town.clock.now() + timedelta(minutes=in_minutes)
    key = due_at - CallingRules().appointment_lead
    town.store.write(ticket_rows.change, ticket, due_at=due_at, queue_key=key)
    return town.ticket(ticket)


def test_other_credits_put_those_who_wait_in_their_order_at_once(town: Musterstadt, rules: Rules, yildiz: Desk) -> None:
    appointment, walk_in = booked(town, in_minutes=50), town.take()
    rules.set(appointment_credit=30)
    assert town.ticket(appointment).queue_key == appointment.due_at - timedelta(minutes=30)  # type: ignore[operator]
    assert town.ticket(walk_in) == walk_in
    assert yildiz.call_next().id == walk_in.id


def test_a_priority_follows_the_new_credit_and_keeps_its_reason(town: Musterstadt, rules: Rules, yildiz: Desk) -> None:
    ticket = town.take()
    yildiz.act(priorities.set_priority, ticket.id, Priority.PREGNANCY)
    rules.set(priority_credit=10)
    after = town.ticket(ticket)
    assert (after.queue_key, after.priority) == (after.taken_at - timedelta(minutes=10), Priority.PREGNANCY)


def test_the_journal_knows_every_key_that_moved(town: Musterstadt, rules: Rules) -> None:
    appointment, _walk_in = booked(town, in_minutes=50), town.take()
    rules.set(appointment_credit=90)
    event = town.ask(journal.last, EventType.CALLING_RULES_CHANGED)
    assert event.data == {"keys": {str(appointment.id): town.ticket(appointment).queue_key.isoformat()}}


def test_nothing_is_told_where_nothing_changed(town: Musterstadt, rules: Rules) -> None:
    rules.set()
    assert town.ask(journal.last, EventType.CALLING_RULES_CHANGED) is None


@pytest.mark.parametrize("field", ["appointment_credit", "walk_ins_per_appointment", "grace_seconds"])
def test_rules_have_bounds(rules: Rules, refused: Refused, field: str) -> None:
    with refused("invalid_input"):
        rules.set(**{field: -1})


def test_who_passes_over_somebody_says_why(town: Musterstadt, rules: Rules, yildiz: Desk, refused: Refused) -> None:
    _first, second = town.take(), town.take()
    with refused("pick_reason_missing"):
        yildiz.call(second, None)
    yildiz.call(second, PickReason.LANGUAGE)
    assert rules.call_of(second)["why"] == {"picked": "language"}


def test_nobody_has_to_give_a_reason_for_calling_the_next(town: Musterstadt, rules: Rules, yildiz: Desk) -> None:
    first, _second = town.take(), town.take()
    yildiz.call(first, None)
    assert "why" not in rules.call_of(first)


def test_an_office_may_follow_the_order_alone(town: Musterstadt, rules: Rules, yildiz: Desk, refused: Refused) -> None:
    rules.set(mode=Mode.NEXT)
    first, second = town.take(), town.take()
    with refused("pick_not_allowed"):
        yildiz.call(second, PickReason.URGENT)
    assert yildiz.call(first, None).id == first.id


def test_walk_ins_and_appointments_alternate_over_all_counters(
    town: Musterstadt, rules: Rules, yildiz: Desk, brandt: Desk
) -> None:
    rules.set(mode=Mode.ALTERNATE, walk_ins_per_appointment=2)
    walk_ins, appointments = [town.take() for _ in range(4)], [booked(town, in_minutes=600) for _ in range(2)]
    called = []
    for desk in (yildiz, brandt, yildiz, yildiz, brandt, yildiz):
        town.clock.advance(seconds=30)
        called.append(desk.call_next())
        desk.admit(called[-1])
        desk.finish(called[-1])
    order = [appointments[0], *walk_ins[:2], appointments[1], *walk_ins[2:]]
    assert [one.id for one in called] == [one.id for one in order]
    assert [rules.call_of(one).get("why") for one in called[:2]] == [{"turn": True}, None]


def test_a_call_knows_whom_it_passed_over_for_a_moment(town: Musterstadt, rules: Rules, yildiz: Desk) -> None:
    remote, later = town.take_video(), town.take()
    town.do(away.changed, [remote.id], [])
    assert yildiz.call_next().id == later.id
    assert rules.call_of(later)["why"] == {"over": {"absent": [remote.id]}}
