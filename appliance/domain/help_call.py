"""Help call (Hilferuf): somebody at a kiosk asks for a person of the house to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RINGS_FOR = timedelta(minutes=15)
"""Nobody came: then it is over, so that the next morning does not begin with the ring of yesterday."""

HELPS_FOR = timedelta(minutes=15)
"""Somebody went there and forgot to say that it is done."""


class HelpEnd(StrEnum):
    WITHDRAWN = "withdrawn"
    HELPED = "helped"
    EXPIRED = "expired"


@dataclass(frozen=True)
class HelpCall:
    """It rings from `called_at` until somebody takes it (`taken_at`, `clerk_id`) or it is over."""

    id: int
    device_id: int
    office_id: int
    called_at: datetime
    taken_at: datetime | None
    clerk_id: int | None
    ended_at: datetime | None

    def is_over_by(self, at: datetime) -> bool:
        """Whether its time has run out."""
        return at - (self.taken_at or self.called_at) >= (HELPS_FOR if self.taken_at else RINGS_FOR)
