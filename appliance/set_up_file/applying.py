"""The changes of a plan, done by the operations that the administration's pages use: one table, one line a change."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.form import Form as Definition
from appliance.domain.message import MessageKind
from appliance.domain.office_hours import SpecialDays
from appliance.domain.organisation import OfficeSettings, ServiceSettings
from appliance.domain.staff import CounterSettings
from appliance.domain.texts import TextLanguage, TextName
from appliance.operations import accounts, administration, calling, forms, set_up, staffing, texts
from appliance.operations import offices as office_operations
from appliance.set_up_file.model import Clerk, Counter, Form, Place, Service, SetUp, Shift, Skills
from appliance.set_up_file.plan import Change, Deed, Thing
from appliance.set_up_file.reading import HolidayNames
from appliance.store import message_settings, message_texts, office_hours, offices
from appliance.store.arrangement import Kind


@dataclass(frozen=True)
class Welcome:
    """What a new clerk is given to choose a password. The token is shown once and stored nowhere."""

    name: str
    sign_in: str
    token: str
    until: datetime


@dataclass
class Town:
    """The town while it is changed: ids by name, of what was there and of what was made."""

    clerk_id: int | None
    at: datetime
    holidays: HolidayNames
    welcomes: list[Welcome] = field(default_factory=list)
    departments: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    services: dict[tuple[str, str], int] = field(default_factory=dict)
    counters: dict[tuple[str, str], int] = field(default_factory=dict)
    clerks: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def know(self, after: SetUp) -> None:
        """The ids of what is there already, by the names that it will have."""
        self.departments |= {one.name: one.id for one in after.departments if one.id}
        self.offices |= {one.name: one.id for one in after.offices if one.id}
        self.services |= {(o.name, one.name): one.id for o in after.offices for one in o.services if one.id}
        self.counters |= {(o.name, one.name): one.id for o in after.offices for one in o.counters if one.id}
        self.clerks |= {one.sign_in: one.id for one in after.clerks if one.id}
        self.places |= {one.name: one.id for one in after.places if one.id}

    def service_ids(self, skills: Skills) -> list[int]:
        return [self.services[pair] for pair in skills]


def apply(change: Change, town: Town) -> None:
    """Raises what the operations raise."""
    ACTS[change.thing, change.deed](change, town)


def _organisation_added(change: Change, town: Town) -> None:
    set_up.create(set_up.Town(change.name, (), (), change.after["time_zone"]), {}, town.at)


def _organisation_renamed(change: Change, town: Town) -> None:
    offices.rename_organisation(change.name)


def _region(change: Change, town: Town) -> None:
    region = change.after["region"]
    names = town.holidays(region, town.at.astimezone(office_hours.zone()).year)
    office_operations.set_holidays(region, names, town.at)


def _special_days(change: Change, town: Town) -> None:
    office_id = town.offices[change.within] if change.within else None
    _replace_special(office_id, change.before, change.after, town)


def _replace_special(
    office_id: int | None, before: Iterable[SpecialDays], after: Iterable[SpecialDays], town: Town
) -> None:
    wanted, known = list(after), list(before)
    for days in office_hours.own_special(office_id):
        if not any(_same_days(days, other) for other in wanted):
            office_operations.remove_special_days(days.id, town.clerk_id, town.at)
    for days in wanted:
        if days not in known:
            office_operations.add_special_days(office_id, days, town.clerk_id, town.at)


def _same_days(one: SpecialDays, other: SpecialDays) -> bool:
    return (one.first, one.last, one.hours, one.channels, one.reason) == (
        other.first, other.last, other.hours, other.channels, other.reason)  # fmt: skip


def _department_added(change: Change, town: Town) -> None:
    town.departments[change.name] = administration.add_department(change.name, town.clerk_id, town.at)


def _department_renamed(change: Change, town: Town) -> None:
    administration.rename_department(change.after.id, change.name, town.clerk_id, town.at)


def _message(change: Change, town: Town) -> None:
    message_texts.put(MessageKind(change.name), change.within, change.after)


def _message_taken_back(change: Change, town: Town) -> None:
    message_texts.remove(MessageKind(change.name), change.within)


def _text(change: Change, town: Town) -> None:
    name, language = TextName(change.name), TextLanguage(change.within)
    texts.write(name, language, change.after, None, town.clerk_id, town.at)


def _text_taken_back(change: Change, town: Town) -> None:
    texts.take_back(TextName(change.name), TextLanguage(change.within), None, town.clerk_id, town.at)


def _office_added(change: Change, town: Town) -> None:
    department_id = town.departments[change.within]
    town.offices[change.name] = administration.add_office(
        department_id, _office_settings(change), False, town.clerk_id, town.at
    )


def _office_changed(change: Change, town: Town) -> None:
    department_id = town.departments[change.within]
    administration.change_office(
        town.offices[change.name], department_id, _office_settings(change), town.clerk_id, town.at
    )


def _office_settings(change: Change) -> OfficeSettings:
    return OfficeSettings(**{key: value for key, value in change.after.items() if key != "department"})


def _service_added(change: Change, town: Town) -> None:
    town.services[change.within, change.name] = administration.add_service(
        town.offices[change.within], _service_settings(change.after), town.clerk_id, town.at
    )


def _service_changed(change: Change, town: Town) -> None:
    administration.change_service(change.after.id, _service_settings(change.after), town.clerk_id, town.at)


def _service_settings(service: Service) -> ServiceSettings:
    return ServiceSettings(**{key: value for key, value in vars(service).items() if key != "id"})


def _counter_added(change: Change, town: Town) -> None:
    town.counters[change.within, change.name] = administration.add_counter(
        town.offices[change.within], _counter_settings(change.after), town.clerk_id, town.at
    )


def _counter_changed(change: Change, town: Town) -> None:
    administration.change_counter(change.after.id, _counter_settings(change.after), town.clerk_id, town.at)


def _counter_settings(counter: Counter) -> CounterSettings:
    return CounterSettings(counter.name, counter.at_home)


def _clerk_added(change: Change, town: Town) -> None:
    clerk: Clerk = change.after
    id = accounts.create(_person(clerk), town.service_ids(clerk.skills), town.clerk_id, town.at)
    token = f"w_{secrets.token_urlsafe(32)}"
    until = accounts.invite(id, token, town.clerk_id, town.at)
    town.clerks[clerk.sign_in] = id
    town.welcomes.append(Welcome(clerk.name, clerk.sign_in, token, until))


def _clerk_changed(change: Change, town: Town) -> None:
    before, clerk = change.before, change.after
    if _person(before) != _person(clerk):
        accounts.change(clerk.id, _person(clerk), town.clerk_id, town.at)
    if before.skills != clerk.skills:
        accounts.set_skills(clerk.id, town.service_ids(clerk.skills), town.clerk_id, town.at)


def _person(clerk: Clerk) -> accounts.Person:
    return accounts.Person(clerk.name, clerk.sign_in, frozenset(clerk.roles))


def _clerk_retired(change: Change, town: Town) -> None:
    accounts.retire(change.before.id, town.clerk_id, town.at)


def _place_added(change: Change, town: Town) -> None:
    place: Place = change.after
    town.places[place.name] = staffing.add_place(place.name, town.service_ids(place.services), town.clerk_id, town.at)


def _place_changed(change: Change, town: Town) -> None:
    place: Place = change.after
    assert place.id is not None
    staffing.change_place(place.id, place.name, town.service_ids(place.services), town.clerk_id, town.at)


def _place_retired(change: Change, town: Town) -> None:
    staffing.retire_diary(change.before.id, town.clerk_id, town.at)


def _form_added(change: Change, town: Town) -> None:
    form: Form = change.after
    forms.add(Definition(form.name, form.fields), None, town.service_ids(form.services), town.clerk_id, town.at)


def _form_changed(change: Change, town: Town) -> None:
    form: Form = change.after
    assert form.id is not None
    definition, services = Definition(form.name, form.fields), town.service_ids(form.services)
    forms.change(form.id, None, definition, services, town.clerk_id, town.at)


def _form_retired(change: Change, town: Town) -> None:
    forms.retire(change.before.id, town.clerk_id, town.at)


def _hours(change: Change, town: Town) -> None:
    after = change.after
    habits = office_operations.Habits(
        after["hours"],
        after["keeps_holidays"],
        after["closing_soon_minutes"],
        after["late_tickets"],
        after["at_closing"],
    )
    office_operations.set_habits(town.offices[change.within], habits, town.clerk_id, town.at)


def _booking(change: Change, town: Town) -> None:
    staffing.set_rules(town.offices[change.within], change.after, town.clerk_id, town.at)


def _calling(change: Change, town: Town) -> None:
    calling.set_rules(town.offices[change.within], change.after, town.clerk_id, town.at)


def _reminder(change: Change, town: Town) -> None:
    message_settings.set_reminder_hours(town.offices[change.within], change.after["reminder_hours"])


def _staffing(change: Change, town: Town) -> None:
    for who in {**change.before, **change.after}:
        shift = change.after.get(who, Shift(*who))
        if shift != change.before.get(who):
            diary_id = _diary(shift, town)
            if diary_id is not None:
                staffing.set_week(diary_id, town.offices[change.within], shift.hours, town.clerk_id, town.at)


def _diary(shift: Shift, town: Town) -> int | None:
    """None for somebody who was retired: their diary is gone with them."""
    if shift.place:
        return town.places.get(shift.place)
    clerk_id = town.clerks.get(shift.clerk)
    if clerk_id is None:
        return None
    return staffing.add_clerks_diary(clerk_id, town.clerk_id, town.at)


def _published(change: Change, town: Town) -> None:
    act = administration.publish if change.after["published"] else administration.unpublish
    act(town.offices[change.within], town.clerk_id, town.at)


def _order(change: Change, town: Town) -> None:
    kind, names = _KINDS[change.name], change.after[change.name]
    ids = {"departments": town.departments, "offices": town.offices}.get(change.name)
    if ids is not None:
        administration.arrange(kind, [ids[name] for name in names], town.clerk_id, town.at)
        return
    parts = town.services if change.name == "services" else town.counters
    administration.arrange(kind, [parts[change.within, name] for name in names], town.clerk_id, town.at)


_KINDS = {"departments": Kind.DEPARTMENT, "offices": Kind.OFFICE, "services": Kind.SERVICE, "counters": Kind.COUNTER}


def _retired(kind: Kind) -> "Act":
    return lambda change, town: administration.retire(kind, change.before.id, town.clerk_id, town.at)


Act = Callable[[Change, Town], None]

ACTS: dict[tuple[Thing, Deed], Act] = {
    (Thing.ORGANISATION, Deed.ADD): _organisation_added,
    (Thing.ORGANISATION, Deed.CHANGE): _organisation_renamed,
    (Thing.REGION, Deed.CHANGE): _region,
    (Thing.CLOSING_DAYS, Deed.CHANGE): _special_days,
    (Thing.DEPARTMENT, Deed.ADD): _department_added,
    (Thing.DEPARTMENT, Deed.CHANGE): _department_renamed,
    (Thing.DEPARTMENT, Deed.RETIRE): _retired(Kind.DEPARTMENT),
    (Thing.TEXT, Deed.ADD): _text,
    (Thing.TEXT, Deed.CHANGE): _text,
    (Thing.TEXT, Deed.RETIRE): _text_taken_back,
    (Thing.MESSAGE, Deed.ADD): _message,
    (Thing.MESSAGE, Deed.CHANGE): _message,
    (Thing.MESSAGE, Deed.RETIRE): _message_taken_back,
    (Thing.OFFICE, Deed.ADD): _office_added,
    (Thing.OFFICE, Deed.CHANGE): _office_changed,
    (Thing.OFFICE, Deed.RETIRE): _retired(Kind.OFFICE),
    (Thing.SERVICE, Deed.ADD): _service_added,
    (Thing.SERVICE, Deed.CHANGE): _service_changed,
    (Thing.SERVICE, Deed.RETIRE): _retired(Kind.SERVICE),
    (Thing.COUNTER, Deed.ADD): _counter_added,
    (Thing.COUNTER, Deed.CHANGE): _counter_changed,
    (Thing.COUNTER, Deed.RETIRE): _retired(Kind.COUNTER),
    (Thing.CLERK, Deed.ADD): _clerk_added,
    (Thing.CLERK, Deed.CHANGE): _clerk_changed,
    (Thing.CLERK, Deed.RETIRE): _clerk_retired,
    (Thing.PLACE, Deed.ADD): _place_added,
    (Thing.PLACE, Deed.CHANGE): _place_changed,
    (Thing.PLACE, Deed.RETIRE): _place_retired,
    (Thing.FORM, Deed.ADD): _form_added,
    (Thing.FORM, Deed.CHANGE): _form_changed,
    (Thing.FORM, Deed.RETIRE): _form_retired,
    (Thing.HOURS, Deed.CHANGE): _hours,
    (Thing.SPECIAL_DAYS, Deed.CHANGE): _special_days,
    (Thing.BOOKING, Deed.CHANGE): _booking,
    (Thing.CALLING, Deed.CHANGE): _calling,
    (Thing.REMINDER, Deed.CHANGE): _reminder,
    (Thing.STAFFING, Deed.CHANGE): _staffing,
    (Thing.PUBLISHED, Deed.CHANGE): _published,
    (Thing.ORDER, Deed.CHANGE): _order,
}
