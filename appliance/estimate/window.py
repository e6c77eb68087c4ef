"""The waiting window: a clock range from people ahead, configured minutes and capable clerks.

A deliberately plain estimate behind the interface that later learns (design 5): state of one office in, one window for
every waiting ticket out.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import Channel

EARLY, LATE = 0.7, 1.5
"""The range around the expected wait: services of a town hall vary about that much (lognormal, sigma 0.65)."""

LAST_STRETCH = timedelta(minutes=2)
"""The shortest width of a window: even the next person cannot be promised a minute."""


@dataclass(frozen=True)
class Desk:
    """A staffed counter as the estimate sees it. `busy_since` is when the present ticket was called, or None."""

    clerk: Clerk
    counter: Counter
    busy_since: datetime | None = None
    busy_minutes: int = 0

    def can_serve(self, service_id: int, channel: Channel) -> bool:
        return service_id in self.clerk.skills and not (self.counter.is_home and channel is Channel.ON_SITE)


@dataclass(frozen=True)
class Window:
    """When a ticket will probably be called: `opens` to `closes`, or no window and the `reason` why not.

    `people_ahead` counts tickets with a lower key that compete for the same clerks.
    """

    people_ahead: int
    opens: datetime | None
    closes: datetime | None
    reason: str | None = None


@dataclass(frozen=True)
class _PresentWork:
    """What the clerks who are capable of a concern have on their desks now."""

    desks: int
    any_free: bool
    minutes: float


Concern = tuple[int, Channel]
"""What decides which clerks are capable: the service and the channel."""


class Forecast:
    """The queue of one office at one instant, built ticket by ticket in the order of the queue.

    Expected wait = (work ahead that the capable clerks must do first + what is left of their present tickets) / number
    of capable clerks. Work that other clerks can take too is shared by all who can do it. Cost: one step a ticket and
    concern, so that a thousand waiting tickets are refreshed in milliseconds.
    """

    def __init__(self, desks: Sequence[Desk], at: datetime) -> None:
        self._desks, self._at = desks, at
        self._capable: dict[Concern, list[Desk]] = {}
        self._ahead: Tally[Concern] = Tally()
        self._work: Tally[Concern] = Tally()
        self._shares: dict[tuple[Concern, Concern], float] = {}
        self._present: dict[Concern, _PresentWork] = {}
        self._latest: dict[Concern, tuple[datetime, datetime]] = {}

    def add(self, concern: Concern, minutes: int) -> Window:
        """The window of the next ticket in the queue; from now on its `minutes` stand before all that follow."""
        window = self.window(concern)
        self._ahead[concern] += 1
        self._work[concern] += minutes
        return window

    def window(self, concern: Concern) -> Window:
        """The window of somebody who joins now, behind all that were added."""
        capable = self._capable_desks(concern)
        if not capable:
            return Window(self._ahead.total(), None, None, "nobody_on_duty")
        rivals, work = 0, 0.0
        for other, count in self._ahead.items():
            if share := self._share(other, concern):
                rivals += count
                work += share * self._work[other]
        return Window(rivals, *self._never_earlier(concern, self._framed(rivals, work, concern)))

    def _never_earlier(self, concern: Concern, frame: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
        """A coarser rounding must not tell those behind an earlier time than those who stand before them."""
        before = self._latest.get(concern, frame)
        self._latest[concern] = latest = (max(frame[0], before[0]), max(frame[1], before[1]))
        return latest

    def _framed(self, rivals: int, work: float, concern: Concern) -> tuple[datetime, datetime]:
        present = self._present_work(concern)
        if rivals == 0 and present.any_free:
            expected = timedelta(0)
        else:
            expected = timedelta(minutes=(work + present.minutes) / present.desks)
        latest = max(expected * LATE, expected * EARLY + LAST_STRETCH)
        return rounded(self._at + expected * EARLY, self._at + latest, self._at)

    def _present_work(self, concern: Concern) -> "_PresentWork":
        if concern not in self._present:
            capable = self._capable_desks(concern)
            self._present[concern] = _PresentWork(
                len(capable),
                any(desk.busy_since is None for desk in capable),
                sum(_remaining_minutes(desk, self._at) for desk in capable),
            )
        return self._present[concern]

    def _share(self, other: Concern, concern: Concern) -> float:
        """The part of another concern's work that falls on the clerks of this one: 0 when none of them can serve it."""
        if (other, concern) not in self._shares:
            everyone, capable = self._capable_desks(other), self._capable_desks(concern)
            both = sum(desk in everyone for desk in capable)
            self._shares[other, concern] = both / len(everyone) if everyone else 0.0
        return self._shares[other, concern]

    def _capable_desks(self, concern: Concern) -> list[Desk]:
        if concern not in self._capable:
            self._capable[concern] = [desk for desk in self._desks if desk.can_serve(*concern)]
        return self._capable[concern]


def rounded(opens: datetime, closes: datetime, at: datetime) -> tuple[datetime, datetime]:
    """Outward to 1 minute below 10 minutes' wait, 2 below 24, 5 beyond (design 5)."""
    wait = closes - at
    step = 1 if wait < timedelta(minutes=10) else 2 if wait < timedelta(minutes=24) else 5
    return _floor(opens, step), _ceiling(closes, step)


def still_holds(shown: Window, fresh: Window, at: datetime) -> bool:
    """Hysteresis: what is shown stays while it covers the fresh window's middle and says the same of the rest."""
    if (shown.reason, shown.people_ahead) != (fresh.reason, fresh.people_ahead):
        return False
    if shown.opens is None or shown.closes is None or fresh.opens is None or fresh.closes is None:
        return True
    middle = fresh.opens + (fresh.closes - fresh.opens) / 2
    return shown.opens <= middle <= shown.closes and at < shown.closes


def _remaining_minutes(desk: Desk, at: datetime) -> float:
    if desk.busy_since is None:
        return 0.0
    return max(desk.busy_minutes - (at - desk.busy_since) / timedelta(minutes=1), 1.0)


def _floor(moment: datetime, step: int) -> datetime:
    return moment - timedelta(minutes=moment.minute % step, seconds=moment.second, microseconds=moment.microsecond)


def _ceiling(moment: datetime, step: int) -> datetime:
    floor = _floor(moment, step)
    return floor if floor == moment else floor + timedelta(minutes=step)
