"""Whoever waits is told why it is not their turn yet, and may close the page once they gave a number."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_citizen import Counter, OpenFace, take_on_the_web
from tests.town_hall import TownHall, wait_for

pytestmark = pytest.mark.browser


def test_why_not_yet_and_a_number_to_be_called_at(town_hall: TownHall, open_face: OpenFace) -> None:
    mine, other = take_on_the_web(town_hall), take_on_the_web(town_hall)
    page = open_face("citizen", mine["url"])
    with page.expect_request("**/api/ticket/seen"):
        page.reload()
    desk = Counter(town_hall)
    desk.does("call", ticket_id=other["ticket"]["id"], reason="quick")
    page.get_by_text("Warum bin ich noch nicht dran?").click()
    expect(page.get_by_role("listitem").filter(has_text="1 Person wurde am Schalter vorgezogen.")).to_be_visible()
    page.get_by_text("Ich kann die Seite nicht offen lassen").click()
    page.get_by_label("Unter welcher Telefonnummer").fill("0151 2345678")
    page.get_by_role("button", name="Telefonnummer merken").click()
    expect(page.get_by_text("Sie dürfen diese Seite schließen")).to_be_visible()
    wait_for(lambda: desk.api.get("/api/console")["waiting"][0]["phone_known"], "the clerk knows it")
