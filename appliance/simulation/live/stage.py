"""What everybody who plays shares: the house, its time, what has been seen, and who is there."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from appliance.simulation.live.caller import Caller
from appliance.simulation.live.house import House
from appliance.simulation.live.ledger import Ledger
from appliance.simulation.live.pace import Pace
from appliance.simulation.live.page import Page
from appliance.simulation.live.plan import Size, Visitor
from appliance.simulation.town import Day

if TYPE_CHECKING:
    from appliance.simulation.live.clerk import ClerkAtWork

REGISTERED_SECONDS = 3.0
"""Of the machine: a clerk may call a number before the one who took it has heard which it is."""
SETTLED_SECONDS = 1.2
"""Of the machine: what the server has written is on every page by then."""
OVERRUN = 5.0
"""Minutes after the window that was promised first."""


@dataclass
class Visit:
    """`came`: the minute at which the number was taken. `end` once it is over: finished, no_show, cancelled,
    turned_away."""

    visitor: Visitor
    came: float
    ticket: dict[str, Any]
    token: str
    page: Page | None = None
    called: float | None = None
    end: str | None = None

    @property
    def id(self) -> int:
        return int(self.ticket["id"])


@dataclass
class Stage:
    """`deeds`: the API's paths with their ids left open, so that the play does what this server can.

    `coming`: by office, how many of today's visitors have not taken their number yet; `at_work`: who is at a counter.
    """

    house: House
    size: Size
    ledger: Ledger
    pace: Pace
    live: str
    deeds: frozenset[str]
    days: list[Day] = field(default_factory=list)
    visits: dict[int, Visit] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    coming: dict[int, int] = field(default_factory=dict)
    at_work: dict[int, list["ClerkAtWork"]] = field(default_factory=lambda: defaultdict(list))
    head_of_journal: Any = None
    """A function, where the play sees the server's journal."""

    def caller(self, token: str = "") -> Caller:
        return Caller(self.house.server, self.ledger, token)

    async def page(self, name: str, **hello: Any) -> Page:
        """Open, and checked for what it has heard when it is closed by `leave`, or at the end of the day."""
        page = Page(name, self.live, self.house.server, self.ledger, **hello)
        self.pages.append(page)
        return await page.open()

    async def leave(self, *pages: Page) -> None:
        """Close them when they have heard all that had happened until now."""
        head = self.head_of_journal() if self.head_of_journal is not None else None
        await asyncio.sleep(SETTLED_SECONDS)
        for page in pages:
            page.until = head
            await page.close()

    async def stop(self, *jobs: asyncio.Task[None]) -> None:
        """What ended by itself before was not meant to."""
        for job in jobs:
            job.cancel()
        for problem in await asyncio.gather(*jobs, return_exceptions=True):
            if isinstance(problem, Exception):
                self.ledger.went_wrong("player", repr(problem))

    async def visit_of(self, ticket_id: int) -> Visit | None:
        """None for somebody who plays along by hand."""
        deadline = asyncio.get_running_loop().time() + REGISTERED_SECONDS
        while ticket_id not in self.visits and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        return self.visits.get(ticket_id)

    def called(self, visit: Visit) -> None:
        if visit.called is not None:
            return
        visit.called = self.pace.minute
        fates = self.ledger.fates
        fates.waits.append(visit.called - visit.came)
        promise = visit.page.first_window if visit.page is not None else visit.ticket["window"]
        if promise is not None and promise["to"] is not None:
            fates.promised += 1
            fates.kept += visit.called <= self.pace.minute_of(promise["to"]) + OVERRUN

    def ended(self, visit: Visit, how: str) -> None:
        if visit.end is None:
            visit.end = how
            self.ledger.fates.ends[how] += 1

    def can(self, deed: str) -> bool:
        return deed in self.deeds
