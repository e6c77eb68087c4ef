"""What the rest of the house needs from outside, as narrow protocols. Their implementations are in `adapters`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from appliance.domain.paper import PrinterState


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


@dataclass(frozen=True)
class Invitation:
    """A calendar file (RFC 5545) and its METHOD, which calendars heed."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """The same `id` for every attempt, so that a mail that arrived twice can be known as one.

    `language` is a tag of BCP 47.
    """

    id: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    invitation: Invitation | None = None


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Returns when the other side has taken it. Raises SendingFailed."""
        ...


class SmsSender(Protocol):
    def send(self, number: str, text: str) -> None:
        """To a number like `+491701234567`. Returns when the other side has taken it. Raises SendingFailed."""
        ...


class SendingFailed(Exception):
    """`code` is stable: server_unreachable, server_untrusted, no_encryption, sign_in_refused, sender_refused, refused,
    refused_for_now, address_invalid, not_set_up. `reason` is what the other side said.

    `concerns_all`: the next message would meet the same. `is_final`: another attempt would meet the same.
    """

    def __init__(self, code: str, reason: str = "", *, concerns_all: bool = False, is_final: bool = False) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, " ".join(reason.split())[:300]
        self.concerns_all, self.is_final = concerns_all, is_final


@dataclass(frozen=True)
class Speech:
    """A whole sound file of one channel: `audio/ogg` (Opus) or `audio/wav`. Speech begins and ends with the file."""

    media_type: str
    sound: bytes


class Voice(Protocol):
    @property
    def speakers(self) -> Mapping[str, str]:
        """What speaks, by language (`de`, `en`): the name of a program. Empty: nothing does, and all is silent."""
        ...

    def say(self, text: str, language: str, media_type: str = "audio/ogg") -> Speech:
        """Plain words, as somebody would read them aloud; `language` as in `speakers`, `-simple` after it says them
        slowly. Nothing of the text is left behind when the process ends. Raises VoiceFailed.
        """
        ...

    def prepare(self, text: str, language: str) -> None:
        """Keeps on disk what is likely to be said: never what a person has typed. Raises VoiceFailed."""
        ...


class VoiceFailed(Exception):
    """`code` is stable: voice_silent, voice_busy, voice_failed."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, " ".join(reason.split())[:300]


class TicketPrinter(Protocol):
    def state(self) -> PrinterState:
        """As it says itself; asked before and after each ticket."""
        ...

    def print(self, paper: bytes) -> None:
        """All of it, once. Raises NotPrinted."""
        ...


class NotPrinted(Exception):
    """`state`: why. `begun`: part of it may stand on the paper."""

    def __init__(self, state: PrinterState, *, begun: bool) -> None:
        super().__init__(state, begun)
        self.state, self.begun = state, begun
