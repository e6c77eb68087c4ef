"""The kiosk's face: one citizen after another, and nothing of the last one for the next."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.journeys.people import is_online
from tests.journeys.test_accessibility import violations
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

STANDING = {"width": 1080, "height": 1920}
LYING = {"width": 1920, "height": 1080}
REVOKED = "in der Verwaltung entfernt"
AT_ONCE_MS = 15_000
"""Less than the half minute after which the page looks by itself."""
OpenFace = Callable[..., Page]

# Everything seen is large enough, large targets stand apart, and nothing is cut off or needs scrolling.
FAULTS = """() => {
  const faults = [], seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const words = (element) => element.textContent.trim().slice(0, 30);
  for (const element of document.querySelectorAll("header *, main *, footer *")) {
    if (!seen(element)) continue;
    if (element.closest(".kern-sr-only")) continue; // heard, not seen
    if (element.parentElement.closest(".answer__more")) continue; // shortened; the next screen has all of it
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (hasText(element) && parseFloat(style.fontSize) < 27.9) faults.push(`small text: ${words(element)}`);
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.top < -1)
      faults.push(`cut off: ${words(element)}`);
    const isClamped = style.webkitLineClamp !== "none"; // the whole text stands on the next screen
    if (style.overflow !== "visible" && !isClamped && element.scrollHeight > element.clientHeight + 2)
      faults.push(`scrolls: ${element.className}`);
  }
  const buttons = [...document.querySelectorAll("button")].filter(seen);
  const targets = buttons.map((button) => [button, button.getBoundingClientRect()]);
  for (const [button, box] of targets) {
    if (box.width < 95.5 || box.height < 95.5) faults.push(`small target: ${words(button)}`);
    for (const [other, far] of targets) {
      const apart = Math.max(box.left - far.right, far.left - box.right, box.top - far.bottom, far.top - box.bottom);
      if (other !== button && apart < 23.5) faults.push(`too near: ${words(button)} | ${words(other)}`);
    }
  }
  return faults;
}"""


def screen(page: Page, name: str) -> Any:
    return page.locator(f"[data-screen={name}]")


def begin(page: Page, language: str = "Deutsch") -> None:
    """From the attract screen to the services."""
    screen(page, "attract").click()
    screen(page, "language").get_by_role("button", name=language).click()
    screen(page, "intent").locator("[data-value=number]").click()
    expect(screen(page, "service")).to_be_visible()


def take_ticket(page: Page, service: str = "Wohnsitz anmelden", way: str = "Hier am Schalter") -> str:
    """Returns the number."""
    begin(page)
    page.get_by_role("button", name=service).click()
    if screen(page, "channel").is_visible():
        page.get_by_role("button", name=way).click()
    expect(screen(page, "ticket")).to_be_visible()
    return screen(page, "ticket").locator("[data-slot=number]").inner_text()


def taken(town_hall: TownHall) -> list[Any]:
    clerk = town_hall.clerk("yildiz", counter_id=1)
    waiting = clerk.get("/api/console")["waiting"]
    assert isinstance(waiting, list)
    return waiting


def test_a_citizen_gets_number_code_and_qr_and_the_next_person_finds_nothing_of_them(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    kiosk = open_face("kiosk")
    number = take_ticket(kiosk)
    ticket = screen(kiosk, "ticket")
    code = ticket.locator("[data-slot=code]").inner_text()
    assert re.fullmatch(r"[A-Z]\d{3}", number)
    assert re.fullmatch(r"\d{3} \d{3}", code)
    assert (ticket.locator("[data-qr]").get_attribute("src") or "").startswith("data:image/svg+xml")
    assert [row["number"] for row in taken(town_hall)] == [number]

    ticket.get_by_role("button", name="Fertig").click()
    expect(screen(kiosk, "attract")).to_be_visible()
    page = kiosk.content()
    assert number not in page and code not in page and "data:image/svg" not in page
    assert kiosk.evaluate("[localStorage.length, sessionStorage.length, history.length]")[:2] == [0, 0]
    assert kiosk.evaluate("location.hash").startswith("#d_")


def test_wiping_adds_nothing_to_the_history(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    before = kiosk.evaluate("history.length")
    take_ticket(kiosk)
    kiosk.get_by_role("button", name="Fertig").click()
    begin(kiosk, "English")
    kiosk.get_by_role("button", name="Start again").click()
    expect(screen(kiosk, "attract")).to_be_visible()
    assert kiosk.evaluate("history.length") == before


def test_the_ticket_closes_by_itself_and_more_time_can_be_had(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    kiosk.clock.install()
    take_ticket(kiosk)
    kiosk.get_by_role("button", name="Mehr Zeit").click()
    kiosk.clock.run_for(30_000)
    expect(screen(kiosk, "ticket")).to_be_visible()
    kiosk.clock.run_for(31_000)
    expect(screen(kiosk, "attract")).to_be_visible()


def test_tapping_twice_and_a_lost_answer_lead_to_one_ticket(open_face: OpenFace, town_hall: TownHall) -> None:
    kiosk = open_face("kiosk")
    answers: list[str] = []

    def lose_the_first(route: Route) -> None:
        answers.append(route.request.headers["idempotency-key"])
        if len(answers) == 1:
            route.fetch()  # the server takes it, the answer never arrives
            route.abort()
        else:
            route.continue_()

    kiosk.route("**/api/tickets", lose_the_first)
    begin(kiosk)
    kiosk.get_by_role("button", name="Wohnsitz anmelden").click()
    kiosk.get_by_role("button", name="Hier am Schalter").dblclick()
    expect(screen(kiosk, "ticket")).to_be_visible()
    assert len(set(answers)) == 1
    assert len(taken(town_hall)) == 1


def test_a_refusal_says_what_happened_and_the_one_next_step(open_face: OpenFace, town_hall: TownHall) -> None:
    kiosk = open_face("kiosk")
    begin(kiosk)
    kiosk.get_by_role("button", name="Wohnsitz anmelden").click()
    town_hall.clerk("hoffmann").post("/api/offices/1/close")
    kiosk.get_by_role("button", name="Hier am Schalter").click()
    problem = screen(kiosk, "problem")
    expect(problem.locator("[data-slot=code]")).to_have_text("office_closed")
    expect(problem.locator("[data-slot=detail]")).not_to_be_empty()
    expect(problem).to_contain_text("Es ist nichts verloren")
    problem.get_by_role("button").click()
    expect(screen(kiosk, "attract")).to_contain_text("keine Nummern ausgegeben. Mit Termin")


def test_an_unreachable_server_offers_to_try_again_with_the_same_wish(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    keys: list[str] = []

    def refuse(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.abort()

    kiosk.route("**/api/tickets", refuse)
    begin(kiosk)
    kiosk.get_by_role("button", name="Personalausweis beantragen").click()
    expect(screen(kiosk, "problem")).to_contain_text("nicht erreichbar")
    kiosk.unroute("**/api/tickets")
    with kiosk.expect_request("**/api/tickets") as again:
        kiosk.get_by_role("button", name="Noch einmal versuchen").click()
    expect(screen(kiosk, "ticket")).to_be_visible()
    assert {*keys, again.value.headers["idempotency-key"]} == {keys[0]}


def test_only_the_ways_that_a_service_offers_are_asked_for(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    begin(kiosk)
    kiosk.get_by_role("button", name="Wohnsitz anmelden").click()
    expect(screen(kiosk, "channel").get_by_role("listitem")).to_have_count(3)
    kiosk.get_by_role("button", name="Zurück").click()
    kiosk.get_by_role("button", name="Personalausweis beantragen").click()  # on site only: nothing to ask
    expect(screen(kiosk, "ticket")).to_be_visible()


def test_an_abandoned_kiosk_asks_counts_down_and_wipes(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    kiosk.clock.install()
    begin(kiosk, "English")
    kiosk.clock.run_for(46_000)
    dialog = kiosk.get_by_role("dialog")
    expect(dialog).to_contain_text("Are you still there?")
    kiosk.clock.run_for(5_000)
    expect(dialog.locator("[data-seconds]")).to_have_text(re.compile("^(10|9|8)$"))
    dialog.get_by_role("button", name="Yes, continue").click()
    expect(screen(kiosk, "service")).to_be_visible()
    kiosk.clock.run_for(46_000)
    expect(dialog).to_be_visible()
    kiosk.clock.run_for(16_000)
    expect(screen(kiosk, "attract")).to_be_visible()
    assert kiosk.evaluate("document.documentElement.lang") == "de"


def test_the_language_changes_on_every_screen_without_losing_the_way(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    number = take_ticket(kiosk)
    kiosk.locator("[data-languages]").get_by_role("button", name="English").click()
    ticket = screen(kiosk, "ticket")
    expect(ticket).to_contain_text("Your number")
    expect(ticket.locator("[data-slot=number]")).to_have_text(number)


def test_easy_language_leads_to_a_ticket_that_keeps_it(open_face: OpenFace, town_hall: TownHall) -> None:
    kiosk = open_face("kiosk")
    begin(kiosk, "Leichte Sprache")
    expect(screen(kiosk, "service")).to_contain_text("Was wollen Sie machen?")
    assert violations(kiosk) == []
    kiosk.get_by_role("button", name="Wohnsitz anmelden").click()
    kiosk.get_by_role("button", name="Hier am Schalter").click()
    expect(screen(kiosk, "ticket")).to_contain_text("Warten Sie im Warte-Raum.")
    called = town_hall.clerk("yildiz", 1).post("/api/counters/1/call-next")["current"]
    assert called["language"] == "de-simple"
    kiosk.get_by_role("button", name="Fertig").click()
    expect(screen(kiosk, "attract")).to_contain_text("Zum Start berühren")


def test_the_keyboard_alone_leads_to_a_ticket(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    expect(screen(kiosk, "attract")).to_be_visible()
    for name in ("Zum Start berühren", "Deutsch", "Nummer ziehen", "Personalausweis beantragen"):
        press(kiosk, name)
    expect(screen(kiosk, "ticket")).to_be_visible()
    press(kiosk, "Fertig")
    expect(screen(kiosk, "attract")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Tab to the button of this name within the screen, and press it."""
    for _ in range(20):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.closest('main') ? document.activeElement.textContent.trim() : ''"
        )
        if focused.startswith(name):
            return page.keyboard.press("Enter")
    raise AssertionError(f"no way to {name} by keyboard")


