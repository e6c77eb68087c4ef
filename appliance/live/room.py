"""The room of one consultation: who is in it, and what its features remember. In memory only; gone with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from appliance.domain.admission import Place
from appliance.live.frames import wire

NO_STATUS: Mapping[str, object] = {"microphone": "none", "camera": "none"}


class Wire(Protocol):
    def send(self, frame: bytes) -> None: ...

    def unread(self) -> int:
        """Bytes that wait to be written to it."""


@dataclass(slots=True)
class Seat:
    """A participant in a room. `instance` names one load of a page: the same one keeps its media across connections."""

    place: Place
    instance: str
    connection: Wire
    status: Mapping[str, object] = field(default_factory=lambda: NO_STATUS)

    @property
    def participant(self) -> str:
        return self.place.participant

    def roster_entry(self) -> dict[str, object]:
        return {
            "id": self.participant,
            "instance": self.instance,
            "status": self.status,
            "role": self.place.role,
            "name": self.place.name,
        }

    def say(self, message: Mapping[str, object]) -> None:
        self.connection.send(wire(message))


@dataclass(slots=True)
class Room:
    """`held`: the citizen is on hold. `seats` by participant: each has one. `memory` by the name of the feature."""

    consultation: int
    finished: bool = False
    held: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)

    def take(self, seat: Seat) -> Seat | None:
        """Sit down, and tell the others. Returns whoever sat there before. The same instance keeps its status."""
        before = self.seats.get(seat.participant)
        if before is not None and before.instance == seat.instance:
            seat.status = before.status
        self.seats[seat.participant] = seat
        self.tell_others(seat, _presence(seat, present=True))
        return before

    def vacate(self, seat: Seat) -> bool:
        """Stand up, and tell the others. False, and nothing happens, when somebody else sits there by now."""
        if self.seats.get(seat.participant) is not seat:
            return False
        del self.seats[seat.participant]
        self.tell_others(seat, _presence(seat, present=False))
        return True

    def others(self, seat: Seat) -> Iterator[Seat]:
        return (other for other in self.seats.values() if other is not seat)

    def tell_others(self, seat: Seat, message: Mapping[str, object]) -> None:
        frame = wire(message)
        for other in self.others(seat):
            other.connection.send(frame)

    def tell_state(self) -> None:
        for seat in self.seats.values():
            seat.say({"type": "state", "finished": self.finished, "held": self.held})

    def roster(self) -> list[dict[str, object]]:
        return [seat.roster_entry() for seat in self.seats.values()]

    def close(self) -> None:
        """Everybody has to leave."""
        for seat in self.seats.values():
            seat.say({"type": "left", "reason": "closed"})
        self.seats.clear()


def _presence(seat: Seat, present: bool) -> dict[str, object]:
    return {"type": "participant", **seat.roster_entry(), "present": present}
