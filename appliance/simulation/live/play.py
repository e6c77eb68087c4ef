"""Days played live, one after another: `vorzimmer simulate`."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.adapters.clock import ClockSetter
from appliance.ports import Clock
from appliance.simulation.live import founding, plan, reception, report
from appliance.simulation.live.caller import Caller
from appliance.simulation.live.clerk import ClerkAtWork
from appliance.simulation.live.house import House
from appliance.simulation.live.inside import Inside
from appliance.simulation.live.ledger import Ledger
from appliance.simulation.live.pace import Pace, ToldClock
from appliance.simulation.live.plan import Size, Visitor
from appliance.simulation.live.screen import Screen
from appliance.simulation.live.server import OwnServer
from appliance.simulation.live.stage import Stage
from appliance.simulation.live.visitor import come

BEFORE_OPENING = timedelta(minutes=90)
"""Appointments of the day are booked while the clock goes as the machine's."""
DOORS = -5.0
"""Minutes: then the clock runs."""
WARM_UP = timedelta(minutes=15)
"""On a clock that cannot be set: time to book what can still be booked."""
LONGEST_OVERTIME = 300.0
"""Minutes after which a clerk who has not gone home is stuck."""
AFTERWARDS = 5.0
QUIET_SECONDS = 2.0
"""Of the machine: what was begun is through by then, and memory that is needed no more is given back."""
STEADY_DAYS, MOST_GROWTH = 2, 1.05
"""From that day on no process may grow by more than this."""


@dataclass
class Play:
    """`say` is told what happens, in words."""

    house: House
    size: Size
    clock: Clock
    inside: Inside | None
    speed: float
    say: Callable[[str], None]
    ledger: Ledger = field(default_factory=Ledger)

    async def run(self) -> dict[str, Any]:
        """The report."""
        try:
            live, deeds = await self._look_around()
            for number in range(1, self.size.days + 1):
                await self._day(number, live, deeds)
            await self._night(self.size.opens(self.size.days + 1))
            self._judge()
        finally:
            if self.inside is not None:
                self.inside.close()
        return {"days": self.size.days, "speed": self.speed, **self.ledger.as_json()}

    async def _look_around(self) -> tuple[str, frozenset[str]]:
        """Where live is, and what this server can."""
        device = Caller(self.house.server, self.ledger, self.house.offices[0].kiosks[0])
        shown, described = await device.get("/api/device"), await device.get("/api/openapi.json")
        await device.close()
        return shown["live_url"], frozenset(described["paths"])

    async def _day(self, number: int, live: str, deeds: frozenset[str]) -> None:
        opens = self.size.opens(number)
        await self._night(opens)
        stage = Stage(self.house, self.size, self.ledger, Pace(self.clock, opens), live, deeds)
        stage.days = plan.days(self.size, number)
        if self.inside is not None:
            stage.head_of_journal = self.inside.head
        since = self.inside.head() if self.inside is not None else 0
        visitors, codes = await reception.book(stage, plan.visitors(self.size, stage.days))
        self.say(f"Day {number}, {opens:%a %d %b}: {len(visitors)} people, {len(codes)} with an appointment")
        self._set(self.speed, opens + timedelta(minutes=DOORS))
        await self._play(stage, visitors, codes)
        await asyncio.sleep(QUIET_SECONDS)
        self._look_back(stage, number, since)

    async def _play(self, stage: Stage, visitors: list[Visitor], codes: reception.Codes) -> None:
        """Until the last clerk has gone home."""
        screens, kiosks = await _screens(stage)
        stage.coming = {office: sum(one.office == office for one in visitors) for office in range(self.size.offices)}
        people = [
            asyncio.create_task(come(stage, one, next(kiosks[one.office]), codes.get(place)))
            for place, one in enumerate(visitors)
        ]
        crew = [
            asyncio.create_task(ClerkAtWork(stage, office, self.house.offices[office].clerks[plan.id], plan).work())
            for office, day in enumerate(stage.days)
            for plan in day.clerks
        ]
        _, stuck = await asyncio.wait(crew, timeout=(self.size.minutes + LONGEST_OVERTIME) * 60 / self.speed)
        for one in stuck:
            self.ledger.went_wrong("stuck", repr(one.get_stack(limit=1)))
        await stage.pace.minutes(AFTERWARDS)
        await stage.stop(*crew, *people)
        await stage.leave(*(page for page in stage.pages if page.until is None))
        for screen in screens:
            await screen.close()

    async def _night(self, opens: datetime) -> None:
        """It is passed over: after a while what happens by itself over night has happened."""
        self._set(1.0, opens - BEFORE_OPENING)
        await asyncio.sleep(QUIET_SECONDS)

    def _set(self, speed: float, at: datetime) -> None:
        """The clock of a house on another machine goes as it goes."""
        if isinstance(self.clock, ClockSetter):
            self.clock.run(speed, max(at, self.clock.now()))

    def _look_back(self, stage: Stage, number: int, since: int) -> None:
        ends = self.ledger.fates.ends
        self.say(f"  until now {dict(ends)}; wrong: {dict(self.ledger.wrong) or 'nothing'}")
        if self.inside is None:
            return
        self.inside.compare(stage.pages, self.ledger, since)
        self.ledger.memory.append(self.inside.memory())
        self.say("  " + report.memory(self.ledger.memory[-1]))

    def _judge(self) -> None:
        """Of what can be seen from inside only."""
        if self.inside is None:
            return
        for one in self.inside.unfinished():
            self.ledger.went_wrong("unfinished", one)
        for line in self.inside.complaints():
            self.ledger.went_wrong("log", line)
        if len(self.ledger.memory) > STEADY_DAYS:
            before, last = self.ledger.memory[STEADY_DAYS - 1], self.ledger.memory[-1]
            for name, kilobytes in report.grown(before, last, MOST_GROWTH).items():
                self.ledger.went_wrong("memory", f"{name}: {kilobytes}")


