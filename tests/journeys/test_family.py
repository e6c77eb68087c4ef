"""A family takes one number: everybody who sees it sees how many they are."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import ClerkAtWork
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]


def test_three_people_join_on_the_web_and_the_clerk_sees_it(open_face: OpenFace, town_hall: TownHall) -> None:
    phone = open_face("citizen")
    phone.get_by_role("link", name="Wohnsitz anmelden").click()
    phone.get_by_label("Für wie viele Personen?").select_option("3")
    phone.get_by_role("link", name="Nur mit Text").click()
    phone.get_by_role("button", name="Nummer ziehen").click()
    expect(phone.locator("[data-service]")).to_have_text("Wohnsitz anmelden · 3 Personen")

    clerk = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")
    expect(clerk.page.locator(".row-service")).to_have_text("Wohnsitz anmelden · 3 Personen")
    clerk.call_next(phone.locator("[data-number]").first.inner_text())
    expect(clerk.page.locator("#current-title")).to_have_text("Wohnsitz anmelden · 3 Personen")
    expect(clerk.page.locator("[data-field=minutes]")).to_contain_text("36")
