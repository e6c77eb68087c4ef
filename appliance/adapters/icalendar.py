"""Calendar files (RFC 5545), by the `icalendar` package: an appointment as an invitation (RFC 5546), many as a feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Vorzimmer//Vorzimmer//DE"


class Method(StrEnum):
    """`PUBLISH`: a file or feed to read; the others come by mail and put the entry in, or take it out."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Entry:
    """`uid` never changes, `sequence` grows with each change: so calendars know which of two is newer.

    `organizer` and `attendee` are pairs of name and e-mail address; an invitation needs both.
    """

    uid: str
    sequence: int
    begins_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    organizer: tuple[str, str] | None = None
    attendee: tuple[str, str] | None = None


def calendar(
    entries: Iterable[Entry], zone: ZoneInfo, at: datetime, method: Method = Method.PUBLISH, name: str = ""
) -> bytes:
    """As UTF-8 with lines as the standard wants them. Times are those of `zone`, whose rules the file brings along.

    `name` is what a subscribed calendar is called.
    """
    entries = list(entries)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method.value)
    if name:
        made.add("name", name)
        made.add("x-wr-calname", name)
    for entry in entries:
        made.add_component(_event(entry, zone, at, method))
    if entries:
        years = [moment.year for entry in entries for moment in (entry.begins_at, entry.ends_at)]
        made.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return made.to_ical()


def _event(entry: Entry, zone: ZoneInfo, at: datetime, method: Method) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", _local(entry.begins_at, zone))
    event.add("dtend", _local(entry.ends_at, zone))
    event.add("summary", entry.summary)
    for name in ("description", "location", "url"):
        if value := getattr(entry, name):
            event.add(name, value)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.organizer:
        event.add("organizer", _person(*entry.organizer))
    if entry.attendee and method is not Method.PUBLISH:
        event.add("attendee", _person(*entry.attendee, PARTSTAT="ACCEPTED", RSVP="FALSE", ROLE="REQ-PARTICIPANT"))
    return event


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The hour that comes twice in autumn cannot be told apart in local time: the second is given in UTC."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def _person(name: str, address: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = name.replace('"', "'")
    person.params.update(parameters)
    return person
