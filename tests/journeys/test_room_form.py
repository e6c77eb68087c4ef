"""Two people fill in a form together, each in a browser of their own."""

from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from appliance.domain.form import Condition, Field, FieldType, Form, Option, Writers, usual_length
from tests.journeys.room_page import House, RoomPage
from tests.journeys.test_accessibility import violations
from tests.live.form_page import add_form

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

FIELDS = (
    Field("about", FieldType.HEADING, "Zur Person"),
    Field("family_name", FieldType.NAME, "Familienname", "Wie im Ausweis", required=True),
    Field("moved_on", FieldType.DATE, "Einzugsdatum"),
    Field("married", FieldType.CHECKBOX, "Ich bin verheiratet"),
    Field("spouse", FieldType.NAME, "Name der Partnerin oder des Partners", required=True,
          shown_if=Condition("married", True)),
    Field("home", FieldType.CHOICE, "Wohnung", options=(Option("rent", "zur Miete"), Option("own", "Eigentum"))),
    Field("reason", FieldType.LONG_TEXT, "Grund des Umzugs"),
    Field("iban", FieldType.IBAN, "IBAN"),
    Field("reference", FieldType.TEXT, "Aktenzeichen", writers=Writers.CLERK),
)  # fmt: skip
FORM = Form("Anmeldung der Wohnung", tuple(map(usual_length, FIELDS)))

LAWLESS = """async () => {
    const { SharedForm } = await import("/static/js/room/form/shared_form.js");
    SharedForm.prototype.hindrance = () => "";
    document.querySelector("#room-form-family_name").readOnly = false;
}"""
"""A page that knows no rules any more."""


class AtTheTable:
    """A page with the form, and words for what happens there."""

    def __init__(self, page: RoomPage) -> None:
        self.room, self.page = page, page.page

    def field(self, name: str) -> Any:
        return self.page.locator(f"#room-form-{name}")

    def part(self, field: str, part: str) -> Any:
        return self.page.locator(f"[data-field={field}] [data-part={part}]")

    def type(self, name: str, text: str) -> None:
        self.field(name).press_sequentially(text)

    def sees(self, name: str, value: str) -> None:
        expect(self.field(name)).to_have_value(value)


@pytest.fixture
def house(house: House) -> House:
    add_form(house.town, FORM)
    return house


def open_form(house: House) -> tuple[AtTheTable, AtTheTable]:
    """By the clerk, from the panel; the citizen's opens by itself."""
    clerk, citizen = house.clerk(), house.citizen(media="text")
    clerk.part("form-toggle").click()
    clerk.page.get_by_role("button", name="Anmeldung der Wohnung").click()
    pages = AtTheTable(clerk), AtTheTable(citizen)
    for one in pages:
        one.field("family_name").wait_for()
    return pages


def test_both_write_at_once_in_the_same_and_in_different_fields(house: House) -> None:
    clerk, citizen = open_form(house)
    citizen.type("family_name", "Şağlam")
    clerk.type("reference", "33.1/7")
    clerk.sees("family_name", "Şağlam")
    citizen.sees("reference", "33.1/7")
    expect(citizen.field("reference")).not_to_be_editable()
    expect(clerk.part("family_name", "here")).to_have_text("Bürgerin oder Bürger")
    citizen.type("reason", "Neue Arbeit.")
    expect(clerk.part("family_name", "here")).to_be_hidden()
    clerk.sees("reason", "Neue Arbeit.")
    citizen.field("reason").evaluate("(field) => field.setSelectionRange(4, 4)")
    clerk.field("reason").evaluate("(field) => field.setSelectionRange(0, 0)")
    clerk.type("reason", "Grund: ")
    citizen.sees("reason", "Grund: Neue Arbeit.")
    assert citizen.field("reason").evaluate("(field) => field.selectionStart") == len("Grund: Neue")
    citizen.type("reason", "😀")
    for one in (clerk, citizen):
        one.sees("reason", "Grund: Neue😀 Arbeit.")
    assert clerk.room.errors == citizen.room.errors == []


