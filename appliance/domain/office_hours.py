"""Opening hours (Öffnungszeiten): when an office takes people, on which channel, told as wall time of the town.

What holds for a day is decided in this order: the special days that cover it (the shortest range first, then those that
name a channel, then the one that was entered last), then the public holiday, then the day of the week.

Wall time becomes an instant by RFC 5545, 3.3.5: a time that the clocks skip counts with the offset from before the gap.
A time that comes twice opens at its first and closes at its second occurrence, so that nobody stands before a door that
closes an hour early.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appliance.domain.ticket import Channel

DAY_MINUTES = 24 * 60
LATEST_MINUTE = 2 * DAY_MINUTES
"""Hours of one day may reach into the next: 22:00 to 26:00 is until two in the morning."""

SEARCH_DAYS = 120
"""How far ahead the next opening is looked for. An office that opens later than that says no date."""


@dataclass(frozen=True, order=True)
class Hours:
    """One stretch of a day, in minutes after its midnight. Raises ValueError unless 0 <= opens < closes <= 2880."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= LATEST_MINUTE or self.opens >= DAY_MINUTES:
            raise ValueError(f"hours from minute {self.opens} to {self.closes}")


Week = tuple[tuple[Hours, ...], ...]
"""Seven days from Monday on, each with its stretches."""

CLOSED_WEEK: Week = ((),) * 7


@dataclass(frozen=True)
class SpecialDays:
    """Other hours from `first` to `last`, both included; no hours: closed. `channels` empty: all of them.

    `reason` is what the citizen is told ("Betriebsausflug").
    """

    id: int
    first: date
    last: date
    hours: tuple[Hours, ...] = ()
    channels: frozenset[Channel] = frozenset()
    reason: str = ""

    def covers(self, day: date, channel: Channel) -> bool:
        return self.first <= day <= self.last and (not self.channels or channel in self.channels)

    @property
    def rank(self) -> tuple[timedelta, bool, int]:
        """The lowest decides."""
        return self.last - self.first, not self.channels, -self.id


class DayRule(StrEnum):
    """What decided a day's hours."""

    WEEKLY = "weekly"
    HOLIDAY = "holiday"
    SPECIAL = "special"


@dataclass(frozen=True)
class Day:
    """What holds on one day. `reason`: the holiday's name, or that of the special days; "" on an ordinary day."""

    day: date
    hours: tuple[Hours, ...]
    rule: DayRule
    reason: str = ""


@dataclass(frozen=True, order=True)
class Span:
    """From `opens` until before `closes`, as instants in UTC."""

    opens: datetime
    closes: datetime

    def holds(self, at: datetime) -> bool:
        return self.opens <= at < self.closes


@dataclass(frozen=True)
class OfficeHours:
    """The hours of one office. `holidays`: names by day, empty for an office that works on them."""

    zone: ZoneInfo
    weekly: Mapping[Channel, Week] = field(default_factory=dict)
    special: Sequence[SpecialDays] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)

    @property
    def is_planned(self) -> bool:
        """An office without weekly hours is opened and closed by hand alone."""
        return any(any(week) for week in self.weekly.values())

    def day(self, channel: Channel, day: date) -> Day:
        special = [one for one in self.special if one.covers(day, channel)]
        if special:
            decisive = min(special, key=lambda one: one.rank)
            return Day(day, merged(decisive.hours), DayRule.SPECIAL, decisive.reason)
        if day in self.holidays:
            return Day(day, (), DayRule.HOLIDAY, self.holidays[day])
        return Day(day, merged(self.weekly.get(channel, CLOSED_WEEK)[day.weekday()]), DayRule.WEEKLY)

    def spans(self, channel: Channel, first: date, last: date) -> Iterator[Span]:
        """The openings that begin from `first` to `last`, in order; those that touch over midnight are one."""
        open_span: Span | None = None
        for span in self._by_day(channel, first, last):
            if open_span is not None and span.opens <= open_span.closes:
                open_span = Span(open_span.opens, max(open_span.closes, span.closes))
            else:
                if open_span is not None:
                    yield open_span
                open_span = span
        if open_span is not None:
            yield open_span

    def span_at(self, channel: Channel, at: datetime) -> Span | None:
        """The opening that holds at this instant."""
        today = self.local_day(at)
        # Hours of yesterday may reach into today, and an opening may touch those of the days around it.
        around = self.spans(channel, today - timedelta(days=2), today + timedelta(days=2))
        return next((span for span in around if span.holds(at)), None)

    def next_span(self, channel: Channel, at: datetime) -> Span | None:
        """The first opening that begins after this instant, within SEARCH_DAYS."""
        today = self.local_day(at)
        ahead = self.spans(channel, today - timedelta(days=2), today + timedelta(days=SEARCH_DAYS))
        return next((span for span in ahead if span.opens > at), None)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _by_day(self, channel: Channel, first: date, last: date) -> Iterator[Span]:
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            for hours in self.day(channel, day).hours:
                span = Span(opening_instant(day, hours.opens, self.zone), closing_instant(day, hours.closes, self.zone))
                if span.opens < span.closes:  # an hour that the clocks skip whole is none
                    yield span


def merged(hours: Sequence[Hours]) -> tuple[Hours, ...]:
    """In order, and what overlaps or touches as one."""
    result: list[Hours] = []
    for one in sorted(hours):
        if result and one.opens <= result[-1].closes:
            result[-1] = Hours(result[-1].opens, max(result[-1].closes, one.closes))
        else:
            result.append(one)
    return tuple(result)


def opening_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return _wall(day, minute).replace(tzinfo=zone, fold=0).astimezone(UTC)


def closing_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The later of both readings: the second occurrence where there are two, the offset from before a gap."""
    readings = (_wall(day, minute).replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(readings)


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)
