"""What becomes different, key by key, in the words of the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from appliance.domain.appointment import BookingRules
from appliance.domain.calling import CallingRules
from appliance.domain.form import Field
from appliance.domain.message_text import MessageText
from appliance.domain.office_hours import SpecialDays
from appliance.set_up_file.form_fields import as_entries
from appliance.set_up_file.model import Clerk, Counter, Form, Place, Service, Shift
from appliance.set_up_file.readers import WEEKDAYS
from appliance.set_up_file.writing import stretches


@dataclass(frozen=True)
class Detail:
    """One key that becomes different, as the file would write it; "" is nothing."""

    key: str
    before: str
    after: str


IN_THE_TITLE = ("name", "department")
"""Of what is added: said already by its name and where it belongs."""


def details(before: Any, after: Any) -> tuple[Detail, ...]:
    """Of two things of the model, or of two mappings of keys; None is nothing."""
    was, will_be = _flat(before), _flat(after)
    keys = [key for key in dict.fromkeys([*was, *will_be]) if was.get(key, "") != will_be.get(key, "")]
    return tuple(Detail(key[0], was.get(key, ""), will_be.get(key, "")) for key in keys)


Flat = dict[tuple[str, str], str]
"""By the key of the file, and by the element where a key has several."""


def _flat(thing: Any) -> Flat:
    if isinstance(thing, Mapping):
        return _merged(_flat_key(key, value) for key, value in thing.items())
    if isinstance(thing, tuple):
        return {("", _special(days)): _special(days) for days in thing}
    if isinstance(thing, str):
        return {("text", ""): thing}
    if isinstance(thing, (Service, Counter, Clerk, Place, Form, BookingRules, CallingRules, MessageText)):
        return _merged(_flat_key(one.name, getattr(thing, one.name)) for one in fields(thing) if one.name != "id")
    return {}


def _flat_key(key: Any, value: Any) -> Flat:
    if isinstance(value, Shift):
        return {
            (f"{value.clerk or value.place} {day}", ""): hours for (day, _), hours in _flat_weeks(value.hours).items()
        }
    if key == "hours":
        return _flat_weeks(value)
    if key in ("skills", "services"):
        return {(key, f"{office}: {service}"): f"{office}: {service}" for office, service in value}
    if key == "fields":
        return {(one.name, ""): _field(one) for one in value}
    return {(key, ""): _written(value)}


def _field(field: Field) -> str:
    """What the file says of it, in one line."""
    said = {key: value for key, value in as_entries(field).items() if key != "name" and value}
    return ", ".join(f"{key}: {_written(value)}" for key, value in said.items())


def _flat_weeks(weeks: Mapping[Any, Any]) -> Flat:
    return {
        (f"{channel.value} {name}", ""): stretches(hours)
        for channel, week in weeks.items()
        for name, hours in zip(WEEKDAYS, week, strict=True)
        if hours
    }


def _special(days: SpecialDays) -> str:
    until = f" – {days.last}" if days.last != days.first else ""
    hours = stretches(days.hours) or "closed"
    channels = f" ({', '.join(sorted(days.channels))})" if days.channels else ""
    return f"{days.first}{until}{channels}: {hours}{f', {days.reason}' if days.reason else ''}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def _merged(parts: Iterable[Flat]) -> Flat:
    found: Flat = {}
    for part in parts:
        found.update(part)
    return found
