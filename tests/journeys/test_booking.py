"""An appointment on the web, from choosing a time to being admitted: one link, and every change takes a click."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_citizen import Counter, go_to_and_press, sees, service_id
from tests.journeys.test_kiosk_appointments import begins_in
from tests.journeys.test_messages import event, link_in
from tests.mail_server import mail_server
from tests.town_hall import Api, ApiProblem, TownHall, wait_for

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
RESIDENCE = "Wohnsitz anmelden"
MEYER = {"name": "Erika Meyer", "email": "meyer@example.org"}


def address(hall: TownHall, path: str) -> str:
    return f"http://127.0.0.1:{hall.port}{path}"


def calendar_address(hall: TownHall, language: str = "de") -> str:
    return address(hall, f"/book?lang={language}#when/{service_id(hall, RESIDENCE)}/1/on_site")


def book(hall: TownHall, **contact: str) -> Api:
    """The holder of the first free time."""
    query = f"service={service_id(hall, RESIDENCE)}&channel=on_site"
    slot = Api(hall.port).get(f"/api/slots?{query}")["days"][0]["slots"][0]
    return hold(Api(hall.port), hall, slot, contact or MEYER)


def hold(booker: Api, hall: TownHall, slot: str, contact: dict[str, str]) -> Api:
    wish = {"services": [service_id(hall, RESIDENCE)], "channel": "on_site", "begins_at": slot}
    holder = Api(hall.port, booker.post("/api/appointments", wish)["token"])
    holder.post("/api/appointment/confirm", contact)
    return holder


def at_page(open_face: OpenFace, hall: TownHall, holder: Api, **options: Any) -> Page:
    page = open_face("citizen", address(hall, f"/appointment#{holder.token}"), **options)
    sees(page, "confirmed")
    return page


def book_on_the_phone(page: Page) -> None:
    page.get_by_role("link", name=RESIDENCE).click()
    page.get_by_role("link", name="Termin buchen", exact=True).click()
    expect(page.get_by_label(RESIDENCE)).to_be_checked()
    page.get_by_role("button", name="Freie Zeiten zeigen").click()
    page.locator("[data-part=times] button").first.click()
    expect(page.get_by_text("Wir halten diese Zeit bis")).to_be_visible()
    page.get_by_role("textbox", name="Vor- und Nachname").fill("Erika Meyer")
    page.get_by_role("textbox", name="E-Mail-Adresse").fill(MEYER["email"])
    page.get_by_role("button", name="Diesen Termin buchen").click()
    page.wait_for_url("**/appointment#p_*")


def switch_to_video(page: Page) -> None:
    page.get_by_text("Sie kommen vor Ort").click()
    page.get_by_label("Per Video").check()
    page.get_by_role("button", name="Ändern", exact=True).click()
    expect(page.get_by_text("Das ist geändert")).to_be_visible()


def check_in_with_camera(page: Page) -> None:
    page.get_by_role("button", name="Jetzt anmelden").click()
    page.locator("[data-device-check] [data-part=with-camera]").click()
    page.wait_for_url("**/ticket*#t_*")


def test_booked_on_the_phone_switched_to_video_checked_in_and_admitted(
    town_hall: TownHall, open_face: OpenFace
) -> None:
    with mail_server() as mails:
        way = {"kind": "smtp", "host": "127.0.0.1", "port": mails.port, "security": "none", "sender": "termin@town.de"}
        town_hall.clerk("hoffmann").ask("PUT", "/api/messages/ways/mail", way, {})
        book_on_the_phone(open_face("citizen"))
        [confirmed] = wait_for(lambda: mails.to(MEYER["email"]), "the confirmation")
        phone = open_face("citizen", address(town_hall, f"/appointment#{link_in(confirmed)}"),
                          permissions=["camera", "microphone"])  # fmt: skip
        switch_to_video(phone)
        changed = wait_for(lambda: mails.to(MEYER["email"])[1:], "the change")[0]
    assert icalendar.Calendar.from_ical(changed.invitation())["METHOD"] == "REQUEST"
    assert (event(changed)["UID"], event(changed)["SEQUENCE"]) == (event(confirmed)["UID"], 1)
    assert link_in(changed) == link_in(confirmed)
    begins_in(town_hall, 15)
    phone.reload()
    check_in_with_camera(phone)
    expect(phone.locator("[data-number]")).to_have_text("A001")
    counter = Counter(town_hall)
    called = counter.does("call-next")["current"]
    sees(phone, "called")
    counter.does("admit", ticket_id=called["id"])
    sees(phone, "consultation")


def test_a_time_that_was_just_taken_is_told_and_the_others_are_shown(
    town_hall: TownHall, open_face: OpenFace
) -> None:  # fmt: skip
    page = open_face("citizen", calendar_address(town_hall))
    first = page.locator("[data-part=times] button").first
    taken = first.inner_text()
    kiosk, slot = town_hall.device("kiosk"), first_slot(town_hall)
    assert taken == datetime.fromisoformat(slot).astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M")
    with pytest.raises(ApiProblem, match="slot_taken"):
        for number in range(10):
            hold(kiosk, town_hall, slot, {"name": "Ozan Demir", "email": f"demir{number}@example.org"})
    first.click()
    expect(page.get_by_text("Diese Zeit hat gerade jemand anderes genommen")).to_be_visible()
    expect(first).not_to_have_text(taken)


def test_a_time_that_is_left_is_free_at_once(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen", calendar_address(town_hall))
    page.locator("[data-part=times] button").first.click()
    sees(page, "who")
    held = Api(town_hall.port, page.url.partition("#")[2])
    assert held.get("/api/appointment")["state"] == "reserved"
    page.go_back()
    page.locator("[data-part=times] button").first.wait_for()
    assert held.get("/api/appointment")["state"] == "cancelled"


def first_slot(hall: TownHall) -> str:
    query = f"service={service_id(hall, RESIDENCE)}&channel=on_site"
    return str(Api(hall.port).get(f"/api/slots?{query}")["days"][0]["slots"][0])


def test_moving_and_cancelling_take_one_more_click(town_hall: TownHall, open_face: OpenFace) -> None:
    holder = book(town_hall)
    before = holder.get("/api/appointment")["begins_at"]
    page = at_page(open_face, town_hall, holder)
    page.get_by_role("button", name="Termin verschieben").click()
    page.locator("[data-part=times] button").last.click()
    page.locator("dialog").get_by_role("button", name="Termin behalten").click()
    assert holder.get("/api/appointment")["begins_at"] == before
    page.locator("[data-part=times] button").last.click()
    page.get_by_role("button", name="Ja, verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben")).to_be_visible()
    assert holder.get("/api/appointment")["begins_at"] > before
    page.get_by_role("button", name="Termin absagen").click()
    page.get_by_role("button", name="Ja, absagen").click()
    sees(page, "cancelled")
    assert holder.get("/api/appointment")["state"] == "cancelled"


def test_a_new_link_ends_the_one_that_others_have(town_hall: TownHall, open_face: OpenFace) -> None:
    holder = book(town_hall)
    page, other = at_page(open_face, town_hall, holder), at_page(open_face, town_hall, holder)
    page.get_by_text("Jemand anderes hat diesen Link?").click()
    page.get_by_role("button", name="Neuen Link machen").click()
    expect(page.get_by_text("Sie haben einen neuen Link")).to_be_visible()
    other.reload()
    sees(other, "ended")
    page.reload()
    sees(page, "confirmed")


def test_the_calendar_file_is_saved_on_the_device(town_hall: TownHall, open_face: OpenFace) -> None:
    page = at_page(open_face, town_hall, book(town_hall))
    with page.expect_download() as download:
        page.get_by_role("button", name="In meinen Kalender").click()
    (found,) = icalendar.Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert download.value.suggested_filename == "termin.ics"
    assert RESIDENCE in found["SUMMARY"]


def test_a_number_changes_its_channel_and_keeps_its_place(town_hall: TownHall, open_face: OpenFace) -> None:
    ticket = town_hall.take(service_id(town_hall, RESIDENCE))
    page = open_face("citizen", ticket["url"])
    sees(page, "waiting")
    page.get_by_text("Sie kommen vor Ort").click()
    page.get_by_label("Per Video").check()
    page.get_by_role("button", name="Ändern", exact=True).click()
    expect(page.get_by_text("Wir sprechen per Video – ändern")).to_be_visible()
    expect(page.get_by_role("button", name="Kamera und Mikrofon prüfen")).to_be_visible()
    assert Api(town_hall.port, ticket["token"]).get("/api/ticket")["number"] == "A001"


def test_the_keyboard_is_enough_to_book_and_to_cancel(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen", address(town_hall, f"/book#service/{service_id(town_hall, RESIDENCE)}"))
    go_to_and_press(page, "Freie Zeiten zeigen")
    page.locator("[data-part=times] button").first.wait_for()
    go_to_and_press(page, page.locator("[data-part=times] button").first.inner_text())
    sees(page, "who")
    for text in (MEYER["name"], MEYER["email"]):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    go_to_and_press(page, "Diesen Termin buchen")
    sees(page, "confirmed")
    go_to_and_press(page, "Termin absagen")
    go_to_and_press(page, "Ja, absagen")
    sees(page, "cancelled")


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_page_of_an_appointment_has_a_barrier_that_a_machine_can_find(
    town_hall: TownHall, open_face: OpenFace, language: str
) -> None:
    page = open_face("citizen", address(town_hall, f"/book?lang={language}#service/{service_id(town_hall, RESIDENCE)}"))
    sees(page, "what")
    found = {"what": violations(page)}
    page.locator("[data-what] [type=submit]").click()
    page.locator("[data-part=times] button").first.wait_for()
    found["when"] = violations(page)
    page.locator("[data-part=times] button").first.click()
    sees(page, "who")
    page.locator("[data-book]").click()
    expect(page.locator("[data-who] [data-problem]:visible").first).to_be_visible()
    found["who"] = violations(page)
    page.goto(address(town_hall, f"/appointment?lang={language}#{book(town_hall).token}"))
    sees(page, "confirmed")
    for part in page.locator("details").all():
        part.locator("summary").click()
    found["appointment"] = violations(page)
    page.locator("[data-ask=cancel]").click()
    found["question"] = violations(page)
    page.locator("dialog [data-yes]").click()
    sees(page, "cancelled")
    found["cancelled"] = violations(page)
    assert {name: one for name, one in found.items() if one} == {}
