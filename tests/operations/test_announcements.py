"""Announcements: where and how long they are told, and that pages hear of each change."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from appliance.domain.announcement import Wording
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.operations import announcements as operations
from appliance.operations import upkeep
from appliance.store import announcements, journal
from tests.fakes import SettableClock
from tests.town import Musterstadt

LONGER = "Heute warten Sie länger als sonst."


def wording(town: Musterstadt, **other: Any) -> Wording:
    """In the citizens' office, for an hour."""
    until = town.clock.now() + timedelta(hours=1)
    facts: dict[str, Any] = {"offices": (town.citizens_office.id,), "de": LONGER, "en": "", "until": until}
    return Wording(**{**facts, **other})


def made(town: Musterstadt, **other: Any) -> int:
    return town.do(operations.make, wording(town, **other), town.clerk_id("kaya"))


def heard(town: Musterstadt, office: str, at: datetime | None = None) -> list[str]:
    found = town.ask(announcements.of_office, town.offices[office].id, at or town.clock.now())
    return [one.de for one in found]


def told(town: Musterstadt) -> list[tuple[EventType, int | None]]:
    """What the journal says of announcements, and of which office."""
    events = town.ask(journal.after, 0, 1_000)
    return [(event.type, event.office_id) for event in events if "announcement" in event.data]


def test_an_announcement_is_heard_in_its_offices_until_its_time(town: Musterstadt, clock: SettableClock):
    made(town)
    assert heard(town, "Bürgeramt") == [LONGER]
    assert heard(town, "Kfz-Zulassung") == []
    assert heard(town, "Bürgeramt", clock.now() + timedelta(hours=1)) == []


def test_the_newest_comes_first(town: Musterstadt):
    made(town)
    made(town, de="Wir schließen heute früher.")
    assert heard(town, "Bürgeramt") == ["Wir schließen heute früher.", LONGER]


def test_pages_are_told_that_its_time_is_over(town: Musterstadt, clock: SettableClock):
    made(town)
    clock.advance(minutes=59)
    assert not town.ask(upkeep.is_due, clock.now())
    clock.advance(minutes=1)
    assert town.ask(upkeep.is_due, clock.now())
    town.tick()
    office = town.citizens_office.id
    assert told(town) == [(EventType.ANNOUNCEMENT_MADE, office), (EventType.ANNOUNCEMENT_ENDED, office)]
    assert not town.ask(operations.is_due, clock.now())


def test_ending_it_twice_is_told_once(town: Musterstadt):
    announcement = made(town)
    for _ in range(2):
        town.do(operations.end, announcement, town.clerk_id("hoffmann"))
    assert heard(town, "Bürgeramt") == []
    assert [type for type, _ in told(town)] == [EventType.ANNOUNCEMENT_MADE, EventType.ANNOUNCEMENT_ENDED]


def test_an_announcement_that_moves_is_told_where_it_was_and_where_it_is(town: Musterstadt):
    announcement = made(town)
    other = town.offices["Kfz-Zulassung"].id
    town.do(operations.change, announcement, wording(town, offices=(other,)), town.clerk_id("kaya"))
    assert (heard(town, "Bürgeramt"), heard(town, "Kfz-Zulassung")) == ([], [LONGER])
    assert {office for type, office in told(town) if type is EventType.ANNOUNCEMENT_CHANGED} == {
        town.citizens_office.id, other,
    }  # fmt: skip


def test_what_is_over_can_be_made_again(town: Musterstadt):
    announcement = made(town)
    town.do(operations.end, announcement, town.clerk_id("kaya"))
    town.do(operations.change, announcement, wording(town), town.clerk_id("kaya"))
    assert heard(town, "Bürgeramt") == [LONGER]


@pytest.mark.parametrize("ends_in", [timedelta(0), timedelta(days=7, minutes=1)])
def test_its_end_is_to_come_and_not_far_away(town: Musterstadt, clock: SettableClock, ends_in: timedelta):
    with pytest.raises(OfficeError, match="announcement_time"):
        made(town, until=clock.now() + ends_in)


def test_an_announcement_needs_offices_that_there_are(town: Musterstadt):
    with pytest.raises(OfficeError, match="unknown_office"):
        made(town, offices=(999,))


def test_it_is_forgotten_a_week_after_its_end(town: Musterstadt, clock: SettableClock):
    made(town)
    town.tick(hours=1)
    clock.advance(days=7)
    town.do(upkeep.forget)
    assert len(town.ask(announcements.known)) == 1
    clock.advance(minutes=1)
    town.do(upkeep.forget)
    assert town.ask(announcements.known) == []


def test_the_journal_holds_no_word_of_it(town: Musterstadt):
    made(town)
    assert LONGER not in str(town.ask(journal.after, 0, 1_000))
