"""Texts of messages with placeholders: what may stand in which, and what must."""

import difflib
import re
from dataclasses import dataclass

from appliance.domain.errors import OfficeError
from appliance.domain.message import MessageKind

PLACEHOLDER = re.compile(r"\{(\w+)\}")

_EVERYWHERE = ("greeting", "name", "organisation", "office", "place", "website")
_BOOKED = ("when", "when_short", "date", "time", "services", "persons", "where", "way", "documents")
_APPOINTMENT = (*_EVERYWHERE, *_BOOKED, "arrival", "code", "check_in_from", "link")

ALLOWED: dict[MessageKind, tuple[str, ...]] = {
    **dict.fromkeys(MessageKind, _APPOINTMENT),
    MessageKind.CANCELLED: (*_EVERYWHERE, *_BOOKED, "link"),
    MessageKind.OFFERED: (*_EVERYWHERE, *_BOOKED, "until", "until_short", "link"),
    MessageKind.CLOSING: (*_EVERYWHERE, "number", "next_step", "link"),
    MessageKind.INVITED: (*_EVERYWHERE, "role", "link"),
    MessageKind.NEXT_STEPS: (*_EVERYWHERE, "number", "date", "services", "result", "steps", "documents"),
}
NEEDED: dict[MessageKind, tuple[str, ...]] = {
    **dict.fromkeys(MessageKind, ("link",)),
    MessageKind.CANCELLED: (),
    MessageKind.CLOSING: ("next_step",),
    MessageKind.NEXT_STEPS: ("steps",),
}
"""In mail and SMS alike: without them the message would be of no use."""


@dataclass(frozen=True)
class MessageText:
    """`subject` and `body` of a mail, and the whole of an SMS."""

    subject: str
    body: str
    sms: str


def placeholders(text: str) -> list[str]:
    """In their order, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def check(kind: MessageKind, text: MessageText) -> None:
    """Raises text_missing, unknown_placeholder, placeholder_missing."""
    if not all(part.strip() for part in (text.subject, text.body, text.sms)):
        raise OfficeError("text_missing")
    for name in placeholders("\n".join((text.subject, text.body, text.sms))):
        if name not in ALLOWED[kind]:
            raise OfficeError("unknown_placeholder", name=name, suggestion=_suggestion(kind, name))
    for name in NEEDED[kind]:
        if name not in placeholders(text.body) or name not in placeholders(text.sms):
            raise OfficeError("placeholder_missing", name=name)


def _suggestion(kind: MessageKind, name: str) -> str:
    return difflib.get_close_matches(name, ALLOWED[kind], n=1, cutoff=0.0)[0]
