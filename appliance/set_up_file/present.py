"""The set-up as it is in the store, without what was retired."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from appliance.domain.office_hours import SpecialDays
from appliance.domain.organisation import Office as OfficeOfTheStore
from appliance.domain.slots import Diary
from appliance.domain.staff import Account, Role
from appliance.operations import staffing
from appliance.set_up_file.model import (
    NOTHING,
    Clerk,
    Counter,
    Department,
    Form,
    Office,
    Organisation,
    Place,
    Service,
    SetUp,
    Shift,
    Skills,
)
from appliance.store import (
    accounts,
    appointments,
    closing_notices,
    diaries,
    forms,
    message_settings,
    message_texts,
    office_hours,
    offices,
    staff,
    texts,
)


def present() -> SetUp:
    """NOTHING before the first set-up."""
    organisation = offices.organisation()
    if organisation is None:
        return NOTHING
    every, people = offices.all(), accounts.all()
    sign_ins = {account.clerk.id: account.sign_in_name for account in people}
    departments = tuple(
        Department(
            found.name, tuple(_office(one, sign_ins) for one in every if one.department_id == found.id), found.id
        )
        for found in offices.departments().values()
    )
    names = {
        service.id or 0: (office.name, service.name)
        for department in departments
        for office in department.offices
        for service in office.services
    }
    return SetUp(
        Organisation(organisation.name, organisation.time_zone, organisation.land, special_days(None)),
        departments,
        tuple(_clerk(account, names) for account in people),
        tuple(_place(diary, names) for diary in diaries.all() if diary.clerk_id is None),
        message_texts.all(),
        {(one.name, one.language): one.body for one in texts.all()},
        _forms(names),
    )


def special_days(office_id: int | None) -> tuple[SpecialDays, ...]:
    return tuple(replace(one, id=0) for one in office_hours.own_special(office_id))


def _office(office: OfficeOfTheStore, sign_ins: Mapping[int, str]) -> Office:
    return Office(
        name=office.name,
        prefix=office.prefix,
        place=office.place,
        published=office.published,
        capacity=office.capacity,
        confirm_seconds=office.confirm_seconds,
        closing_soon_minutes=office.closing_soon_minutes,
        late_tickets=office.late_tickets,
        at_closing=closing_notices.rule(office.id),
        keeps_holidays=office_hours.keeps_holidays(office.id),
        reminder_hours=message_settings.reminder_hours(office.id),
        hours=office_hours.week(office.id),
        special_days=special_days(office.id),
        booking=appointments.rules(office.id),
        calling=office.calling,
        services=_services(office.id),
        counters=_counters(office.id),
        staffing=_shifts(office.id, sign_ins),
        id=office.id,
    )


def _services(office_id: int) -> tuple[Service, ...]:
    return tuple(
        Service(one.name, one.description, one.documents, one.fim_key, one.minutes, one.channels, one.languages,
                one.form, one.takes_numbers, one.takes_appointments, one.id)
        for one in offices.services(office_id)
    )  # fmt: skip


def _counters(office_id: int) -> tuple[Counter, ...]:
    return tuple(Counter(one.name, one.is_home, one.id) for one in staff.counters() if one.office_id == office_id)


def _shifts(office_id: int, sign_ins: Mapping[int, str]) -> tuple[Shift, ...]:
    """Clerks by their sign-in names, then places."""
    lines = diaries.staffing(office_id)
    shifts = (
        Shift(
            sign_ins.get(diary.clerk_id or 0, ""),
            "" if diary.clerk_id else diary.name,
            staffing.week(line for line in lines if line.diary_id == diary.id),
        )
        for diary in diaries.of_office(office_id)
    )
    return tuple(sorted(shifts, key=lambda shift: (not shift.clerk, shift.who)))


def _clerk(account: Account, names: dict[int, tuple[str, str]]) -> Clerk:
    roles = tuple(role for role in Role if role in account.clerk.roles)
    return Clerk(account.clerk.name, account.sign_in_name, roles, _skills(account.clerk.skills, names),
                 account.clerk.id)  # fmt: skip


def _place(diary: Diary, names: dict[int, tuple[str, str]]) -> Place:
    return Place(diary.name, _skills(diary.services, names), diary.id)


def _forms(names: dict[int, tuple[str, str]]) -> tuple[Form, ...]:
    attached = forms.services()
    return tuple(
        Form(form.title, _skills(attached.get(form.id, ()), names), form.fields, form.id) for form in forms.all()
    )


def _skills(service_ids: Iterable[int], names: dict[int, tuple[str, str]]) -> Skills:
    """In the order of the set-up, without services that were retired."""
    wanted = set(service_ids)
    return tuple(name for service_id, name in names.items() if service_id in wanted)
