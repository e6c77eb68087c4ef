"""Organisation, departments, offices and services. Read in plain SQL, as every operation asks for them.

What is retired is found by its id only.
"""

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from appliance.domain.calling import CallingRules, Mode
from appliance.domain.errors import OfficeError
from appliance.domain.organisation import (
    Department,
    LateTickets,
    Office,
    OfficeSettings,
    Organisation,
    Service,
    ServiceSettings,
)
from appliance.domain.ticket import Channel
from appliance.store.rows import OrganisationRow, from_micros, to_micros
from appliance.store.sql import execute, first, insert_row

_DEPARTMENTS = "SELECT id, organisation_id, name, retired_at IS NOT NULL FROM department"
_OFFICES = (
    "SELECT id, department_id, name, prefix, place, is_open, capacity, confirm_seconds, by_hours, hand_until,"
    " closing_soon_minutes, late_tickets, published, retired_at IS NOT NULL, calling FROM office"
)
_SERVICES = (
    "SELECT id, office_id, name, description, documents, fim_key, minutes, channels, languages, form, takes_numbers,"
    " takes_appointments, retired_at IS NOT NULL FROM service"
)
_LIVING = "retired_at IS NULL"
_LAST = "(SELECT coalesce(max(position), 0) FROM {table})"
"""As position of a new row: after all others, since those of one position follow each other by id."""


def organisation() -> Organisation | None:
    """The organisation that owns this appliance; None before the first set-up."""
    row = first("SELECT id, name, time_zone, land FROM organisation")
    return Organisation(*row) if row else None


def add_organisation(name: str, time_zone: str) -> int:
    return int(OrganisationRow.insert(name=name, time_zone=time_zone).execute())


def rename_organisation(name: str) -> None:
    execute("UPDATE organisation SET name = ?", (name,))


def departments() -> dict[int, Department]:
    """In their order."""
    rows = execute(f"{_DEPARTMENTS} WHERE {_LIVING} ORDER BY position, id")
    return {row[0]: _department(row) for row in rows}


def department(department_id: int) -> Department:
    row = first(f"{_DEPARTMENTS} WHERE id = ?", (department_id,))
    if row is None:
        raise OfficeError("unknown_department", department=department_id)
    return _department(row)


def add_department(organisation_id: int, name: str) -> int:
    return insert_row(
        f"INSERT INTO department (organisation_id, name, position) VALUES (?, ?, {_LAST.format(table='department')})",
        (organisation_id, name),
    )


def rename_department(department_id: int, name: str) -> None:
    execute("UPDATE department SET name = ? WHERE id = ?", (name, department_id))


def all() -> list[Office]:
    """In their order, also those that are not public yet."""
    return [_office(row) for row in execute(f"{_OFFICES} WHERE {_LIVING} ORDER BY position, id")]


def public() -> list[Office]:
    """Those that citizens see."""
    return [office for office in all() if office.is_public]


def by_id(office_id: int) -> Office:
    row = first(f"{_OFFICES} WHERE id = ?", (office_id,))
    if row is None:
        raise OfficeError("unknown_office", office=office_id)
    return _office(row)


def add(
    department_id: int, name: str, prefix: str, place: str, is_open: bool, capacity: int, confirm: int,
    published: bool = True,
) -> int:  # fmt: skip
    return insert_row(
        "INSERT INTO office (department_id, name, prefix, place, is_open, capacity, confirm_seconds, published,"
        f" position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, {_LAST.format(table='office')})",
        (department_id, name, prefix, place, is_open, capacity, confirm, published),
    )


def change(office_id: int, department_id: int, settings: OfficeSettings) -> None:
    execute(
        "UPDATE office SET department_id = ?, name = ?, prefix = ?, place = ?, capacity = ?, confirm_seconds = ?"
        " WHERE id = ?",
        (department_id, settings.name, settings.prefix, settings.place, settings.capacity, settings.confirm_seconds,
         office_id),
    )  # fmt: skip


