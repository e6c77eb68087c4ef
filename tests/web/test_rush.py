"""A rush for one slot, over HTTP against a running server: one gets it, everybody else is told so."""

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.town_hall import Api, ApiProblem, TownHall, open_town_hall

BOOKERS = 50
SERVICE = 3


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[TownHall]:
    hall = open_town_hall(tmp_path / "data")
    yield hall
    hall.stop()


class Citizen(Api):
    """At a telephone of their own: limits are per address, and a loopback network has many."""

    def __init__(self, port: int, number: int, token: str | None = None) -> None:
        super().__init__(port, token)
        self._address = f"127.0.{1 + number // 250}.{1 + number % 250}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(self._address, 0))

    def reserve(self, begins_at: str) -> Any:
        wish = {"services": [SERVICE], "channel": "on_site", "begins_at": begins_at}
        return self.post("/api/appointments", wish)


def free(hall: TownHall) -> list[str]:
    days = Citizen(hall.port, 0).get(f"/api/slots?service={SERVICE}&channel=on_site")["days"]
    return [slot for day in days for slot in day["slots"]]


def slot_for_one(hall: TownHall) -> str:
    """A slot that is taken until nobody can serve it any more, and then given back once."""
    slot = free(hall)[-1]
    taken = []
    while slot in free(hall):
        taken.append(Citizen(hall.port, BOOKERS + len(taken)).reserve(slot))
    Api(hall.port, taken[0]["token"]).post("/api/appointment/cancel")
    return slot


def test_of_fifty_bookers_one_gets_the_slot(town_hall: TownHall) -> None:
    slot = slot_for_one(town_hall)
    start, outcomes = threading.Barrier(BOOKERS), Counter[str]()

    def book(number: int) -> None:
        citizen = Citizen(town_hall.port, number)
        start.wait()
        try:
            outcomes[citizen.reserve(slot)["appointment"]["state"]] += 1
        except ApiProblem as problem:
            outcomes[str(problem.code)] += 1

    bookers = [threading.Thread(target=book, args=(number,)) for number in range(BOOKERS)]
    for booker in bookers:
        booker.start()
    for booker in bookers:
        booker.join()
    assert outcomes == {"reserved": 1, "slot_taken": BOOKERS - 1}
    assert slot not in free(town_hall)
