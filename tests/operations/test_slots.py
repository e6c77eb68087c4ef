"""Free slots of a whole town: found as quickly as they must be, and the same that a plain scan finds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain import slots as rules
from appliance.domain.appointment import Appointment, AppointmentState, Contact
from appliance.domain.office_hours import Hours, closing_instant, opening_instant
from appliance.domain.ticket import Channel
from appliance.operations import appointments, slots, staffing
from appliance.operations.appointments import Wish
from appliance.operations.presence import Presence
from appliance.operations.slots import Need
from appliance.store import appointments as stored
from appliance.store import diaries
from appliance.store.database import Store
from appliance.store.diaries import Absence, Staffing
from tests.bench import slots as bench
from tests.bench import slots_town
from tests.town import Musterstadt

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)


def test_we_find_what_a_scan_finds_that_tries_everything(store: Store) -> None:
    needs = store.write(slots_town.build, 1500).needs()
    for need in needs[:4]:
        found = store.read(bench.offered, need)
        assert found == store.read(bench.scanned, need)
        assert len(found) > 200


def test_what_is_offered_can_be_booked_until_nothing_is_left(town: Musterstadt) -> None:
    """Two people from nine to ten: eight quarters of an hour, whichever are taken first."""
    town.clock.set(datetime(2026, 3, 2, 6, tzinfo=UTC))
    week = {Channel.ON_SITE: ((Hours(9 * 60, 10 * 60),),) + ((),) * 6}
    for name in ("yildiz", "kaya"):
        diary = town.do(staffing.add_clerks_diary, town.clerk_id(name), None)
        town.do(staffing.set_week, diary, town.citizens_office.id, week, None)
    need = Need((town.residence.id,), Channel.ON_SITE)
    booked = 0
    while days := town.ask(slots.free, need, MONDAY, MONDAY, town.clock.now()):
        offered = days[0].slots
        begins = offered[booked * 3 % len(offered)].begins_at
        town.do(appointments.reserve, Wish(need, begins), b"of a test")
        booked += 1
    assert booked == 8


DEEDS = st.lists(
    st.tuples(st.sampled_from(["book", "move", "move", "cancel"]), st.integers(0, 99), st.integers(1, 3)), max_size=25
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_is_booked_moved_and_cancelled_each_offer_holds_and_nobody_has_two(
    town: Musterstadt, deeds: list[tuple[str, int, int]]
) -> None:
    """Two diaries of an hour and three quarters; every deed takes one of the times that are offered for it."""
    diaries_of(town)
    for one in kept(town):
        town.do(appointments.cancel, one.id)
    for deed, choice, persons in deeds:
        booked = kept(town)
        one = booked[choice % len(booked)] if booked else None
        if deed == "book":
            need = Need((town.residence.id,), Channel.ON_SITE, persons)
            if times := offered(town, need):
                reserved = town.do(appointments.reserve, Wish(need, times[choice % len(times)]), b"of a test")
                town.do(appointments.confirm, reserved, Contact("Erika Meyer", f"{reserved}@example.org"))
        elif one and deed == "cancel":
            town.do(appointments.cancel, one.id)
        elif one and (times := offered(town, slots.need_of(one), one)):
            town.do(appointments.move, one.id, times[choice % len(times)])
            assert next(moved for moved in kept(town) if moved.id == one.id).begins_at in times
        expect_no_overlap(town)


def diaries_of(town: Musterstadt) -> None:
    """On Mondays from nine, of two colleagues who are both there at the same time. It is Monday at seven."""
    town.clock.set(datetime(2026, 3, 2, 6, tzinfo=UTC))
    for name, closes in (("yildiz", 10 * 60), ("kaya", 9 * 60 + 45)):
        known = town.ask(diaries.of_clerk, town.clerk_id(name))
        diary = known.id if known else town.do(staffing.add_clerks_diary, town.clerk_id(name), None)
        week = {Channel.ON_SITE: ((Hours(9 * 60, closes),),) + ((),) * 6}
        town.do(staffing.set_week, diary, town.citizens_office.id, week, None)


def offered(town: Musterstadt, need: Need, moving: Appointment | None = None) -> list[datetime]:
    days = town.ask(slots.free, need, MONDAY, MONDAY, town.clock.now(), moving)
    return [slot.begins_at for day in days for slot in day.slots]


def kept(town: Musterstadt) -> list[Appointment]:
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    found = town.ask(stored.of_office, town.citizens_office.id, begin, begin + timedelta(days=1))
    return [one for one in found if one.state is AppointmentState.CONFIRMED]


def expect_no_overlap(town: Musterstadt) -> None:
    """In each diary one after the other, and all of them while somebody is there."""
    closes = {
        town.ask(diaries.of_clerk, town.clerk_id(name)).id: datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=at)
        for name, at in (("yildiz", 60), ("kaya", 45))
    }
    for diary, end in closes.items():
        booked = [one for one in kept(town) if one.diary_id == diary]
        ends = [datetime(2026, 3, 2, 8, tzinfo=UTC), *(one.ends_at for one in booked)]
        assert all(before <= one.begins_at for before, one in zip(ends, booked, strict=False))
        assert ends[-1] <= end


LINES = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 6), st.integers(0, 1435), st.integers(5, 1440)), min_size=1, max_size=5
)
AWAY = st.lists(st.tuples(st.integers(1, 3), st.integers(-3, 3), st.integers(0, 2)), max_size=2)
AROUND = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 15)])


@given(LINES, AWAY, AROUND, st.integers(-1, 8))
def test_who_is_there_is_counted_right_when_the_clocks_change(
    written: list[tuple[int, int, int, int]], away: list[tuple[int, int, int]], middle: date, offset: int
) -> None:
    lines = [Staffing(0, diary, 1, weekday, Hours(opens, min(opens + length, 2880)), frozenset(Channel))
             for diary, weekday, opens, length in written]  # fmt: skip
    absences = [Absence(0, diary, middle + timedelta(days=begin), middle + timedelta(days=begin + days))
                for diary, begin, days in away]  # fmt: skip
    presence = Presence(lines, absences, BERLIN)
    for number in range(-8, 9):  # asked before: what is remembered of one day must not spoil another
        presence.on(rules.frame(middle + timedelta(days=number), BERLIN))
    within = rules.frame(middle + timedelta(days=offset), BERLIN)
    cells = presence.on(within)
    for diary in (1, 2, 3):
        assert [bool(cells.get(diary, 0) >> cell & 1) for cell in range(within.count)] == [
            any(
                _covers(line, absences, rules.instant_of(within.first + cell))
                for line in lines
                if line.diary_id == diary
            )
            for cell in range(within.count)
        ]


def _covers(line: Staffing, absences: list[Absence], begins: datetime) -> bool:
    """Whether the five minutes from this instant lie in the line, as it is of their own day or of the day before."""
    today = begins.astimezone(BERLIN).date()
    for day in (today, today - timedelta(days=1)):
        is_away = any(one.diary_id == line.diary_id and one.first <= day <= one.last for one in absences)
        if day.weekday() == line.weekday and not is_away:
            opens = opening_instant(day, line.hours.opens, BERLIN)
            if opens <= begins and begins + rules.CELL <= closing_instant(day, line.hours.closes, BERLIN):
                return True
    return False
