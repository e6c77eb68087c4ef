"""What the clerk writes down for the office's own use.

It lies in the room's memory: whoever takes over finds it there, and with the consultation it is gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.features.feature import Feature
from appliance.live.messages import Message, Refused, text, whole_number
from appliance.live.room import Room, Seat

CHARACTERS = 10_000
WRITER = "clerk"


@dataclass(frozen=True, slots=True)
class Written:
    revision: int = 0
    text: str = ""


class Notes(Feature):
    name = "notes"
    shapes: ClassVar = {"notes": {"revision": whole_number, "text": text(CHARACTERS)}}

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(config, now)
        self.handlers = {"notes": self.write}

    def write(self, room: Room, seat: Seat, message: Message) -> None:
        """The whole text each time. An older one than what is here changes nothing."""
        if seat.participant != WRITER:
            raise Refused("not_admitted", "only the clerk writes notes")
        revision = message["revision"]
        assert isinstance(revision, int)
        if revision > _written(room).revision:
            room.memory[self.name] = Written(revision, str(message["text"]))
        seat.say({"type": "notes-kept", "revision": _written(room).revision})

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        if seat.participant != WRITER:
            return {}
        written = _written(room)
        return {"notes": {"revision": written.revision, "text": written.text}}


def _written(room: Room) -> Written:
    written: Written = room.memory.get(Notes.name, Written())
    return written
