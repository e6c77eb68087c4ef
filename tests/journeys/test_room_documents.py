"""Documents in a conversation: shown by phone, looked at, noted, copied only with consent; and the next steps."""

import base64
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from appliance.store import message_settings, outbox, sightings
from tests.journeys.room_page import House, RoomPage
from tests.journeys.test_accessibility import AXE, RULES
from tests.live.town import CLERK_COOKIE

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}

CARD = """async ([blur, glare]) => {
    const { judged } = await import("/static/js/room/documents/checks.js");
    const canvas = Object.assign(document.createElement("canvas"), { width: 1600, height: 1000 });
    const pen = canvas.getContext("2d");
    pen.filter = blur ? `blur(${blur}px)` : "none";
    pen.fillStyle = "rgb(205 215 222)";
    pen.fillRect(0, 0, 1600, 1000);
    pen.fillStyle = "rgb(25 30 50)";
    pen.font = "28px sans-serif";
    const line = "Musterstadt Erika Mustermann geboren 12.08.1964 Ausweis".repeat(2);
    for (let row = 0; row < 24; row++) pen.fillText(line, 20, 40 + row * 40);
    pen.filter = "none";
    if (glare) {
        pen.fillStyle = "white";
        pen.beginPath();
        pen.ellipse(500, 500, glare, glare / 2, 0, 0, 7);
        pen.fill();
    }
    return judged(canvas);
}"""

