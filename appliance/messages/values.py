"""What stands in the place of the placeholders: an appointment, an offer or a closing in the words of a language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from appliance.domain.appointment import Appointment, link_token
from appliance.domain.organisation import Office, Service
from appliance.domain.ticket import Channel
from appliance.messages.words import Words
from appliance.store import appointments, office_hours, offices


@dataclass(frozen=True)
class Surroundings:
    """`base_url` is where citizens find this server, without a slash at the end; `secret` is the server's key, from
    which the tokens of links are derived.
    """

    base_url: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Meeting:
    """What an appointment and an offer have in common."""

    office: Office
    services: Sequence[Service]
    persons: int
    channel: Channel
    begins_at: datetime
    ends_at: datetime


def words_in(language: str) -> Words:
    return Words(language, office_hours.zone())


def of_appointment(appointment: Appointment, language: str, around: Surroundings) -> dict[str, str]:
    words = words_in(language)
    contact = appointment.contact
    rules = appointments.rules(appointment.office_id)
    opens = words.clock(appointment.begins_at - timedelta(minutes=rules.early_minutes))
    phone = contact.phone if contact else ""
    return {
        **common(offices.by_id(appointment.office_id), contact.name if contact else "", words, around),
        **of_meeting(meeting_of(appointment), words, phone),
        "arrival": words(f"arrival.{appointment.channel.value}", check_in_from=opens, code=appointment.code),
        "code": appointment.code,
        "check_in_from": opens,
        "link": appointment_link(appointment, around),
    }


def meeting_of(appointment: Appointment) -> Meeting:
    services = [offices.service(service_id) for service_id in appointment.services]
    return Meeting(offices.by_id(appointment.office_id), services, appointment.persons, appointment.channel,
                   appointment.begins_at, appointment.ends_at)  # fmt: skip


def of_meeting(meeting: Meeting, words: Words, phone: str = "") -> dict[str, str]:
    return {
        "when": words.span(meeting.begins_at, meeting.ends_at),
        "when_short": words.short(meeting.begins_at),
        "date": words.date(meeting.begins_at),
        "time": words.clock(meeting.begins_at),
        "services": ", ".join(service.name for service in meeting.services),
        "persons": words("persons", count=str(meeting.persons)) if meeting.persons > 1 else "",
        "where": _where(meeting, words, phone),
        "way": words(f"way.{meeting.channel.value}"),
        "documents": documents_of(meeting.services),
    }


def documents_of(services: Sequence[Service]) -> str:
    """What to bring, as a list, each once."""
    documents = dict.fromkeys(line.strip() for one in services for line in one.documents.splitlines())
    return "\n".join(f"- {one}" for one in documents if one)


def common(office: Office, name: str, words: Words, around: Surroundings) -> dict[str, str]:
    organisation = offices.organisation()
    return {
        "greeting": words.greeting(name),
        "name": " ".join(name.split()),
        "organisation": organisation.name if organisation else "",
        "office": office.name,
        "place": office.place,
        "website": f"{around.base_url}/",
    }


def appointment_link(appointment: Appointment, around: Surroundings) -> str:
    token = link_token(around.secret, appointment.uid, appointment.link_generation)
    return f"{around.base_url}/appointment#{token}"


def _where(meeting: Meeting, words: Words, phone: str) -> str:
    kind = meeting.channel.value
    if meeting.channel is Channel.ON_SITE and not meeting.office.place:
        kind = "on_site_unplaced"
    return words(f"where.{kind}", office=meeting.office.name, place=meeting.office.place, phone=phone)
