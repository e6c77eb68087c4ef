"""Whether an office gives out numbers: by its hours, by hand, by who waits and works.

An office with planned hours opens and closes by itself. Whoever switches it by hand does so until the plan says it
too: closed for the rest of this opening, or open until the next one begins, at the latest until midnight.
An office without planned hours is as it was switched last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appliance.domain.office_hours import DAY_MINUTES, OfficeHours, Span, opening_instant
from appliance.domain.organisation import Office
from appliance.domain.ticket import Channel


class OfficeState(StrEnum):
    """In words of the citizen. Only `closed` and `full` offices give out no numbers."""

    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    UNSTAFFED = "unstaffed"
    CLOSED = "closed"
    FULL = "full"

    @property
    def gives_numbers(self) -> bool:
        return self not in (OfficeState.CLOSED, OfficeState.FULL)


@dataclass(frozen=True)
class Opening:
    """At one instant. `closes_at` of an open office, `opens_at` of a closed one; None where nobody knows.

    `reason`: why today is no ordinary day, in the office's words ("Betriebsausflug"); "" otherwise.
    """

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    reason: str = ""


def opening(office: Office, hours: OfficeHours, channel: Channel, at: datetime) -> Opening:
    """Of one channel. An office that has hours for some channels is closed on the others."""
    if not hours.is_planned:
        return Opening(office.is_open)
    if office.hand_until is not None and at < office.hand_until:
        return _by_hand(office.is_open, office.hand_until, hours, channel)
    span = hours.span_at(channel, at)
    if span is not None:
        return Opening(True, closes_at=span.closes)
    reason = hours.day(channel, hours.local_day(at)).reason
    return Opening(False, opens_at=_opens(hours.next_span(channel, at)), reason=reason)


def overall(openings: Iterable[Opening]) -> Opening:
    """Of an office: open as long as one channel is; else it opens with the first that does."""
    each = list(openings)
    is_open = [one for one in each if one.is_open]
    if is_open:
        closing = [one.closes_at for one in is_open if one.closes_at is not None]
        return Opening(True, closes_at=max(closing) if len(closing) == len(is_open) else None)
    following = [one.opens_at for one in each if one.opens_at is not None]
    reason = next((one.reason for one in each if one.reason), "")
    return Opening(False, opens_at=min(following, default=None), reason=reason)


def state(now: Opening, office: Office, waiting: int, staffed: int, at: datetime) -> OfficeState:
    """`waiting`: tickets; `staffed`: counters with somebody at them."""
    if not now.is_open:
        return OfficeState.CLOSED
    if waiting >= office.capacity:
        return OfficeState.FULL
    if staffed == 0:
        return OfficeState.UNSTAFFED
    soon = now.closes_at is not None and now.closes_at - at <= timedelta(minutes=office.closing_soon_minutes)
    return OfficeState.CLOSING_SOON if soon else OfficeState.OPEN


class Lateness(StrEnum):
    """Whether somebody who takes a number now is served before closing, by what they would be told of their wait."""

    IN_TIME = "in_time"
    DOUBTFUL = "doubtful"
    TOO_LATE = "too_late"


def lateness(window_opens: datetime | None, window_closes: datetime | None, closing: datetime | None) -> Lateness:
    """Without a closing time or without an estimate nobody is late."""
    if closing is None or window_opens is None or window_closes is None or window_closes <= closing:
        return Lateness.IN_TIME
    return Lateness.TOO_LATE if window_opens >= closing else Lateness.DOUBTFUL


def by_hand_until(hours: OfficeHours, channels: Iterable[Channel], is_open: bool, at: datetime) -> datetime | None:
    """Until when an office that is switched to `is_open` by hand stays so; None where the plan says the same anyway."""
    offered = list(channels)
    spans = [span for channel in offered if (span := hours.span_at(channel, at))]
    if bool(spans) == is_open:
        return None
    if not is_open:
        return max(span.closes for span in spans)
    midnight = opening_instant(hours.local_day(at), DAY_MINUTES, hours.zone)
    following = [span.opens for channel in offered if (span := hours.next_span(channel, at))]
    return min([midnight, *following])


def _by_hand(is_open: bool, until: datetime, hours: OfficeHours, channel: Channel) -> Opening:
    if is_open:
        return Opening(True, closes_at=None if hours.span_at(channel, until) else until)
    return Opening(False, opens_at=until if hours.span_at(channel, until) else _opens(hours.next_span(channel, until)))


def _opens(span: Span | None) -> datetime | None:
    return span.opens if span else None
