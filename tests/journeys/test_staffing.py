"""The staffing plan: typed by the supervisor, offered to citizens, with a picture and what no longer fits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import Api, TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
SLOTS = "/api/slots?service=3&channel=video&days=31"


@pytest.fixture
def plan(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}staffing/"), town_hall, "hoffmann")
    expect(of(page, "Aylin Yildiz")).to_contain_text("Mo–Fr 8–12, 13–17")
    expect(page.locator("[data-part=free] .ahead-day")).to_have_count(14)
    return page


def of(page: Page, name: str) -> Locator:
    return page.locator("[data-part=diaries] > li").filter(has=page.get_by_role("heading", name=name, exact=True))


def book(hall: TownHall) -> datetime:
    """Somebody takes the first free time of the demo."""
    begins = Api(hall.port).get(SLOTS)["days"][0]["slots"][0]
    wish = {"services": [3], "channel": "video", "begins_at": begins}
    token = hall.device("kiosk").post("/api/appointments", wish)["token"]
    Api(hall.port, token).post("/api/appointment/confirm", {"name": "Erika Meyer", "email": "m@example.org"})
    return datetime.fromisoformat(begins)


def test_a_week_that_is_typed_is_what_citizens_are_offered(plan: Page, town_hall: TownHall) -> None:
    of(plan, "Deniz Kaya").get_by_role("button", name="Details").click()
    of(plan, "Deniz Kaya").get_by_role("button", name="Aus diesem Plan nehmen").click()
    of(plan, "Deniz Kaya").get_by_role("button", name="Ja, herausnehmen").click()
    expect(of(plan, "Deniz Kaya")).to_have_count(0)
    yildiz = of(plan, "Aylin Yildiz")
    yildiz.get_by_role("button", name="Details").click()
    yildiz.get_by_label("Montag, per Video").fill("irgendwann")
    yildiz.get_by_role("button", name="Woche speichern").click()
    expect(yildiz.get_by_role("alert").first).to_contain_text("Montag: „irgendwann“ ist keine Zeit")
    yildiz.get_by_label("Montag, per Video").fill("9-9:30")
    yildiz.get_by_role("button", name="Montag auf alle Werktage übertragen").click()
    yildiz.get_by_role("button", name="Woche speichern").click()
    expect(yildiz).to_contain_text("8–12, 13–17 vor Ort, 9–9:30 per Video")
    days = Api(town_hall.port).get(SLOTS)["days"]
    assert {len(day["slots"]) for day in days[1:]} == {2}
    plan.locator("[data-part=free-service]").select_option(label="Wohnsitz anmelden")
    plan.locator("[data-part=free-channel]").select_option(label="per Video")
    expect(plan.locator("[data-part=free] .ahead-day", has_text="2 Zeiten frei").first).to_contain_text(
        "09:00 bis 09:15"
    )
    assert violations(plan) == []


def test_an_absence_leaves_nobody_forgotten(plan: Page, town_hall: TownHall) -> None:
    begins = book(town_hall)
    for name in ("Aylin Yildiz", "Deniz Kaya"):  # whoever of them it is
        diary = of(plan, name)
        diary.get_by_role("button", name="Details").click()
        diary.get_by_label("Erster Tag").fill(begins.date().isoformat())
        diary.get_by_role("button", name="Abwesenheit eintragen").click()
        expect(diary.locator(".colleague-state")).to_contain_text("abwesend:")
    conflicts = plan.locator("[data-part=conflicts]")
    expect(conflicts).to_contain_text("1 Termin passt nicht mehr zum Plan")
    expect(conflicts).to_contain_text("Wohnsitz anmelden, per Video")
    expect(conflicts).to_contain_text("ist dann abwesend")
    assert violations(plan) == []


def test_a_place_rules_and_a_calendar(plan: Page, town_hall: TownHall) -> None:
    plan.get_by_text("Person oder Platz aufnehmen").click()
    plan.locator("[name=who]").select_option("place")
    plan.get_by_label("Name des Platzes").last.fill("Platz 1")
    plan.locator("[data-part=place-services]").get_by_label("Wohnsitz anmelden").check()
    plan.get_by_role("button", name="In den Plan aufnehmen").click()
    expect(of(plan, "Platz 1")).to_contain_text("Mo–Fr 8–12")
    plan.get_by_label("Tage im Voraus buchbar").fill("0")
    plan.get_by_role("button", name="Regeln speichern").click()
    expect(plan.get_by_text("Bitte prüfen Sie „Tage im Voraus buchbar“: eine Zahl von 1 bis 366.")).to_be_visible()
    plan.get_by_label("Tage im Voraus buchbar").fill("10")
    plan.get_by_role("button", name="Regeln speichern").click()
    expect(plan.locator("[data-part=rules]")).to_contain_text("Gespeichert.")
    last = datetime.fromisoformat(Api(town_hall.port).get(SLOTS)["days"][-1]["day"]).date()
    assert last <= (datetime.now(UTC) + timedelta(days=11)).date()
    book(town_hall)
    plan.get_by_role("button", name="Adresse erstellen: Bürgeramt").click()
    expect(plan.get_by_role("heading", name="Kalender: Bürgeramt")).to_be_focused()
    assert violations(plan) == []
    address = plan.locator("[data-part=calendar-url]").input_value()
    content = plan.context.request.get(address).body()
    assert [event["SUMMARY"] for event in Calendar.from_ical(content).events] == ["Wohnsitz anmelden · per Video"]
    plan.get_by_role("button", name="Beenden: Bürgeramt").click()
    expect(plan.get_by_role("button", name="Adresse erstellen: Bürgeramt")).to_be_visible()
    assert plan.context.request.get(address).status == 404
