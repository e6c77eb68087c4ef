"""Parcels: from browser to browser through the server's memory, so much and no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appliance.config import Config
from appliance.domain.admission import PartRole, Place
from appliance.live.features.parcels import (
    HOUSE_BURST,
    LONGEST,
    ROOM_BURST,
    ROOM_BYTES_PER_SECOND,
    WAITING_BYTES,
    Parcels,
)
from appliance.live.messages import Refused
from appliance.live.room import Room, Seat
from tests.live.test_consultation import seated


@pytest.fixture
def consultation(town):
    return town.open_consultation(town.take_ticket())


@pytest.fixture
def citizen(phone, consultation):
    return seated(phone(1), consultation, "phone-1")


@pytest.fixture
def alice(clerk, consultation, citizen):
    page = seated(clerk(), consultation, "console-1")
    citizen.hear("participant")
    return page


def test_a_parcel_reaches_the_one_named_and_its_sender_is_told(citizen, alice):
    citizen.say("parcel", to="clerk", data="x" * LONGEST)
    assert citizen.hear("parcel-taken") == {"type": "parcel-taken", "to": "clerk"}
    assert alice.hear("parcel") == {"type": "parcel", "to": "clerk", "data": "x" * LONGEST, "from": "citizen"}


@pytest.mark.parametrize("data", ["", "x" * (LONGEST + 1), "ü", 5, None])
def test_what_is_no_parcel_is_refused(citizen, alice, data):
    citizen.say("parcel", to="clerk", data=data)
    citizen.refused("malformed")
    alice.hear_nothing()


def test_nobody_sends_himself_or_the_absent_parcels(citizen):
    for to in ("citizen", "clerk", "guest1"):
        citizen.say("parcel", to=to, data="x")
        assert citizen.refused("unknown_participant")["of"] == "parcel"


def test_what_was_taken_arrives_and_who_sends_too_much_is_told(citizen, alice):
    taken = 0
    for _ in range(150):
        citizen.say("parcel", to="clerk", data="x" * LONGEST)
        answer = citizen.hear("parcel-taken", "error")
        if answer["type"] == "error":
            assert answer["code"] == "parcel_too_fast"
            break
        taken += 1
    assert 0 < taken < 150
    for _ in range(taken):
        alice.hear("parcel")
    alice.hear_nothing()


class Reader:
    def __init__(self) -> None:
        self.waiting = 0
        self.frames: list[bytes] = []

    def send(self, frame: bytes) -> None:
        self.frames.append(frame)

    def unread(self) -> int:
        return self.waiting


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class House:
    """Rooms of two, without a server."""

    def __init__(self, burst: int = HOUSE_BURST) -> None:
        self.clock = Clock()
        self.parcels = Parcels(Config(), self.clock, burst)

    def room(self, number: int) -> tuple[Room, Seat, Reader]:
        room, reader = Room(number), Reader()
        people = [(PartRole.CITIZEN, Reader()), (PartRole.CLERK, reader)]
        seats = [Seat(Place(role, role), role, connection) for role, connection in people]
        for seat in seats:
            room.take(seat)
        return room, seats[0], reader

    def sends(self, room: Room, seat: Seat) -> bool:
        message: dict[str, Any] = {"type": "parcel", "to": "clerk", "data": "x" * LONGEST}
        try:
            self.parcels.pass_on(room, seat, message)
        except Refused as refused:
            assert refused.code == "parcel_too_fast"
            return False
        return True


def test_a_room_passes_on_a_burst_and_then_so_much_a_second():
    house = House()
    room, citizen, _ = house.room(1)
    assert sum(house.sends(room, citizen) for _ in range(200)) == ROOM_BURST // LONGEST
    house.clock.wait(1)
    assert sum(house.sends(room, citizen) for _ in range(200)) in (
        ROOM_BYTES_PER_SECOND // LONGEST,
        ROOM_BYTES_PER_SECOND // LONGEST + 1,
    )
    house.clock.wait(-3600)
    assert not house.sends(room, citizen)


def test_all_rooms_together_have_a_limit_too():
    house = House(burst=5 * LONGEST)
    rooms = [house.room(number) for number in range(10)]
    assert sum(house.sends(room, citizen) for room, citizen, _ in rooms) == 5


def test_nothing_goes_to_somebody_who_has_much_unread():
    house = House()
    room, citizen, reader = house.room(1)
    reader.waiting = WAITING_BYTES + 1
    assert not house.sends(room, citizen)
    reader.waiting = 0
    assert house.sends(room, citizen)
    assert room.memory.keys() == {"parcels"}  # an allowance, no parcels
