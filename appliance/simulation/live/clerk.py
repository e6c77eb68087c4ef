"""A clerk at a counter, with a console: calls, admits, finishes, rests, as the simulated crew does."""

import asyncio
import random
import secrets
from contextlib import suppress
from typing import Any

from appliance.estimate.fluid import GHOST_MINUTES
from appliance.simulation.live.caller import Caller, Refused
from appliance.simulation.live.house import Staff
from appliance.simulation.live.page import Page
from appliance.simulation.live.stage import Stage, Visit
from appliance.simulation.office import OVERTIME
from appliance.simulation.town import SimulatedClerk

NOBODY = ("nobody_waiting", "no_free_terminal", "absent")
TOO_QUICK = ("wrong_state", "taken_by_other")
"""The citizen gave the number back in this moment."""
CLOSED = "office_closed"
UNDO_SHARE, PARK_SHARE, RECALL_SHARE, TRANSFER_SHARE = 0.02, 0.04, 0.1, 0.02
PARKED_MINUTES = (4.0, 15.0)
ADMITTED_AFTER = 0.5
"""Minutes from the call to the greeting, unless the service is shorter still."""
LOOK_AGAIN = 3.0
"""Minutes after which a clerk tries without having heard of anybody."""
MOST_RECALLS = 5
SHORTEST_FETCH_SECONDS = 0.1
"""Of the machine: news of so short a time are fetched together."""
STRANGER_MINUTES = 3.0
BEAT = 0.75
"""Minutes between signs of life of a console."""
SEEN = "/api/console/seen"


