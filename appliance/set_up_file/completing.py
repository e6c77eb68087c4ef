"""From what a file says to the set-up that there will be: things are found again, the rest stays as it is.

A thing is found by its name, by the name that it had (`was`), and an office by its letters too. What is left out stays;
a list that is there is complete. References are checked here, as they may lead to what the file does not mention.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from appliance.domain.form import Form as Definition
from appliance.domain.message_text import MessageText
from appliance.domain.office_hours import SpecialDays
from appliance.domain.staff import Role
from appliance.set_up_file import form_fields
from appliance.set_up_file.findings import BadFile, Finding, finding
from appliance.set_up_file.matching import Names, People, by_prefix, found
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
from appliance.set_up_file.readers import unknown
from appliance.set_up_file.schema import ALL
from appliance.set_up_file.sections import Given
from appliance.set_up_file.tree import Scalar

IsRegion = Callable[[str], bool]


@dataclass(frozen=True)
class Wanted:
    """`lines`: where the file speaks of a thing, by what it is and its name (a service's or counter's after the
    office's); a list that is complete, by its key alone.
    """

    set_up: SetUp
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def line(self, *what: str) -> int:
        """The best that is known: of the thing, or of what it would stand in."""
        while what and what not in self.lines:
            what = what[:-1]
        return self.lines.get(what, 1)


def completed(given: Given, before: SetUp, today: date, is_region: IsRegion) -> Wanted:
    """Raises BadFile with all references that lead nowhere and all that contradicts itself or what is there."""
    work = _Completing(given, before, today)
    set_up = work.set_up(is_region)
    if work.findings:
        raise BadFile(work.findings)
    return Wanted(set_up, work.lines)


class _Completing:
    def __init__(self, given: Given, before: SetUp, today: date) -> None:
        self._given, self._before, self._today = given, before, today
        self.findings: list[Finding] = []
        self.lines: dict[tuple[str, ...], int] = {(key,): line for key, line in given.lines.items()}
        self._offices_before: dict[int, Office | None] = {}
        """By the line of each office of the file: the one that it is found to be."""

    def set_up(self, is_region: IsRegion) -> SetUp:
        organisation = self._organisation(is_region)
        departments = self._departments()
        self._check_prefixes(departments)
        names = Names(self._before, departments)
        clerks, places = self._clerks(names), self._places(names)
        people = People(self._before, clerks, places)
        departments = tuple(
            replace(one, offices=tuple(self._with_staffing(office, people) for office in one.offices))
            for one in departments
        )
        forms = self._forms(names)
        return SetUp(organisation, departments, clerks, places, self._messages(), self._texts(), forms)

    def _organisation(self, is_region: IsRegion) -> Organisation:
        given, before = self._given.get("organisation"), self._before.organisation
        if given is None:
            if self._before == NOTHING:
                self._say(self._given.line, "missing_key", key="organisation")
            return before
        values = dict(given.values)
        if self._before != NOTHING and values.get("time_zone", before.time_zone) != before.time_zone:
            self._say(given.line_of("time_zone"), "time_zone_fixed", value=before.time_zone)
        if not is_region(values.get("region", before.region)):
            self._say(given.line_of("region"), "unknown_region", value=values.get("region", before.region))
        return replace(before, **{**values, "closing_days": self._to_come(given, "closing_days", before.closing_days)})

    def _departments(self) -> tuple[Department, ...]:
        given = self._given.get("departments")
        if given is None:
            return self._before.departments
        every = [office for department in given for office in department.get("offices") or ()]
        self._expect_each_name_once(every)
        known = found(every, self._before.offices, self.findings, by_prefix)
        self._offices_before = {one.line: office for one, office in zip(every, known, strict=True)}
        elsewhere = {office.id for office in known if office is not None}
        bases = found(given, self._before.departments, self.findings)
        return tuple(self._department(one, base, elsewhere) for one, base in zip(given, bases, strict=True))

    def _department(self, given: Given, base: Department | None, elsewhere: set[int | None]) -> Department:
        name = str(given.values["name"])
        self.lines["departments", name] = given.line
        stay = [office for office in base.offices if office.id not in elsewhere] if base else []
        listed = given.get("offices")
        offices = stay if listed is None else [self._office(one) for one in listed]
        return Department(name, tuple(offices), base.id if base else None)

    def _office(self, given: Given) -> Office:
        base = self._offices_before[given.line]
        name = str(given.values["name"])
        self.lines["offices", name] = given.line
        if base is None and "prefix" not in given.values:
            self._say(given.line, "missing_key", key="prefix")
        base = base or Office(name, str(given.get("prefix") or ""))
        booking, calling = given.get("booking"), given.get("calling")
        own = {key: value for key, value in given.values.items() if key not in ("was", "staffing")}
        parts = {
            "special_days": self._to_come(given, "special_days", base.special_days),
            "booking": replace(base.booking, **booking.values) if booking else base.booking,
            "calling": replace(base.calling, **calling.values) if calling else base.calling,
            "services": self._parts(given, "services", base.services, Service),
            "counters": self._parts(given, "counters", base.counters, Counter),
        }
        return replace(base, **{**own, **parts})

    def _parts(self, office: Given, key: str, before: tuple[Any, ...], kind: type[Any]) -> tuple[Any, ...]:
        """Services or counters of an office."""
        given = office.get(key)
        if given is None:
            return before
        name = str(office.values["name"])
        self.lines[key, name] = office.line_of(key)
        return tuple(self._part(one, base, kind, (key, name)) for one, base in zip(
            given, found(given, before, self.findings), strict=True))  # fmt: skip

    def _part(self, given: Given, base: Any, kind: type[Any], within: tuple[str, str]) -> Any:
        name = given.values["name"]
        self.lines[*within, name] = given.line
        values = {key: value for key, value in given.values.items() if key != "was"}
        return replace(base or kind(name), **values)

    def _clerks(self, names: Names) -> tuple[Clerk, ...]:
        given = self._given.get("clerks")
        if given is None:
            return tuple(replace(one, skills=names.moved(one.skills)) for one in self._before.clerks)
        known = {clerk.sign_in: clerk for clerk in self._before.clerks}
        clerks = tuple(self._clerk(one, known, names) for one in given)
        if not any(Role.ADMIN in clerk.roles for clerk in clerks):
            self._say(self._given.line_of("clerks"), "no_admin")
        return clerks

    def _clerk(self, given: Given, known: Mapping[str, Clerk], names: Names) -> Clerk:
        sign_in = str(given.values["sign_in"])
        self.lines["clerks", sign_in] = given.line
        was = given.get("was")
        base = known.get(was or sign_in) or known.get(sign_in)
        if was is not None and base is None:
            self.findings.append(unknown(given.line_of("was"), "unknown_was", was, known).finding)
        values = {key: value for key, value in given.values.items() if key not in ("was", "skills")}
        clerk = replace(base or Clerk("", sign_in), **values)
        return replace(clerk, skills=self._skills(given, "skills", clerk.skills, names))

    def _places(self, names: Names) -> tuple[Place, ...]:
        given = self._given.get("places")
        if given is None:
            return tuple(replace(one, services=names.moved(one.services)) for one in self._before.places)
        return tuple(
            self._place(one, base, names)
            for one, base in zip(given, found(given, self._before.places, self.findings), strict=True)
        )

    def _place(self, given: Given, base: Place | None, names: Names) -> Place:
        name = str(given.values["name"])
        self.lines["places", name] = given.line
        place = replace(base or Place(name), name=name)
        return replace(place, services=self._skills(given, "services", place.services, names))

    def _forms(self, names: Names) -> tuple[Form, ...]:
        given = self._given.get("forms")
        if given is None:
            return tuple(replace(one, services=names.moved(one.services)) for one in self._before.forms)
        return tuple(
            self._form(one, base, names)
            for one, base in zip(given, found(given, self._before.forms, self.findings), strict=True)
        )

    def _form(self, given: Given, base: Form | None, names: Names) -> Form:
        name = str(given.values["name"])
        self.lines["forms", name] = given.line
        form = replace(base or Form(name), name=name)
        listed = given.get("fields")
        if listed is not None:
            form = replace(form, fields=form_fields.put_together(listed, form.fields))
        self.findings.extend(form_fields.faults(Definition(form.name, form.fields), given))
        return replace(form, services=self._skills(given, "services", form.services, names))

    def _skills(self, given: Given, key: str, before: Skills, names: Names) -> Skills:
        pairs: Sequence[tuple[Scalar, Scalar]] | None = given.get(key)
        if pairs is None:
            return names.moved(before)
        found: set[tuple[str, str]] = set()
        for office, service in pairs:
            if office.text not in names.services:
                self.findings.append(unknown(office.line, "unknown_office", office.text, names.services).finding)
            elif service.text == ALL:
                found.update((office.text, name) for name in names.services[office.text])
            elif service.text not in names.services[office.text]:
                near = names.services[office.text]
                self.findings.append(unknown(service.line, "unknown_service", service.text, near).finding)
            else:
                found.add((office.text, service.text))
        return names.in_order(found)

    def _with_staffing(self, office: Office, people: People) -> Office:
        given = next((one for one in self._offices_given() if one.get("name") == office.name), None)
        shifts = given.get("staffing") if given else None
        if given is None or shifts is None:
            return replace(office, staffing=people.moved(office.staffing))
        self.lines["staffing", office.name] = given.line_of("staffing")
        return replace(office, staffing=tuple(self._shift(one, people, office.name) for one in shifts))

    def _shift(self, given: Given, people: People, office: str) -> Shift:
        clerk, place = given.get("clerk") or "", given.get("place") or ""
        self.lines["staffing", office, clerk or place] = given.line
        if bool(clerk) == bool(place):
            self._say(given.line, "shift_of_nobody")
        if clerk and clerk not in people.clerks:
            self.findings.append(unknown(given.line_of("clerk"), "unknown_clerk", clerk, people.clerks).finding)
        if place and place not in people.places:
            self.findings.append(unknown(given.line_of("place"), "unknown_place", place, people.places).finding)
        return Shift(clerk, place, given.values.get("hours", {}))

    def _offices_given(self) -> list[Given]:
        return [
            office for department in self._given.get("departments") or () for office in department.get("offices") or ()
        ]

    def _messages(self) -> Mapping[Any, MessageText]:
        given = self._given.get("messages")
        if given is None:
            return self._before.messages
        return {(kind, language): text for kind, texts in given.items() for language, text in texts.items()}

    def _texts(self) -> Mapping[Any, str]:
        given = self._given.get("texts")
        if given is None:
            return self._before.texts
        return {(name, language): body for name, texts in given.items() for language, body in texts.items() if body}

    def _expect_each_name_once(self, offices: Iterable[Given]) -> None:
        first: dict[str, int] = {}
        for office in offices:
            name = str(office.get("name")).casefold()
            if name in first:
                self._say(office.line_of("name"), "name_twice", value=office.get("name"), first=first[name])
            first.setdefault(name, office.line_of("name"))

    def _check_prefixes(self, departments: Iterable[Department]) -> None:
        """No two offices share one, and no two that there are exchange theirs: they would do so one after the other."""
        before = {office.prefix: office.id for office in self._before.offices}
        offices = [office for department in departments for office in department.offices]
        staying = {office.id for office in offices}
        seen: dict[str, str] = {}
        for office in offices:
            line = Wanted(self._before, self.lines).line("offices", office.name)
            holder = before.get(office.prefix)
            if office.prefix in seen:
                self._say(line, "prefix_twice", value=office.prefix, office=seen[office.prefix])
            elif holder not in (None, office.id) and holder in staying:
                self._say(line, "prefix_in_use", value=office.prefix)
            seen.setdefault(office.prefix, office.name)

    def _to_come(self, given: Given, key: str, before: tuple[SpecialDays, ...]) -> tuple[SpecialDays, ...]:
        """What is over is passed over."""
        days: tuple[SpecialDays, ...] = given.values.get(key, before)
        return tuple(sorted((one for one in days if one.last >= self._today), key=lambda one: one.first))

    def _say(self, line: int, code: str, **facts: object) -> None:
        self.findings.append(finding(line, code, **facts))
