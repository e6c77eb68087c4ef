"""Consultation (Beratung): what starts when a video ticket is admitted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

UNDO_WINDOW = timedelta(seconds=10)
"""How long a clerk may take an action back; a finished consultation shows thanks for as long before its room closes."""


class ConsultationState(StrEnum):
    OPEN = "open"
    FINISHED = "finished"
    CLOSED = "closed"


@dataclass(frozen=True)
class Consultation:
    """`terminal_id` is the device at which the citizen sits, or None for the citizen's own device.

    `is_held`: the citizen waits while the clerk speaks with a colleague; nobody hears or sees the other.
    """

    id: int
    ticket_id: int
    office_id: int
    clerk_id: int
    counter_id: int
    terminal_id: int | None
    state: ConsultationState
    opened_at: datetime
    finished_at: datetime | None
    is_held: bool = False
