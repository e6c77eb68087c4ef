"""A clerk's day at the console, by keyboard: parked, passed on, ahead of others, paused, and with keys of one's own."""

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from appliance.domain.staff import CONSOLE_LIFETIME
from tests.journeys.people import ClerkAtWork, PhoneVisitor, chat
from tests.journeys.test_accessibility import violations
from tests.town_hall import TownHall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

REGISTRATION = 3
"""The service at which several of the house work (Wohnsitz anmelden)."""


@pytest.fixture
def yildiz(open_face: Callable[..., Page], town_hall: TownHall) -> ClerkAtWork:
    return ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")


def key(clerk: ClerkAtWork, *names: str) -> None:
    for name in names:
        clerk.page.keyboard.press(name)


def panel(clerk: ClerkAtWork, title: str) -> Locator:
    return clerk.page.locator(".panel-section:visible", has=clerk.page.get_by_role("heading", name=title))


def is_free(clerk: ClerkAtWork) -> None:
    expect(clerk.page.locator("[data-part=person]")).to_have_attribute("data-state", "idle.empty")


def test_somebody_is_parked_goes_on_and_is_passed_on_and_each_can_be_taken_back(
    yildiz: ClerkAtWork, town_hall: TownHall
) -> None:
    number = town_hall.take(REGISTRATION)["ticket"]["number"]
    parked, undo = yildiz.page.locator(".beside-row"), yildiz.page.locator(".undo")
    expect(yildiz.page.locator(".row")).to_have_count(1)
    key(yildiz, "F2")
    yildiz.has("called", number)
    key(yildiz, "F4")
    yildiz.has("serving", number)
    key(yildiz, "F3")
    expect(panel(yildiz, "Parken").get_by_role("button").first).to_be_focused()
    assert violations(yildiz.page) == []
    key(yildiz, "ArrowDown", "Enter")
    is_free(yildiz)
    expect(parked).to_contain_text("Passfoto")
    assert violations(yildiz.page) == []
    expect(undo).to_contain_text(f"{number} geparkt")
    key(yildiz, "Control+z")
    yildiz.has("serving", number)
    expect(parked).to_have_count(0)
    key(yildiz, "F3", "1")
    parked.get_by_role("button", name=f"Weiter mit {number}").press("Enter")
    yildiz.has("serving", number)
    key(yildiz, "Shift+F3")
    expect(panel(yildiz, "Weiterleiten").get_by_role("combobox")).to_be_focused()
    yildiz.page.keyboard.type("abmelden")
    expect(yildiz.page.locator(".finder-option")).to_have_count(1)
    assert violations(yildiz.page) == []
    key(yildiz, "Enter")
    expect(undo).to_contain_text(f"{number} weitergeleitet")
    is_free(yildiz)
    key(yildiz, "Control+z")
    yildiz.has("serving", number)


def test_priority_is_given_with_a_reason_and_stands_in_the_row(yildiz: ClerkAtWork, town_hall: TownHall) -> None:
    town_hall.take(REGISTRATION)
    second = town_hall.take(REGISTRATION)["ticket"]["number"]
    rows = yildiz.page.locator(".row")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_role("button", name=f"Mehr zu {second}").press("Enter")
    panel(yildiz, "Was noch?").get_by_role("button", name="Vorrang").press("Enter")
    key(yildiz, "2")
    expect(rows.first).to_contain_text(second)
    expect(rows.first).to_contain_text("kleines Kind")
    rows.first.get_by_role("button", name=f"Mehr zu {second}").press("Enter")
    panel(yildiz, "Was noch?").get_by_role("button", name="Vorrang").press("Enter")
    panel(yildiz, "Vorrang").get_by_role("button", name="Vorrang zurücknehmen").press("Enter")
    expect(rows.nth(1)).to_contain_text(second)
    key(yildiz, "Control+z")
    expect(rows.first).to_contain_text(second)


