"""Opening hours over the API: who may keep them, what is refused, and what citizens are shown."""

from datetime import UTC, datetime

from tests.fakes import SettableClock
from tests.web.conftest import Client

MORNING = [[["08:00", "12:00"]]] * 5 + [[], []]
PLAN = {"weekly": {"on_site": MORNING, "video": MORNING}, "late_tickets": "refuse"}
MONDAY_NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def test_only_supervisors_and_administrators_keep_hours(yildiz_signed_in: Client, citizen: Client, code_of):
    for client, code in ((yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        assert code_of(client.get("/api/hours")) == code
        assert code_of(client.put("/api/offices/1/hours", PLAN)) == code
        assert code_of(client.put("/api/holidays", {"region": "BY"})) == code


def test_an_office_opens_and_closes_by_its_hours(admin: Client, citizen: Client, clock: SettableClock):
    clock.set(MONDAY_NINE)
    admin.put("/api/offices/1/hours", PLAN)
    shown = citizen.get("/api/offices").json["offices"][0]
    assert (shown["gives_numbers"], shown["closes_at"]) == (True, "2026-03-02T11:00:00Z")
    clock.set(MONDAY_NOON)
    shown = citizen.get("/api/offices").json["offices"][0]
    assert (shown["state"], shown["opens_at"]) == ("closed", "2026-03-03T07:00:00Z")


def test_special_days_say_why(admin: Client, citizen: Client, clock: SettableClock):
    clock.set(MONDAY_NINE)
    admin.put("/api/offices/1/hours", PLAN)
    days = {"office_id": 1, "first": "2026-03-02", "last": "2026-03-03", "reason": "Betriebsausflug"}
    added = admin.post("/api/special-days", days)
    assert added.status_code == 201
    [special] = added.json["offices"][0]["special"]
    shown = citizen.get("/api/offices").json["offices"][0]
    assert (shown["closed_because"], shown["opens_at"]) == ("Betriebsausflug", "2026-03-04T07:00:00Z")
    admin.post(f"/api/special-days/{special['id']}/remove")
    assert citizen.get("/api/offices").json["offices"][0]["gives_numbers"]


def test_public_holidays_are_those_of_the_region(admin: Client, clock: SettableClock):
    clock.set(MONDAY_NINE)
    admin.put("/api/offices/1/hours", PLAN)
    shown = admin.put("/api/holidays", {"region": "NW"}).json
    assert {"day": "2026-12-25", "name": "Erster Weihnachtstag"} in shown["holidays"]
    assert shown["region"] == "NW"


def test_what_is_no_time_is_refused(admin: Client, code_of):
    for stretch in (["12:00", "08:00"], ["8", "12"], ["24:00", "25:00"], ["08:00", "49:00"]):
        assert code_of(admin.put("/api/offices/1/hours", {"weekly": {"video": [[stretch]] + [[]] * 6}})) == (
            "invalid_input"
        )
    assert code_of(admin.put("/api/offices/1/hours", {"weekly": {"video": [[]] * 6}})) == "invalid_input"
    backwards = {"office_id": None, "first": "2026-03-03", "last": "2026-03-02"}
    assert code_of(admin.post("/api/special-days", backwards)) == "invalid_input"
    assert code_of(admin.put("/api/holidays", {"region": "Atlantis"})) == "unknown_region"
    assert code_of(admin.put("/api/offices/99/hours", PLAN)) == "unknown_office"


def test_the_days_ahead_are_shown_as_citizens_meet_them(admin: Client, clock: SettableClock):
    clock.set(MONDAY_NINE)
    shown = admin.put("/api/offices/1/hours", PLAN).json["offices"][0]
    assert shown["by_hours"]
    first = shown["ahead"][0]["days"][0]
    assert first == {"day": "2026-03-02", "hours": [["08:00", "12:00"]], "rule": "weekly", "reason": ""}


def test_how_an_office_calls_is_set_by_those_who_keep_its_hours(admin: Client, yildiz_signed_in: Client, code_of):
    plan = {"appointment_credit": 90, "mode": "alternate", "walk_ins_per_appointment": 4}
    assert code_of(yildiz_signed_in.put("/api/offices/1/calling", plan)) == "forbidden"
    shown = admin.put("/api/offices/1/calling", plan).json["offices"][0]["calling"]
    assert shown == {
        "appointment_credit": 90, "priority_credit": 45, "mode": "alternate", "walk_ins_per_appointment": 4,
        "calls_before_no_show": 1, "grace_seconds": 90,
    }  # fmt: skip
    for wrong in ({"appointment_credit": -1}, {"mode": "chance"}, {"grace_seconds": 5}, {"credit": 3}):
        assert code_of(admin.put("/api/offices/1/calling", wrong)) == "invalid_input"
