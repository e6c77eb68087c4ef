"""Promised against actual: what people were told of their wait when they took a number, and how long it was."""

from dataclasses import dataclass
from datetime import date

PROMISED_SHARE = 0.8
"""So many of the intervals are to hold."""

LEAST = 5
"""Of fewer promises nothing is told: a single wait could be somebody's."""

REMEMBERED_DAYS = 90
REPORTED_DAYS = 30


@dataclass(frozen=True)
class Promise:
    """Minutes from taking the number: the interval [`lo`, `hi`], its middle, and the wait until the call.

    `day` and `hour` are those of the town when the number was taken.
    """

    office_id: int
    service_id: int
    day: date
    hour: int
    lo: float
    middle: float
    hi: float
    waited: float


@dataclass(frozen=True)
class Kept:
    """Of all promises about one thing (`of`: a service, an hour, a day): how many there were, the share that was kept,
    the mean distance of the middle from the wait, the mean interval, and the mean wait. Minutes."""

    of: str
    count: int
    share: float
    error: float
    lo: float
    hi: float
    waited: float
