"""A town of its own for a play: offices, clerks with generated passwords, devices, hours, and the server's settings."""

import dataclasses
import json
from datetime import datetime
from pathlib import Path

from appliance.adapters import passwords
from appliance.config import Limits
from appliance.domain.device import Function
from appliance.domain.message import AtClosing
from appliance.domain.office_hours import CLOSED_WEEK, Hours, Week
from appliance.domain.organisation import LateTickets
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel
from appliance.operations import devices, offices, set_up
from appliance.operations.set_up import (
    PlannedClerk,
    PlannedCounter,
    PlannedDepartment,
    PlannedOffice,
    PlannedService,
    PlannedStaffing,
    Town,
)
from appliance.simulation import town
from appliance.simulation.live.house import House, OfficeOfHouse, Staff
from appliance.simulation.live.plan import OPENS, Size
from appliance.store import message_settings, staff
from appliance.store import offices as office_store
from appliance.store.database import Store

NAMES = ("Bürgeramt", "Kfz-Zulassung", "Standesamt", "Ausländerbehörde", "Wohngeldstelle", "Fundbüro")
CONCERNS = ("Auskunft und Ausgabe", "Anmeldung", "Ausweis", "Beratung")
FREE_COUNTER = "Gastschalter"
"""For whoever looks on and wants to play along."""
RECEPTION, ADMIN = "empfang", "leitung"
CAPACITY = 1000
CLOCK, SETTINGS = "clock", "simulation.toml"


def found(size: Size, data: Path, port: int, at: datetime) -> House:
    """Makes database and settings in `data`, which has no office yet."""
    plan = _town(size)
    generated = {clerk.sign_in_name: passwords.generated() for clerk in plan.clerks}
    hashes = {name: passwords.hashed(password) for name, password in generated.items()}
    store = Store(data / "office.sqlite")
    try:
        store.write(set_up.create, plan, hashes, at)
        store.write(message_settings.set_mail, _mails(data))
        places = store.write(_furnish, size, at)
    finally:
        store.close()
    people = [Staff(clerk.name, clerk.sign_in_name, generated[clerk.sign_in_name]) for clerk in plan.clerks]
    by_name = {one.sign_in_name: one for one in people}
    return House(
        f"http://127.0.0.1:{port}",
        tuple(_staffed(place, by_name, counters) for place, counters in places),
        by_name[RECEPTION],
        by_name[ADMIN],
        str(data / CLOCK),
        str(data),
    )


def write_settings(data: Path, speed: float) -> Path:
    """A limit counts by the machine's clock, so a day that is played faster may come faster."""
    faster = max(1, round(speed))
    lines = [f"clock = {json.dumps(str(data / CLOCK))}", "", "[limits]"]
    for field in dataclasses.fields(Limits):
        count, _, period = str(field.default).partition("/")
        lines.append(f'{field.name} = "{int(count) * faster}/{period}"')
    path = data / SETTINGS
    path.write_text("\n".join(lines) + "\n")
    return path


def clerk_name(office: int, place: int) -> str:
    return f"amt{office + 1}.{place + 1}"


def _town(size: Size) -> Town:
    planned = [_office(size, office) for office in range(size.offices)]
    clerks, staffing = [], []
    for office, one in enumerate(planned):
        for place in range(size.crew(office)):
            name = clerk_name(office, place)
            skills = tuple(one.services[service - 1].name for service in sorted(town.SKILLS[place]))
            clerks.append(PlannedClerk(f"{one.name} {place + 1}", name, skills))
            staffing.append(PlannedStaffing(name, one.name, _shift(size, place)))
    everything = tuple(service.name for one in planned for service in one.services)
    clerks.append(PlannedClerk("Empfang", RECEPTION, (), (Role.RECEPTION,)))
    clerks.append(PlannedClerk("Leitung", ADMIN, everything, (Role.CLERK, Role.SUPERVISOR, Role.ADMIN)))
    department = PlannedDepartment("Bürgerdienste", tuple(planned))
    return Town("Stadt Simulata", (department,), tuple(clerks), staffing=tuple(staffing))


def _office(size: Size, office: int) -> PlannedOffice:
    name = NAMES[office % len(NAMES)] + (f" {office // len(NAMES) + 1}" if office >= len(NAMES) else "")
    services = tuple(
        PlannedService(f"{concern} ({name})", "", "", "", round(one.configured))
        for concern, one in zip(CONCERNS, size.town(office).services, strict=True)
    )
    counters = [PlannedCounter(f"Schalter {place + 1}") for place in range(size.crew(office))]
    counters.append(PlannedCounter(FREE_COUNTER))
    return PlannedOffice(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[office], "Rathaus", services, tuple(counters), CAPACITY)


def _shift(size: Size, place: int) -> tuple[Hours, ...]:
    """When a clerk can be booked: the shift without the lunch, by the hours of the wall."""
    opens = OPENS.hour * 60 + OPENS.minute
    begins, ends, lunch = town.shift(place, size.minutes)
    parts = [(begins, ends)] if lunch is None else [(begins, lunch.begins), (lunch.begins + lunch.minutes, ends)]
    return tuple(Hours(opens + round(first), opens + round(last)) for first, last in parts)


def _mails(data: Path) -> dict[str, str]:
    return {"kind": "folder", "folder": str(data / "mail"), "sender": "termine@simulata.example"}


def _furnish(size: Size, at: datetime) -> list[tuple[OfficeOfHouse, list[int]]]:
    """Hours and devices of each office, and its counters."""
    result = []
    leader = staff.credentials(ADMIN)
    assert leader is not None
    for place, office in enumerate(office_store.all()):
        habits = offices.Habits(_week(size), False, 30, LateTickets.TAKE, AtClosing.SERVED)
        offices.set_habits(office.id, habits, leader[0], at)
        kiosks = tuple(
            _device(office.id, f"Kiosk {place + 1}.{one + 1}", Function.TICKET, at)
            for one in range(size.kiosks_of(place))
        )
        board = _device(office.id, f"Anzeige {place + 1}", Function.BOARD, at)
        services = tuple(one.id for one in office_store.services(office.id))
        counters = [one.id for one in staff.counters() if one.office_id == office.id]
        result.append((OfficeOfHouse(office.id, office.name, services, (), kiosks, (board,)), counters))
    return result


def _week(size: Size) -> dict[Channel, Week]:
    opens = OPENS.hour * 60 + OPENS.minute
    day = (Hours(opens, opens + round(size.minutes)),)
    week = (day,) * 5 + CLOSED_WEEK[5:]
    return {Channel.ON_SITE: week, Channel.VIDEO: week}


def _device(office_id: int, name: str, function: Function, at: datetime) -> str:
    device_id = devices.register(office_id, name, "Eingang", function, at)
    code, _ = devices.issue_code(device_id, at)
    return devices.enrol(code, at)[1]


def _staffed(place: OfficeOfHouse, people: dict[str, Staff], counters: list[int]) -> OfficeOfHouse:
    office = place.id - 1
    clerks = tuple(
        dataclasses.replace(people[clerk_name(office, number)], counter=counter)
        for number, counter in enumerate(counters)
        if clerk_name(office, number) in people  # the last counter is free
    )
    return dataclasses.replace(place, clerks=clerks)
