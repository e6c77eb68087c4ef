"""How large the day is that is played, and who comes: the town of `simulation.town`, one for each office."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.estimate.state import Group
from appliance.simulation import town
from appliance.simulation.town import Booking, Day, Person

OFFICE_CREW = 6
OPENS = time(8, 0)
ZONE = ZoneInfo("Europe/Berlin")
LOAD = 0.95
"""Services are as short as it takes for so many people to be served in a day, and leave the clerks this little time."""
LATEST_ARRIVAL = 2.0
"""Minutes before closing: whoever comes later finds the door closed."""


@dataclass(frozen=True)
class Size:
    """`citizens` are expected each day, `phones` of them follow their number on one. `first` is a working day; `begins`
    says that the offices are open now already, and when the play's day begins."""

    first: date
    citizens: int = 600
    clerks: int = 12
    kiosks: int = 4
    phones: int = 200
    hours: float = 8.0
    days: int = 5
    seed: int = 1
    begins: datetime | None = None

    @property
    def offices(self) -> int:
        return max(1, round(self.clerks / OFFICE_CREW))

    @property
    def minutes(self) -> float:
        return self.hours * 60

    def crew(self, office: int) -> int:
        """Clerks of that office, from 0 on."""
        return _share(self.clerks, self.offices, office)

    def kiosks_of(self, office: int) -> int:
        return max(1, _share(self.kiosks, self.offices, office))

    def day(self, number: int) -> date:
        """The date of the day, from 1 on; weekends are left out."""
        found = self.first
        for _ in range(number - 1):
            found = working_day(found + timedelta(days=1))
        return found

    def opens(self, number: int) -> datetime:
        if self.begins is not None:
            return self.begins
        return datetime.combine(self.day(number), OPENS, ZONE).astimezone(UTC)

    def town(self, office: int) -> town.Town:
        return _town(self.citizens / self.offices, self.crew(office), self.minutes)


@dataclass(frozen=True)
class Visitor:
    """Somebody of an office, from 0 on. `has_phone`: follows the number on one; from afar everybody does."""

    office: int
    person: Person
    has_phone: bool
    booking: Booking | None = None

    @property
    def is_remote(self) -> bool:
        return self.person.group is Group.REMOTE

    def has_left(self, waited: float) -> bool:
        """Without a word, after so many minutes."""
        return waited > self.person.patience


def working_day(day: date) -> date:
    """That day, or the Monday after it."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def days(size: Size, number: int) -> list[Day]:
    """That day in each office."""
    return [town.day(size.town(office), size.seed * 100 + office, number) for office in range(size.offices)]


def visitors(size: Size, played: Iterable[Day]) -> list[Visitor]:
    """In the order of their arrival."""
    found = []
    for office, day in enumerate(played):
        booked = {booking.comes: booking for booking in day.bookings}
        for person in day.people:
            if person.arrives < day.closes - LATEST_ARRIVAL:
                found.append(Visitor(office, person, False, booked.get(person.id)))
    found.sort(key=lambda one: (one.person.arrives, one.office, one.person.id))
    return _with_phones(found, size.phones)


def _with_phones(everybody: list[Visitor], phones: int) -> list[Visitor]:
    """Those who are not there, and of the others as many as there are phones, evenly over the day."""
    remote = sum(one.is_remote for one in everybody)
    left, others = max(phones - remote, 0), max(len(everybody) - remote, 1)
    result, passed = [], 0
    for one in everybody:
        has_phone = one.is_remote
        if not one.is_remote:
            passed += 1
            has_phone = passed * left // others > (passed - 1) * left // others
        result.append(replace(one, has_phone=has_phone))
    return result


def _share(count: int, parts: int, part: int) -> int:
    return count // parts + (part < count % parts)


def _town(citizens: float, crew: int, closes: float) -> town.Town:
    """With everybody at work each day, and as many who come as were asked for: some of those who booked do not."""
    usual = town.Town(crew=crew, closes=closes, load=LOAD, absence=0.0)
    citizens /= 1 - usual.appointments * usual.no_shows
    minutes = sum(_at_work(place, closes) for place in range(crew))
    pauses = 1 + sum(town.PAUSE_MINUTES) / 2 / town.PAUSE_EVERY
    mean = sum(one.share * one.minutes for one in usual.services)
    factor = (LOAD * minutes / citizens / pauses - town.GAP_MEAN) / mean
    if factor <= 0:
        raise ValueError(f"{crew} clerks have no time for {citizens:.0f} citizens")
    return replace(
        usual,
        services=tuple(
            replace(one, minutes=one.minutes * factor, configured=max(1.0, round(one.configured * factor)))
            for one in usual.services
        ),
    )


def _at_work(place: int, closes: float) -> float:
    begins, ends, lunch = town.shift(place, closes)
    return ends - begins - (lunch.minutes if lunch else 0.0)
