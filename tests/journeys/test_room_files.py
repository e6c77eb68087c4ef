"""Files of a conversation: from either side to the other, within limits, gone afterwards."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.room_page import House, RoomPage

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

LETTER = bytes(range(256)) * 2000
MEGABYTE = 1024 * 1024


def opens_files(page: RoomPage) -> None:
    page.press("files-toggle")
    expect(page.page.locator("[data-panel=files]")).to_be_visible()
    expect(page.part("files-limits")).to_contain_text("pdf")


def sends(page: RoomPage, name: str, content: bytes) -> None:
    page.part("files-input").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})


def row(page: RoomPage, name: str) -> Locator:
    return page.page.locator(".room-file", has_text=name)


def has(page: RoomPage, name: str, state: str = "here") -> None:
    expect(row(page, name)).to_have_attribute("data-state", state)


def saved(page: RoomPage, name: str, to: Path) -> tuple[str, bytes]:
    with page.page.expect_download() as download:
        row(page, name).get_by_role("button", name="Speichern").click()
    download.value.save_as(to)
    return download.value.suggested_filename, to.read_bytes()


def test_files_go_both_ways_and_are_kept_for_a_page_that_is_loaded_anew(house: House, tmp_path: Path) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    opens_files(citizen)
    expect(citizen.part("files-limits")).to_contain_text("bis zu 20 MB")
    sends(citizen, "Mietvertrag: Łódź.pdf", LETTER)
    has(citizen, "Mietvertrag", "sent")
    clerk.is_told("eine Datei erhalten").get_by_role("button", name="Dateien zeigen").click()
    has(clerk, "Mietvertrag")
    assert saved(clerk, "Mietvertrag", tmp_path / "a") == ("Mietvertrag_ Łódź.pdf", LETTER)
    sends(clerk, "Merkblatt.pdf", LETTER[::-1])
    has(citizen, "Merkblatt")
    citizen.page.reload()
    opens_files(citizen)
    has(citizen, "Merkblatt")
    has(citizen, "Mietvertrag", "sent")
    expect(row(citizen, "Mietvertrag")).to_contain_text("Sie")
    assert saved(citizen, "Merkblatt", tmp_path / "b")[1] == LETTER[::-1]
    house.town.finish(house.consultation)
    house.town.close_consultation(house.consultation)
    for one in (clerk, citizen):
        one.until("page.told.includes('left: closed')")
        expect(one.page.locator(".room-file")).to_have_count(0)
    assert clerk.errors == citizen.errors == []


def test_what_is_too_large_or_of_another_kind_is_not_even_offered(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    opens_files(citizen)
    sends(citizen, "Rechnung.pdf.exe", LETTER)
    expect(citizen.part("files-refused")).to_contain_text("„Rechnung.pdf.exe“ ist von einer Art")
    sends(citizen, "leer.pdf", b"")
    expect(citizen.part("files-refused")).to_contain_text("ist leer")
    sends(citizen, "gross.pdf", b"x" * (20 * MEGABYTE + 1))
    expect(citizen.part("files-refused")).to_contain_text("bis zu 20 MB")
    sends(citizen, "klein.pdf", LETTER)
    has(clerk, "klein.pdf")
    expect(citizen.part("files-refused")).to_be_hidden()
    expect(clerk.page.locator(".room-file")).to_have_count(1)


FORGE = """([file, content]) => {
    const wire = page.view.room.wire;
    page.answers = [];
    wire.on("file-refused", { message: ({ payload }) => page.answers.push(payload.code) });
    wire.tell("file-known", { at: "", from: "agent", ...file }, { to: "clerk" });
    const refused = ({ code }) => page.answers.push(code);
    wire.send("file", { id: file.id }, new Blob([content]), { to: "clerk" }).catch(refused);
}"""


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        ({"id": "f1", "name": "a.exe", "size": 4}, "wrong_type"),
        ({"id": "f2", "name": "a.pdf", "size": 20 * MEGABYTE + 1}, "too_large"),
        ({"id": "f3", "name": "../../a\u202efdp.exe", "size": 4}, "wrong_type"),
        ({"id": "../f4", "name": "a.pdf", "size": 4}, None),
    ],
)
def test_a_forged_page_is_refused_by_the_receiver(house: House, file: dict[str, object], answer: str | None) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    citizen.until("page.view.room.wire.wayTo('clerk') !== null")
    clerk.until("page.view.room.wire.wayTo('citizen') !== null")
    citizen.page.evaluate(FORGE, [file, base64.b64encode(b"MZ").decode()])
    citizen.until("page.answers.includes('unwanted')")
    assert citizen.page.evaluate("page.answers.filter((one) => one !== 'unwanted')") == ([answer] if answer else [])
    expect(clerk.page.locator(".room-file")).to_have_count(0)


def test_a_file_on_its_way_can_be_taken_back(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    opens_files(citizen)
    citizen.until("page.view.room.wire.wayTo('clerk') !== null")
    clerk.page.evaluate("page.view.room.wire.on('file-known', { message() {} })")  # it never comes to fetch it
    sends(citizen, "Versehen.pdf", LETTER)
    has(citizen, "Versehen", "sending")
    row(citizen, "Versehen").get_by_role("button", name="Abbrechen").click()
    expect(citizen.page.locator(".room-file")).to_have_count(0)
    expect(citizen.part("files-none")).to_be_visible()