JPEG_WITH_PLACE = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
    canvas.getContext("2d").fillRect(0, 0, 150, 200);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}"""

KEEP_BLOBS = """
const make = URL.createObjectURL;
window.blobs = {};
URL.createObjectURL = (blob) => {
    const url = make.call(URL, blob);
    window.blobs[url] = blob;
    return url;
};
"""
"""The bytes behind what is shown: our CSP lets no page fetch them."""

BYTES_SHOWN = """async () => {
    const { src } = document.querySelector("[data-part=still-image]");
    return new TextDecoder("latin1").decode(await blobs[src].arrayBuffer());
}"""

VIOLATIONS = """async (rules) => {
    const { violations } = await axe.run("[data-room]", { runOnly: rules });
    return violations.map(({ id, nodes }) => [id, nodes[0].html]);
}"""

COPY = "blobs[document.querySelector('[data-part=own-copies] a, [data-part=copies] a').href]"
COPY_HEIGHT = f"async () => (await createImageBitmap({COPY})).height"
PREVIEW = "document.querySelector('[data-part=show-preview]').videoWidth"

COPY_PIXEL = f"""async ([x, y]) => {{
    const picture = await createImageBitmap({COPY});
    const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    pen.drawImage(picture, 0, 0);
    const point = [Math.round(x * picture.width), Math.round(y * picture.height)];
    return [...pen.getImageData(...point, 1, 1).data].slice(0, 3);
}}"""


def remote(house: House) -> tuple[RoomPage, RoomPage]:
    """A clerk at a desk and a citizen with a phone."""
    context = house.context(None)
    context.add_cookies([{"name": "vorzimmer", "value": CLERK_COOKIE, "url": house.address}])
    context.add_init_script(KEEP_BLOBS)
    clerk = RoomPage(context.new_page(), house._url("clerk", "", ""))
    citizen = house.citizen(query="&shows", viewport=PHONE, script=KEEP_BLOBS)
    clerk.sees("citizen")
    return clerk, citizen


def photo(page: RoomPage) -> FilePayload:
    """As phones write it: with the place where it was taken (EXIF, here by its mark alone)."""
    plain = base64.b64decode(page.page.evaluate(JPEG_WITH_PLACE))
    exif = b"Exif\x00\x00MM\x00*GPS 51.16 10.45"
    marked = plain[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + plain[2:]
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": marked}


def shows_a_photo(citizen: RoomPage, clerk: RoomPage) -> None:
    citizen.part("show-document-toggle").click()
    citizen.part("show-file").set_input_files(photo(citizen))
    citizen.part("show-take").click()
    clerk.part("still-image").wait_for()


def errors(page: RoomPage) -> list[str]:
    """Without what axe itself does to a strict page."""
    return [text for text in page.errors if "inline style" not in text]


def accessible(page: RoomPage) -> list[Any]:
    page.page.evaluate(AXE)
    found: list[Any] = page.page.evaluate(VIOLATIONS, RULES)
    return found


def test_a_phone_shows_a_document_and_the_clerk_notes_that_it_was_shown(house: House) -> None:
    clerk, citizen = remote(house)
    clerk.part("documents-toggle").click()
    clerk.part("ask-document").click()
    citizen.is_told("möchte ein Dokument").get_by_role("button", name="Dokument zeigen").click()
    citizen.part("show-camera").click()
    clerk.sees("citizen", "document")
    expect(clerk.page.locator(".room-stream--large")).to_have_attribute("data-label", "document")
    citizen.part("show-take").click()
    expect(citizen.page.locator("[data-show-state=sent]")).to_be_visible()
    width = citizen.page.evaluate(PREVIEW)
    clerk.until(f"document.querySelector('[data-part=still-image]').naturalWidth >= {width}")
    clerk.part("document-kind").select_option("passport")
    clerk.part("sighting-add").click()
    expect(clerk.part("sightings")).to_contain_text("Reisepass")
    assert [one.kind.value for one in house.town._store.read(sightings.of_consultation, house.consultation)] == [
        "passport"
    ]
    assert accessible(clerk) == accessible(citizen) == []
    clerk.part("take-back").click()
    expect(clerk.part("sightings-none")).to_be_visible()
    assert house.town._store.read(sightings.count, house.consultation) == 0
    citizen.page.keyboard.press("Escape")
    clerk.page.locator(".room-stream[data-label=document]").wait_for(state="detached")
    clerk.sees("citizen")  # the camera that was on before is on again
    assert errors(clerk) == errors(citizen) == []


def test_stills_are_bare_pixels_and_looked_at_by_keyboard_alone(house: House) -> None:
    clerk, citizen = remote(house)
    shows_a_photo(citizen, clerk)
    bytes_shown = clerk.page.evaluate(BYTES_SHOWN)
    assert "JFIF" in bytes_shown and "Exif" not in bytes_shown and "GPS" not in bytes_shown
    size = (
        "(({style}) => [parseFloat(style.width), style.transform])(document.querySelector('[data-part=still-image]'))"
    )
    whole, _ = clerk.page.evaluate(size)
    for key in ("1", "+", "r"):
        clerk.page.keyboard.press(key)
    enlarged, turned = clerk.page.evaluate(size)
    assert enlarged != whole and turned.endswith("rotate(90deg)")
    clerk.page.keyboard.press("0")
    assert clerk.part("still-compare").is_hidden(), "nothing to compare with"
    citizen.part("show-take").click()
    expect(clerk.page.locator(".room-still__thumbnail")).to_have_count(2)
    clerk.page.keyboard.press("v")
    expect(clerk.part("still-view-2")).to_be_visible()
    clerk.page.keyboard.press("Escape")
    assert clerk.part("still-image").get_attribute("src") is None
    assert clerk.part("still-image-2").get_attribute("src") is None


def test_sharpness_and_glare_are_told_apart(house: House) -> None:
    page = house.clerk().page
    assert page.evaluate(CARD, [0, 0]) == {"sharp": True, "glare": False}
    assert page.evaluate(CARD, [5, 0]) == {"sharp": False, "glare": False}
    assert page.evaluate(CARD, [0, 160]) == {"sharp": True, "glare": True}
    assert page.evaluate(CARD, [60, 0])["sharp"] is None, "nothing to judge"


def test_a_copy_is_made_only_with_consent_marked_and_with_its_numbers_blackened(house: House) -> None:
    clerk, citizen = remote(house)
    shows_a_photo(citizen, clerk)
    clerk.part("documents-toggle").click()
    clerk.part("document-kind").select_option("identity_card")
    clerk.part("copy-purpose").fill("Antrag auf Wohngeld")
    assert clerk.part("copy-ask").is_disabled(), "nothing is blackened yet"
    clerk.part("copy-front").click()
    expect(clerk.page.locator(".room-box")).to_have_count(2)
    clerk.page.locator(".room-box").first.press("ArrowLeft")
    clerk.part("copy-ask").click()
    expect(citizen.part("copy-why")).to_have_text("Antrag auf Wohngeld")
    assert accessible(clerk) == accessible(citizen) == []
    citizen.part("copy-no").click()
    expect(clerk.page.locator("[data-copy-state=refused]:not(div)")).to_be_visible()
    assert clerk.page.locator("[data-part=copies] a").count() == 0
    clerk.part("copy-ask").click()
    citizen.part("copy-yes").click()
    citizen.page.locator("[data-part=own-copies] a").wait_for()
    box = clerk.page.evaluate(
        "(({style}) => [style.left, style.top].map(parseFloat))(document.querySelector('.room-box'))"
    )
    for page in (clerk, citizen):
        height = page.page.evaluate(COPY_HEIGHT)
        assert height > 200, "a band below says purpose and date"
        _, green, blue = page.page.evaluate(COPY_PIXEL, [box[0] / 100 + 0.02, (box[1] / 100 + 0.02) * 200 / height])
        assert green < 40 and blue < 60, "black, with the mark over it"
    assert errors(clerk) == errors(citizen) == []


def test_next_steps_are_written_read_and_sent_only_to_an_address_that_was_given_for_it(house: House) -> None:
    mail = {"kind": "folder", "folder": "unused", "sender": "amt@example.de"}
    house.town.write(message_settings.set_mail, mail)
    clerk, citizen = remote(house)
    clerk.part("steps-toggle").click()
    clerk.part("steps-text").fill("Bitte die Meldebescheinigung nachreichen.")
    citizen.is_told("nächsten Schritte").get_by_role("button", name="Lesen").click()
    expect(citizen.part("steps-read")).to_have_text("Bitte die Meldebescheinigung nachreichen.")
    assert clerk.part("steps-send").is_disabled()
    citizen.part("steps-email").fill("meyer@example.org")
    citizen.part("steps-email").press("Enter")
    expect(citizen.part("steps-consent-missing")).to_be_visible()
    citizen.page.get_by_label("für diese eine E-Mail").check()
    citizen.part("steps-email").press("Enter")
    expect(clerk.part("steps-address")).to_have_text("meyer@example.org")
    assert accessible(clerk) == accessible(citizen) == []
    clerk.part("steps-send").click()
    expect(citizen.page.locator("[data-wish=sent]:visible")).to_contain_text("auf dem Weg")
    ticket = house.town._store.read(lambda: outbox.waiting_about("next-steps:1"))
    assert [(one.address, one.facts["steps"]) for one in ticket] == [
        ("meyer@example.org", "Bitte die Meldebescheinigung nachreichen.")
    ]
    assert errors(clerk) == errors(citizen) == []
