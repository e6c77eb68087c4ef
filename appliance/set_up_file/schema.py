"""What may stand in the file, and where: the keys of every section with the readers of their values."""

from dataclasses import fields
from enum import StrEnum
from typing import Any

from appliance.domain import calling
from appliance.domain.appointment import BookingRules
from appliance.domain.calling import CallingRules
from appliance.domain.errors import OfficeError
from appliance.domain.form import LONGEST_LABEL
from appliance.domain.message import LANGUAGES, AtClosing, MessageKind
from appliance.domain.message_text import MessageText, check
from appliance.domain.office_hours import CLOSED_WEEK, Hours, SpecialDays, Week, merged
from appliance.domain.organisation import CONFIRM_SECONDS, MOST_MINUTES, MOST_WAITING, LateTickets
from appliance.domain.staff import Role
from appliance.domain.texts import LONGEST, TextLanguage, TextName
from appliance.domain.ticket import Channel
from appliance.set_up_file import form_fields, readers
from appliance.set_up_file.findings import BadFile, Fault, finding
from appliance.set_up_file.model import FORMAT, KIND, Weeks
from appliance.set_up_file.sections import Findings, Given, Section, by_key, each
from appliance.set_up_file.tree import Entries, Node, Scalar, parse

ALL = "all"
"""In place of a list of services: every one of the office, as it is now."""

LONGEST_SPECIAL_DAYS = 366

_name = readers.text(80, needed=True)
_channels = readers.list_of(readers.choice(Channel), needed=True)

BOUNDS = {
    "horizon_days": (1, 730), "lead_minutes": (0, 60 * 24 * 30), "grid_minutes": (5, 240), "per_person": (1, 50),
    "early_minutes": (0, 240), "late_minutes": (0, 240), **calling.BOUNDS,
}  # fmt: skip
"""Of booking and calling rules; what is not named here is from 0 to a million."""


def _weeks(node: Node, findings: Findings) -> Weeks:
    """Hours by channel; a channel without any is none."""
    found = by_key(readers.choice(Channel), lambda week: _week(week, findings))(node, findings)
    return {channel: week for channel, week in found.items() if week != CLOSED_WEEK}


def _week(node: Node, findings: Findings) -> Week:
    """Hours by weekday; days that are left out are closed."""
    if not isinstance(node, Entries):
        raise Fault(node.line, "weekdays_expected")
    found: dict[int, tuple[Hours, ...]] = {}
    for key, value in node.pairs:
        try:
            for weekday in readers.weekdays(key):
                if weekday in found:
                    raise Fault(key.line, "weekday_twice", value=readers.WEEKDAYS[weekday])
                found[weekday] = readers.hours(value)
        except Fault as fault:
            findings.append(fault.finding)
    return tuple(found.get(weekday, ()) for weekday in range(len(CLOSED_WEEK)))


def _staffed_weeks(node: Node, findings: Findings) -> Weeks:
    """As the plan keeps them: what touches is one."""
    return {channel: _merged(week) for channel, week in _weeks(node, findings).items()}


def _merged(week: Week) -> Week:
    return tuple(map(merged, week))


def _skills(node: Node, findings: Findings) -> tuple[tuple[Scalar, Scalar], ...]:
    """Offices with a list of their services each; both are looked up later, when all are known."""
    if isinstance(node, Scalar) and node.is_left_empty:
        return ()
    if not isinstance(node, Entries):
        raise Fault(node.line, "skills_expected")
    return tuple(
        (office, readers.scalar(service)) for office, services in node.pairs for service in readers.items(services)
    )


def _special_days(node: Node, findings: Findings) -> tuple[SpecialDays, ...]:
    found = []
    for item in readers.items(node):
        given = SPECIAL_DAYS.read(item, findings)
        if "from" in given.values:
            found.append(_one_special(given, findings))
    return tuple(found)


def _one_special(given: Given, findings: Findings) -> SpecialDays:
    first = given.values["from"]
    last = given.values.get("to", first)
    if not 0 <= (last - first).days < LONGEST_SPECIAL_DAYS:
        findings.append(finding(given.line_of("to"), "days_backwards", first=first, last=last))
        last = first
    return SpecialDays(0, first, last, given.values.get("hours", ()), frozenset(given.values.get("channels", ())),
                       given.values.get("reason", ""))  # fmt: skip


def _rule_reader(default: Any, name: str) -> readers.Reader:
    if isinstance(default, StrEnum):
        return readers.choice(type(default))
    return readers.yes_or_no if isinstance(default, bool) else readers.number(*BOUNDS.get(name, (0, 1_000_000)))


SPECIAL_DAYS = Section(
    {
        "from": readers.day,
        "to": readers.day,
        "hours": readers.hours,
        "channels": readers.list_of(readers.choice(Channel)),
        "reason": readers.text(120),
    },
    needed=("from",),
)

SERVICE = Section(
    {
        "name": _name,
        "was": _name,
        "description": readers.long_text(4000),
        "documents": readers.lines(4000),
        "fim_key": readers.fim_key,
        "minutes": readers.number(1, MOST_MINUTES),
        "channels": _channels,
        "languages": readers.list_of(readers.language, needed=True),
        "form": readers.web_address,
        "takes_numbers": readers.yes_or_no,
        "takes_appointments": readers.yes_or_no,
    },
    needed=("name",),
)

COUNTER = Section({"name": _name, "was": _name, "at_home": readers.yes_or_no}, needed=("name",))