async def _screens(stage: Stage) -> tuple[list[Screen], list["itertools.cycle[Screen]"]]:
    """All that are open, and the kiosks of each office in turn."""
    everything, kiosks = [], []
    for office in stage.house.offices:
        own = [Screen(stage, f"kiosk of {office.name}", token, "/api/device") for token in office.kiosks]
        boards = [Screen(stage, f"board of {office.name}", token, "/api/board") for token in office.boards]
        everything += own + boards
        kiosks.append(itertools.cycle(own))
    for screen in everything:
        await screen.open()
    return everything, kiosks


async def own(size: Size, data: Path, port: int, speed: float, say: Callable[[str], None]) -> dict[str, Any]:
    """A town founded for the play, with a server of its own. `data` is an empty directory."""
    opens = size.opens(1)
    clock = ClockSetter(data / founding.CLOCK, opens - 2 * BEFORE_OPENING)
    clock.run(1.0)
    house = founding.found(size, data, port, clock.now())
    house.write(data / report.HOUSE)
    server = OwnServer(data, founding.write_settings(data, speed), port)
    await server.start()
    try:
        report.show_addresses(house, say)
        return await Play(house, size, clock, Inside(data), speed, say).run()
    finally:
        server.stop()


async def there(house: House, size: Size, speed: float, say: Callable[[str], None]) -> dict[str, Any]:
    """Against a server that somebody else has started. On its own machine the play sets its clock, for the working days
    after the present one; on another it begins at once, at the speed at which that server's clock goes.
    """
    if house.clock and Path(house.clock).exists():
        clock = ClockSetter(Path(house.clock))
        days = replace(size, first=plan.working_day(clock.now().date() + timedelta(days=1)))
        return await Play(house, days, clock, Inside(Path(house.data)), speed, say).run()
    caller = Caller(house.server, Ledger())
    health = await caller.get("/healthz")
    await caller.close()
    told = ToldClock(datetime.fromisoformat(health["at"]), health["clock_speed"] or 1.0)
    at_once = replace(size, days=1, begins=told.now() + WARM_UP)
    return await Play(house, at_once, told, None, told.speed, say).run()
