"""The simulated town hall calls by the rule of the real one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import queue
from appliance.domain.calling import CallingRules
from appliance.estimate.state import Group
from appliance.simulation import rules
from appliance.simulation.town import Person

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
MINUTES = st.integers(0, 1000).map(float)


def at(minute: float) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


@given(MINUTES, st.none() | MINUTES, st.booleans(), st.integers(0, 120), st.integers(0, 120))
def test_our_rule_is_the_offices(
    arrives: float, slot: float | None, is_priority: bool, appointment_credit: int, priority_credit: int
) -> None:
    """A person has an appointment or a priority, never both."""
    has_priority = is_priority and slot is None
    person = Person(1, arrives, 1, Group.ON_SITE, 0.0, 1.0, 60.0, 60.0, slot, has_priority)
    office = CallingRules(appointment_credit=appointment_credit, priority_credit=priority_credit)
    due_at = None if slot is None else queue.due(at(slot), at(arrives))
    key = queue.priority_key if has_priority else queue.queue_key
    simulated = rules.ours(appointment_credit, priority_credit)(person, arrives)
    assert at(simulated) == key(at(arrives), due_at, office)
