"""Real-time text: what somebody writes is read as it is written (EN 301 549, 6.2), and becomes a chat message."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.features.chat import CHARACTERS
from appliance.live.features.feature import Feature
from appliance.live.messages import Message, Refused, text, whole_number
from appliance.live.room import Room, Seat

Texts = dict[str, str]


class Drafts(Feature):
    """One draft a participant. It goes with whoever wrote it."""

    name = "drafts"
    shapes: ClassVar = {"draft": {"keep": whole_number, "text": text(60_000)}}

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(config, now)
        self.handlers = {"draft": self.write}

    def write(self, room: Room, seat: Seat, message: Message) -> None:
        """The first `keep` characters stay, and `text` follows them: a key costs a few bytes, not the whole draft."""
        keep, written = message["keep"], str(message["text"])
        assert isinstance(keep, int)
        before = _texts(room).get(seat.participant, "")
        if keep > len(before):
            raise Refused("malformed", "`keep` is more than there is")
        if keep + len(written) > CHARACTERS:
            raise Refused("chat_too_long", f"a draft has at most {CHARACTERS} characters")
        _texts(room)[seat.participant] = before[:keep] + written
        room.tell_others(seat, {**message, "from": seat.participant})

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        drafts = _texts(room).items()
        return {"drafts": [{"from": one, "text": draft} for one, draft in drafts if one != seat.participant and draft]}

    def left(self, room: Room, seat: Seat) -> None:
        _texts(room).pop(seat.participant, None)


def _texts(room: Room) -> Texts:
    """By participant."""
    texts: Texts = room.memory.setdefault(Drafts.name, {})
    return texts