BOOKING = Section({one.name: _rule_reader(one.default, one.name) for one in fields(BookingRules)})

CALLING = Section({one.name: _rule_reader(one.default, one.name) for one in fields(CallingRules)})

SHIFT = Section({"clerk": readers.sign_in_name, "place": _name}, {"hours": _staffed_weeks}, needed=("hours",))

OFFICE = Section(
    {
        "name": _name,
        "was": _name,
        "prefix": readers.prefix,
        "place": readers.text(80),
        "published": readers.yes_or_no,
        "capacity": readers.number(1, MOST_WAITING),
        "confirm_seconds": readers.number(*CONFIRM_SECONDS),
        "closing_soon_minutes": readers.number(0, 240),
        "late_tickets": readers.choice(LateTickets),
        "at_closing": readers.choice(AtClosing),
        "keeps_holidays": readers.yes_or_no,
        "reminder_hours": readers.number(0, 24 * 14),
    },
    {
        "hours": _weeks,
        "special_days": _special_days,
        "booking": BOOKING.read,
        "calling": CALLING.read,
        "services": each(SERVICE, unique="name"),
        "counters": each(COUNTER, unique="name"),
        "staffing": each(SHIFT),
    },
    needed=("name",),
)

DEPARTMENT = Section({"name": _name, "was": _name}, {"offices": each(OFFICE)}, needed=("name",))

CLERK = Section(
    {
        "name": _name,
        "sign_in": readers.sign_in_name,
        "was": readers.sign_in_name,
        "roles": readers.list_of(readers.choice(Role), needed=True),
    },
    {"skills": _skills},
    needed=("name", "sign_in"),
)

FORM = Section(
    {"name": readers.text(LONGEST_LABEL, needed=True), "was": readers.text(LONGEST_LABEL, needed=True)},
    {"services": _skills, "fields": each(form_fields.FIELD, unique="name")},
    needed=("name",),
)

PLACE = Section({"name": _name, "was": _name}, {"services": _skills}, needed=("name",))

ORGANISATION = Section(
    {"name": _name, "time_zone": readers.time_zone, "region": readers.text(20)},
    {"closing_days": _special_days},
    needed=("name",),
)

MESSAGE_TEXT = Section(
    {"subject": readers.text(200, needed=True), "body": readers.long_text(4000), "sms": readers.long_text(600)},
    needed=("subject", "body", "sms"),
)


def _messages(node: Node, findings: Findings) -> dict[MessageKind, dict[str, MessageText]]:
    """By kind and language. A text whose placeholders are not those of its kind is refused."""
    kinds = by_key(readers.choice(MessageKind), lambda texts: texts)(node, findings)
    return {kind: _by_message_language(kind, texts, findings) for kind, texts in kinds.items()}


def _by_message_language(kind: MessageKind, node: Node, findings: Findings) -> dict[str, MessageText]:
    return by_key(_message_language, lambda text: _message(kind, text, findings))(node, findings)


def _message_language(node: Node) -> str:
    found = readers.scalar(node).text
    if found not in LANGUAGES:
        raise readers.unknown(node.line, "unknown_choice", found, LANGUAGES)
    return found


def _message(kind: MessageKind, node: Node, findings: Findings) -> MessageText:
    given = MESSAGE_TEXT.read(node, findings)
    text = MessageText(*(given.values.get(key, "") for key in ("subject", "body", "sms")))
    if len(given.values) == len(MESSAGE_TEXT.needed):
        try:
            check(kind, text)
        except OfficeError as error:
            raise Fault(node.line, error.code, **error.facts) from None
    return text


TEXTS = by_key(readers.choice(TextName), lambda node: _by_language(node))


def _by_language(node: Node) -> dict[TextLanguage, str]:
    if not isinstance(node, Entries):
        raise Fault(node.line, "keys_expected", known=", ".join(TextLanguage))
    read_key, read_text = readers.choice(TextLanguage), readers.long_text(LONGEST)
    return {read_key(key): read_text(value) for key, value in node.pairs}


FILE = Section(
    {"kind": readers.text(40), "format": readers.text(10)},
    {
        "organisation": ORGANISATION.read,
        "departments": each(DEPARTMENT, unique="name"),
        "clerks": each(CLERK, unique="sign_in"),
        "places": each(PLACE, unique="name"),
        "forms": each(FORM, unique="name"),
        "messages": _messages,
        "texts": TEXTS,
    },
    needed=("kind", "format"),
)


def read(text: str) -> Given:
    """What the file says. Raises BadFile with everything that is wrong in form and values."""
    root = parse(text)
    _check_kind(root)
    findings: Findings = []
    given = FILE.read(root, findings)
    if findings:
        raise BadFile(findings)
    return given


def _check_kind(root: Node) -> None:
    """First of all: in another kind of file every line would be an error."""
    said = {key.text: value for key, value in root.pairs} if isinstance(root, Entries) else {}
    kind, format = said.get("kind"), said.get("format")
    if not isinstance(kind, Scalar) or kind.text != KIND:
        raise BadFile([finding(kind.line if kind else 1, "not_a_set_up", kind=KIND, format=FORMAT)])
    if not isinstance(format, Scalar) or format.text != str(FORMAT):
        written = format.text if isinstance(format, Scalar) else ""
        raise BadFile([finding(format.line if format else 1, "other_format", format=FORMAT, value=written)])
