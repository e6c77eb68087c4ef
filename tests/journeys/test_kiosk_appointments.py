"""The kiosk for people with an appointment: booked there, checked in by code or QR code, and joined to a number."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from appliance.agent import identity
from tests.agent.test_qr import code_on_paper
from tests.journeys.test_accessibility import violations
from tests.journeys.test_kiosk import FAULTS, LYING, STANDING, screen, take_ticket
from tests.town_hall import CHECKOUT, Api, TownHall, wait_for

pytestmark = pytest.mark.browser

RESIDENCE = 3
OpenFace = Callable[..., Page]


def begin(page: Page, intent: str) -> None:
    screen(page, "attract").click()
    screen(page, "language").get_by_role("button", name="Deutsch").click()
    screen(page, "intent").locator(f"[data-value={intent}]").click()


def booked(town_hall: TownHall, persons: int = 1) -> Any:
    """The first free time, for Erika Meyer: the answer to booking it."""
    kiosk = town_hall.device("kiosk")
    free = kiosk.get(f"/api/slots?service={RESIDENCE}&channel=on_site&persons={persons}&days=14")["days"]
    wish = {"services": [RESIDENCE], "channel": "on_site", "persons": persons, "begins_at": free[0]["slots"][-1]}
    reserved = kiosk.post("/api/appointments", wish)
    holder = Api(town_hall.port, reserved["token"])
    holder.post("/api/appointment/confirm", {"name": "Erika Meyer", "email": "meyer@example.org"})
    return reserved


def begins_in(town_hall: TownHall, minutes: int) -> None:
    """All appointments, as if they had been booked so: at night there is no free time within the hour."""
    begin = (int(time.time()) // 300 * 300 + minutes * 60) * 1_000_000
    with sqlite3.connect(town_hall.database) as connection:
        connection.execute("UPDATE appointment SET begins_at = ?, ends_at = ? + ends_at - begins_at", (begin, begin))


def fits(page: Page) -> None:
    """Everything is large enough and stands apart, nothing is cut off, and no machine finds a barrier."""
    assert page.evaluate(FAULTS) == []
    assert violations(page) == []


def type_code(page: Page, code: str) -> None:
    for digit in code:
        page.locator(f'[data-screen=check_in] [data-key="{digit}"]').click()


@pytest.mark.parametrize("size", [STANDING, LYING], ids=["standing", "lying"])
def test_an_appointment_for_two_is_booked_with_the_keyboard_on_the_screen(
    open_face: OpenFace, town_hall: TownHall, size: dict[str, int]
) -> None:
    kiosk = open_face("kiosk", has_touch=True)
    kiosk.set_viewport_size(size)  # type: ignore[arg-type]
    screen(kiosk, "attract").click()
    screen(kiosk, "language").get_by_role("button", name="Deutsch").click()
    fits(kiosk)
    screen(kiosk, "intent").get_by_role("button", name="Termin buchen").click()
    kiosk.get_by_role("button", name="Eine Person mehr").click()
    expect(kiosk.locator("[data-persons]")).to_contain_text("2 Personen")
    fits(kiosk)
    kiosk.get_by_role("button", name="Wohnsitz anmelden").click()
    kiosk.get_by_role("button", name="Ich komme hierher").click()
    expect(screen(kiosk, "book_day")).to_contain_text("Wohnsitz anmelden · 2 Personen · vor Ort")
    expect(screen(kiosk, "book_day").locator("[data-action=day]").first).to_be_visible()
    fits(kiosk)
    screen(kiosk, "book_day").locator("[data-action=day]").nth(1).click()
    fits(kiosk)
    screen(kiosk, "book_time").locator("[data-action=time]").first.click()
    contact = screen(kiosk, "book_contact")
    expect(contact).to_be_visible()
    fits(kiosk)
    contact.get_by_label("Name").tap()
    tap_keys(kiosk, "eva")
    contact.get_by_role("button", name="Jetzt buchen").click()
    expect(contact.get_by_role("alert")).to_contain_text("E-Mail-Adresse oder Handynummer")
    contact.get_by_label("E-Mail-Adresse").tap()
    tap_keys(kiosk, "e@x.de")
    contact.get_by_role("button", name="Jetzt buchen").click()
    expect(screen(kiosk, "booked")).to_be_visible()
    fits(kiosk)
    code = screen(kiosk, "booked").locator("[data-slot=code]").inner_text()
    kiosk.get_by_role("button", name="Fertig").click()
    expect(screen(kiosk, "attract")).to_be_visible()
    page = kiosk.content()
    assert code not in page
    assert "e@x.de" not in page


def tap_keys(page: Page, text: str) -> None:
    for character in text:
        page.locator(f'#keyboard [data-character="{character}"]:visible').tap()


def test_a_time_that_somebody_walks_away_from_is_free_again(open_face: OpenFace, town_hall: TownHall) -> None:
    kiosk = open_face("kiosk")
    begin(kiosk, "book")
    kiosk.get_by_role("button", name="Personalausweis beantragen").click()  # on site only: nothing to ask
    screen(kiosk, "book_day").locator("[data-action=day]").nth(1).click()
    free = screen(kiosk, "book_time").locator("[data-action=time]").first.get_attribute("data-value")
    screen(kiosk, "book_time").locator("[data-action=time]").first.click()
    screen(kiosk, "book_contact").get_by_label("Name").fill("Erika Meyer")
    kiosk.get_by_role("button", name="Neu beginnen").click()
    expect(screen(kiosk, "attract")).to_be_visible()
    slots = "/api/slots?service=1&channel=on_site&days=14"
    wait_for(
        lambda: any(free in day["slots"] for day in Api(town_hall.port).get(slots)["days"]), "the time to be given back"
    )
    assert "Erika Meyer" not in kiosk.content()


def test_the_code_is_refused_in_clear_words_and_later_becomes_a_number(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    code = booked(town_hall, persons=2)["appointment"]["code"]
    kiosk = open_face("kiosk")
    begin(kiosk, "check_in")
    fits(kiosk)
    type_code(kiosk, f"{(int(code) + 1) % 1_000_000:06d}")
    expect(screen(kiosk, "check_in").get_by_role("alert")).to_contain_text("Zu diesem Code gibt es keinen Termin")
    begins_in(town_hall, 24 * 60)
    type_code(kiosk, code)
    expect(kiosk.get_by_role("heading", name="Ihr Termin ist an einem anderen Tag.")).to_be_visible()
    expect(screen(kiosk, "not_checked_in").get_by_role("alert")).to_contain_text("Er ist am")
    fits(kiosk)
    kiosk.get_by_role("button", name="Zurück").click()
    begins_in(town_hall, 20)
    type_code(kiosk, code)
    ticket = screen(kiosk, "ticket")
    expect(ticket).to_contain_text("Wohnsitz anmelden · 2 Personen")
    expect(ticket).to_contain_text("Ihr Termin:")
    fits(kiosk)
    waiting = town_hall.clerk("yildiz", counter_id=1).get("/api/console")["waiting"]
    assert [(row["number"], row["persons"]) for row in waiting] == [
        (ticket.locator("[data-slot=number]").inner_text(), 2)
    ]


def test_a_scanner_checks_in_at_any_screen_where_nothing_was_chosen_yet(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    link = booked(town_hall)["url"]
    begins_in(town_hall, 20)
    kiosk = open_face("kiosk")
    expect(screen(kiosk, "attract")).to_be_visible()
    kiosk.keyboard.type(link)
    kiosk.keyboard.press("Enter")
    expect(screen(kiosk, "ticket")).to_contain_text("Ihr Termin:")


def test_a_number_that_was_just_taken_counts_for_the_appointment(open_face: OpenFace, town_hall: TownHall) -> None:
    code = booked(town_hall)["appointment"]["code"]
    begins_in(town_hall, 20)
    kiosk = open_face("kiosk")
    number = take_ticket(kiosk)
    screen(kiosk, "ticket").get_by_role("button", name="Ich habe heute einen Termin").click()
    expect(screen(kiosk, "check_in")).to_contain_text(f"Ihre Nummer {number} bleibt")
    type_code(kiosk, code)
    ticket = screen(kiosk, "ticket")
    expect(ticket).to_contain_text("Ihr Termin:")
    expect(ticket.locator("[data-slot=number]")).to_have_text(number)
    expect(ticket.get_by_role("button", name="Ich habe heute einen Termin")).to_be_hidden()


@contextmanager
def paper_under_the_camera(town_hall: TownHall, link: str, home: Path) -> Iterator[None]:
    """The kiosk's agent, whose document camera sees the QR code of a link."""
    kiosk = town_hall.device("kiosk").get("/api/device")["id"]
    server = f"http://127.0.0.1:{town_hall.port}"
    identity.save(home, identity.Identity(server, town_hall.token("kiosk"), kiosk))
    camera = f"synthetic?page={code_on_paper(home, link)}"
    agent = subprocess.Popen(
        [sys.executable, "-m", "appliance", "kiosk", "--server", server, "--data", str(home), "--camera", camera],
        cwd=CHECKOUT,
    )  # fmt: skip
    try:
        yield
    finally:
        agent.terminate()
        agent.wait(15)


def test_a_camera_that_sees_the_qr_code_checks_in(open_face: OpenFace, town_hall: TownHall, tmp_path: Path) -> None:
    link = booked(town_hall)["url"]
    begins_in(town_hall, 20)
    with paper_under_the_camera(town_hall, link, tmp_path):
        wait_for(lambda: town_hall.device("kiosk").get("/api/device")["agent_present"], "the agent")
        kiosk = open_face("kiosk")
        begin(kiosk, "check_in")
        expect(screen(kiosk, "check_in")).to_contain_text("legen Sie Ihren QR-Code unter die Kamera")
        expect(screen(kiosk, "ticket")).to_contain_text("Ihr Termin:")
