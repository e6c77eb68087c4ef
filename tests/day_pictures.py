"""The reception and the statistics in pictures: a morning in which many wait, and four weeks of made-up figures."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain.statistics import Cell, Tally
from appliance.domain.ticket import Channel
from appliance.operations import statistics
from appliance.store.database import Store
from tests.town_hall import open_town_hall

RECEPTION, STATISTICS = (1280, 800), (1280, 1400)
OFFICE, SERVICES = 1, (1, 2, 3, 4)
WAITING = (3, 4, 1, 3, 2)
COMING = {8: 14, 9: 22, 10: 26, 11: 18, 13: 12, 14: 15, 15: 11, 16: 6}
"""People an hour, of the day's."""
SUNDAY, SATURDAY = 6, 5


@dataclass
class Day:
    """`open_page(width, height, address)` opens a browser; `take(page, name)` keeps a picture."""

    hall: Any
    open_page: Callable[[int, int, str], Any]
    take: Callable[[Any, str], None]
    scratch: Path

    def take_all(self) -> None:
        self.reception()
        self.statistics()

    def reception(self) -> None:
        self.hall.clerk("yildiz", 1)
        for service in WAITING:
            self.hall.take(service)
        page = self.open_page(*RECEPTION, f"http://127.0.0.1:{self.hall.port}/reception/")
        page.get_by_label("Benutzername").fill("kaya")
        page.get_by_label("Passwort").fill(self.hall.passwords["kaya"])
        page.keyboard.press("Enter")
        page.locator(".visit").first.wait_for()
        page.keyboard.press("F8")
        page.locator("select[name=wording]").select_option(index=1)
        page.get_by_role("button", name="Durchsagen", exact=True).click()
        page.locator(".reception-running").get_by_text("Heute fehlt").wait_for()
        self.take(page, "reception")

    def statistics(self) -> None:
        first = open_town_hall(self.scratch / "counted")
        first.stop()
        _count_four_weeks(first.database)
        hall = open_town_hall(self.scratch / "counted")
        page = self.open_page(*STATISTICS, f"http://127.0.0.1:{hall.port}/admin/statistics/")
        page.locator("#sign-in-name").fill("hoffmann")
        page.locator("#sign-in-password").fill(first.passwords["hoffmann"])  # told once only
        page.keyboard.press("Enter")
        page.locator(".figure").first.wait_for()
        self.take(page, "statistics")
        hall.stop()


def _count_four_weeks(database: Path) -> None:
    draw = random.Random(6)
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    store = Store(database)
    for back in range(27, 0, -1):  # the last day kept is the last day counted
        day = today - timedelta(days=back)
        if day.weekday() in (SATURDAY, SUNDAY):
            continue
        kinds = product(COMING, SERVICES, (Channel.ON_SITE, Channel.VIDEO))
        cells = [Cell(day, hour, OFFICE, service, channel) for hour, service, channel in kinds]
        store.write(statistics.keep, day, {cell: _tally(draw, COMING[cell.hour]) for cell in cells})
    store.close()


def _tally(draw: random.Random, coming: int) -> Tally:
    arrivals = round(coming / 4 * draw.uniform(0.6, 1.4))
    lost = draw.choice((0, 0, 0, 1))
    served = max(0, arrivals - lost)
    waits, ways, works = (
        [round(10 * draw.lognormvariate(middle, 0.5)) for _ in range(served)] for middle in (coming / 11, 0.0, 2.3)
    )
    return Tally(
        arrivals=arrivals, served=served, no_shows=arrivals - served, kept=2, waits=waits, ways=ways, works=works
    )
