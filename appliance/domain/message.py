"""Messages (Nachrichten): what citizens are sent about an appointment, by e-mail or SMS, through the outbox."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from appliance.domain.texts import TextLanguage

LANGUAGES = tuple(language.value for language in TextLanguage)
"""Messages have a text in each; Leichte Sprache is a text of its own."""

GIVE_UP_AFTER = timedelta(hours=24)
"""Counted from the first attempt."""

_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30))
_LONGEST_PAUSE = timedelta(hours=1)


class MessageKind(StrEnum):
    """Why somebody is written to."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    NEW_LINK = "new_link"
    OFFERED = "offered"
    CLOSING = "closing"
    INVITED = "invited"
    NEXT_STEPS = "next_steps"


ADDRESS_USED_ONCE = frozenset({MessageKind.NEXT_STEPS})
"""Somebody gave an address for this one message: it is forgotten as soon as that is sent."""


class Medium(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class AtClosing(StrEnum):
    """What somebody who still waits at closing is told."""

    SERVED = "served"  # stay, you will be served
    APPOINTMENT = "appointment"  # please book one
    TELEPHONE = "telephone"  # we call you


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # it was no longer true when its time came
    FAILED = "failed"  # given up, until somebody asks for another attempt


@dataclass(frozen=True)
class Message:
    """One row of the outbox: what is to be said, never the words. They are found when it is sent, so that they are true
    then.

    `subject` names what it is about, `appointment:7` for instance; `sequence` is that of the appointment which was
    meant. `address` is empty for an appointment, whose present contact counts. `facts` are what the words need beyond
    the appointment (ids, numbers, times as text). It is sent between `not_before` and `expires_at`; `next_at` is the
    next attempt. `problem` is the code of what went wrong last, `reason` what the other side said.
    """

    id: int
    kind: MessageKind
    medium: Medium
    subject: str
    office_id: int | None
    appointment_id: int | None
    sequence: int
    language: str
    address: str
    state: MessageState
    attempts: int
    created_at: datetime
    next_at: datetime
    expires_at: datetime
    tried_at: datetime | None = None
    ended_at: datetime | None = None
    problem: str = ""
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MailSettings:
    """How mails leave. `kind`: `none`, `smtp`, or `folder`, which writes files (the demo).

    `security`: `starttls`, `tls` or `none`. `ca_pem`: who vouches for the mail server beside the known authorities.
    `sender` is the address of the town's that replies go to.
    """

    kind: str = "none"
    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    sender_name: str = ""
    ca_pem: str = ""
    folder: str = ""


@dataclass(frozen=True)
class SmsSettings:
    """How text messages leave. `kind`: `none`, `http` (a gateway that is asked once for each) or `smpp`.

    `country` is put before numbers that begin with a single 0. Of a gateway: `url`, `headers` (one a line) and `body`
    may name `{number}`, `{text}` and `{sender}`; `success` lists the HTTP codes that mean accepted.
    """

    kind: str = "none"
    sender: str = ""
    country: str = "+49"
    url: str = ""
    method: str = "POST"
    headers: str = "Content-Type: application/json"
    body: str = '{"to": "{number}", "from": "{sender}", "text": "{text}"}'
    success: tuple[int, ...] = (200, 201, 202)
    host: str = ""
    port: int = 2775
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


_NOT_MOBILE = re.compile(r"\+49(?!1[567])")


def mobile_number(written: str, country: str) -> str:
    """`0170 1234567` -> `+491701234567`; "" where no text message can be sent to."""
    digits = re.sub(r"\(0\)|[^\d+]", "", written)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = country + digits[1:]
    is_number = re.fullmatch(r"\+[1-9]\d{6,14}", digits) is not None
    return digits if is_number and not _NOT_MOBILE.match(digits) else ""


def about_appointment(appointment_id: int) -> str:
    return f"appointment:{appointment_id}"


def about_offer(uid: str) -> str:
    return f"offer:{uid}"


def about_ticket(ticket_id: int) -> str:
    return f"ticket:{ticket_id}"


def about_next_steps(ticket_id: int) -> str:
    return f"next-steps:{ticket_id}"


def about_guest(guest_id: int) -> str:
    return f"guest:{guest_id}"


def next_attempt(attempts: int, first_at: datetime, at: datetime) -> datetime | None:
    """After the failed attempt number `attempts` (from 1); None when it is given up."""
    pause = _PAUSES[attempts - 1] if attempts <= len(_PAUSES) else _LONGEST_PAUSE
    later = at + pause
    return later if later - first_at <= GIVE_UP_AFTER else None
