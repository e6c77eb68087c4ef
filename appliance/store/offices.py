"""Organisation, departments, offices and services. Read in plain SQL, as every operation asks for them."""

from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.organisation import Department, LateTickets, Office, Organisation, Service
from appliance.domain.ticket import Channel
from appliance.store.rows import DepartmentRow, OfficeRow, OrganisationRow, ServiceRow, from_micros, to_micros
from appliance.store.sql import execute, first

_OFFICES = (
    "SELECT id, department_id, name, prefix, place, is_open, capacity, confirm_seconds, by_hours, hand_until,"
    " closing_soon_minutes, late_tickets FROM office"
)
_SERVICES = "SELECT id, office_id, name, description, documents, fim_key, minutes, channels FROM service"


def organisation() -> Organisation | None:
    """The organisation that owns this appliance; None before the first set-up."""
    row = first("SELECT id, name, time_zone, land FROM organisation")
    return Organisation(*row) if row else None


def add_organisation(name: str, time_zone: str) -> int:
    return int(OrganisationRow.insert(name=name, time_zone=time_zone).execute())


def departments() -> dict[int, Department]:
    return {row.id: Department(row.id, row.organisation_id, row.name) for row in DepartmentRow.select()}


def add_department(organisation_id: int, name: str) -> int:
    return int(DepartmentRow.insert(organisation_id=organisation_id, name=name).execute())


def all() -> list[Office]:
    return [_office(row) for row in execute(f"{_OFFICES} ORDER BY id")]


def by_id(office_id: int) -> Office:
    row = first(f"{_OFFICES} WHERE id = ?", (office_id,))
    if row is None:
        raise OfficeError("unknown_office", office=office_id)
    return _office(row)


def add(department_id: int, name: str, prefix: str, place: str, is_open: bool, capacity: int, confirm: int) -> int:
    return int(
        OfficeRow.insert(department_id=department_id, name=name, prefix=prefix, place=place, is_open=is_open,
                         capacity=capacity, confirm_seconds=confirm).execute()
    )  # fmt: skip


def set_open(office_id: int, is_open: bool, until: datetime | None = None) -> bool:
    """As switched by hand, for good or `until` an instant. True when this changed something."""
    hand_until = to_micros(until) if until is not None else None
    changed = execute(
        "UPDATE office SET is_open = ?, hand_until = ? WHERE id = ? AND (is_open, hand_until) IS NOT (?, ?)",
        (is_open, hand_until, office_id, is_open, hand_until),
    )
    return changed.rowcount > 0


def set_habits(office_id: int, keeps_holidays: bool, closing_soon_minutes: int, late_tickets: LateTickets) -> None:
    execute(
        "UPDATE office SET keeps_holidays = ?, closing_soon_minutes = ?, late_tickets = ? WHERE id = ?",
        (keeps_holidays, closing_soon_minutes, late_tickets.value, office_id),
    )


def set_land(land: str) -> None:
    execute("UPDATE organisation SET land = ?", (land,))


def waiting_counts() -> dict[int, int]:
    """People waiting, by office id; offices without are left out."""
    return dict(execute("SELECT office_id, count(*) FROM ticket WHERE state = 'waiting' GROUP BY office_id"))


def services(office_id: int | None = None) -> list[Service]:
    """Of one office, or of all."""
    where, values = ("", ()) if office_id is None else ("WHERE office_id = ?", (office_id,))
    return [_service(row) for row in execute(f"{_SERVICES} {where} ORDER BY id", values)]


def service(service_id: int) -> Service:
    row = first(f"{_SERVICES} WHERE id = ?", (service_id,))
    if row is None:
        raise OfficeError("unknown_service", service=service_id)
    return _service(row)


def add_service(
    office_id: int, name: str, description: str, documents: str, fim_key: str, minutes: int, channels: list[Channel]
) -> int:
    return int(
        ServiceRow.insert(office_id=office_id, name=name, description=description, documents=documents,
                          fim_key=fim_key, minutes=minutes, channels=",".join(channels)).execute()
    )  # fmt: skip


def _office(row: tuple[Any, ...]) -> Office:
    id, department, name, prefix, place, is_open, capacity, confirm_seconds, by_hours, until, closing_soon, late = row
    return Office(id, department, name, prefix, place, bool(is_open), capacity, confirm_seconds, bool(by_hours),
                  from_micros(until), closing_soon, LateTickets(late))  # fmt: skip


def _service(row: tuple[Any, ...]) -> Service:
    id, office, name, description, documents, fim_key, minutes, channels = row
    return Service(id, office, name, description, documents, fim_key, minutes, tuple(map(Channel, channels.split(","))))
