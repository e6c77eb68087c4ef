"""A town whose offices are booked for weeks: what the benchmark of slots asks, and a scan to compare with."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.domain.office_hours import Hours, Week
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel, Origin
from appliance.operations.slots import Need
from appliance.store import appointments, diaries, office_hours, offices, staff
from appliance.store.rows import database, to_micros

OFFICES, CLERKS, APPOINTMENTS, DAYS = 10, 40, 5_000, 30
ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 16, 6, 20, tzinfo=UTC)
"""A Monday two weeks before the clocks go forward, so that the change is among the days."""

MINUTES = (10, 15, 25, 40)
BOTH = (Channel.ON_SITE, Channel.VIDEO)
MORNING, AFTERNOON = Hours(8 * 60, 12 * 60), Hours(14 * 60, 18 * 60)
WEEK: Week = ((MORNING, AFTERNOON),) * 5 + ((), ())
LEAD, GRID = timedelta(minutes=60), timedelta(minutes=15)


@dataclass(frozen=True)
class Town:
    """`services` by office, one of each length."""

    services: dict[int, list[int]]

    def needs(self) -> list[Need]:
        """One of each office, long and short ones."""
        return [Need((ids[n % len(ids)],), BOTH[n % 2]) for n, ids in enumerate(self.services.values())]


def build(appointments: int = APPOINTMENTS) -> Town:
    """Every clerk can be booked for one office, every fourth for the next one too, and some are away for a week."""
    department = offices.add_department(offices.add_organisation("Musterstadt", ZONE.key), "Bürgerdienste")
    town = Town({_office(department, number): [] for number in range(OFFICES)})
    for office_id, found in town.services.items():
        found.extend(_service(office_id, minutes) for minutes in MINUTES)
    for number in range(CLERKS):
        _clerk(number, town)
    _book(appointments, random.Random(4))
    return town


def naive(need: Need, first: date, days: int, at: datetime) -> list[datetime]:
    """Every quarter of an hour is tried with every diary against every appointment: what is plain, and slow."""
    office_id = offices.service(need.services[0]).office_id
    length = timedelta(minutes=-(-offices.service(need.services[0]).minutes // 5) * 5)
    there = [one for one in diaries.of_office(office_id) if one.services.issuperset(need.services)]
    lines = [line for line in diaries.staffing(office_id) if need.channel in line.channels]
    away = diaries.absences(first, first + timedelta(days=days))
    booked = database.execute_sql(
        "SELECT diary_id, begins_at, ends_at FROM appointment WHERE state = 'confirmed' AND ends_at > ?",
        (to_micros(at),),
    ).fetchall()
    found = []
    for begins in _quarters(first, days):
        if begins >= at + LEAD and _is_open(begins, begins + length):
            for diary in there:
                if (
                    any(line.diary_id == diary.id and _covers(line, begins, begins + length) for line in lines)
                    and not any(one.diary_id == diary.id and one.first <= _day(begins) <= one.last for one in away)
                    and not any(id == diary.id and to_micros(begins) < end and to_micros(begins + length) > begin
                                for id, begin, end in booked)
                ):  # fmt: skip
                    found.append(begins)
                    break
    return found


def _quarters(first: date, days: int) -> Iterator[datetime]:
    for number in range(days):
        midnight = datetime.combine(first + timedelta(days=number), time(), ZONE).astimezone(UTC)
        following = datetime.combine(first + timedelta(days=number + 1), time(), ZONE).astimezone(UTC)
        while midnight < following:
            yield midnight
            midnight += GRID


def _is_open(begins: datetime, ends: datetime) -> bool:
    return any(_within(hours, begins, ends) for hours in WEEK[_day(begins).weekday()])


def _covers(line: diaries.Staffing, begins: datetime, ends: datetime) -> bool:
    return line.weekday == _day(begins).weekday() and _within(line.hours, begins, ends)


def _within(hours: Hours, begins: datetime, ends: datetime) -> bool:
    day = datetime.combine(_day(begins), time())
    opens = (day + timedelta(minutes=hours.opens)).replace(tzinfo=ZONE).astimezone(UTC)
    closes = (day + timedelta(minutes=hours.closes)).replace(tzinfo=ZONE).astimezone(UTC)
    return opens <= begins and ends <= closes


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _office(department: int, number: int) -> int:
    letter = chr(ord("A") + number)
    office_id = offices.add(department, f"Büro {letter}", letter, "Rathaus", True, 200, 60)
    office_hours.set_week(office_id, dict.fromkeys(BOTH, WEEK))
    return office_id


def _service(office_id: int, minutes: int) -> int:
    row = database.execute_sql(
        "INSERT INTO service (office_id, name, description, documents, fim_key, minutes, channels)"
        " VALUES (?, ?, '', '', '', ?, 'on_site,video') RETURNING id",
        (office_id, f"Anliegen {minutes}", minutes),
    ).fetchone()
    return int(row[0])


def _clerk(number: int, town: Town) -> None:
    ids = list(town.services)
    mine = ids[number % len(ids)]
    served = [mine, ids[(number + 1) % len(ids)]] if number % 4 == 0 else [mine]
    skills = [service for office_id in served for service in town.services[office_id]]
    clerk_id = staff.add_clerk(f"Clerk {number}", f"clerk{number}", "", [Role.CLERK], skills)
    diary_id = diaries.add(f"Clerk {number}", clerk_id)
    for office_id in served:
        for weekday, stretches in enumerate(WEEK):
            for hours in stretches:
                diaries.add_staffing(diary_id, office_id, weekday, hours, BOTH)
    if number % 7 == 0:
        away = NOW.date() + timedelta(days=number % DAYS)
        diaries.add_absence(diary_id, away, away + timedelta(days=6))


def _book(wanted: int, chance: random.Random) -> None:
    """Where it fits: a time that is taken already is tried elsewhere."""
    made = 0
    everybody = diaries.all()
    while made < wanted:
        diary = chance.choice(everybody)
        service_id = chance.choice(sorted(diary.services))
        day = NOW.date() + timedelta(days=chance.randrange(DAYS))
        hours = chance.choice((MORNING, AFTERNOON))
        minutes = -(-offices.service(service_id).minutes // 5) * 5
        start = hours.opens + 5 * chance.randrange((hours.closes - hours.opens - minutes) // 5)
        begins = (datetime.combine(day, time()) + timedelta(minutes=start)).replace(tzinfo=ZONE).astimezone(UTC)
        made += _booked(made, diary.id, service_id, begins, minutes)


def _booked(number: int, diary_id: int, service_id: int, begins: datetime, minutes: int) -> bool:
    taken = database.execute_sql(
        "SELECT 1 FROM appointment WHERE diary_id = ? AND begins_at < ? AND ends_at > ?",
        (diary_id, to_micros(begins + timedelta(minutes=minutes)), to_micros(begins)),
    ).fetchone()
    if taken or _day(begins).weekday() > 4 or begins < NOW:
        return False
    appointments.insert(
        office_id=offices.service(service_id).office_id, diary_id=diary_id, services=[service_id], persons=1,
        channel=Channel.ON_SITE, begins_at=begins, ends_at=begins + timedelta(minutes=minutes), held_until=NOW,
        language="de", origin=Origin.WEB, uid=f"{number}@bench", code=f"{number:06d}", token=f"p_{number}", at=NOW,
    )  # fmt: skip
    database.execute_sql("UPDATE appointment SET state = 'confirmed', held_until = NULL WHERE uid = ?",
                         (f"{number}@bench",))  # fmt: skip
    return True