def set_published(office_id: int, published: bool) -> None:
    execute("UPDATE office SET published = ? WHERE id = ?", (published, office_id))


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


def set_calling(office_id: int, rules: CallingRules) -> None:
    execute("UPDATE office SET calling = ? WHERE id = ?", (json.dumps(asdict(rules)), office_id))


def set_land(land: str) -> None:
    execute("UPDATE organisation SET land = ?", (land,))


def waiting_counts() -> dict[int, int]:
    """People waiting, by office id; offices without are left out."""
    return dict(execute("SELECT office_id, count(*) FROM ticket WHERE state = 'waiting' GROUP BY office_id"))


def services(office_id: int | None = None) -> list[Service]:
    """Of one office, or of all, in their order."""
    if office_id is None:
        of_living = f"office_id IN (SELECT id FROM office WHERE {_LIVING})"
        rows = execute(f"{_SERVICES} WHERE {_LIVING} AND {of_living} ORDER BY position, id")
    else:
        rows = execute(f"{_SERVICES} WHERE {_LIVING} AND office_id = ? ORDER BY position, id", (office_id,))
    return [_service(row) for row in rows]


def service(service_id: int) -> Service:
    row = first(f"{_SERVICES} WHERE id = ?", (service_id,))
    if row is None:
        raise OfficeError("unknown_service", service=service_id)
    return _service(row)


def service_names(office_id: int) -> dict[int, str]:
    """By id, also of those that are retired: a ticket may still be for one."""
    return dict(execute("SELECT id, name FROM service WHERE office_id = ?", (office_id,)))


def service_minutes() -> dict[int, int]:
    """By id, also of those that are retired."""
    return dict(execute("SELECT id, minutes FROM service"))


def add_service(office_id: int, settings: ServiceSettings) -> int:
    values = _columns(settings)
    return insert_row(
        f"INSERT INTO service (office_id, {', '.join(values)}, position)"
        f" VALUES (?{', ?' * len(values)}, {_LAST.format(table='service')})",
        (office_id, *values.values()),
    )


def change_service(service_id: int, settings: ServiceSettings) -> None:
    values = _columns(settings)
    changes = ", ".join(f"{column} = ?" for column in values)
    execute(f"UPDATE service SET {changes} WHERE id = ?", (*values.values(), service_id))


def _columns(settings: ServiceSettings) -> dict[str, object]:
    return {
        "name": settings.name, "description": settings.description, "documents": settings.documents,
        "fim_key": settings.fim_key, "minutes": settings.minutes, "channels": ",".join(settings.channels),
        "languages": ",".join(settings.languages), "form": settings.form, "takes_numbers": settings.takes_numbers,
        "takes_appointments": settings.takes_appointments,
    }  # fmt: skip


def _department(row: tuple[Any, ...]) -> Department:
    id, organisation_id, name, retired = row
    return Department(id, organisation_id, name, bool(retired))


def _office(row: tuple[Any, ...]) -> Office:
    (id, department, name, prefix, place, is_open, capacity, confirm_seconds, by_hours, until, closing_soon, late,
     published, retired, calling) = row  # fmt: skip
    return Office(id, department, name, prefix.partition("~")[0], place, bool(is_open), capacity, confirm_seconds,
                  bool(by_hours), from_micros(until), closing_soon, LateTickets(late), bool(published),
                  bool(retired), _calling(calling))  # fmt: skip


def _service(row: tuple[Any, ...]) -> Service:
    (id, office, name, description, documents, fim_key, minutes, channels, languages, form, numbers, appointments,
     retired) = row  # fmt: skip
    return Service(
        name, description, documents, fim_key, minutes, tuple(map(Channel, channels.split(","))),
        tuple(languages.split(",")), form, bool(numbers), bool(appointments), id, office, bool(retired),
    )  # fmt: skip


@cache
def _calling(stored: str) -> CallingRules:
    values = json.loads(stored)
    return CallingRules(**{**values, "mode": Mode(values["mode"])}) if values else CallingRules()