def test_a_pause_has_a_reason_and_ends_with_the_next_call(yildiz: ClerkAtWork, town_hall: TownHall) -> None:
    key(yildiz, "Shift+F2", "1")
    expect(yildiz.page.locator(".idle-title")).to_contain_text("Mittagspause")
    assert violations(yildiz.page) == []
    number = town_hall.take(REGISTRATION)["ticket"]["number"]
    expect(yildiz.page.locator(".row")).to_have_count(1)
    key(yildiz, "F2")
    yildiz.has("called", number)
    expect(yildiz.page.locator("[data-part=paused]")).to_be_hidden()


def test_a_clerk_chooses_another_key_and_a_conflict_is_named(yildiz: ClerkAtWork, town_hall: TownHall) -> None:
    number = town_hall.take(REGISTRATION)["ticket"]["number"]
    yildiz.page.locator(".menu-name").click()
    yildiz.page.get_by_role("button", name="Tasten wählen").click()
    chosen = panel(yildiz, "Tastenkürzel").locator("[data-for-command=call-next] button")
    chosen.click()
    key(yildiz, "F4")
    expect(yildiz.page.locator(".command-problem")).to_contain_text("F4 gehört schon zu „Beginnen oder einlassen“")
    key(yildiz, "n")
    expect(chosen).to_have_text("N")
    assert violations(yildiz.page) == []
    yildiz.page.reload()
    expect(yildiz.page.locator(".call-next .key")).to_have_text("N")
    expect(yildiz.page.locator(".row")).to_have_count(1)
    key(yildiz, "F2")
    expect(yildiz.page.locator(".row")).to_have_count(1)
    key(yildiz, "n")
    yildiz.has("called", number)


def test_what_one_does_not_do_today_is_left_to_colleagues_until_it_is_on_again(
    yildiz: ClerkAtWork, town_hall: TownHall
) -> None:
    number = town_hall.take(REGISTRATION)["ticket"]["number"]
    expect(yildiz.page.locator(".row")).to_have_count(1)
    yildiz.page.locator(".menu-name").press("Enter")
    yildiz.page.get_by_role("button", name="Was Sie heute übernehmen").press("Enter")
    skill = panel(yildiz, "Was Sie heute übernehmen").get_by_role("checkbox", name="Wohnsitz anmelden")
    expect(skill).to_be_checked()
    skill.press("Space")
    hint = yildiz.page.get_by_role("button", name="1 Anliegen abgewählt")
    expect(hint).to_be_visible()
    assert violations(yildiz.page) == []
    key(yildiz, "Escape", "F2")
    expect(yildiz.page.locator("[data-part=person]")).to_have_attribute("data-state", "idle.blocked")
    hint.press("Enter")
    skill.press("Space")
    expect(hint).to_be_hidden()
    key(yildiz, "Escape", "F2")
    yildiz.has("called", number)


def test_who_was_left_alone_is_taken_over_and_the_conversation_goes_on(
    yildiz: ClerkAtWork, open_face: Callable[..., Page], town_hall: TownHall
) -> None:
    citizen = PhoneVisitor(open_face("citizen"))
    citizen.join("Wohnsitz anmelden", "text")
    number = citizen.number
    yildiz.call_next(number)
    key(yildiz, "F4")
    yildiz.has("serving", number)
    chat(yildiz.page, citizen.page, "Einen Moment bitte.")
    yildiz.page.close()
    unseen_for_as_long_as_it_takes(town_hall)

    brandt = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "brandt", "Heimarbeitsplatz 1")
    alone = brandt.page.get_by_role("list", name="Hier kümmert sich gerade niemand").get_by_role("listitem")
    expect(alone).to_have_count(1)
    expect(alone).to_contain_text("Schalter 1")
    assert violations(brandt.page) == []
    alone.get_by_role("button", name=f"{number} übernehmen").press("Enter")
    brandt.has("serving", number)
    expect(alone).to_have_count(0)
    chat(brandt.page, citizen.page, "Ich mache für Sie weiter.")


def unseen_for_as_long_as_it_takes(hall: TownHall) -> None:
    """No console was heard of for so long."""
    lifetime = round(CONSOLE_LIFETIME.total_seconds() * 1_000_000)
    with sqlite3.connect(hall.database) as database:
        database.execute("UPDATE counter SET seen_at = seen_at - ?", (lifetime,))
