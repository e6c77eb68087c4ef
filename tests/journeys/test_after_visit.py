"""When somebody has been served: how it was, and the next steps by mail; and what the administration sees of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from appliance.domain.feedback import LEAST
from tests.journeys.test_citizen import Counter, accessibility_problems, sees, take_on_the_web
from tests.town_hall import Api, TownHall, wait_for

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]


def serve(hall: TownHall, counter: Counter) -> str:
    """Somebody comes and goes; the address of their page."""
    taken = take_on_the_web(hall)
    ticket = counter.does("call-next")["current"]["id"]
    counter.does("admit", ticket_id=ticket)
    counter.does("finish", ticket_id=ticket, outcome="follow_up")
    return str(taken["url"])


def test_after_the_end_one_says_how_it_was_and_may_have_the_next_steps_by_mail(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    counter = Counter(town_hall)
    page = open_face("citizen", serve(town_hall, counter))
    sees(page, "finished")
    assert accessibility_problems(page) == []
    finished = page.locator("section[data-view=finished]")
    finished.get_by_role("button", name="Antwort senden").click()
    expect(finished.get_by_role("alert").filter(has_text="eine der Antworten")).to_be_visible()
    finished.get_by_label("Sehr gut").check()
    finished.get_by_label("Was sollten wir wissen?").fill("Schnell und freundlich")
    finished.get_by_role("button", name="Antwort senden").click()
    expect(finished.get_by_text("Danke für Ihre Antwort")).to_be_focused()
    finished.get_by_label("E-Mail-Adresse").fill("meyer@example.org")
    finished.get_by_role("button", name="Bitte schicken Sie es mir").click()
    expect(finished.get_by_role("alert").filter(has_text="Ohne Ihre Zustimmung")).to_be_visible()
    finished.get_by_label("für diese eine E-Mail").check()
    finished.get_by_role("button", name="Bitte schicken Sie es mir").click()
    expect(finished.get_by_text("Die E-Mail ist auf dem Weg")).to_be_visible()
    mails = town_hall.data / "mail"
    wait_for(lambda: any("meyer@example.org" in one.read_text() for one in mails.glob("*")), "the mail")
    page.reload()
    sees(page, "finished")
    expect(page.get_by_role("button", name="Antwort senden")).to_be_hidden()
    expect(page.get_by_role("button", name="Bitte schicken Sie es mir")).to_be_hidden()


def test_the_administration_sees_what_enough_people_said(open_face: OpenFace, town_hall: TownHall) -> None:
    counter = Counter(town_hall)
    for _ in range(LEAST):
        token = serve(town_hall, counter).partition("#")[2]
        Api(town_hall.port, token).post("/api/ticket/feedback", {"answer": "good", "comment": "Gerne wieder"})
    page = open_face("admin")
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort").fill(town_hall.passwords["hoffmann"])
    page.keyboard.press("Enter")
    shown = page.locator(".feedback-service")
    expect(shown).to_contain_text("Wohnsitz anmelden")
    expect(shown.locator(".feedback-count").nth(1)).to_contain_text(str(LEAST))
    shown.get_by_text(f"{LEAST} Kommentare").click()
    expect(shown.get_by_text("Gerne wieder").first).to_be_visible()
