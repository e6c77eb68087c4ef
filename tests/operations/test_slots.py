"""Free slots of a whole town: found as quickly as they must be, and the same that a plain scan finds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import slots as rules
from appliance.domain.office_hours import Hours, closing_instant, opening_instant
from appliance.domain.ticket import Channel
from appliance.operations import appointments, slots, staffing
from appliance.operations.appointments import Wish
from appliance.operations.presence import Presence
from appliance.operations.slots import Need
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
