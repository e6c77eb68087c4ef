"""What a client may say: the shape of every message, checked before anything acts on it."""

import json
from collections.abc import Callable, Mapping

from appliance.domain.admission import PARTICIPANTS
from appliance.domain.errors import OfficeError

Message = dict[str, object]
Check = Callable[[object], bool]
Shape = Mapping[str, Check]
"""A message's fields. A field that may be absent has a check that accepts None."""

BREACHES = frozenset({"malformed", "unknown_type", "spoofed_source", "chat_too_long", "too_many_messages"})
"""What no correct client does. The other refusals happen to good people: the addressee has just gone."""


class Refused(OfficeError):
    """A message that the protocol refuses. `detail` explains it to a developer; pages have their own words by code."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.detail = detail


def text(longest: int, shortest: int = 0) -> Check:
    return lambda value: isinstance(value, str) and shortest <= len(value) <= longest


def whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def one_of(*allowed: object) -> Check:
    return lambda value: isinstance(value, str) and value in allowed


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def list_of(check: Check, longest: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= longest and all(map(check, value))


IDENTIFIER = text(64, shortest=1)
DESCRIPTION = text(60_000, shortest=1)
SWITCH = one_of("on", "off", "none")

CANDIDATE_FIELDS: dict[str, Check] = {
    "candidate": text(2000),
    "sdpMid": optional(text(64)),
    "sdpMLineIndex": optional(whole_number),
    "usernameFragment": optional(text(256)),
}


def candidate(value: object) -> bool:
    """An RTCIceCandidate as JSON; null ends the candidates."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and "candidate" in value
        and all(name in CANDIDATE_FIELDS and CANDIDATE_FIELDS[name](inner) for name, inner in value.items())
    )


# By type. The messages of a room's features have theirs beside what becomes of them (`features`).
SHAPES: dict[str, Shape] = {
    "hello": {
        "token": optional(text(200)),
        "face": optional(one_of("browser", "agent")),
        "topics": optional(list_of(text(40), longest=50)),
        "after": optional(whole_number),
    },
    "ping": {},
    "join": {"consultation": whole_number, "instance": IDENTIFIER},
    "leave": {},
    "offer": {
        "to": one_of(*PARTICIPANTS),
        "stream": IDENTIFIER,
        "label": one_of("camera", "document", "screen", "data"),
        "sdp": DESCRIPTION,
    },
    "answer": {"to": one_of(*PARTICIPANTS), "stream": IDENTIFIER, "sdp": DESCRIPTION},
    "candidate": {"to": one_of(*PARTICIPANTS), "stream": IDENTIFIER, "candidate": candidate},
    "close": {"to": one_of(*PARTICIPANTS), "stream": IDENTIFIER},
    "renew": {"to": one_of(*PARTICIPANTS), "stream": IDENTIFIER},
    "request": {"to": one_of("agent"), "label": one_of("document")},
    "release": {"to": one_of("agent"), "label": one_of("document")},
    "status": {"microphone": SWITCH, "camera": SWITCH},
    "notice": {"code": one_of("document_camera_lost", "document_camera_back")},
    "hang-up": {},
}


def parse(payload: bytes | bytearray) -> Message:
    """One JSON object. Raises `malformed`."""
    try:
        message = json.loads(payload.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):  # bad UTF-8 is a ValueError too
        raise Refused("malformed", "a message is one JSON object in UTF-8") from None
    if not isinstance(message, dict):
        raise Refused("malformed", "a message is a JSON object")
    return message


def checked(message: Message, shapes: Mapping[str, Shape]) -> Message:
    """The message with its known fields only. Raises `unknown_type`, `malformed`."""
    kind = message.get("type")
    shape = shapes.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Refused("unknown_type", "`type` names no message of this protocol")
    for name, check in shape.items():
        if not check(message.get(name)):
            raise Refused("malformed", f"`{name}` is missing or not as it should be")
    return {"type": kind, **{name: message.get(name) for name in shape}}


def error(code: str, of: str | None, detail: str) -> Mapping[str, object]:
    """`of` is the type of the refused message, where it is one that exists."""
    return {"type": "error", "code": code, "of": of, "detail": detail}


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
