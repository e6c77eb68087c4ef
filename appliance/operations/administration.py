"""What the administration changes of departments, offices, services and counters.

Every function ends with who did it (None: a file or a program) and the instant. Nothing is deleted: what is retired
vanishes from every face, gives its name free, and can be restored. Settings that are not as they must be are refused
with `invalid_input` (see their `faults`), a name that something else of the same parent has with `name_taken`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.organisation import OfficeSettings, ServiceSettings, is_prefix, suggested_prefix
from appliance.domain.staff import Counter, CounterSettings
from appliance.operations import opening
from appliance.operations.tickets import office_day
from appliance.store import arrangement, journal, office_hours, offices, staff
from appliance.store.arrangement import Kind


def add_department(name: str, clerk_id: int | None, at: datetime) -> int:
    """Raises name_taken, invalid_input, not_set_up."""
    organisation = offices.organisation()
    if organisation is None:
        raise OfficeError("not_set_up")
    return offices.add_department(organisation.id, _free_name(Kind.DEPARTMENT, organisation.id, name))


def rename_department(department_id: int, name: str, clerk_id: int | None, at: datetime) -> None:
    """Raises unknown_department, name_taken, invalid_input."""
    found = offices.department(department_id)
    offices.rename_department(department_id, _free_name(Kind.DEPARTMENT, found.organisation_id, name, department_id))
    for office in offices.all():
        if office.department_id == department_id:
            _changed(office.id, clerk_id, at)


def add_office(
    department_id: int, settings: OfficeSettings, published: bool, clerk_id: int | None, at: datetime
) -> int:
    """A closed office without services, counters and hours.

    Raises unknown_department, invalid_prefix, prefix_taken, name_taken, invalid_input.
    """
    _check_office(None, department_id, settings)
    office_id = offices.add(department_id, settings.name.strip(), settings.prefix, settings.place.strip(), False,
                            settings.capacity, settings.confirm_seconds, published)  # fmt: skip
    arrangement.continue_numbers(office_id, settings.prefix, office_day(at))
    _changed(office_id, clerk_id, at)
    return office_id


def change_office(
    office_id: int, department_id: int, settings: OfficeSettings, clerk_id: int | None, at: datetime
) -> None:
    """Those who wait keep the numbers that they have. Raises unknown_office and what `add_office` does."""
    before = offices.by_id(office_id)
    _check_office(office_id, department_id, settings)
    offices.change(office_id, department_id, replace(settings, name=settings.name.strip()))
    if settings.prefix != before.prefix:
        arrangement.continue_numbers(office_id, settings.prefix, office_day(at))
    _changed(office_id, clerk_id, at)


def publish(office_id: int, clerk_id: int | None, at: datetime) -> None:
    """From now on citizens see the office. Raises unknown_office, no_services."""
    if not offices.services(offices.by_id(office_id).id):
        raise OfficeError("no_services")
    offices.set_published(office_id, True)
    _changed(office_id, clerk_id, at)


def unpublish(office_id: int, clerk_id: int | None, at: datetime) -> None:
    """Only the administration sees it; those who wait and those who have an appointment keep them."""
    offices.by_id(office_id)
    offices.set_published(office_id, False)
    _changed(office_id, clerk_id, at)


def prefix_for(name: str) -> str:
    """A free one for a new office of this name."""
    return suggested_prefix(name, arrangement.prefixes())


def add_service(office_id: int, settings: ServiceSettings, clerk_id: int | None, at: datetime) -> int:
    """Raises unknown_office, name_taken, invalid_input."""
    _check_service(None, office_id, settings)
    service_id = offices.add_service(office_id, settings)
    _changed(office_id, clerk_id, at)
    return service_id


def change_service(service_id: int, settings: ServiceSettings, clerk_id: int | None, at: datetime) -> None:
    """Tickets and appointments that there are stay as they are. Raises unknown_service, name_taken, invalid_input."""
    found = offices.service(service_id)
    _check_service(service_id, found.office_id, settings)
    offices.change_service(service_id, settings)
    _changed(found.office_id, clerk_id, at)


def add_counter(office_id: int, settings: CounterSettings, clerk_id: int | None, at: datetime) -> int:
    """Raises unknown_office, name_taken, invalid_input."""
    _check_living_office(office_id)
    name = _free_name(Kind.COUNTER, office_id, settings.name)
    counter_id = staff.add_counter(office_id, name, settings.is_home)
    _changed(office_id, clerk_id, at)
    return counter_id


def change_counter(counter_id: int, settings: CounterSettings, clerk_id: int | None, at: datetime) -> None:
    """Raises unknown_counter, counter_in_use while somebody is at it, name_taken, invalid_input."""
    found = _counter(counter_id)
    if found.clerk_id is not None and found.is_home != settings.is_home:
        raise OfficeError("counter_in_use", counter=found.name)
    name = _free_name(Kind.COUNTER, found.office_id, settings.name, counter_id)
    staff.change_counter(counter_id, name, settings.is_home)
    _changed(found.office_id, clerk_id, at)


def retire(kind: Kind, id: int, clerk_id: int | None, at: datetime) -> None:
    """It vanishes from every face. Refused while somebody needs it: department_in_use, office_in_use,
    office_has_devices, service_in_use, counter_in_use. Raises unknown_... when there is none.
    """
    _RETIRABLE[kind](id)
    arrangement.retire(kind, id, at)
    _changed_of(kind, id, clerk_id, at)


def restore(kind: Kind, id: int, clerk_id: int | None, at: datetime) -> None:
    """What was retired is back as it was. Raises unknown_..., name_taken, prefix_taken."""
    parent, name = _parent_and_name(kind, id)
    _free_name(kind, parent, name, id)
    if kind is Kind.OFFICE:
        prefix = offices.by_id(id).prefix
        _check_prefix(id, prefix)
        arrangement.set_prefix(id, prefix)
    arrangement.restore(kind, id)
    _changed_of(kind, id, clerk_id, at)


def arrange(kind: Kind, ids: Sequence[int], clerk_id: int | None, at: datetime) -> None:
    """In this order from now on; what is not named follows."""
    arrangement.arrange(kind, ids)
    if ids:
        _changed_of(kind, ids[0], clerk_id, at)


def _check_office(office_id: int | None, department_id: int, settings: OfficeSettings) -> None:
    if offices.department(department_id).retired:
        raise OfficeError("unknown_department", department=department_id)
    _check_prefix(office_id, settings.prefix)
    _check_faults(settings.faults())
    for department in offices.departments():  # no two offices of the town share a name
        _free_name(Kind.OFFICE, department, settings.name, office_id)


def _check_prefix(office_id: int | None, prefix: str) -> None:
    if not is_prefix(prefix):
        raise OfficeError("invalid_prefix", prefix=prefix)
    if arrangement.office_with_prefix(prefix) not in (None, office_id):
        raise OfficeError("prefix_taken", prefix=prefix)


def _check_service(service_id: int | None, office_id: int, settings: ServiceSettings) -> None:
    _check_living_office(office_id)
    _check_faults(settings.faults())
    _free_name(Kind.SERVICE, office_id, settings.name, service_id)


def _check_living_office(office_id: int) -> None:
    if offices.by_id(office_id).retired:
        raise OfficeError("unknown_office", office=office_id)


def _check_faults(fields: list[str]) -> None:
    if fields:
        raise OfficeError("invalid_input", fields=", ".join(fields))


def _free_name(kind: Kind, parent: int, name: str, but: int | None = None) -> str:
    """The name without spaces around it. Raises invalid_input for none, name_taken."""
    name = name.strip()
    _check_faults([] if name else ["name"])
    if arrangement.is_name_taken(kind, parent, name, but):
        raise OfficeError("name_taken", name=name)
    return name


def _counter(counter_id: int) -> Counter:
    try:
        return staff.counter(counter_id)
    except OfficeError:
        raise OfficeError("unknown_counter", counter=counter_id) from None


def _retirable_department(department_id: int) -> None:
    name = offices.department(department_id).name
    if any(office.department_id == department_id for office in offices.all()):
        raise OfficeError("department_in_use", department=name)


def _retirable_office(office_id: int) -> None:
    office = offices.by_id(office_id)
    if arrangement.is_needed(office_id):
        raise OfficeError("office_in_use", office=office.name,
                          waiting=arrangement.open_tickets("office_id", office_id),
                          appointments=arrangement.appointments_ahead("office_id", office_id))  # fmt: skip
    if arrangement.devices_of(office_id):
        raise OfficeError("office_has_devices", office=office.name)
    if any(counter.office_id == office_id and counter.clerk_id is not None for counter in staff.counters()):
        raise OfficeError("office_staffed", office=office.name)


def _retirable_service(service_id: int) -> None:
    service = offices.service(service_id)
    waiting = arrangement.open_tickets("service_id", service_id)
    ahead = arrangement.appointments_ahead("service_id", service_id)
    if waiting or ahead:
        raise OfficeError("service_in_use", service=service.name, waiting=waiting, appointments=ahead)


def _retirable_counter(counter_id: int) -> None:
    found = _counter(counter_id)
    if found.clerk_id is not None:
        raise OfficeError("counter_in_use", counter=found.name)


_RETIRABLE: dict[Kind, Callable[[int], None]] = {
    Kind.DEPARTMENT: _retirable_department,
    Kind.OFFICE: _retirable_office,
    Kind.SERVICE: _retirable_service,
    Kind.COUNTER: _retirable_counter,
}


def _parent_and_name(kind: Kind, id: int) -> tuple[int, str]:
    if kind is Kind.DEPARTMENT:
        department = offices.department(id)
        return department.organisation_id, department.name
    if kind is Kind.OFFICE:
        office = offices.by_id(id)
        return office.department_id, office.name
    found = offices.service(id) if kind is Kind.SERVICE else _counter(id)
    return found.office_id, found.name


def _changed_of(kind: Kind, id: int, clerk_id: int | None, at: datetime) -> None:
    if kind is not Kind.DEPARTMENT:
        _changed(id if kind is Kind.OFFICE else _parent_and_name(kind, id)[0], clerk_id, at)


def _changed(office_id: int, clerk_id: int | None, at: datetime) -> None:
    """Every face of the office hears of it; what its hours come to for other channels is told with it."""
    journal.append(at, EventType.OFFICE_CHANGED, office=office_id, clerk=clerk_id)
    office_hours.announce(office_id, opening.announcement(offices.by_id(office_id), at))