@pytest.mark.parametrize("size", [STANDING, LYING], ids=["standing", "lying"])
def test_eight_services_and_every_screen_fit(open_face: OpenFace, size: dict[str, int]) -> None:
    kiosk = open_face("kiosk")
    kiosk.set_viewport_size(size)  # type: ignore[arg-type]
    kiosk.route("**/api/device", eight_services)
    kiosk.reload()
    expect(screen(kiosk, "attract")).to_be_visible()
    assert kiosk.evaluate(FAULTS) == []
    begin(kiosk)
    expect(screen(kiosk, "service").get_by_role("listitem")).to_have_count(8)
    assert kiosk.evaluate(FAULTS) == []
    kiosk.get_by_role("button", name="Wohnsitz anmelden").first.click()
    assert kiosk.evaluate(FAULTS) == []
    kiosk.get_by_role("button", name="Hier am Schalter").click()
    expect(screen(kiosk, "ticket")).to_be_visible()
    assert kiosk.evaluate(FAULTS) == []
    kiosk.unroute_all(behavior="ignoreErrors")  # a view that is under way while the page closes


def eight_services(route: Route) -> None:
    view = route.fetch().json()
    view["office"]["services"] *= 2
    route.fulfill(json=view)


def test_a_lost_connection_is_said_and_its_return_is_silent(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    expect(screen(kiosk, "attract")).to_be_visible()
    is_online(kiosk)
    kiosk.context.set_offline(True)
    kiosk.evaluate("dispatchEvent(new Event('offline'))")
    lost = kiosk.locator("[data-connection-lost]")
    expect(lost).to_contain_text("Gezogene Nummern bleiben gültig")
    expect(lost).to_be_visible()
    kiosk.context.set_offline(False)
    expect(lost).to_be_hidden()
    assert take_ticket(kiosk)


def test_a_device_is_enrolled_by_its_one_time_code_and_asks_again_when_revoked(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    admin = town_hall.clerk("hoffmann")
    new = admin.post("/api/devices", {"name": "Kiosk 2", "place": "Foyer", "office_id": 1, "function": "ticket"})
    kiosk = open_face("kiosk", town_hall.addresses["kiosk"].partition("#")[0])
    enrol = screen(kiosk, "enrol")
    kiosk.keyboard.type("0000")
    enrol.get_by_role("button", name="OK").click()
    expect(enrol.get_by_role("alert")).to_be_visible()
    for digit in new["code"]:
        kiosk.keyboard.press(digit)
    kiosk.keyboard.press("Enter")
    expect(screen(kiosk, "attract")).to_be_visible()
    assert kiosk.evaluate("location.hash").startswith("#d_")
    admin.post(f"/api/devices/{new['device']['id']}/revoke")
    expect(enrol.get_by_text(REVOKED)).to_be_visible()
    assert "#d_" not in kiosk.url


def test_a_device_that_is_revoked_while_its_connection_is_lost_says_so_too(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    """Nobody can tell it then: its next connection is refused, and the page asks why at once, not in half a minute."""
    kiosk = open_face("kiosk")
    device_id = town_hall.device("kiosk").get("/api/device")["id"]
    connections: list[WebSocketRoute] = []  # a page in a hurry tries twice
    is_lost = is_revoked = False

    def connect(connection: WebSocketRoute) -> None:
        nonlocal is_revoked
        if is_lost and not is_revoked:
            is_revoked = True
            town_hall.clerk("hoffmann").post(f"/api/devices/{device_id}/revoke")
        connections.append(connection)
        connection.connect_to_server()

    kiosk.route_web_socket(re.compile("/live$"), connect)
    kiosk.reload()
    is_online(kiosk)
    is_lost = True
    for connection in tuple(connections):
        connection.close()
    expect(screen(kiosk, "enrol").get_by_text(REVOKED)).to_be_visible(timeout=AT_ONCE_MS)
