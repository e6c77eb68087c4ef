"""Never a dead end: from a video consultation on by telephone, and back, with the same number, counter and clerk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import RESIDENCE, ClerkAtWork, PhoneVisitor, talks
from tests.town_hall import TownHall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
NUMBER = "0171 1234567"


def test_a_citizen_is_called_back_and_the_clerk_sees_what_to_dial(town_hall: TownHall, open_face: Callable[..., Page]):
    phone = PhoneVisitor(open_face("citizen"))
    clerk = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")
    phone.join(RESIDENCE, "camera")
    clerk.call_next("A001")
    clerk.press("admit")
    talks(phone.page)

    ask_for_call(phone.page, NUMBER)
    phone.sees("serving")
    expect(phone.page.locator("[data-call-back]")).to_contain_text(NUMBER)
    clerk.has("serving", "A001")
    expect(clerk.page.locator(".current-state [data-field=state]")).to_contain_text("Bitte rufen Sie jetzt an")
    expect(clerk.page.locator("a[data-part=phone]")).to_have_attribute("href", "tel:01711234567")

    phone.page.locator("[data-back-to-video]").click()
    talks(phone.page)
    talks(clerk.page)

    ask_for_call(phone.page, NUMBER)
    expect(clerk.page.locator("[data-part=person]")).to_have_attribute("data-state", re.compile("serving.telephone"))
    clerk.press("finish", "follow_up")
    phone.sees("finished")


def ask_for_call(page: Page, number: str) -> None:
    toggle = page.locator("[data-part=ways-toggle]")
    if not toggle.is_visible():
        page.locator("[data-part=more-toggle]").click()
    toggle.click()
    field = page.locator("[data-panel=ways] [data-part=phone]")
    field.fill(number)
    field.press("Enter")
