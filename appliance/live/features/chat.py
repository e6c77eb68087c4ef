"""The written conversation. The room keeps it for those who load their page anew."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.features.feature import Feature
from appliance.live.frames import timestamp
from appliance.live.messages import IDENTIFIER, Message, Refused, text
from appliance.live.room import Room, Seat

CHARACTERS = 2000
KEPT = 500
"""Messages that a room keeps; older ones fall out."""

Messages = dict[str, Mapping[str, object]]


class Chat(Feature):
    name = "chat"
    shapes: ClassVar = {"chat": {"id": IDENTIFIER, "text": text(60_000, shortest=1)}}

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(config, now)
        self.handlers = {"chat": self.say}

    def say(self, room: Room, seat: Seat, message: Message) -> None:
        """The author gets the message back too: that is the receipt. A known id is only receipted again."""
        if len(str(message["text"])) > CHARACTERS:
            raise Refused("chat_too_long", f"a chat message has at most {CHARACTERS} characters")
        id = str(message["id"])
        known = _messages(room).get(id)
        if known is None:
            known = {**message, "from": seat.participant, "at": timestamp(self.now())}
            record(_messages(room), id, known)
            room.tell_others(seat, known)
        elif known["from"] != seat.participant:
            raise Refused("malformed", "`id` is another participant's")
        seat.say(known)

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        said = _messages(room).values()
        return {"chat": [{name: entry[name] for name in ("id", "from", "text", "at")} for entry in said]}


def record(messages: Messages, id: str, entry: Mapping[str, object]) -> None:
    messages[id] = entry
    if len(messages) > KEPT:
        del messages[next(iter(messages))]


def _messages(room: Room) -> Messages:
    """By id, in the order in which they came."""
    messages: Messages = room.memory.setdefault(Chat.name, {})
    return messages
