"""The order of the queue, ours and those of others: the key by which a person who has come stands at a moment.

The lowest key is called first, ties by id. Keys are minutes; whoever goes before all others has one far below.
"""

from collections.abc import Callable

from appliance.domain.calling import ORDINARY
from appliance.simulation.town import Person

Rule = Callable[[Person, float], float]
"""Person and moment to key."""

EARLY_CHECK_IN = 5.0
BEFORE_ALL = 10_000.0


def ours(
    appointment_credit: float = ORDINARY.appointment_credit, priority_credit: float = ORDINARY.priority_credit
) -> Rule:
    """One key for all (domain.queue), which never changes; credits in minutes."""

    def key(person: Person, at: float) -> float:
        if person.slot is not None:
            return max(person.slot, person.arrives - EARLY_CHECK_IN) - appointment_credit
        return person.arrives - priority_credit if person.is_priority else person.arrives

    return key


def first_come(person: Person, at: float) -> float:
    """FIFO by check-in."""
    return person.arrives


def strict(person: Person, at: float) -> float:
    """Appointments go before all others from their check-in on, then priority tickets, then walk-ins."""
    if person.slot is not None:
        return person.slot - 2 * BEFORE_ALL
    return person.arrives - BEFORE_ALL if person.is_priority else person.arrives


def zms(person: Person, at: float) -> float:
    """As in ZMS (Berlin, Munich): from two minutes before its time an appointment goes before all walk-ins; until
    then it waits behind them. Priority tickets go before walk-ins."""
    if person.slot is not None:
        return person.slot - 2 * BEFORE_ALL if at >= person.slot - 2 else person.slot + BEFORE_ALL
    return person.arrives - BEFORE_ALL if person.is_priority else person.arrives