def test_the_clerk_locks_ticks_and_comments_and_a_forged_write_changes_nothing(house: House) -> None:
    clerk, citizen = open_form(house)
    citizen.type("family_name", "Şağlam")
    clerk.sees("family_name", "Şağlam")
    clerk.part("family_name", "tick").click()
    clerk.part("family_name", "lock").click()
    clerk.part("family_name", "annotate").click()
    clerk.part("family_name", "note").fill("Stimmt mit dem Ausweis überein")
    clerk.part("family_name", "note").press("Tab")
    expect(citizen.part("family_name", "comment")).to_contain_text("Stimmt mit dem Ausweis überein")
    expect(citizen.part("family_name", "state")).to_contain_text("gesperrt")
    expect(citizen.part("family_name", "state")).to_contain_text("geprüft")
    expect(citizen.field("family_name")).not_to_be_editable()
    for one in (clerk, citizen):
        assert violations(one.page) == []
    citizen.page.evaluate(LAWLESS)
    citizen.field("family_name").fill("Forged")
    citizen.sees("family_name", "Şağlam")  # it begins again from what the server has
    citizen.field("married").check()
    expect(clerk.field("married")).to_be_checked()
    clerk.sees("family_name", "Şağlam")


def test_what_was_written_without_connection_is_there_for_both_afterwards(house: House) -> None:
    clerk, citizen = open_form(house)
    citizen.type("reason", "Neue Arbeit.")
    clerk.sees("reason", "Neue Arbeit.")
    house.live.stop()
    expect(citizen.room.part("form-offline")).to_be_visible()
    citizen.type("reason", " Und Liebe.")
    citizen.type("family_name", "Łukasiewicz")
    clerk.field("reason").press("Control+Home")
    clerk.type("reason", "Grund: ")
    clerk.type("reference", "33.1/7")
    house.live.start()  # which has forgotten the room
    for one in (clerk, citizen):
        one.sees("reason", "Grund: Neue Arbeit. Und Liebe.")
        one.sees("family_name", "Łukasiewicz")
        one.sees("reference", "33.1/7")
    expect(citizen.room.part("form-offline")).to_be_hidden()
    citizen.page.reload()
    citizen.sees("reason", "Grund: Neue Arbeit. Und Liebe.")


def test_the_citizen_confirms_what_is_complete_and_keeps_it_as_a_pdf(house: House) -> None:
    clerk, citizen = open_form(house)
    citizen.field("married").check()
    citizen.field("spouse").wait_for()
    citizen.type("iban", "DE12")
    citizen.room.part("form-confirm").click()
    expect(citizen.field("family_name")).to_be_focused()
    expect(citizen.part("spouse", "error")).to_have_text("Bitte füllen Sie dies aus.")
    expect(citizen.part("iban", "error")).to_contain_text("IBAN stimmt nicht")
    assert violations(citizen.page) == []
    expect(citizen.room.part("form-wanting")).to_have_text("3 Angaben fehlen oder stimmen noch nicht.")
    citizen.field("married").uncheck()
    expect(citizen.field("spouse")).to_be_hidden()
    citizen.field("iban").fill("DE89 3704 0044 0532 0130 00")
    citizen.type("family_name", "Şağlam")
    citizen.room.part("form-confirm").click()
    expect(clerk.room.part("form-confirmed")).to_contain_text("bestätigt")
    for one in (clerk, citizen):
        expect(one.field("family_name")).not_to_be_editable()
    with citizen.page.expect_download() as download:
        citizen.room.part("form-save").click()
    paper = PdfReader(download.value.path())
    assert download.value.suggested_filename == "Anmeldung der Wohnung.pdf"
    assert "Şağlam" in "".join(page.extract_text() for page in paper.pages)
    citizen.room.part("form-take-back").click()
    expect(clerk.field("family_name")).to_be_editable()
