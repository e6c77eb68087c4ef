"""Messages: the administrator sets the mail server up, somebody books and is written to, texts are the town's own."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.mail_server import MailServer, Received, mail_server
from tests.town_hall import Api, TownHall, wait_for

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
ADDRESS = "meyer@example.org"
RESIDENCE = "Wohnsitz anmelden"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def messages_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}messages/"), town_hall, "hoffmann")
    expect(preview(page)).to_contain_text("Ihr Termin ist bestätigt.")
    return page


def preview(page: Page) -> Locator:
    return page.locator("[data-part=preview-content]")


def set_up_mail(page: Page, mails: MailServer) -> None:
    page.locator("[data-part=mail] summary").click()
    form = page.locator("[data-part=mail-form]")
    form.get_by_label("E-Mails gehen hinaus").select_option(label="über den Mailserver der Stadt (SMTP)")
    form.get_by_label("Adresse des Absenders").fill("termine@musterstadt.example")
    form.get_by_label("Mailserver", exact=True).fill("127.0.0.1")
    form.get_by_label("Verschlüsselung").select_option("none")
    form.get_by_label("Port").fill(str(mails.port))
    form.get_by_role("button", name="Speichern").click()
    expect(form).to_contain_text("Gespeichert.")


def book(hall: TownHall) -> str:
    """The token of an appointment on the second day that has a free time."""
    api = Api(hall.port)
    service = next(one for office in api.get("/api/offices")["offices"] for one in office["services"]
                   if one["name"] == RESIDENCE)  # fmt: skip
    slots = api.get(f"/api/slots?service={service['id']}&channel=on_site")["days"][1]["slots"]
    wish = {"services": [service["id"]], "channel": "on_site", "begins_at": slots[0]}
    token = api.post("/api/appointments", wish)["token"]
    Api(hall.port, token).post("/api/appointment/confirm", {"name": "Erika Meyer", "email": ADDRESS})
    return str(token)


def event(mail: Received) -> Any:
    [found] = icalendar.Calendar.from_ical(mail.invitation()).walk("VEVENT")
    return found


def link_in(mail: Received) -> str:
    found = re.search(r"https?://\S+/appointment#(p_\S+)", mail.content("text/plain"))
    assert found is not None
    return found[1]


def test_who_books_is_written_to_and_every_change_follows(
    messages_page: Page, town_hall: TownHall, mails: MailServer
) -> None:
    set_up_mail(messages_page, mails)
    messages_page.get_by_label("an diese Adresse oder Nummer").fill("it@musterstadt.example")
    messages_page.get_by_role("button", name="Testnachricht senden").click()
    expect(messages_page.locator("[data-field=test_result]")).to_contain_text("Die Gegenseite hat sie angenommen.")
    assert len(mails.to("it@musterstadt.example")) == 1
    token = book(town_hall)
    [confirmed] = wait_for(lambda: mails.to(ADDRESS), "the confirmation")
    holder = Api(town_hall.port, link_in(confirmed))
    assert holder.token == token
    holder.post("/api/appointment/channel", {"channel": "video"})
    changed = wait_for(lambda: mails.to(ADDRESS)[1:], "the change")[0]
    assert (event(changed)["UID"], event(changed)["SEQUENCE"]) == (event(confirmed)["UID"], 1)
    assert link_in(changed) == token
    holder.post("/api/appointment/cancel")
    cancelled = wait_for(lambda: mails.to(ADDRESS)[2:], "the cancellation")[0]
    assert icalendar.Calendar.from_ical(cancelled.invitation())["METHOD"] == "CANCEL"
    expect(messages_page.locator("[data-field=sent]")).to_have_text("3")


def test_what_cannot_be_sent_is_seen_and_settled(messages_page: Page, town_hall: TownHall, mails: MailServer) -> None:
    set_up_mail(messages_page, mails)
    mails.refuses[ADDRESS] = "550 5.1.1 no such mailbox"
    book(town_hall)
    item = messages_page.locator(".trouble-item")
    expect(item).to_contain_text("Aufgegeben. Die Gegenseite hat sie abgelehnt.")
    expect(item).to_contain_text("550 5.1.1 no such mailbox")
    mails.refuses.clear()
    item.get_by_role("button", name="Noch einmal senden").click()
    expect(item).to_have_count(0)
    assert len(mails.to(ADDRESS)) == 1


def test_a_text_is_seen_as_it_is_typed_and_nothing_useless_is_saved(messages_page: Page) -> None:
    page = messages_page
    body = page.get_by_label("Text der E-Mail")
    body.fill("Moin {name}!\n\n[Zum Termin]({link})")
    expect(preview(page)).to_contain_text("Moin Erika Mustermann!")
    expect(page.locator("[data-field=text_state]")).to_have_text("Noch nicht gespeichert")
    body.fill("Moin {nam}!")
    page.get_by_role("button", name="Text speichern").click()
    expect(page.get_by_role("alert").filter(has_text="Meinten Sie {name}?")).to_be_visible()
    body.fill("Moin!\n\n[Zum Termin]({link})\n\n")
    page.get_by_role("button", name="{office}").click()
    expect(preview(page)).to_contain_text("Bürgeramt")
    page.get_by_role("button", name="Text speichern").click()
    expect(page.locator("[data-field=text_state]")).to_have_text("Eigener Text")
    page.get_by_label("Sprache").select_option("de-simple")
    expect(preview(page)).to_contain_text("Sie haben einen Termin bei uns.")
    page.get_by_label("Sprache").select_option("de")
    expect(body).to_have_value(re.compile("^Moin!"))
    page.get_by_role("button", name="Zurück zum mitgelieferten Text").click()
    expect(preview(page)).to_contain_text("Ihr Termin ist bestätigt.")


def test_the_page_has_no_barrier_that_a_machine_can_find(messages_page: Page, town_hall: TownHall) -> None:
    book(town_hall)
    for part in ("mail", "sms"):
        messages_page.locator(f"[data-part={part}] summary").click()
    messages_page.locator("[data-part=sms-form]").get_by_label("SMS gehen hinaus").select_option("http")
    assert violations(messages_page) == []
