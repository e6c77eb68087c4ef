"""Setting a town up: its organisation, departments, offices, services, counters and clerks in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.form import Form
from appliance.domain.journal import EventType
from appliance.domain.office_hours import Hours
from appliance.domain.organisation import ServiceSettings, is_prefix
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel
from appliance.operations import forms
from appliance.store import diaries, journal, offices, staff


@dataclass(frozen=True)
class PlannedService:
    """`documents`: what to bring, one thing a line. `fim_key`: 14 digits of the LeiKa, "" where there is none."""

    name: str
    description: str
    documents: str
    fim_key: str
    minutes: int
    channels: tuple[Channel, ...] = (Channel.ON_SITE, Channel.VIDEO)


@dataclass(frozen=True)
class PlannedCounter:
    name: str
    is_home: bool = False


@dataclass(frozen=True)
class PlannedOffice:
    """`prefix` begins the ticket numbers; no two offices of the organisation share one."""

    name: str
    prefix: str
    place: str
    services: tuple[PlannedService, ...]
    counters: tuple[PlannedCounter, ...]
    capacity: int = 200
    confirm_seconds: int = 60
    is_open: bool = True


@dataclass(frozen=True)
class PlannedDepartment:
    name: str
    offices: tuple[PlannedOffice, ...]


@dataclass(frozen=True)
class PlannedClerk:
    """`skills` are names of services."""

    name: str
    sign_in_name: str
    skills: tuple[str, ...]
    roles: tuple[Role, ...] = (Role.CLERK,)


WORKDAYS = range(5)


@dataclass(frozen=True)
class PlannedStaffing:
    """When a clerk can be booked for an office, from Monday to Friday, on every channel of its services.

    Named by sign-in name and by the name of the office.
    """

    clerk: str
    office: str
    hours: tuple[Hours, ...]


@dataclass(frozen=True)
class PlannedForm:
    """`services`: names of those that it is filled in for."""

    form: Form
    services: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    name: str
    departments: tuple[PlannedDepartment, ...]
    clerks: tuple[PlannedClerk, ...]
    time_zone: str = "Europe/Berlin"
    staffing: tuple[PlannedStaffing, ...] = ()
    forms: tuple[PlannedForm, ...] = ()


def create(town: Town, password_hashes: Mapping[str, str], at: datetime) -> None:
    """Everything or nothing; raises already_set_up when there is an organisation, and invalid_prefix.

    `password_hashes` by sign-in name: hashing takes its time and must not happen inside the transaction.
    """
    if offices.organisation() is not None:
        raise OfficeError("already_set_up")
    organisation_id = offices.add_organisation(town.name, town.time_zone)
    service_ids: dict[str, int] = {}
    for department in town.departments:
        department_id = offices.add_department(organisation_id, department.name)
        for office in department.offices:
            service_ids.update(_add_office(department_id, office, at))
    for clerk in town.clerks:
        skills = [service_ids[name] for name in clerk.skills]
        staff.add_clerk(clerk.name, clerk.sign_in_name, password_hashes[clerk.sign_in_name], list(clerk.roles), skills)
    for planned in town.staffing:
        _add_staffing(planned)
    for one in town.forms:
        forms.add(one.form, None, [service_ids[name] for name in one.services], None, at)


def _add_staffing(planned: PlannedStaffing) -> None:
    found = staff.credentials(planned.clerk)
    office_id = next(office.id for office in offices.all() if office.name == planned.office)
    assert found is not None
    diary = diaries.of_clerk(found[0])
    diary_id = diary.id if diary else diaries.add(staff.clerk(found[0]).name, found[0])
    channels = {channel for service in offices.services(office_id) for channel in service.channels}
    for weekday in WORKDAYS:
        for hours in planned.hours:
            diaries.add_staffing(diary_id, office_id, weekday, hours, channels)


def _add_office(department_id: int, office: PlannedOffice, at: datetime) -> dict[str, int]:
    """The ids of its services by their names."""
    if not is_prefix(office.prefix):
        raise OfficeError("invalid_prefix", prefix=office.prefix)
    office_id = offices.add(
        department_id, office.name, office.prefix, office.place, office.is_open, office.capacity, office.confirm_seconds
    )
    for counter in office.counters:
        staff.add_counter(office_id, counter.name, counter.is_home)
    if office.is_open:
        journal.append(at, EventType.OFFICE_OPENED, office=office_id)
    return {service.name: _add_service(office_id, service) for service in office.services}


def _add_service(office_id: int, service: PlannedService) -> int:
    return offices.add_service(office_id, ServiceSettings(**vars(service)))
