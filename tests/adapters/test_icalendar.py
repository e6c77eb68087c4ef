"""Calendar files, read back by the calendar library and looked at as text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from appliance.adapters.icalendar import Entry, Method, calendar

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
ENTRY = Entry(
    "7c1d@vorzimmer", 2, datetime(2026, 3, 6, 9, tzinfo=UTC), datetime(2026, 3, 6, 9, 15, tzinfo=UTC),
    "Bürgeramt: Wohnsitz anmelden; Ummelden, Abmelden", "Bitte mitbringen:\n- Ausweis", "Rathaus, Erdgeschoss",
    "https://termine.example.de/appointment#p_abc", organizer=("Stadt „Musterstadt“", "termine@example.de"),
    attendee=("Erika Meyer", "meyer@example.org"),
)  # fmt: skip


def events(raw: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def test_an_invitation_says_who_invites_whom_to_what() -> None:
    raw = calendar([ENTRY], BERLIN, AT, Method.REQUEST)
    [event] = events(raw)
    assert icalendar.Calendar.from_ical(raw)["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (ENTRY.uid, 2, "CONFIRMED")
    assert event["SUMMARY"] == ENTRY.summary and event["DESCRIPTION"] == ENTRY.description
    assert event["ORGANIZER"] == "mailto:termine@example.de" and event["ATTENDEE"] == "mailto:meyer@example.org"
    assert event["URL"] == ENTRY.url


@pytest.mark.parametrize("begins_at", [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)])
def test_the_file_brings_the_rules_of_its_time_zone(begins_at: datetime) -> None:
    """Around both changes of the clock."""
    moved = replace(ENTRY, begins_at=begins_at, ends_at=begins_at + timedelta(hours=1))
    raw = calendar([moved], BERLIN, AT)
    [event] = events(raw)
    assert event["DTSTART"].dt == begins_at
    assert event["DTEND"].dt == begins_at + timedelta(hours=1)
    assert b"BEGIN:VTIMEZONE" in raw and b"TZID:Europe/Berlin" in raw
    assert len(raw) < 3000, "the rules of a few years, not of a century"


def test_a_cancelled_entry_goes_by_its_uid_and_a_higher_sequence() -> None:
    raw = calendar([replace(ENTRY, sequence=3, is_cancelled=True)], BERLIN, AT, Method.CANCEL)
    [event] = events(raw)
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 3, ENTRY.uid)


def test_a_feed_has_a_name_and_names_nobody() -> None:
    raw = calendar([ENTRY, replace(ENTRY, uid="b@vorzimmer")], BERLIN, AT, name="Schalter 1")
    assert len(events(raw)) == 2
    assert icalendar.Calendar.from_ical(raw)["X-WR-CALNAME"] == "Schalter 1"
    assert b"meyer" not in raw
    assert events(calendar([], BERLIN, AT, name="leer")) == []


def test_lines_are_as_short_as_the_standard_wants_and_end_its_way() -> None:
    raw = calendar([ENTRY], BERLIN, AT, Method.REQUEST)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_name_cannot_write_lines_of_its_own() -> None:
    evil = replace(ENTRY, summary="x\r\nATTENDEE:mailto:evil@example.org", attendee=('A"\nX-EVIL:1', "a@example.org"))
    raw = calendar([evil], BERLIN, AT, Method.REQUEST)
    [event] = events(raw)
    assert event["ATTENDEE"] == "mailto:a@example.org"
    assert b"\r\nX-EVIL" not in raw
