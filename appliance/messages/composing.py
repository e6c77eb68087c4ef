"""A message of the outbox becomes words, as things are at the moment of sending; or nothing, where it is not true any
more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from appliance.adapters.icalendar import Entry, Method, calendar
from appliance.domain.appointment import Appointment, AppointmentState, link_token
from appliance.domain.guest import guest_token
from appliance.domain.message import Medium, Message, MessageKind, mobile_number
from appliance.domain.message_text import MessageText
from appliance.domain.ticket import Channel, TicketState
from appliance.messages import sender, texts, values
from appliance.messages.markup import Block, blocks, filled
from appliance.messages.values import Meeting, Surroundings
from appliance.ports import Invitation
from appliance.store import appointments, message_settings, office_hours, offices, tickets

_STATES: dict[MessageKind, tuple[AppointmentState, ...]] = {
    MessageKind.CONFIRMED: (AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN),
    MessageKind.CHANGED: (AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN),
    MessageKind.NEW_LINK: (AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN),
    MessageKind.REMINDER: (AppointmentState.CONFIRMED,),
    MessageKind.CANCELLED: (AppointmentState.CANCELLED,),
}
"""In which a message about an appointment is still true."""

_WITH_INVITATION = (MessageKind.CONFIRMED, MessageKind.CHANGED, MessageKind.NEW_LINK, MessageKind.CANCELLED)
"""A new link too: the entry has the old one in it. Of two with one SEQUENCE the later DTSTAMP counts (RFC 5546)."""
_PLAIN = str.maketrans(
    {"„": '"', "“": '"', "”": '"', "‚": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)
"""Signs outside the small alphabet of SMS, which would halve the length of a message."""


@dataclass(frozen=True)
class Letter:
    """All words of a message: `content` as a mail, `sms` as a text message."""

    language: str
    subject: str
    content: list[Block]
    sms: str


@dataclass(frozen=True)
class Ready:
    """A message, whom it goes to, and the entry for their calendar."""

    address: str
    letter: Letter
    invitation: Invitation | None = None


def compose(message: Message, around: Surroundings, at: datetime) -> Ready | None:
    """None where it is not true any more, or nobody can be reached by it."""
    if at >= message.expires_at:
        return None
    if message.kind is MessageKind.OFFERED:
        return Ready(message.address, letter(message.kind, message.language, _of_offer(message, around)))
    if message.kind is MessageKind.CLOSING:
        if tickets.by_id(message.facts["ticket"]).state is not TicketState.WAITING:
            return None
        return Ready(message.address, letter(message.kind, message.language, _of_closing(message, around)))
    if message.kind is MessageKind.NEXT_STEPS:
        return Ready(message.address, letter(message.kind, message.language, _of_next_steps(message, around)))
    if message.kind is MessageKind.INVITED:
        return Ready(message.address, letter(message.kind, message.language, _of_invitation(message, around)))
    return _about_appointment(message, around, at)


def letter(kind: MessageKind, language: str, facts: Mapping[str, str], text: MessageText | None = None) -> Letter:
    """In the words that hold now, or in those of `text`."""
    chosen = texts.chosen(kind, language)
    written = text or chosen.text
    return Letter(
        chosen.language,
        " ".join(filled(written.subject, facts).split()),
        blocks(written.body, facts),
        " ".join(filled(written.sms, facts).translate(_PLAIN).split()),
    )


def _about_appointment(message: Message, around: Surroundings, at: datetime) -> Ready | None:
    assert message.appointment_id is not None
    found = appointments.by_id(message.appointment_id)
    if found.sequence != message.sequence or found.state not in _STATES[message.kind]:
        return None
    address = _address(found, message.medium)
    if not address:
        return None
    language = message.language
    facts = values.of_appointment(found, language, around)
    return Ready(
        address,
        letter(message.kind, language, facts),
        _invitation(message.kind, found, facts, language, at) if message.kind in _WITH_INVITATION else None,
    )


def _address(appointment: Appointment, medium: Medium) -> str:
    """As it is now: who changed it is not written to at the old one."""
    contact = appointment.contact
    if contact is None:
        return ""
    if medium is Medium.EMAIL:
        return contact.email
    return mobile_number(contact.phone, message_settings.sms().country)


def _invitation(
    kind: MessageKind, appointment: Appointment, facts: Mapping[str, str], language: str, at: datetime
) -> Invitation:
    contact, settings = appointment.contact, sender.mail_settings()
    assert contact is not None
    is_cancelled = kind is MessageKind.CANCELLED
    method = Method.CANCEL if is_cancelled else Method.REQUEST
    entry = replace(
        calendar_entry(appointment, facts, language),
        is_cancelled=is_cancelled,
        organizer=(settings.sender_name, settings.sender),
        attendee=(contact.name, contact.email),
    )
    return Invitation(method.value, calendar([entry], office_hours.zone(), at, method))


def calendar_entry(appointment: Appointment, facts: Mapping[str, str], language: str) -> Entry:
    """For the calendar of the person, with `facts` from `values.of_appointment`."""
    words = values.words_in(language)
    documents = f"{words('documents')}\n{facts['documents']}\n\n" if facts["documents"] else ""
    on_site = ", ".join(filter(None, (facts["office"], facts["place"], facts["organisation"])))
    return Entry(
        appointment.uid, appointment.sequence, appointment.begins_at, appointment.ends_at,
        summary=words("summary", office=facts["office"], services=facts["services"]),
        description=f"{facts['arrival']}\n\n{documents}{words('link')}\n{facts['link']}",
        location=on_site if appointment.channel is Channel.ON_SITE else facts["way"],
        url=facts["link"],
    )  # fmt: skip


def _of_offer(message: Message, around: Surroundings) -> dict[str, str]:
    facts: dict[str, Any] = message.facts
    words = values.words_in(message.language)
    office = offices.by_id(message.office_id or 0)
    begins, ends, until = (datetime.fromisoformat(facts[name]) for name in ("begins_at", "ends_at", "until"))
    services = [offices.service(service_id) for service_id in facts["services"]]
    meeting = Meeting(office, services, facts["persons"], Channel(facts["channel"]), begins, ends)
    token = link_token(around.secret, facts["uid"], facts["generation"])
    return {
        **values.common(office, facts["name"], words, around),
        **values.of_meeting(meeting, words, facts.get("phone", "")),
        "until": words.moment(until),
        "until_short": words.short(until),
        "link": f"{around.base_url}{facts['path']}#{token}",
    }


def _of_closing(message: Message, around: Surroundings) -> dict[str, str]:
    facts: dict[str, Any] = message.facts
    words = values.words_in(message.language)
    closes = words.clock(datetime.fromisoformat(facts["closes_at"]))
    appointment = appointments.by_id(facts["appointment"]) if facts["appointment"] else None
    website = f"{around.base_url}/"
    return {
        **values.common(offices.by_id(message.office_id or 0), facts["name"], words, around),
        "number": facts["number"],
        "next_step": words(f"next_step.{facts['told']}", closes=closes),
        "link": values.appointment_link(appointment, around) if appointment else website,
    }


def _of_next_steps(message: Message, around: Surroundings) -> dict[str, str]:
    words = values.words_in(message.language)
    ticket = tickets.by_id(message.facts["ticket"])
    services = [offices.service(service_id) for service_id in ticket.services]
    return {
        **values.common(offices.by_id(ticket.office_id), "", words, around),
        "number": ticket.number,
        "date": words.date(ticket.taken_at),
        "services": ", ".join(service.name for service in services),
        "result": words(f"result.{ticket.outcome.value}") if ticket.outcome else "",
        "steps": message.facts["steps"],
        "documents": values.documents_of(services),
    }


def _of_invitation(message: Message, around: Surroundings) -> dict[str, str]:
    facts: dict[str, Any] = message.facts
    words = values.words_in(message.language)
    return {
        **values.common(offices.by_id(message.office_id or 0), facts["name"], words, around),
        "role": words(f"role.{facts['role']}"),
        "link": f"{around.base_url}/guest#{guest_token(around.secret, facts['uid'])}",
    }
