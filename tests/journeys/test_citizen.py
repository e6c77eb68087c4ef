"""The citizen's pages: one number for one wish, the link is the ticket, and every state says what to do now."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.journeys.people import PhoneVisitor
from tests.town_hall import Api, TownHall, recall, wait_for

pytestmark = pytest.mark.browser

RESIDENCE = "Wohnsitz anmelden"
ID_CARD = "Personalausweis beantragen"
FIRST_LOAD_BYTES = 120_000
REMEMBER_HIDING = """(view) => {
  new MutationObserver(() => { window.wasHidden = true; }).observe(view, { attributeFilter: ["hidden"] });
}"""
"""Also when it is shown again at once: a newer answer would repair the page before a test looks."""
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"

OpenFace = Callable[..., Page]


def service_id(hall: TownHall, name: str) -> int:
    offices = Api(hall.port).get("/api/offices")["offices"]
    return next(service["id"] for office in offices for service in office["services"] if service["name"] == name)


def waiting(hall: TownHall) -> int:
    return sum(office["waiting"] for office in Api(hall.port).get("/api/offices")["offices"])


def take_on_the_web(hall: TownHall, media: str = "text") -> Any:
    return Api(hall.port).post(
        "/api/tickets", {"service_id": service_id(hall, RESIDENCE), "channel": "video", "media": media}
    )


class Counter:
    """Aylin Yildiz at Schalter 1, by the API."""

    def __init__(self, hall: TownHall) -> None:
        self.api = hall.clerk("yildiz")
        seats = self.api.get("/api/session")["counters"]
        self.id = next(seat["id"] for seat in seats if seat["name"] == "Schalter 1")
        self.api.ask("PUT", "/api/session/counter", {"counter_id": self.id}, {})

    def does(self, command: str, **body: Any) -> Any:
        return self.api.post(f"/api/counters/{self.id}/{command}", body)


def sees(page: Page, view: str) -> None:
    expect(page.locator(f"section[data-view={view}]")).to_be_visible()


def join_by_text(page: Page) -> None:
    page.get_by_role("link", name=RESIDENCE).click()
    page.get_by_role("link", name="Nur mit Text").click()
    page.get_by_role("button", name="Nummer ziehen").click()
    page.wait_for_url("**/ticket#t_*")
    sees(page, "waiting")


def accessibility_problems(page: Page) -> list[str]:
    # Evaluated by the debugger, which the page's content security policy does not bind.
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def test_a_lost_answer_and_a_double_tap_make_one_number(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen")
    attempts: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        attempts.append(route.request.headers["idempotency-key"])
        if len(attempts) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/tickets", lose_the_first_answer)
    page.get_by_role("link", name=RESIDENCE).click()
    page.get_by_role("link", name="Nur mit Text").click()
    page.get_by_role("button", name="Nummer ziehen").dblclick()
    page.wait_for_url("**/ticket#t_*")
    expect(page.locator("[data-number]")).to_have_text("A001")
    assert len(attempts) == 2 and len(set(attempts)) == 1
    assert waiting(town_hall) == 1


def test_an_office_that_closes_meanwhile_refuses_with_reason_and_code(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen")
    page.get_by_role("link", name=RESIDENCE).click()
    page.get_by_role("link", name="Nur mit Text").click()
    supervisor = town_hall.clerk("hoffmann")
    supervisor.post("/api/offices/1/close")
    page.get_by_role("button", name="Nummer ziehen").click()
    problem = page.get_by_role("alert").filter(has_text="Das hat nicht geklappt")
    expect(problem).to_contain_text("office_closed")
    supervisor.post("/api/offices/1/open")
    problem.get_by_role("button", name="Noch einmal versuchen").click()
    page.wait_for_url("**/ticket#t_*")
    assert waiting(town_hall) == 1


def test_back_from_the_ticket_leads_to_the_service(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen")
    join_by_text(page)
    page.go_back()
    sees(page, "service")
    assert waiting(town_hall) == 1


def test_camera_is_checked_before_joining(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen", permissions=["camera", "microphone"])
    PhoneVisitor(page).join(RESIDENCE, "camera")
    expect(page.get_by_text("Sie nehmen mit Kamera teil")).to_be_visible()


def test_the_link_returns_to_the_same_state_in_either_language(town_hall: TownHall, open_face: OpenFace) -> None:
    ticket = take_on_the_web(town_hall)
    page = open_face("citizen", ticket["url"])
    sees(page, "waiting")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("What happens next")).to_be_visible()
    Counter(town_hall).does("call-next")
    sees(page, "called")
    page.reload()
    expect(page.get_by_role("heading", name="It is your turn")).to_be_visible()
    reopened = open_face("citizen", ticket["url"])
    expect(reopened.get_by_role("heading", name="Sie sind dran")).to_be_visible()


@pytest.mark.parametrize("fragment", ["", "#t_" + "x" * 43, "#rubbish"])
def test_an_unknown_ticket_says_so_and_shows_a_way_on(town_hall: TownHall, open_face: OpenFace, fragment: str) -> None:
    page = open_face("citizen", f"{town_hall.addresses['citizen']}ticket{fragment}")
    sees(page, "unknown")
    expect(page.get_by_text("unknown_ticket")).to_be_visible()
    page.get_by_role("link", name="Neue Nummer ziehen").click()
    sees(page, "offices")


def test_the_call_is_told_once_by_title_words_and_sound(town_hall: TownHall, open_face: OpenFace) -> None:
    counter = Counter(town_hall)
    page = open_face("citizen", take_on_the_web(town_hall)["url"])
    expect(page.get_by_text("Sie sind als Nächstes dran. Bitte bleiben")).to_be_visible()
    page.evaluate(
        """() => {
          window.told = [];
          window.sounds = [];
          const place = document.querySelector("[data-announcement]");
          new MutationObserver(() => told.push(place.textContent)).observe(place, { childList: true });
          document.addEventListener("sound", (event) => sounds.push(event.detail.name));
        }"""
    )
    counter.does("call-next")
    sees(page, "called")
    expect(page).to_have_title("Sie sind dran! – A001")
    wait_for(lambda: page.evaluate("sounds") == ["chime"], "the ringing")
    assert page.evaluate("told") == ["Sie sind dran. Die Sachbearbeitung lässt Sie gleich herein."]
    page.get_by_role("button", name="Klingeln beenden").click()
    recall(counter.api, counter.id)
    expect(page.get_by_text("Wir haben Sie noch einmal aufgerufen")).to_be_visible()
    wait_for(lambda: page.evaluate("sounds") == ["chime", "chime"], "the second ringing")


def test_a_ticket_of_the_kiosk_says_which_counter(town_hall: TownHall, open_face: OpenFace) -> None:
    counter = Counter(town_hall)
    ticket = town_hall.take(service_id(town_hall, ID_CARD))
    page = open_face("citizen", ticket["url"])
    expect(page.get_by_text("Auch die Anzeige im Wartebereich zeigt Ihre Nummer")).to_be_visible()
    expect(page.get_by_role("button", name="Kamera und Mikrofon prüfen")).to_be_hidden()
    called = counter.does("call-next")["current"]
    expect(page.locator("section[data-view=called]")).to_contain_text("Bitte gehen Sie zu: Schalter 1")
    counter.does("admit", ticket_id=called["id"])
    sees(page, "serving")
    counter.does("finish", ticket_id=called["id"], outcome="follow_up")
    expect(page.get_by_text("Ihr Anliegen geht weiter.")).to_be_visible()


def test_undo_of_finish_brings_the_consultation_back(town_hall: TownHall, open_face: OpenFace) -> None:
    counter = Counter(town_hall)
    page = open_face("citizen", take_on_the_web(town_hall)["url"])
    sees(page, "waiting")
    called = counter.does("call-next")["current"]
    counter.does("admit", ticket_id=called["id"])
    sees(page, "consultation")
    after = counter.does("finish", ticket_id=called["id"], outcome="done")
    expect(page.get_by_text("Ihr Anliegen ist erledigt.")).to_be_visible()
    counter.does("undo", action=after["undo"]["action"])
    sees(page, "consultation")


def test_who_is_parked_keeps_the_page_and_goes_on_in_it(town_hall: TownHall, open_face: OpenFace) -> None:
    counter = Counter(town_hall)
    page = open_face("citizen", take_on_the_web(town_hall)["url"])
    sees(page, "waiting")
    called = counter.does("call-next")["current"]
    counter.does("admit", ticket_id=called["id"])
    sees(page, "consultation")
    counter.does("park", ticket_id=called["id"], reason="documents")
    sees(page, "parked")
    expect(page.get_by_text("Bitte lassen Sie diese Seite offen.")).to_be_visible()
    counter.does("resume", ticket_id=called["id"])
    sees(page, "consultation")


def test_who_is_passed_on_follows_the_other_office(town_hall: TownHall, open_face: OpenFace) -> None:
    vehicles, supervisor = service_id(town_hall, "Fahrzeug zulassen oder umschreiben"), town_hall.clerk("hoffmann")
    ticket = town_hall.take(service_id(town_hall, ID_CARD))
    page = open_face("citizen", ticket["url"])
    sees(page, "waiting")
    Counter(town_hall).does("transfer", ticket_id=ticket["ticket"]["id"], service_id=vehicles)
    expect(page.locator("[data-office]").first).to_have_text("Kfz-Zulassung")
    expect(page.locator("[data-number]")).to_have_text(ticket["ticket"]["number"])
    supervisor.post("/api/offices/3/close")
    expect(page.locator("[data-office-closed]")).to_be_visible()


def test_who_does_not_come_is_told_kindly(town_hall: TownHall, open_face: OpenFace) -> None:
    counter = Counter(town_hall)
    page = open_face("citizen", take_on_the_web(town_hall)["url"])
    sees(page, "waiting")
    counter.does("no-show", ticket_id=counter.does("call-next")["current"]["id"])
    expect(page.get_by_text("Wir haben Sie aufgerufen und nicht erreicht")).to_be_visible()


def test_leaving_the_queue_asks_first(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen", take_on_the_web(town_hall)["url"])
    page.get_by_role("button", name="Warteschlange verlassen").click()
    page.get_by_role("button", name="Platz behalten").click()
    sees(page, "waiting")
    page.get_by_role("button", name="Warteschlange verlassen").click()
    page.get_by_role("button", name="Ja, verlassen").click()
    sees(page, "cancelled")
    assert waiting(town_hall) == 0


def test_the_way_of_talking_changes_while_waiting(town_hall: TownHall, open_face: OpenFace) -> None:
    ticket = take_on_the_web(town_hall, "camera")
    page = open_face("citizen", ticket["url"])
    page.get_by_text("Sie nehmen mit Kamera teil").click()
    page.get_by_label("Nur mit Text").check()
    expect(page.get_by_text("Sie nehmen nur mit Text teil")).to_be_visible()
    assert Api(town_hall.port, ticket["token"]).get("/api/ticket")["media"] == "text"
    expect(page.get_by_role("button", name="Kamera und Mikrofon prüfen")).to_be_hidden()


def test_an_overtaken_answer_does_not_take_the_call_back(town_hall: TownHall, open_face: OpenFace) -> None:
    counter = Counter(town_hall)
    page = open_face("citizen", take_on_the_web(town_hall, "camera")["url"])
    problem = page.locator("[data-media-problem]")
    overtaken: list[str] = []

    def hold_back(route: Route) -> None:
        answer = route.fetch()
        counter.does("call-next")
        sees(page, "called")
        page.locator("section[data-view=called]").evaluate(REMEMBER_HIDING)
        overtaken.append(answer.json()["state"])
        route.fulfill(response=answer)

    page.route("**/api/ticket/media", hold_back)
    page.route("**/api/ticket/media", lambda route: route.abort(), times=1)
    page.get_by_text("Sie nehmen mit Kamera teil").click()
    page.get_by_label("Nur mit Text").click()
    expect(problem).not_to_be_empty()
    page.get_by_label("Nur mit Text").click()
    expect(problem).to_be_empty()  # the page has dealt with the answer
    assert overtaken == ["waiting"]
    assert not page.evaluate("window.wasHidden")
    sees(page, "called")
    expect(page).to_have_title("Sie sind dran! – A001")
    expect(page.get_by_role("button", name="Klingeln beenden")).to_be_visible()


def test_a_closed_office_still_says_what_to_bring(town_hall: TownHall, open_face: OpenFace) -> None:
    supervisor = town_hall.clerk("hoffmann")
    offices = supervisor.get("/api/offices")["offices"]
    office = next(one for one in offices if any(service["name"] == RESIDENCE for service in one["services"]))
    supervisor.post(f"/api/offices/{office['id']}/close")
    page = open_face("citizen")
    expect(page.locator(".office").first).to_contain_text("geschlossen")
    page.get_by_role("link", name=RESIDENCE).click()
    expect(page.get_by_text("Dieses Amt ist gerade geschlossen")).to_be_visible()
    expect(page.get_by_text("Wohnungsgeberbestätigung")).to_be_visible()
    expect(page.get_by_role("link", name="Nur mit Text")).to_be_hidden()


def test_loss_of_the_connection_is_shown_and_passes_silently(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen", "about:blank")
    line = Line(page)
    page.goto(take_on_the_web(town_hall)["url"])
    sees(page, "waiting")
    lost = page.get_by_text("Gerade keine Verbindung")
    expect(lost).to_be_hidden()
    line.cut()
    expect(lost).to_be_visible()
    line.mend()
    expect(lost).to_be_hidden()
    Counter(town_hall).does("call-next")
    sees(page, "called")


class Line:
    """The page's live connections, which a test cuts and mends."""

    def __init__(self, page: Page) -> None:
        self._sockets: list[WebSocketRoute] = []
        self._is_cut = False
        page.route_web_socket("**/live", self._carry)

    def cut(self) -> None:
        self._is_cut = True
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()

    def mend(self) -> None:
        self._is_cut = False

    def _carry(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            return socket.close()
        socket.connect_to_server()
        self._sockets.append(socket)


def test_the_first_page_is_light(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen", "about:blank")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda loaded: sizes.append(loaded["encodedDataLength"]))
    page.goto(town_hall.addresses["citizen"])
    page.locator(".office").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < FIRST_LOAD_BYTES


def test_the_keyboard_is_enough_to_join_and_to_leave(town_hall: TownHall, open_face: OpenFace) -> None:
    page = open_face("citizen")
    go_to_and_press(page, RESIDENCE)
    go_to_and_press(page, "Nur mit Text")
    go_to_and_press(page, "Nummer ziehen")
    sees(page, "waiting")
    go_to_and_press(page, "Warteschlange verlassen")
    go_to_and_press(page, "Ja, verlassen")
    sees(page, "cancelled")


def go_to_and_press(page: Page, words: str) -> None:
    """Tab to what begins with these words, as a person does who sees where the focus is."""
    page.locator("a:visible, button:visible", has_text=words).first.wait_for()
    for _ in range(40):
        if page.evaluate("document.activeElement.innerText || ''").strip().startswith(words):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    raise AssertionError(f"the focus never came to {words!r}")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_is_accessible(town_hall: TownHall, open_face: OpenFace, language: str) -> None:
    page = open_face("citizen", f"{town_hall.addresses['citizen']}?lang={language}")
    sees(page, "offices")
    problems = accessibility_problems(page)
    page.get_by_role("link", name=RESIDENCE).click()
    sees(page, "service")
    problems += accessibility_problems(page)
    address, token = take_on_the_web(town_hall)["url"].split("#")
    page.goto(f"{address}?lang={language}#{token}")
    sees(page, "waiting")
    problems += accessibility_problems(page)
    Counter(town_hall).does("call-next")
    sees(page, "called")
    problems += accessibility_problems(page)
    for text in ("imprint", "privacy", "accessibility"):
        page.goto(f"{town_hall.addresses['citizen']}{text}?lang={language}")
        problems += accessibility_problems(page)
    assert problems == []
