"""Announcement (Durchsage): what everybody who waits in some offices should know, until it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_CHARACTERS = 240
"""Of each text: two lines on a phone's page, and a ticker that can be read to its end."""
LONGEST = timedelta(days=7)
"""What holds for longer belongs into the opening hours or on the town's website."""
KEPT = timedelta(days=7)
"""So long an announcement that is over can be made again."""


@dataclass(frozen=True)
class Wording:
    """What is said, where, and until when. `en` "": nobody wrote it, and English pages show the German text."""

    offices: tuple[int, ...]
    de: str
    en: str
    until: datetime


@dataclass(frozen=True)
class Announcement(Wording):
    """`ended_at`: since when it is over, because somebody ended it or its time came."""

    id: int
    made_at: datetime
    ended_at: datetime | None
    clerk_id: int

    def runs(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.until


def fits(wording: Wording, at: datetime) -> bool:
    """Whether its end is still to come, and not too far away."""
    return at < wording.until <= at + LONGEST
