"""How true the waiting times were, and how many came: from the store to pictures and files."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from appliance.domain.promise import Promise
from appliance.domain.statistics import Cell, Tally
from appliance.domain.ticket import Channel
from appliance.operations import statistics
from appliance.store import promises
from appliance.store.database import Store
from tests.journeys.test_accessibility import violations
from tests.town_hall import TownHall, open_town_hall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
OFFICE, SERVICE = 1, 3


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[TownHall]:
    """A town hall in which ten people have waited today, eight of them as they were told. Yesterday 20 came at nine,
    and three of them did not appear when they were called."""
    first = open_town_hall(tmp_path / "data")
    first.stop()
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    waits = [8.0, 9, 10, 11, 12, 13, 14, 15, 30, 40]
    store = Store(first.database)
    store.write(promises.add, [Promise(OFFICE, SERVICE, today, 9, 8, 12, 16, waited) for waited in waits])
    yesterday = today - timedelta(days=1)
    tally = Tally(arrivals=20, served=17, no_shows=3, waits=[10 * minutes for minutes in range(1, 21)])
    store.write(statistics.keep, yesterday, {Cell(yesterday, 9, OFFICE, SERVICE, Channel.ON_SITE): tally})
    store.close()
    again = open_town_hall(tmp_path / "data")
    again.passwords.update(first.passwords)  # told once only
    yield again
    again.stop()


def test_those_who_lead_see_what_was_promised_and_what_came(
    town_hall: TownHall, open_face: Callable[..., Page]
) -> None:
    page = open_face("admin", f"http://127.0.0.1:{town_hall.port}/admin/waiting-times/")
    page.locator("[name=name]").fill("hoffmann")
    page.locator("[name=password]").fill(town_hall.passwords["hoffmann"])
    page.locator("[data-view=sign_in] button[type=submit]").click()
    expect(page.get_by_text("10 Ankündigungen, 80 % davon eingehalten.")).to_be_visible()
    for said in ("9 Uhr: angekündigt 8 bis 16 Minuten, gewartet 16", "9 Uhr: 80 Prozent von 10 Ankündigungen"):
        expect(page.get_by_role("listitem", name=said)).to_be_visible()
    page.get_by_text("Die Zahlen als Tabelle").first.click()
    expect(page.get_by_role("row", name="Wohnsitz anmelden 10 80 %")).to_be_visible()
    expect(page.get_by_text("Hier haben noch zu wenige Menschen gewartet")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("link", name="Statistik").click()
    figures = page.locator(".figure")
    expect(figures.filter(has_text="Gekommen")).to_contain_text("20")
    expect(figures.filter(has_text="Nicht erschienen")).to_contain_text("< 5")
    expect(page.get_by_role("listitem", name="9 Uhr: 20 gekommen")).to_be_visible()
    page.locator("[name=office]").select_option("Standesamt")
    expect(page.get_by_text("In dieser Zeit ist niemand gekommen.")).to_be_visible()
    page.locator("[name=office]").select_option("Bürgeramt")
    expect(page.get_by_role("row", name="Wohnsitz anmelden 20 0 15 < 5")).to_be_visible()
    page.reload()
    expect(page.locator("[name=office]")).to_have_value(str(OFFICE))
    with page.expect_download() as download:
        page.get_by_role("link", name="Als Tabelle (CSV)").click()
    assert "9 Uhr;20;0;15;<5;0;0;0;10,0;18,0" in download.value.path().read_text("utf-8-sig")
    assert violations(page) == []
