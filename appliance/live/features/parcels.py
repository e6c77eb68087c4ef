"""The way through the server for what two browsers send each other while nothing connects them directly.

A parcel is passed on at once and kept nowhere: the sender has its bytes until the addressee confirms them. So what a
room costs is bounded by what may wait to be written to its addressees, and by its share of the line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.features.feature import Feature
from appliance.live.messages import Message, Refused, one_of
from appliance.live.room import Room, Seat

LONGEST = 48_000
"""Characters of one parcel."""

WAITING_BYTES = 96 * 1024
"""An addressee with more unread gets no parcel: nobody must be dropped for reading slowly what others send."""

ROOM_BYTES_PER_SECOND, ROOM_BURST = 1024 * 1024, 2 * 1024 * 1024
HOUSE_BYTES_PER_SECOND, HOUSE_BURST = 8 * 1024 * 1024, 16 * 1024 * 1024
"""All rooms together."""

BROWSERS = ("clerk", "citizen", "guest1", "guest2")


@dataclass(slots=True)
class Allowance:
    """Bytes that may pass: so many a second, and so many at once after a pause. Times in seconds."""

    per_second: float
    burst: float
    _left: float | None = None
    _at: float = 0.0

    def refill(self, now: float) -> float:
        """What may pass now. A clock that goes backwards takes nothing away."""
        before = self.burst if self._left is None else self._left
        self._left = min(self.burst, before + max(0.0, now - self._at) * self.per_second)
        self._at = now
        return self._left

    def spend(self, count: int) -> None:
        assert self._left is not None
        self._left -= count


class Parcels(Feature):
    name = "parcels"
    shapes: ClassVar = {
        "parcel": {
            "to": one_of(*BROWSERS),
            "data": lambda value: isinstance(value, str) and 1 <= len(value) <= LONGEST and value.isascii(),
        }
    }

    def __init__(self, config: Config, now: Callable[[], datetime], house_burst: int = HOUSE_BURST) -> None:
        super().__init__(config, now)
        self.handlers = {"parcel": self.pass_on}
        self._house = Allowance(HOUSE_BYTES_PER_SECOND, house_burst)

    def pass_on(self, room: Room, seat: Seat, message: Message) -> None:
        """The sender is told `parcel-taken`, and sends the next one then."""
        addressee = room.seats.get(str(message["to"]))
        if addressee is None or addressee is seat:
            raise Refused("unknown_participant", f"`{message['to']}` is not in the room")
        if addressee.connection.unread() > WAITING_BYTES:
            raise Refused("parcel_too_fast", f"`{message['to']}` has not read the last ones yet")
        self._spend(room, len(str(message["data"])))
        addressee.say({**message, "from": seat.participant})
        seat.say({"type": "parcel-taken", "to": message["to"]})

    def _spend(self, room: Room, count: int) -> None:
        own: Allowance = room.memory.setdefault(self.name, Allowance(ROOM_BYTES_PER_SECOND, ROOM_BURST))
        now = self.now().timestamp()
        if min(own.refill(now), self._house.refill(now)) < count:
            raise Refused("parcel_too_fast", "the room, or all of them together, has had its share for now")
        own.spend(count)
        self._house.spend(count)
