"""The room of one consultation: who is in it, what was said. In memory only; gone with the consultation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from appliance.live.frames import wire

CHAT_MESSAGES = 500
"""The longest history a room keeps; older messages fall out."""

NO_STATUS: Mapping[str, object] = {"microphone": "none", "camera": "none"}


class Wire(Protocol):
    def send(self, frame: bytes) -> None: ...


@dataclass(slots=True)
class Seat:
    """A participant in a room. `instance` names one load of a page: the same one keeps its media across connections."""

    participant: str
    instance: str
    connection: Wire
    status: Mapping[str, object] = field(default_factory=lambda: NO_STATUS)

    def roster_entry(self) -> dict[str, object]:
        return {"id": self.participant, "instance": self.instance, "status": self.status}

    def say(self, message: Mapping[str, object]) -> None:
        self.connection.send(wire(message))


@dataclass(slots=True)
class Room:
    """`seats` by participant: each has one. `chat` by message id, in the order in which it came."""

    consultation: int
    finished: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    chat: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def take(self, seat: Seat) -> Seat | None:
        """Sit down, and tell the others. Returns whoever sat there before. The same instance keeps its status."""
        before = self.seats.get(seat.participant)
        if before is not None and before.instance == seat.instance:
            seat.status = before.status
        self.seats[seat.participant] = seat
        self.tell_others(seat, _presence(seat, present=True))
        return before

    def vacate(self, seat: Seat) -> None:
        """Stand up, and tell the others; nothing happens when somebody else sits there by now."""
        if self.seats.get(seat.participant) is seat:
            del self.seats[seat.participant]
            self.tell_others(seat, _presence(seat, present=False))

    def others(self, seat: Seat) -> Iterator[Seat]:
        return (other for other in self.seats.values() if other is not seat)

    def tell_others(self, seat: Seat, message: Mapping[str, object]) -> None:
        frame = wire(message)
        for other in self.others(seat):
            other.connection.send(frame)

    def roster(self) -> list[dict[str, object]]:
        return [seat.roster_entry() for seat in self.seats.values()]

    def record(self, id: str, entry: Mapping[str, object]) -> None:
        self.chat[id] = entry
        if len(self.chat) > CHAT_MESSAGES:
            del self.chat[next(iter(self.chat))]

    def close(self) -> None:
        """Everybody has to leave."""
        for seat in self.seats.values():
            seat.say({"type": "left", "reason": "closed"})
        self.seats.clear()


def _presence(seat: Seat, present: bool) -> dict[str, object]:
    return {"type": "participant", **seat.roster_entry(), "present": present}
