"""Looking at a document together: both turn pages, point and mark, with a mouse and with keys alone."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.journeys.room_page import House, RoomPage
from tests.journeys.test_room_files import has, opens_files, row, sends

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser


def pdf(*pages: str, password: str = "") -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password or None)
    for text in pages:
        canvas.setFont("Helvetica", 24)
        canvas.drawString(72, A4[1] - 100, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def looks_at(page: RoomPage, name: str) -> None:
    row(page, name).get_by_role("button", name="Gemeinsam ansehen").click()


def reads_page(page: RoomPage, where: str, text: str) -> None:
    expect(page.part("pages-where")).to_have_text(where)
    expect(page.part("pages-sheet")).to_contain_text(text)


def test_both_turn_point_and_mark_and_a_page_loaded_anew_sees_the_same(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    opens_files(citizen)
    sends(citizen, "Mietvertrag.pdf", pdf("Erste Seite", "Kaltmiete"))
    has(citizen, "Mietvertrag", "sent")
    looks_at(citizen, "Mietvertrag")
    reads_page(clerk, "Seite 1 von 2", "Erste Seite")
    clerk.part("pages-next").click()
    reads_page(citizen, "Seite 2 von 2", "Kaltmiete")
    citizen.part("pages-larger").click()
    expect(clerk.part("pages-zoom")).to_have_text("150 %")
    citizen.part("pages-smaller").click()
    expect(clerk.part("pages-zoom")).to_have_text("100 %")
    box = clerk.page.locator(".room-pages__words span", has_text="Kaltmiete").last.bounding_box()
    assert box is not None
    clerk.part("pages-mark").click()
    clerk.page.mouse.move(box["x"] - 5, box["y"] - 5)
    clerk.page.mouse.down()
    clerk.page.mouse.move(box["x"] + box["width"] + 5, box["y"] + box["height"] + 5, steps=5)
    expect(citizen.page.locator(".room-pages__pointer[data-by=clerk]")).to_be_visible()
    clerk.page.mouse.up()
    mark = citizen.page.locator(".room-pages__mark[data-by=clerk]")
    expect(mark).to_have_count(1)
    expect(citizen.part("pages-marks")).to_contain_text("Kaltmiete")
    citizen.page.reload()
    reads_page(citizen, "Seite 2 von 2", "Kaltmiete")
    expect(mark).to_have_count(1)
    citizen.part("pages-clear").click()
    expect(clerk.page.locator(".room-pages__mark")).to_have_count(0)
    clerk.part("pages-close").click()
    expect(citizen.part("pages")).to_be_hidden()
    assert clerk.errors == citizen.errors == []


def test_all_of_it_works_by_keyboard(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    opens_files(clerk)
    sends(clerk, "Merkblatt.pdf", pdf("Eins", "Zwei"))
    has(clerk, "Merkblatt", "sent")
    looks_at(clerk, "Merkblatt")
    reads_page(citizen, "Seite 1 von 2", "Eins")
    view = clerk.part("pages-view")
    view.press("PageDown")
    reads_page(citizen, "Seite 2 von 2", "Zwei")
    view.press("PageUp")
    reads_page(citizen, "Seite 1 von 2", "Eins")
    view.press("ArrowUp")
    expect(citizen.page.locator(".room-pages__pointer[data-by=clerk]")).to_be_visible()
    view.press("Enter")
    expect(citizen.page.locator(".room-pages__mark[data-by=clerk]")).to_have_count(1)
    view.press("+")
    expect(citizen.part("pages-zoom")).to_have_text("150 %")


def test_what_cannot_be_shown_is_said_in_words(house: House) -> None:
    clerk = house.clerk()
    opens_files(clerk)
    sends(clerk, "kaputt.pdf", b"%PDF-1.7\nno more than that")
    looks_at(clerk, "kaputt")
    clerk.is_told("kann hier nicht gezeigt werden")
    sends(clerk, "geheim.pdf", pdf("Geheim", password="1234"))
    looks_at(clerk, "geheim")
    clerk.is_told("mit einem Passwort geschützt")
