"""The staffing plan: diaries of clerks and of places, their weeks, absences, and the rules of booking."""

from datetime import UTC, date, datetime, timedelta

import pytest

from appliance import musterstadt
from appliance.domain.appointment import BookingRules
from appliance.domain.office_hours import CLOSED_WEEK, Hours, Week
from appliance.domain.ticket import Channel
from appliance.operations import accounts, set_up, slots, staffing, upkeep
from appliance.operations.slots import Need
from appliance.store import appointments, diaries, offices
from appliance.store.database import Store
from tests.conftest import Refused
from tests.town import Musterstadt

MONDAY = date(2026, 3, 2)
SEVEN = datetime(2026, 3, 2, 6, tzinfo=UTC)
NINE_TO_TEN: Week = ((Hours(9 * 60, 10 * 60),),) * 5 + ((), ())
BOTH = {Channel.ON_SITE: NINE_TO_TEN, Channel.VIDEO: NINE_TO_TEN}


@pytest.fixture
def diary(town: Musterstadt) -> int:
    """Yildiz', who can be booked for the citizens' office from nine to ten."""
    town.clock.set(SEVEN)
    diary_id = town.do(staffing.add_clerks_diary, town.clerk_id("yildiz"), None)
    set_week(town, diary_id)
    return int(diary_id)


def set_week(town: Musterstadt, diary_id: int, weekly: dict[Channel, Week] = BOTH) -> None:
    town.do(staffing.set_week, diary_id, town.citizens_office.id, weekly, None)


def count(town: Musterstadt, channel: Channel = Channel.ON_SITE, day: date = MONDAY) -> int:
    """Slots that are offered for registering a residence."""
    found = town.ask(slots.free, Need((town.residence.id,), channel), day, day, town.clock.now())
    return sum(len(one.slots) for one in found)


def test_channels_with_the_same_hours_share_a_line(town: Musterstadt, diary: int) -> None:
    lines = town.ask(diaries.staffing, town.citizens_office.id)
    assert len(lines) == 5
    assert staffing.week(lines) == BOTH


def test_a_week_is_replaced_as_a_whole(town: Musterstadt, diary: int) -> None:
    early: Week = ((Hours(8 * 60, 9 * 60), Hours(9 * 60, 10 * 60)),) + ((),) * 6
    set_week(town, diary, {Channel.VIDEO: early})
    assert (count(town), count(town, Channel.VIDEO)) == (0, 8)
    set_week(town, diary, {})
    assert town.ask(diaries.of_office, town.citizens_office.id) == []


def test_a_clerk_has_one_diary(town: Musterstadt, diary: int) -> None:
    assert town.do(staffing.add_clerks_diary, town.clerk_id("yildiz"), None) == diary


def test_a_clerk_is_booked_for_what_the_clerk_can(town: Musterstadt, diary: int) -> None:
    assert count(town) == 4
    town.do(accounts.set_skills, town.clerk_id("yildiz"), [town.id_card.id], None)
    assert count(town) == 0


def test_a_place_serves_what_was_said_of_it(town: Musterstadt, refused: Refused) -> None:
    town.clock.set(SEVEN)
    place = town.do(staffing.add_place, "Platz 1", [town.residence.id], None)
    set_week(town, place)
    assert count(town) == 4
    town.do(staffing.change_place, place, "Platz 2", [town.id_card.id], None)
    assert (count(town), town.ask(diaries.by_id, place).name) == (0, "Platz 2")
    with refused("unknown_service"):
        town.do(staffing.change_place, place, "Platz 2", [999], None)


def test_the_diary_of_a_clerk_has_the_clerks_name(town: Musterstadt, diary: int, refused: Refused) -> None:
    with refused("diary_of_clerk"):
        town.do(staffing.change_place, diary, "Platz 1", [], None)
    person = accounts.Person("Aylin Yıldız", "yildiz", frozenset({accounts.Role.CLERK}))
    town.do(accounts.change, town.clerk_id("yildiz"), person, None)
    assert town.ask(diaries.by_id, diary).name == "Aylin Yıldız"


def test_an_absence_ends_and_is_forgotten(town: Musterstadt, diary: int, refused: Refused) -> None:
    absence = town.do(staffing.add_absence, diary, MONDAY, MONDAY, None)
    assert (count(town), count(town, day=MONDAY + timedelta(days=1))) == (0, 4)
    town.do(staffing.remove_absence, absence, None)
    assert count(town) == 4
    with refused("unknown_absence"):
        town.do(staffing.remove_absence, absence, None)
    with refused("days_are_over"):
        town.do(staffing.add_absence, diary, MONDAY - timedelta(days=2), MONDAY - timedelta(days=1), None)
    town.do(staffing.add_absence, diary, MONDAY, MONDAY, None)
    town.clock.advance(days=1)
    town.do(upkeep.forget)
    assert town.ask(diaries.absences, MONDAY, MONDAY) == []


def test_a_diary_that_nobody_booked_is_deleted(town: Musterstadt, diary: int, refused: Refused) -> None:
    town.do(staffing.retire_diary, diary, None)
    assert count(town) == 0
    with refused("unknown_diary"):
        town.ask(diaries.by_id, diary)


def test_rules_hold_at_once(town: Musterstadt, diary: int) -> None:
    town.do(staffing.set_rules, town.citizens_office.id, BookingRules(grid_minutes=30, lead_minutes=0), None)
    assert town.ask(appointments.rules, town.citizens_office.id).grid_minutes == 30
    assert count(town) == 2


def test_a_week_is_of_an_office_and_a_diary_that_exist(town: Musterstadt, diary: int, refused: Refused) -> None:
    with refused("unknown_diary"):
        set_week(town, 99)
    with refused("unknown_office"):
        town.do(staffing.set_week, diary, 99, {Channel.VIDEO: CLOSED_WEEK}, None)


def test_the_demos_town_can_be_booked_from_the_first_day(store: Store) -> None:
    hashes = {clerk.sign_in_name: "" for clerk in musterstadt.DEMO_TOWN.clerks}
    store.write(set_up.create, musterstadt.DEMO_TOWN, hashes, SEVEN)
    for service in store.read(offices.services):
        for channel in service.channels:
            need = Need((service.id,), channel)
            assert len(store.read(slots.free, need, MONDAY, MONDAY + timedelta(days=13), SEVEN)) == 10
