"""Messages as the administration sees them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from appliance.adapters.mail import mailer_of
from appliance.adapters.sms import parts_of, sms_sender_of
from appliance.domain.errors import OfficeError
from appliance.domain.message import Medium, Message, MessageKind
from appliance.domain.message_text import MessageText, check
from appliance.domain.organisation import Office
from appliance.domain.texts import TextLanguage
from appliance.messages import composing, sample, texts
from appliance.messages.values import Surroundings
from appliance.store import appointments, message_settings, message_texts, offices, outbox
from appliance.web.api import message_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.errors import sentence

MOST_SHOWN = 100
PATIENCE = timedelta(minutes=10)
"""So long a message may be on its way before somebody should look."""
EXAMPLE = Surroundings("https://termine.example.de", b"")
"""No link of a preview opens anything."""


def all_messages(at: datetime) -> shapes.MessagesView:
    return shapes.MessagesView(
        ready=_ready(),
        counts=shapes.CountsView(**outbox.counts(at)),
        trouble=[_trouble(message) for message in outbox.in_trouble(at, MOST_SHOWN)],
        reminders=[_reminder(office) for office in offices.all()],
        own_texts=[shapes.OwnTextView(kind=kind, language=TextLanguage(language))
                   for kind, language in message_texts.all()],
    )  # fmt: skip


def trouble(at: datetime) -> str:
    """ "" when all is well, else what needs somebody: `failed`, one was given up; `waiting`, one does not leave."""
    if outbox.has_failed():
        return "failed"
    return "waiting" if outbox.has_waited_since(at - PATIENCE) else ""


def ways(around: Surroundings, is_public: bool) -> shapes.WaysView:
    mail, sms = message_settings.mail(), message_settings.sms()
    return shapes.WaysView(
        mail=shapes.MailView.model_validate(_shown(vars(mail))), sms=shapes.SmsView.model_validate(_shown(vars(sms))),
        keep_days=message_settings.keep_days(), links_lead_to=around.base_url, is_public=is_public,
    )  # fmt: skip


def text_view(kind: MessageKind, language: TextLanguage, at: datetime) -> shapes.TextView:
    chosen = texts.chosen(kind, language.value)
    return shapes.TextView(
        kind=kind, language=language, is_own=chosen.is_own, **vars(chosen.text),
        placeholders=[shapes.PlaceholderView(name=name, example=example)
                      for name, example in _example(kind, language, at).items()],
    )  # fmt: skip


def preview(kind: MessageKind, language: TextLanguage, text: MessageText, at: datetime) -> shapes.PreviewView:
    letter = composing.letter(kind, language.value, _example(kind, language, at), text)
    return shapes.PreviewView(
        subject=letter.subject, content=[shapes.BlockView.model_validate(block) for block in letter.content],
        sms=letter.sms, sms_parts=parts_of(letter.sms), fault=_fault(kind, text),
    )  # fmt: skip


def _reminder(office: Office) -> shapes.ReminderView:
    hours = message_settings.reminder_hours(office.id)
    return shapes.ReminderView(office=NamedView(id=office.id, name=office.name), hours=hours)


def _ready() -> list[Medium]:
    found = {Medium.EMAIL: mailer_of(message_settings.mail()), Medium.SMS: sms_sender_of(message_settings.sms())}
    return [medium for medium, way in found.items() if way is not None]


def _shown(settings: Mapping[str, object]) -> dict[str, object]:
    """Without the password."""
    return {**{name: value for name, value in settings.items() if name != "password"},
            "has_password": bool(settings["password"])}  # fmt: skip


def _trouble(message: Message) -> shapes.TroubleView:
    name, address = _person(message)
    office = offices.by_id(message.office_id) if message.office_id is not None else None
    return shapes.TroubleView(
        id=message.id, kind=message.kind, medium=message.medium, state=message.state,
        office=NamedView(id=office.id, name=office.name) if office else None, name=name, address=address,
        attempts=message.attempts, created_at=message.created_at, next_at=message.next_at, problem=message.problem,
        reason=message.reason,
    )  # fmt: skip


def _person(message: Message) -> tuple[str, str]:
    """Name and address, so that somebody can be told in another way."""
    if message.appointment_id is None:
        return str(message.facts.get("name", "")), message.address
    contact = appointments.by_id(message.appointment_id).contact
    if contact is None:
        return "", ""
    return contact.name, contact.email if message.medium is Medium.EMAIL else contact.phone


def _example(kind: MessageKind, language: TextLanguage, at: datetime) -> dict[str, str]:
    return sample.values_for(kind, language.value, EXAMPLE, at)


def _fault(kind: MessageKind, text: MessageText) -> str:
    try:
        check(kind, text)
    except OfficeError as error:
        return sentence(error)
    return ""
