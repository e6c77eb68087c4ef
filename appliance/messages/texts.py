"""The texts of messages: our own from templates/mail, or what the town wrote instead."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kiosk_ui
from appliance.domain.errors import OfficeError
from appliance.domain.message import LANGUAGES, MessageKind
from appliance.domain.message_text import MessageText, check
from appliance.domain.texts import TextLanguage
from appliance.store import message_texts

TEMPLATES = Path(kiosk_ui.__file__).parent / "templates" / "mail"
PART = "\n---\n"
"""Between subject, text and SMS of a template."""


@dataclass(frozen=True)
class Chosen:
    """`language`: whose text it is; that of the person where there is one."""

    text: MessageText
    language: str
    is_own: bool


def chosen(kind: MessageKind, language: str) -> Chosen:
    """The town's own text or ours: in the language, in its main language (`de` for `de-simple`), or in German."""
    known = next(one for one in (language, language.partition("-")[0], LANGUAGES[0]) if one in LANGUAGES)
    own = message_texts.get(kind, known)
    return Chosen(own or standard(kind, known), known, own is not None)


def named(kind: str, language: str) -> tuple[MessageKind, TextLanguage]:
    """Raises unknown_text."""
    try:
        return MessageKind(kind), TextLanguage(language)
    except ValueError:
        raise OfficeError("unknown_text") from None


@cache
def standard(kind: MessageKind, language: str) -> MessageText:
    """As we deliver it."""
    written = (TEMPLATES / language / f"{kind.value}.txt").read_text(encoding="utf-8")
    subject, body, sms = written.split(PART)
    return MessageText(subject.strip(), body.strip(), sms.strip())


def change(kind: MessageKind, language: str, text: MessageText) -> None:
    """Raises what `check` does. Our own words again are no change."""
    check(kind, text)
    if text == standard(kind, language):
        message_texts.remove(kind, language)
    else:
        message_texts.put(kind, language, text)


def restore(kind: MessageKind, language: str) -> None:
    """Ours again."""
    message_texts.remove(kind, language)
