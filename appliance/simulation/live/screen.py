"""Devices of the house: kiosks that give out numbers, and boards that show the calls."""

import asyncio

from appliance.simulation.live.caller import Refused
from appliance.simulation.live.page import Page
from appliance.simulation.live.stage import Stage

BEAT = 0.4
"""Minutes between signs of life: less than half of the time after which a device counts as gone."""
SHORTEST_FETCH_SECONDS = 0.1


class Screen:
    """`shows`: the path that its page fetches whenever something happened."""

    def __init__(self, stage: Stage, name: str, token: str, shows: str) -> None:
        self.name, self.shows = name, shows
        self._stage, self._token = stage, token
        self.caller = stage.caller(token)
        self._jobs: list[asyncio.Task[None]] = []

    async def open(self) -> "Screen":
        page = await self._stage.page(self.name, token=self._token)
        self._jobs = [asyncio.create_task(self._beat()), asyncio.create_task(self._show(page))]
        return self

    async def close(self) -> None:
        await self._stage.stop(*self._jobs)
        await self.caller.close()

    async def _beat(self) -> None:
        caller = self._stage.caller(self._token)
        while True:
            try:
                await caller.post("/api/device/seen", {"face": "browser"})
            except Refused:
                pass
            await self._stage.pace.minutes(BEAT)

    async def _show(self, page: Page) -> None:
        caller = self._stage.caller(self._token)
        while True:
            await page.news.wait()
            page.news.clear()
            try:
                await caller.get(self.shows)
            except Refused:
                pass
            await asyncio.sleep(SHORTEST_FETCH_SECONDS)
