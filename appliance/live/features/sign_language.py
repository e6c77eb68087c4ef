"""Who needs sign language: then every page sends its picture with all its frames, and coarser on a narrow way."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.features.feature import Feature
from appliance.live.messages import Message
from appliance.live.room import Room, Seat


def switch(value: object) -> bool:
    return isinstance(value, bool)


class SignLanguage(Feature):
    name = "sign_language"
    shapes: ClassVar = {"sign-language": {"on": switch}}

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(config, now)
        self.handlers = {"sign-language": self.choose}

    def choose(self, room: Room, seat: Seat, message: Message) -> None:
        """It stays chosen while its participant is away for a moment."""
        users = _users(room)
        if message["on"]:
            users.add(seat.participant)
        else:
            users.discard(seat.participant)
        room.tell_others(seat, {**message, "from": seat.participant})

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        return {"sign_language": sorted(_users(room))}


def _users(room: Room) -> set[str]:
    users: set[str] = room.memory.setdefault(SignLanguage.name, set())
    return users
