"""The staffing plan over the API, and the calendars that are made of it."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from appliance.domain.appointment import Contact
from appliance.domain.ticket import Channel
from appliance.operations import appointments as booking
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

SEVEN = datetime(2026, 3, 2, 6, tzinfo=UTC)
NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
MORNING = [[["09:00", "10:00"]]] * 5 + [[], []]
WEEKLY = {"weekly": {"on_site": MORNING, "video": MORNING}}
RULES = {"horizon_days": 30, "lead_minutes": 0, "grid_minutes": 30, "per_person": 2, "early_minutes": 20,
         "late_minutes": 5, "late_arrival": "refuse", "waiting_list": True, "offer_minutes": 60,
         "release_minutes": 0}  # fmt: skip


@pytest.fixture
def diary(admin: Client, town: Musterstadt, clock: SettableClock) -> int:
    """Yildiz', for the citizens' office, from nine to ten."""
    clock.set(SEVEN)
    shown = admin.post("/api/offices/1/diaries", {"clerk_id": town.clerk_id("yildiz")}).json
    [found] = shown["diaries"]
    admin.put(f"/api/offices/1/diaries/{found['id']}", WEEKLY)
    return int(found["id"])


@pytest.fixture
def booked(town: Musterstadt, diary: int) -> int:
    """Erika Meyer at nine."""
    need = Need((town.residence.id,), Channel.VIDEO, persons=2)
    appointment = town.do(booking.reserve, Wish(need, NINE), b"of a test")
    town.do(booking.confirm, appointment, Contact("Erika Meyer", email="meyer@example.org"))
    return int(appointment)


def test_only_supervisors_and_administrators_plan(yildiz_signed_in: Client, citizen: Client, code_of):
    asked = [("get", "/api/staffing", None), ("get", "/api/staffing/free?service=1&channel=on_site", None),
             ("post", "/api/offices/1/diaries", {"clerk_id": 1}),
             ("put", "/api/offices/1/diaries/1", WEEKLY), ("put", "/api/diaries/1", {"name": "x", "services": []}),
             ("post", "/api/diaries/1/retire", None), ("post", "/api/absences/1/remove", None),
             ("post", "/api/diaries/1/absences", {"first": "2026-03-02", "last": "2026-03-02"}),
             ("put", "/api/offices/1/booking-rules", RULES), ("post", "/api/calendars", {"office_id": 1}),
             ("post", "/api/calendars/1/end", None)]  # fmt: skip
    for client, code in ((yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        for method, path, body in asked:
            answer = getattr(client, method)(path) if body is None else getattr(client, method)(path, body)
            assert code_of(answer) == code, path


def test_who_is_added_can_be_booked_in_the_opening_hours(admin: Client, town: Musterstadt):
    hours = {"weekly": {"on_site": MORNING, "video": [[]] * 7}}
    admin.put("/api/offices/1/hours", hours)
    shown = admin.post("/api/offices/1/diaries", {"clerk_id": town.clerk_id("kaya")}).json
    assert shown["diaries"][0]["weekly"] == {"on_site": MORNING}
    assert "Deniz Kaya" not in [one["name"] for one in shown["clerks"]]
    again = admin.post("/api/offices/2/diaries", {"clerk_id": town.clerk_id("kaya")}).json["diaries"][0]
    assert (again["id"], again["elsewhere"]) == (shown["diaries"][0]["id"], ["Bürgeramt"])
    assert again["weekly"]["on_site"][0] == [["08:00", "12:00"]]


def test_a_place_has_services_and_can_be_used_by_two_offices(admin: Client, town: Musterstadt):
    place = {"name": "Platz 1", "services": [town.residence.id]}
    [made] = admin.post("/api/offices/1/diaries", place).json["diaries"]
    assert made["services"] == [town.residence.id]
    assert admin.get("/api/staffing?office=3").json["places"] == [{"id": made["id"], "name": "Platz 1"}]
    admin.post("/api/offices/3/diaries", {"diary_id": made["id"]})
    admin.put(f"/api/diaries/{made['id']}", {"name": "Platz 2", "services": [town.vehicle.id]})
    [shown] = admin.get("/api/staffing?office=3").json["diaries"]
    assert (shown["name"], shown["services"]) == ("Platz 2", [town.vehicle.id])
    assert admin.post(f"/api/diaries/{made['id']}/retire").status_code == 204
    assert admin.get("/api/staffing?office=3").json["diaries"] == []


def test_the_plan_shows_what_citizens_are_offered(admin: Client, diary: int):
    days = admin.get("/api/staffing/free?service=3&channel=video").json["days"]
    assert len(days) == 10
    assert days[0] == {"day": "2026-03-02", "count": 4, "first": "2026-03-02T08:00:00Z",
                       "last": "2026-03-02T08:45:00Z"}  # fmt: skip
    assert admin.put("/api/offices/1/booking-rules", RULES).json["rules"] == RULES
    assert admin.get("/api/staffing/free?service=3&channel=video").json["days"][0]["count"] == 2


def test_an_absence_leaves_what_is_booked_as_a_conflict(admin: Client, diary: int, booked: int):
    admin.post(f"/api/diaries/{diary}/absences", {"first": "2026-03-02", "last": "2026-03-03"})
    shown = admin.get("/api/staffing?office=1").json
    [conflict] = shown["conflicts"]
    assert (conflict["appointment_id"], conflict["reason"], conflict["diary"]) == (booked, "absent", "Aylin Yildiz")
    [absence] = shown["diaries"][0]["absences"]
    admin.post(f"/api/absences/{absence['id']}/remove")
    assert admin.get("/api/staffing").json["conflicts"] == []


def test_the_picture_is_told_in_people(admin: Client, diary: int, booked: int):
    first = admin.get("/api/staffing").json["hours"][0]
    assert {key: first[key] for key in ("weekday", "hour", "staffed")} == {"weekday": 0, "hour": 9, "staffed": 1.0}
    assert first["booked"] == pytest.approx(25 / 60 / 4)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/offices/1/diaries", {}),
        ("/api/offices/1/diaries", {"clerk_id": 1, "name": "Platz 1"}),
        ("/api/calendars", {}),
        ("/api/calendars", {"office_id": 1, "diary_id": 1}),
        ("/api/diaries/1/absences", {"first": "2026-03-03", "last": "2026-03-02"}),
    ],
)
def test_what_does_not_fit_is_refused(admin: Client, path: str, body: dict[str, object], code_of):
    assert code_of(admin.post(path, body)) == "invalid_input"


@pytest.mark.parametrize("wrong", [{"grid_minutes": 7}, {"horizon_days": 0}, {"late_arrival": "shout"}])
def test_rules_have_bounds(admin: Client, wrong: dict[str, object], code_of):
    assert code_of(admin.put("/api/offices/1/booking-rules", {**RULES, **wrong})) == "invalid_input"


# ---- calendars


def made(admin: Client, **what: object) -> str:
    """The path of a new one."""
    url = str(admin.post("/api/calendars", what).json["url"])
    return url.removeprefix("http://localhost")


def events(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    return [{key: str(value) for key, value in event.items()} for event in Calendar.from_ical(answer.data).events]


def test_a_calendar_names_nobody_unless_it_was_wished(admin: Client, citizen: Client, diary: int, booked: int):
    [event] = events(citizen, made(admin, diary_id=diary))
    assert event["SUMMARY"] == "Wohnsitz anmelden · per Video · 2 Personen"
    assert "Meyer" not in str(event)
    [named] = events(citizen, made(admin, diary_id=diary, with_names=True))
    assert "Erika Meyer" in named["SUMMARY"]


def test_a_calendar_follows_its_appointments(admin: Client, citizen: Client, town: Musterstadt, diary, booked):
    office, own = made(admin, office_id=1), made(admin, diary_id=diary)
    [before] = events(citizen, office)
    town.do(booking.move, booked, datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
    for path in (office, own):
        [event] = events(citizen, path)
        assert (event["UID"], event["SEQUENCE"]) == (before["UID"], "1")
    town.do(booking.cancel, booked)
    assert events(citizen, office) == []
    assert events(citizen, made(admin, office_id=2)) == []


def test_an_address_ends_when_it_is_renewed_or_ended(admin: Client, citizen: Client, diary: int, code_of):
    first = made(admin, office_id=1)
    second = made(admin, office_id=1)
    assert citizen.get(first).status_code == 404
    assert citizen.get(second).status_code == 200
    feed = admin.get("/api/staffing").json["calendar"]["id"]
    assert admin.post(f"/api/calendars/{feed}/end").status_code == 204
    assert citizen.get(second).status_code == 404
    assert code_of(admin.post(f"/api/calendars/{feed}/end")) == "unknown_calendar"
    assert citizen.get("/calendar/c_made-up.ics").status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(admin: Client, citizen: Client, diary: int, booked: int):
    path = made(admin, office_id=1)
    first = citizen.get(path)
    assert citizen.get(path, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "private" in first.headers["Cache-Control"]
