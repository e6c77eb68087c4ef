"""Before the doors open the reception books the appointments of the day, for people who call."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from appliance.simulation.live.caller import Caller, Refused
from appliance.simulation.live.plan import Visitor
from appliance.simulation.live.stage import Stage
from appliance.simulation.town import Booking

FURTHEST = 30.0
"""Minutes from the time that was wanted; who gets none so near comes without one."""

Codes = dict[int, str]
"""Six digits by the place of a visitor in the list."""


async def book(stage: Stage, visitors: list[Visitor]) -> tuple[list[Visitor], Codes]:
    """The visitors, come to the times that they got; and of those who did not come, the appointments too."""
    caller = stage.caller()
    name, password = stage.house.reception.sign_in_name, stage.house.reception.password
    await caller.post("/api/session", {"name": name, "password": password})
    desk, codes, result = Desk(stage, caller), Codes(), []
    for place, visitor in enumerate(visitors):
        if visitor.booking is not None and (got := await desk.book(visitor.office, visitor.booking, place)):
            moved, codes[place] = got
            person = visitor.person
            visitor = replace(visitor, person=replace(person, arrives=max(person.arrives + moved, 0.0)))
        result.append(visitor)
    for office, day in enumerate(stage.days):
        for booking in day.bookings:
            if booking.comes is None:
                await desk.book(office, booking, 10_000 + booking.id)
    await caller.ask("DELETE", "/api/session")
    await caller.close()
    return result, codes


class Desk:
    def __init__(self, stage: Stage, caller: Caller) -> None:
        self._stage, self._caller = stage, caller
        self._free: dict[tuple[int, int], list[datetime]] = {}

    async def book(self, office: int, booking: Booking, whose: int) -> tuple[float, str] | None:
        """Minutes by which the time is later than wanted, and the code; None where there is nothing near it."""
        house = self._stage.house.offices[office]
        service = house.services[booking.service - 1]
        wanted = self._stage.pace.opens + timedelta(minutes=booking.slot)
        for _ in range(2):
            times = await self._times(service)
            nearest = min(times, key=lambda one: abs(one - wanted), default=None)
            if nearest is None or abs(nearest - wanted) > timedelta(minutes=FURTHEST):
                return None
            try:
                booked = await self._caller.post("/api/clerk/appointments", _order(service, nearest, whose), _TAKEN)
            except Refused:
                self._free.clear()
                continue
            return (nearest - wanted) / timedelta(minutes=1), booked["appointment"]["code"]
        return None

    async def _times(self, service: int) -> list[datetime]:
        """As they were when they were looked up; whoever finds one taken looks again."""
        day = self._stage.pace.opens.date()
        if (service, day.toordinal()) not in self._free:
            path = f"/api/clerk/appointments/slots?service={service}&channel=on_site&first={day}&days=1"
            found = await self._caller.get(path)
            times = [datetime.fromisoformat(slot) for one in found["days"] for slot in one["slots"]]
            self._free[service, day.toordinal()] = times
        return self._free[service, day.toordinal()]


_TAKEN = ("slot_taken",)


def _order(service: int, at: datetime, whose: int) -> dict[str, Any]:
    return {
        "services": [service],
        "channel": "on_site",
        "begins_at": at.isoformat(),
        "contact": {"name": f"Person {whose}", "email": f"person{whose}@simulata.example"},
    }
