"""What every feature of a room is made of."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.messages import Message, Shape
from appliance.live.room import Room, Seat

Handler = Callable[[Room, Seat, Message], None]


class Feature:
    """Messages that only rooms know. What a room keeps of them lies in `room.memory` under the feature's name.

    `shapes` and `handlers` are by message type. A handler is called with a message that has its shape, from somebody
    who sits in the room, and raises Refused.
    """

    name: str
    shapes: ClassVar[Mapping[str, Shape]]
    handlers: Mapping[str, Handler]

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        self.config, self.now = config, now

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        """Fields for the message `joined`: what somebody who comes, or comes back, has to know."""
        return {}

    def left(self, room: Room, seat: Seat) -> None:
        """Somebody went; the seat is free already."""
