"""A set-up as the text of the file. Reading it gives the same set-up again; every key is written, also a default."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from appliance.domain.appointment import BookingRules
from appliance.domain.calling import CallingRules
from appliance.domain.form import Field
from appliance.domain.message import MessageKind
from appliance.domain.message_text import MessageText
from appliance.domain.office_hours import CLOSED_WEEK, Hours, SpecialDays, Week
from appliance.domain.texts import TextLanguage, TextName
from appliance.domain.ticket import Channel
from appliance.set_up_file.form_fields import as_entries
from appliance.set_up_file.model import (
    FORMAT,
    KIND,
    Clerk,
    Counter,
    Department,
    Form,
    Office,
    Place,
    Service,
    SetUp,
    Shift,
    Skills,
    Weeks,
)
from appliance.set_up_file.readers import WEEKDAYS

HEAD = """The set-up of {town}, for the page "Set-up file" of an office server.
What is left out stays as it is. A list that is there is complete: what is not in it is retired.

"""
_UNFOLDED = 1_000_000
"""Columns: a value stays on its line, so that a comparison of two files shows what changed."""

_BARE_BLOCK = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff][^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*")
"""Text that a block of lines can hold as it is."""


def written(set_up: SetUp) -> str:
    root = CommentedMap()
    root["kind"], root["format"] = KIND, FORMAT
    root["organisation"] = _map(
        name=set_up.organisation.name,
        time_zone=set_up.organisation.time_zone,
        region=set_up.organisation.region,
        closing_days=_list(map(_special, set_up.organisation.closing_days)),
    )
    root["departments"] = _list(map(_department, set_up.departments))
    root["clerks"] = _list(map(_clerk, set_up.clerks))
    root["places"] = _list(map(_place, set_up.places))
    root["forms"] = _list(map(_form, set_up.forms))
    root["messages"] = _messages(set_up.messages)
    root["texts"] = _texts(set_up.texts)
    root.yaml_set_start_comment(HEAD.format(town=" ".join(set_up.organisation.name.split())))
    for key in ("organisation", "departments", "clerks", "places", "forms", "messages", "texts"):
        root.yaml_set_comment_before_after_key(key, before="\n")
    return _dumped(root)


def _dumped(root: CommentedMap) -> str:
    yaml = YAML(typ="rt")
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = _UNFOLDED
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue()


def _department(department: Department) -> CommentedMap:
    return _map(name=department.name, offices=_list(map(_office, department.offices)))


def _office(office: Office) -> CommentedMap:
    return _map(
        name=office.name,
        prefix=office.prefix,
        place=office.place,
        published=office.published,
        capacity=office.capacity,
        confirm_seconds=office.confirm_seconds,
        closing_soon_minutes=office.closing_soon_minutes,
        late_tickets=office.late_tickets.value,
        at_closing=office.at_closing.value,
        keeps_holidays=office.keeps_holidays,
        reminder_hours=office.reminder_hours,
        hours=_weeks(office.hours),
        special_days=_list(map(_special, office.special_days)),
        booking=_rules(office.booking),
        calling=_rules(office.calling),
        services=_list(map(_service, office.services)),
        counters=_list(map(_counter, office.counters)),
        staffing=_list(map(_shift, office.staffing)),
    )


def _rules(rules: BookingRules | CallingRules) -> CommentedMap:
    return _map(**{one.name: getattr(rules, one.name) for one in fields(rules)})


def _service(service: Service) -> CommentedMap:
    return _map(
        name=service.name,
        description=service.description,
        documents=_documents(service.documents),
        fim_key=service.fim_key,
        minutes=service.minutes,
        channels=_short(channel.value for channel in service.channels),
        languages=_short(service.languages),
        form=service.form,
        takes_numbers=service.takes_numbers,
        takes_appointments=service.takes_appointments,
    )


def _documents(documents: str) -> Any:
    """One thing a line as one thing an item; a text that is arranged in another way stays as it is."""
    lines = documents.split("\n") if documents else []
    return _list(lines) if all(line and line == line.strip() for line in lines) else documents


def _counter(counter: Counter) -> CommentedMap:
    return _map(name=counter.name, at_home=counter.at_home)


def _shift(shift: Shift) -> CommentedMap:
    who = {"clerk": shift.clerk} if shift.clerk else {"place": shift.place}
    return _map(**who, hours=_weeks(shift.hours))


def _clerk(clerk: Clerk) -> CommentedMap:
    return _map(
        name=clerk.name,
        sign_in=clerk.sign_in,
        roles=_short(role.value for role in clerk.roles),
        skills=_skills(clerk.skills),
    )


def _place(place: Place) -> CommentedMap:
    return _map(name=place.name, services=_skills(place.services))


def _form(form: Form) -> CommentedMap:
    return _map(name=form.name, services=_skills(form.services), fields=_list(map(_field, form.fields)))


def _field(field: Field) -> CommentedMap:
    said = as_entries(field)
    said["options"] = _list(option if isinstance(option, str) else _map(**option) for option in said["options"])
    said["shown_if"] = _map(**said["shown_if"]) if said["shown_if"] is not None else None
    return _map(**said)


def _skills(skills: Skills) -> CommentedMap:
    found = CommentedMap()
    for office, service in skills:
        found.setdefault(_text(office), CommentedSeq()).append(_text(service))
    return found


def _weeks(weeks: Weeks) -> CommentedMap:
    return _map(
        **{
            channel.value: _week(weeks[channel])
            for channel in Channel
            if weeks.get(channel, CLOSED_WEEK) != CLOSED_WEEK
        }
    )


def _week(week: Week) -> CommentedMap:
    return _map(**{name: stretches(hours) for name, hours in zip(WEEKDAYS, week, strict=True) if hours})


def stretches(hours: Iterable[Hours]) -> str:
    return ", ".join(f"{_clock(one.opens)}-{_clock(one.closes)}" for one in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _special(days: SpecialDays) -> CommentedMap:
    return _map(**{
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "hours": stretches(days.hours) or "closed",
        "channels": _short(sorted(days.channels)),
        "reason": days.reason,
    })  # fmt: skip


def _messages(messages: Mapping[tuple[MessageKind, str], MessageText]) -> CommentedMap:
    found = CommentedMap()
    for (kind, language), text in sorted(messages.items(), key=lambda one: one[0]):
        parts = _map(subject=text.subject, body=text.body, sms=text.sms)
        found.setdefault(kind.value, CommentedMap())[language] = parts
    return found


def _texts(texts: Mapping[tuple[TextName, TextLanguage], str]) -> CommentedMap:
    found = CommentedMap()
    for (name, language), body in sorted(texts.items()):
        found.setdefault(name.value, CommentedMap())[language.value] = _text(body)
    return found


def _map(**values: Any) -> CommentedMap:
    return CommentedMap((key, _value(value)) for key, value in values.items())


def _list(found: Iterable[Any]) -> CommentedSeq:
    return CommentedSeq(map(_value, found))


def _short(words: Iterable[str]) -> CommentedSeq:
    """On one line."""
    found = CommentedSeq(map(str, words))
    found.fa.set_flow_style()
    return found


def _value(value: Any) -> Any:
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """As a block of lines where it has several and can be; in quotation marks where YAML would take it for another."""
    if "\n" not in value:
        return str(value)
    if _BARE_BLOCK.fullmatch(value) and not any(line != line.rstrip() for line in value.split("\n")):
        return LiteralScalarString(value)
    return DoubleQuotedScalarString(value)