class ClerkAtWork:
    """One clerk on one day."""

    def __init__(self, stage: Stage, office: int, person: Staff, plan: SimulatedClerk) -> None:
        self.stage, self.office, self.person, self.plan = stage, office, person, plan
        self.day = stage.days[office]
        self._caller: Caller = stage.caller()
        self._page: Page | None = None
        self._chance = random.Random(f"{stage.size.seed} {self.day.number} {person.sign_in_name}")
        self._pauses = list(self.day.pauses[plan.id])
        self._had_lunch = self._is_away = False
        self._parked: list[tuple[float, Visit, float]] = []
        """When it is resumed, whom, and for how many minutes it goes on then."""
        self._stirred = asyncio.Event()
        self._console: dict[str, Any] = {}

    async def work(self) -> None:
        await self.stage.pace.until(self.plan.begins - 1)
        await self._sign_in()
        watching = [asyncio.create_task(job) for job in (self._watch(), self._beat())]
        self.stage.at_work[self.office].append(self)
        try:
            await self.stage.pace.until(self.plan.begins)
            while not self._goes_home():
                await self._next()
        finally:
            self.stage.at_work[self.office].remove(self)
            await self.stage.stop(*watching)
            if self._page is not None:
                await self.stage.leave(self._page)
            await self._caller.ask("DELETE", "/api/session")
            await self._caller.close()

    # What a clerk does, one thing after another.

    async def _next(self) -> None:
        pace, lunch = self.stage.pace, self.plan.lunch
        if lunch is not None and not self._had_lunch and pace.minute >= lunch.begins:
            self._had_lunch = True
            await self._rest("lunch", lunch.minutes)
        elif self._pauses and self._pauses[0][0] <= pace.minute:
            await self._rest("break", self._pauses.pop(0)[1])
        elif self._parked and self._parked[0][0] <= pace.minute:
            await self._resume()
        elif not await self._call():
            await self._wait()

    async def _call(self) -> bool:
        self._stirred.clear()
        try:
            answer = await self._counter("call-next", may=NOBODY)
        except Refused:
            return False
        current = answer["current"]
        if current is None:  # somebody who gave the number back between the call and its answer
            return True
        visit = await self.stage.visit_of(current["id"])
        if visit is None:
            await self._serve(current["id"], STRANGER_MINUTES)
            return True
        began = self.stage.pace.minute
        self.stage.called(visit)
        try:
            if visit.visitor.has_left(began - visit.came):
                await self._wait_for_nobody(visit)
            else:
                service = self.day.services[visit.visitor.person.service]
                minutes = service.length(visit.visitor.person.z, self.plan.factor)
                await self._serve(visit.id, minutes, visit)
        except Refused:
            return True
        await self.stage.pace.minutes(visit.visitor.person.gap)
        return True

    async def _wait_for_nobody(self, visit: Visit) -> None:
        await self.stage.pace.minutes(GHOST_MINUTES / 2)
        await self._of("recall", visit.id)
        await self.stage.pace.minutes(GHOST_MINUTES / 2)
        for _ in range(MOST_RECALLS):
            try:
                await self._of("no-show", visit.id, may=(*TOO_QUICK, "call_again_first"))
            except Refused as refused:
                if refused.code in TOO_QUICK:
                    raise
                await self._of("recall", visit.id)
                await self.stage.pace.minutes(GHOST_MINUTES / 2)
            else:
                self.stage.ended(visit, "no_show")
                return

    async def _serve(self, ticket_id: int, minutes: float, visit: Visit | None = None) -> None:
        """From the call on, which counts to the service."""
        pace, until = self.stage.pace, self.stage.pace.minute + minutes
        await pace.minutes(min(ADMITTED_AFTER, minutes / 2))
        if self._chance.random() < RECALL_SHARE:
            await self._of("recall", ticket_id)
            await pace.minutes(min(ADMITTED_AFTER, minutes / 4))
        if visit is not None and self._chance.random() < TRANSFER_SHARE and await self._pass_on(visit):
            return
        answer = await self._of("admit", ticket_id)
        await self._join(answer["current"])
        if visit is not None and self._chance.random() < PARK_SHARE and self._can("park"):
            await pace.minutes(minutes / 3)
            await self._park(visit, minutes / 3)
            return
        await pace.until(until)
        await self._finish(ticket_id, visit)

    async def _finish(self, ticket_id: int, visit: Visit | None) -> None:
        body = {"ticket_id": ticket_id, "outcome": "done"}
        answer = await self._counter("finish", body, TOO_QUICK)
        if answer["undo"] is not None and self._chance.random() < UNDO_SHARE:
            try:
                await self._counter("undo", {"action": answer["undo"]["action"]}, ("undo_too_late",))
            except Refused:
                pass
            else:
                await self._counter("finish", body)
        if visit is not None:
            self.stage.ended(visit, "finished")

    async def prefer(self, visit: Visit) -> None:
        """Asked for at the counter or by the reception, in passing."""
        with suppress(Refused):
            await self._counter("priority", {"ticket_id": visit.id, "reason": "disability"}, TOO_QUICK)

    async def _pass_on(self, visit: Visit) -> bool:
        """It is a matter of the other office, unless that has closed."""
        others = [place for place in range(self.stage.size.offices) if place != self.office]
        if not others or not self._can("transfer"):
            return False
        other = self._chance.choice(others)
        service = self.stage.house.offices[other].services[visit.visitor.person.service - 1]
        try:
            await self._counter("transfer", {"ticket_id": visit.id, "service_id": service}, (*TOO_QUICK, CLOSED))
        except Refused as refused:
            if refused.code != CLOSED:
                raise
            return False
        return True

    async def _park(self, visit: Visit, rest: float) -> None:
        """Something is missing: the counter is free for others until it is there."""
        await self._counter("park", {"ticket_id": visit.id, "reason": "documents"}, TOO_QUICK)
        back = self.stage.pace.minute + self._chance.uniform(*PARKED_MINUTES)
        self._parked.append((back, visit, rest))
        self._parked.sort(key=lambda one: one[0])

    async def _resume(self) -> None:
        _, visit, minutes = self._parked.pop(0)
        try:
            await self._of("resume", visit.id)
            await self.stage.pace.minutes(minutes)
            await self._finish(visit.id, visit)
        except Refused:
            return

    async def _rest(self, reason: str, minutes: float) -> None:
        """By the console where it knows pauses, else by leaving the counter."""
        pace = self.stage.pace
        if self._can("pause"):
            await self._counter("pause", {"reason": reason})
            await pace.minutes(minutes)
            await self._counter("end-pause")
        else:
            await self._sit(None)
            await pace.minutes(minutes)
            await self._sit(self.person.counter)

    async def _wait(self) -> None:
        """Until something happens in the office, or it is time to rest."""
        try:
            async with asyncio.timeout(LOOK_AGAIN * 60 / self.stage.pace.speed):
                await self._stirred.wait()
        except TimeoutError:
            pass

    def _goes_home(self) -> bool:
        """At the end of the shift, or of the day when nobody waits for this clerk any more."""
        minute = self.stage.pace.minute
        if minute >= self.day.closes + OVERTIME:
            waiting = [row["number"] for row in self._console.get("waiting", ())]
            self.stage.ledger.went_wrong("overtime", f"{self.person.sign_in_name} has still {waiting}")
            return True
        if self._parked:
            return False
        if self.plan.ends < self.day.closes:
            return minute >= self.plan.ends
        is_next = self._console.get("next") is not None
        return minute >= self.day.closes and not is_next and self.stage.coming[self.office] == 0

    # What a clerk sees.

    async def _sign_in(self) -> None:
        name, password = self.person.sign_in_name, self.person.password
        await self._caller.post("/api/session", {"name": name, "password": password})
        await self._sit(self.person.counter)
        topics = [f"office:{self.stage.house.offices[self.office].id}"]
        self._page = await self.stage.page(name, topics=topics, cookie=self._caller.cookie)

    async def _watch(self) -> None:
        """The console is fetched anew whenever something happened, as its page does."""
        assert self._page is not None
        watcher = self.stage.caller()
        watcher.cookie = self._caller.cookie
        while True:
            await self._page.news.wait()
            self._page.news.clear()
            if self._is_away:
                continue
            try:
                self._console = await watcher.ask("GET", "/api/console", may=("no_counter",))
            except Refused:
                continue
            finally:
                self._stirred.set()
            await asyncio.sleep(SHORTEST_FETCH_SECONDS)

    async def _beat(self) -> None:
        if not self.stage.can(SEEN):
            return
        caller = self.stage.caller()
        caller.cookie = self._caller.cookie
        while True:
            with suppress(Refused):
                await caller.post(SEEN)
            await self.stage.pace.minutes(BEAT)

    async def _join(self, current: dict[str, Any] | None) -> None:
        """The room of a consultation; what is talked about there is not part of the play."""
        if current is not None and current["consultation"] is not None and self._page is not None:
            room = current["consultation"]["id"]
            await self._page.say(type="join", consultation=room, instance=secrets.token_hex(4))

    async def _sit(self, counter: int | None) -> None:
        self._is_away = counter is None
        await self._caller.ask("PUT", "/api/session/counter", {"counter_id": counter})

    async def _of(self, deed: str, ticket_id: int, may: tuple[str, ...] = TOO_QUICK) -> Any:
        return await self._counter(deed, {"ticket_id": ticket_id}, may)

    async def _counter(self, deed: str, body: Any = None, may: tuple[str, ...] = ()) -> Any:
        return await self._caller.post(f"/api/counters/{self.person.counter}/{deed}", body, may)

    def _can(self, deed: str) -> bool:
        return self.stage.can(f"/api/counters/{{counter_id}}/{deed}")
