"""What citizens say of their visit: one answer and perhaps a text, told to nobody together with who said it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=365)
LOOKED_AT = timedelta(days=90)
"""The administration sees what was said in this time."""

LEAST = 5
"""Answers about a service: with fewer one could guess who said what, and they are not shown."""
LONGEST_COMMENT = 1000


class Answer(StrEnum):
    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True)
class Said:
    """About one service, on all days that were asked for. `counts` by answer; `comments` in no order."""

    service_id: int
    counts: dict[Answer, int]
    comments: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def may_be_shown(self) -> bool:
        return self.total >= LEAST
