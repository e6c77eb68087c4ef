"""A new office in five minutes: everything that it needs in one go, seen by nobody but the administration yet."""

from dataclasses import dataclass
from datetime import datetime

from appliance.domain.office_hours import CLOSED_WEEK, Week
from appliance.domain.organisation import LateTickets, OfficeSettings, ServiceSettings
from appliance.domain.staff import CounterSettings
from appliance.domain.ticket import Channel
from appliance.operations import accounts, administration, staffing
from appliance.operations.offices import Habits, set_habits
from appliance.store import accounts as stored_accounts
from appliance.store import offices


@dataclass(frozen=True)
class NewOffice:
    """`department`: of one that there is, or the name of a new one. `week`: for all channels that its services have;
    without any hours the office is opened and closed by hand. `clerks` learn all its services; if it is `bookable` and
    has hours, they can be booked in all of them.
    """

    department: int | str
    settings: OfficeSettings
    services: tuple[ServiceSettings, ...]
    counters: tuple[CounterSettings, ...] = ()
    week: Week = CLOSED_WEEK
    clerks: tuple[int, ...] = ()
    bookable: bool = True


def create(new: NewOffice, clerk_id: int | None, at: datetime) -> int:
    """The id of an office that is not published yet. All or nothing: raises what the single steps do."""
    department = new.department
    if isinstance(department, str):
        department = administration.add_department(department, clerk_id, at)
    office_id = administration.add_office(department, new.settings, False, clerk_id, at)
    services = [administration.add_service(office_id, service, clerk_id, at) for service in new.services]
    for counter in new.counters:
        administration.add_counter(office_id, counter, clerk_id, at)
    weekly = dict.fromkeys(_channels(new), new.week) if any(new.week) else {}
    office = offices.by_id(office_id)
    set_habits(office_id, Habits(weekly, True, office.closing_soon_minutes, LateTickets.WARN), clerk_id, at)
    for person in new.clerks:
        known = stored_accounts.by_id(person).clerk.skills
        accounts.set_skills(person, known.union(services), clerk_id, at)
        if new.bookable and weekly:
            diary = staffing.add_clerks_diary(person, clerk_id, at)
            staffing.set_week(diary, office_id, weekly, clerk_id, at)
    return office_id


def _channels(new: NewOffice) -> list[Channel]:
    offered = {channel for service in new.services for channel in service.channels}
    return [channel for channel in Channel if channel in offered]
