"""What a file would change: everything that becomes different between two set-ups, in the order in which it is done.

What is retired gives its names and letters free, so it goes first; a department goes last, when it is empty.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from appliance.set_up_file.details import IN_THE_TITLE, Detail, details
from appliance.set_up_file.matching import Names, People
from appliance.set_up_file.model import (
    NOTHING,
    Clerk,
    Department,
    Office,
    Organisation,
    Service,
    SetUp,
    Shift,
)


class Deed(StrEnum):
    ADD = "add"
    CHANGE = "change"
    RETIRE = "retire"


class Thing(StrEnum):
    """What is changed in one piece. Those after OFFICE are parts of an office."""

    ORGANISATION = "organisation"
    REGION = "region"
    CLOSING_DAYS = "closing_days"
    DEPARTMENT = "department"
    CLERK = "clerk"
    PLACE = "place"
    FORM = "form"
    MESSAGE = "message"
    TEXT = "text"
    ORDER = "order"
    OFFICE = "office"
    SERVICE = "service"
    COUNTER = "counter"
    HOURS = "hours"
    SPECIAL_DAYS = "special_days"
    BOOKING = "booking"
    CALLING = "calling"
    REMINDER = "reminder"
    STAFFING = "staffing"
    PUBLISHED = "published"


SETTINGS = ("name", "prefix", "place", "capacity", "confirm_seconds")
HABITS = ("closing_soon_minutes", "late_tickets", "at_closing", "keeps_holidays", "hours")
"""Of an office: what is set together, by one operation each."""


@dataclass(frozen=True)
class Change:
    """`within`: the office, as it will be called (of an office itself: its department; of texts: their language); ""
    for what is the town's.

    `before` and `after` are of the model; None where there is nothing.
    """

    deed: Deed
    thing: Thing
    name: str
    within: str
    before: Any
    after: Any

    @property
    def details(self) -> tuple[Detail, ...]:
        """Of what is added only what differs from a default; of what is retired none."""
        if self.deed is Deed.RETIRE:
            return ()
        said = IN_THE_TITLE if self.deed is Deed.ADD else ()
        return tuple(detail for detail in details(self.before, self.after) if detail.key not in said)


def changes(before: SetUp, after: SetUp) -> list[Change]:
    before = _by_new_names(before, after)
    return [*_retired(before, after), *_of_the_town(before, after), *_of_offices(before, after),
            *_of_people(before, after), *_of_parts(before, after), *_orders(before, after),
            *_gone(before.departments, after.departments, Thing.DEPARTMENT)]  # fmt: skip


def _by_new_names(before: SetUp, after: SetUp) -> SetUp:
    """References as they follow from names that change and from what is retired: that alone is no change of them."""
    names, people = Names(before, after.departments), People(before, after.clerks, after.places)
    return replace(
        before,
        departments=tuple(
            replace(
                one, offices=tuple(replace(office, staffing=people.moved(office.staffing)) for office in one.offices)
            )
            for one in before.departments
        ),
        clerks=tuple(replace(clerk, skills=names.moved(clerk.skills)) for clerk in before.clerks),
        places=tuple(replace(place, services=names.moved(place.services)) for place in before.places),
        forms=tuple(replace(form, services=names.moved(form.services)) for form in before.forms),
    )


def _of_the_town(before: SetUp, after: SetUp) -> Iterator[Change]:
    was, will_be = before.organisation, after.organisation
    deed = Deed.ADD if before == NOTHING else Deed.CHANGE
    if deed is Deed.ADD or was.name != will_be.name:
        yield Change(deed, Thing.ORGANISATION, will_be.name, "", _called(was), _called(will_be))
    if was.region != will_be.region:
        yield Change(Deed.CHANGE, Thing.REGION, "", "", {"region": was.region}, {"region": will_be.region})
    if was.closing_days != will_be.closing_days:
        yield Change(Deed.CHANGE, Thing.CLOSING_DAYS, "", "", was.closing_days, will_be.closing_days)
    yield from _words(Thing.MESSAGE, before.messages, after.messages)
    yield from _words(Thing.TEXT, before.texts, after.texts)
    yield from _added_or_changed(before.departments, after.departments, Thing.DEPARTMENT)


def _called(organisation: Organisation) -> Mapping[str, str]:
    return {"name": organisation.name, "time_zone": organisation.time_zone}


def _words(thing: Thing, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[Change]:
    """By name and language; where there are none any more, ours hold again."""
    for name, language in sorted({*before, *after}):
        was, will_be = before.get((name, language)), after.get((name, language))
        if was != will_be:
            deed = Deed.ADD if was is None else Deed.RETIRE if will_be is None else Deed.CHANGE
            yield Change(deed, thing, name.value, str(language), was, will_be)


def _retired(before: SetUp, after: SetUp) -> Iterator[Change]:
    """Offices with all that is in them; parts of those that stay; people."""
    yield from _gone(before.offices, after.offices, Thing.OFFICE)
    for was, will_be in _staying(before.offices, after.offices):
        yield from _gone(was.services, will_be.services, Thing.SERVICE, will_be.name)
        yield from _gone(was.counters, will_be.counters, Thing.COUNTER, will_be.name)
    yield from _gone(before.forms, after.forms, Thing.FORM)
    yield from _gone(before.places, after.places, Thing.PLACE)
    yield from _gone(before.clerks, after.clerks, Thing.CLERK)


def _of_offices(before: SetUp, after: SetUp) -> Iterator[Change]:
    """Their settings and the department that they belong to, then services and counters."""
    known = {office.id: (department, office) for department in before.departments for office in department.offices}
    new = []
    for department in after.departments:
        for office in department.offices:
            if office.id is None:
                new.append(Change(Deed.ADD, Thing.OFFICE, office.name, department.name, _settings(Office("", "")),
                                  _settings(office, department)))  # fmt: skip
                continue
            home, was = known[office.id]
            if home.id != department.id or _settings(was) != _settings(office):
                yield Change(Deed.CHANGE, Thing.OFFICE, office.name, department.name, _settings(was, home),
                             _settings(office, department))  # fmt: skip
    yield from new
    for was, will_be in _pairs(before, after):
        yield from _added_or_changed(was.services, will_be.services, Thing.SERVICE, will_be.name)
        yield from _added_or_changed(was.counters, will_be.counters, Thing.COUNTER, will_be.name)


def _of_people(before: SetUp, after: SetUp) -> Iterator[Change]:
    yield from _added_or_changed(before.clerks, after.clerks, Thing.CLERK)
    yield from _added_or_changed(before.places, after.places, Thing.PLACE)
    yield from _added_or_changed(before.forms, after.forms, Thing.FORM)


def _of_parts(before: SetUp, after: SetUp) -> Iterator[Change]:
    """What needs services, clerks and places to be there."""
    for was, will_be in _pairs(before, after):
        for thing, old, new in (
            (Thing.HOURS, _habits(was), _habits(will_be)),
            (Thing.SPECIAL_DAYS, was.special_days, will_be.special_days),
            (Thing.BOOKING, was.booking, will_be.booking),
            (Thing.CALLING, was.calling, will_be.calling),
            (Thing.REMINDER, _only(was, "reminder_hours"), _only(will_be, "reminder_hours")),
            (Thing.STAFFING, _by_who(was), _by_who(will_be)),
            (Thing.PUBLISHED, _only(was, "published"), _only(will_be, "published")),
        ):
            if old != new:
                yield Change(Deed.CHANGE, thing, will_be.name, will_be.name, old, new)


def _orders(before: SetUp, after: SetUp) -> Iterator[Change]:
    """What is shown in another order than before. What is new comes last by itself."""
    levels: list[tuple[str, str, Sequence[Any], Sequence[Any]]] = [
        ("departments", "", before.departments, after.departments),
        ("offices", "", before.offices, after.offices),
    ]
    for was, will_be in _pairs(before, after):
        levels += [("services", will_be.name, was.services, will_be.services),
                   ("counters", will_be.name, was.counters, will_be.counters)]  # fmt: skip
    for key, office, old, new in levels:
        by_itself: list[int | None] = [one.id for one in old if one.id in {other.id for other in new}]
        by_itself += [None] * sum(one.id is None for one in new)
        if by_itself != [one.id for one in new]:
            names = tuple(one.name for one in new)
            yield Change(Deed.CHANGE, Thing.ORDER, key, office, {key: tuple(one.name for one in old)}, {key: names})


def _gone(before: Iterable[Any], after: Iterable[Any], thing: Thing, within: str = "") -> Iterator[Change]:
    staying = {one.id for one in after}
    for one in before:
        if one.id not in staying:
            yield Change(Deed.RETIRE, thing, one.name, within, one, None)


def _added_or_changed(before: Iterable[Any], after: Iterable[Any], thing: Thing, within: str = "") -> Iterator[Change]:
    known = {one.id: one for one in before}
    for one in after:
        if one.id is None:
            yield Change(Deed.ADD, thing, one.name, within, _DEFAULTS[thing](one), one)
        elif _own(known[one.id]) != _own(one):
            yield Change(Deed.CHANGE, thing, one.name, within, known[one.id], one)


def _own(one: Any) -> Any:
    return one.name if isinstance(one, Department) else one


_DEFAULTS = {
    Thing.DEPARTMENT: lambda one: None,
    Thing.SERVICE: lambda one: replace(Service(""), minutes=0, channels=()),
    Thing.COUNTER: lambda one: None,
    Thing.CLERK: lambda one: Clerk("", "", ()),
    Thing.PLACE: lambda one: None,
    Thing.FORM: lambda one: None,
}
"""What is not worth telling of something new."""


def _pairs(before: SetUp, after: SetUp) -> Iterator[tuple[Office, Office]]:
    """Every office that there will be, with what it was; a new one was empty."""
    known = {office.id: office for office in before.offices}
    for office in after.offices:
        yield known[office.id] if office.id is not None else _bare(office), office


def _staying(before: Iterable[Office], after: Iterable[Office]) -> Iterator[tuple[Office, Office]]:
    known = {office.id: office for office in before}
    yield from ((known[office.id], office) for office in after if office.id is not None)


def _bare(office: Office) -> Office:
    """As the store makes a new one."""
    return Office(office.name, office.prefix)


def _settings(office: Office, department: Department | None = None) -> Mapping[str, Any]:
    found = {key: getattr(office, key) for key in SETTINGS}
    return found if department is None else {"department": department.name, **found}


def _only(office: Office, key: str) -> Mapping[str, Any]:
    return {key: getattr(office, key)}


def _habits(office: Office) -> Mapping[str, Any]:
    return {key: getattr(office, key) for key in HABITS}


def _by_who(office: Office) -> Mapping[tuple[str, str], Shift]:
    """A diary without hours is not in the plan."""
    return {shift.who: shift for shift in office.staffing if shift.hours}
