"""More than two in a consultation: an interpreter who knocks, a colleague who takes over from the clerk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import RESIDENCE, ClerkAtWork, PhoneVisitor, chat, frames_decoded, talks
from tests.journeys.test_accessibility import violations
from tests.town_hall import TownHall, wait_for

OpenFace = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
INTERPRETER = "Samira Demir"
"""Two of three browsers may be busy with a picture of their own."""


@pytest.fixture
def clerk(town_hall: TownHall, open_face: OpenFace) -> ClerkAtWork:
    return ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")


@pytest.fixture
def citizen(open_face: OpenFace, clerk: ClerkAtWork) -> Page:
    """On the phone, in a conversation with the clerk."""
    visitor = PhoneVisitor(open_face("citizen"))
    visitor.join(RESIDENCE, "camera")
    clerk.call_next("A001")
    clerk.press("admit")
    talks(clerk.page)
    talks(visitor.page)
    return visitor.page


def sees(page: Page, *people: str) -> None:
    """The pictures of these people and of nobody else, each of them moving."""
    tiles = page.locator(".room-stream[data-label=camera]:not(.room-stream--own)")
    expect(tiles).to_have_count(len(people))
    for who in people:
        picture = f".room-stream[data-from={who}]"
        before = wait_for(lambda picture=picture: frames_decoded(page, picture), f"a picture of {who}")
        wait_for(lambda picture=picture, before=before: frames_decoded(page, picture) > before + 3, f"more of {who}")


def is_told(page: Page, words: str) -> Locator:
    """As it was read: words for other roles are in it, and hidden. The notice, if it is still there."""
    told = "toldNotices.map((words) => words.replace(/\\s+/g, ' '))"
    wait_for(lambda: any(words in text for text in page.evaluate(told)), f"the notice {words!r}")
    return page.locator(".room-notice:visible").filter(has_text=words.split(" (")[0])


def opens_people(page: Page) -> Locator:
    panel = page.locator("[data-panel=people]")
    if not panel.is_visible():
        toggle = page.locator("[data-part=people-toggle]")
        if not toggle.is_visible():
            page.locator("[data-part=more-toggle]").click()
        toggle.click()
    expect(panel).to_be_visible()
    return panel


def knocks(page: Page) -> None:
    expect(page.locator("[data-view=invited]")).to_be_visible()
    page.locator("[data-device-check] [data-part=with-camera]").click()
    expect(page.locator("[data-view=knocking]")).to_be_visible()


def test_an_interpreter_knocks_is_let_in_leaves_and_is_sent_away(
    clerk: ClerkAtWork, citizen: Page, town_hall: TownHall, open_face: OpenFace
):
    panel = opens_people(clerk.page)
    panel.get_by_label("Name").fill(INTERPRETER)
    panel.get_by_role("button", name="Link erstellen").click()
    expect(panel.locator("[data-part=invited-link]")).to_be_visible()
    guest = open_face("citizen", panel.locator("[data-part=invited-link]").input_value())
    expect(guest.get_by_label("Ihr Name")).to_have_value(INTERPRETER)
    assert violations(guest) == []
    knocks(guest)
    assert violations(guest) == []
    is_told(clerk.page, f"{INTERPRETER} (Dolmetschen) klopft an").get_by_role("button").click()
    sees(guest, "clerk", "citizen")
    sees(citizen, "clerk", "guest1")
    sees(clerk.page, "citizen", "guest1")
    assert violations(guest) == violations(clerk.page) == []
    is_told(citizen, f"{INTERPRETER} (Dolmetschen) ist jetzt dabei.")
    expect(citizen.locator(".room-stream[data-from=guest1] [data-part=name]")).to_have_text(INTERPRETER)
    chat(guest, citizen, "Merhaba")
    expect(citizen.locator(".room-message__author").last).to_have_text(INTERPRETER)

    guest.reload()
    sees(guest, "clerk", "citizen")
    guest.locator("[data-part=hang-up]").click()
    is_told(citizen, f"{INTERPRETER} ist nicht mehr verbunden.")
    guest.locator("[data-again]").click()
    knocks(guest)
    panel.get_by_role("button", name=f"Einlass gewähren: {INTERPRETER}").click()
    sees(guest, "clerk", "citizen")
    panel.get_by_role("button", name=f"Verabschieden: {INTERPRETER}").click()
    expect(guest.locator("[data-view=withdrawn]")).to_be_visible()
    sees(citizen, "clerk")

    stranger = open_face("citizen", f"{town_hall.addresses['citizen'].rstrip('/')}/guest#g_{'x' * 43}")
    expect(stranger.get_by_role("heading", name="Dieser Link gilt nicht mehr")).to_be_visible()


def test_a_colleague_comes_speaks_with_the_clerk_while_the_citizen_is_on_hold_and_takes_over(
    clerk: ClerkAtWork, citizen: Page, town_hall: TownHall, open_face: OpenFace
):
    colleague = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "kaya", "Heimarbeitsplatz 1")
    chat(citizen, clerk.page, "Ich ziehe um.")
    panel = opens_people(clerk.page)
    panel.get_by_role("button", name="Dazurufen").click()
    asked = colleague.page.locator("[data-part=asked]")
    expect(asked).to_contain_text("bittet Sie in ein Gespräch")
    asked.get_by_role("button", name="Dazukommen").click()
    sees(colleague.page, "clerk", "citizen")
    sees(citizen, "clerk", "guest1")

    panel.get_by_role("button", name="Person warten lassen").click()
    expect(citizen.get_by_text("Sie behalten Ihren Platz.")).to_be_visible()
    sees(citizen)
    sees(clerk.page, "guest1")
    sees(colleague.page, "clerk")
    chat(citizen, colleague.page, "Ich warte gern.")
    citizen.reload()
    expect(citizen.get_by_text("Sie behalten Ihren Platz.")).to_be_visible()
    sees(citizen)

    opens_people(clerk.page).get_by_role("button", name="Übergeben").click()
    colleague.has("serving", "A001")
    is_told(citizen, "Ab jetzt berät Sie:")
    sees(citizen, "clerk")
    sees(colleague.page, "citizen")
    expect(clerk.page.locator("[data-part=person]")).to_have_attribute("data-state", "idle.empty")
    chat(colleague.page, citizen, "Ich übernehme.")
    expect(colleague.page.locator("[data-part=messages]")).to_contain_text("Ich ziehe um.")

    opens_people(colleague.page).get_by_role("button", name="Für alle beenden").click()
    PhoneVisitor(citizen).sees("finished")
    colleague.press("undo")
    sees(citizen, "clerk")
