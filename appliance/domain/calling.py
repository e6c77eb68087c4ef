"""How an office calls: what an appointment and a priority are worth, and whether clerks follow the order or pick."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Mode(StrEnum):
    """Who decides who is next.

    `next`: the order alone. `pick`: the order, but a clerk may call somebody else and says why. `alternate`: some
    without an appointment, then one with an appointment, as long as both wait; each kind in its order.
    """

    NEXT = "next"
    PICK = "pick"
    ALTERNATE = "alternate"


class PickReason(StrEnum):
    """Why a clerk calls somebody before those who would be next."""

    LANGUAGE = "language"
    URGENT = "urgent"
    QUICK = "quick"
    KNOWN_CASE = "known_case"
    OTHER = "other"


BOUNDS = {
    "appointment_credit": (0, 240),
    "priority_credit": (0, 240),
    "walk_ins_per_appointment": (1, 20),
    "calls_before_no_show": (1, 10),
    "grace_seconds": (60, 900),
}


@dataclass(frozen=True)
class CallingRules:
    """Of an office. Credits in minutes: so long before its time an appointment counts as drawn, and so much earlier
    than it was drawn a ticket with priority (see `domain.queue`).

    The ordinary credits keep 8 of 10 appointments within ten minutes of their time in a full house, and the longest
    waits of the others 15 % below what they are where appointments go before all (`tests.bench rule`).

    `calls_before_no_show`: how often somebody is called at least. `grace_seconds`: so long after their page was last
    seen people who wait at their own device still count as there.
    """

    appointment_credit: int = 50
    priority_credit: int = 45
    mode: Mode = Mode.PICK
    walk_ins_per_appointment: int = 3
    calls_before_no_show: int = 1
    grace_seconds: int = 90

    def faults(self) -> list[str]:
        """Names of the fields that are not as they must be."""
        return [name for name, (least, most) in BOUNDS.items() if not least <= getattr(self, name) <= most]

    @property
    def appointment_lead(self) -> timedelta:
        return timedelta(minutes=self.appointment_credit)

    @property
    def priority_lead(self) -> timedelta:
        return timedelta(minutes=self.priority_credit)


ORDINARY = CallingRules()
"""Of an office that has set nothing else."""
