"""The appointment desk over the API: who may, what a day looks like, booking for a caller, and what is done with it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from appliance.adapters import passwords
from appliance.domain.office_hours import Hours
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel
from appliance.store import diaries
from appliance.store import staff as staff_rows
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import PASSWORD, Client

PATH = "/api/clerk/appointments"
NINE, HALF_PAST_NINE = "2026-03-02T08:00:00Z", "2026-03-02T08:30:00Z"
CONTACT = {"name": "Erika Meyer", "email": "meyer@example.org", "phone": ""}


@pytest.fixture
def booked_town(town: Musterstadt, clock: SettableClock) -> Musterstadt:
    """It is Monday at seven; somebody can be booked from nine to ten in the citizens' office."""
    clock.set(datetime(2026, 3, 2, 6, tzinfo=UTC))
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    both = (Channel.ON_SITE, Channel.VIDEO)
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 0, Hours(9 * 60, 10 * 60), both)
    return town


@pytest.fixture
def reception(app: APIFlask, booked_town: Musterstadt) -> Client:
    return Client(app).sign_in("kaya")


@pytest.fixture
def supervisor(app: APIFlask, booked_town: Musterstadt) -> Client:
    return Client(app).sign_in("hoffmann")


def wish(town: Musterstadt, **other: Any) -> dict[str, Any]:
    return {"services": [town.residence.id], "channel": "on_site", "begins_at": NINE, "contact": CONTACT, **other}


def booked(client: Client, town: Musterstadt, **other: Any) -> dict[str, Any]:
    answer = client.post(PATH, wish(town, **other))
    assert answer.status_code == 201, answer.json
    return answer.json["appointment"]


def test_only_staff_of_reception_and_counters_see_appointments(
    booked_town: Musterstadt, citizen: Client, kiosk: Client, code_of
):
    for client in (citizen, kiosk):
        assert code_of(client.get(PATH)) == "not_signed_in"
        assert code_of(client.post(PATH, wish(booked_town))) == "not_signed_in"
        assert code_of(client.post(f"{PATH}/1/check-in")) == "not_signed_in"


def test_the_desk_sees_where_an_appointment_could_be_instead(
    reception: Client, booked_town: Musterstadt, citizen: Client, code_of
):
    appointment = booked(reception, booked_town, begins_at="2026-03-02T08:15:00Z", persons=2)
    address = f"{PATH}/{appointment['id']}/slots?first=2026-03-02&days=1"
    assert reception.get(address).json["days"][0]["slots"] == [NINE, HALF_PAST_NINE]
    assert code_of(citizen.get(address)) == "not_signed_in"


def test_a_clerk_keeps_the_appointments_of_the_own_office_only(
    reception: Client, booked_town: Musterstadt, app: APIFlask, code_of
):
    appointment = booked(reception, booked_town)
    stranger = Client(app).sign_in("yildiz")
    assert [office["name"] for office in stranger.get(PATH).json["offices"]] == ["Bürgeramt"]
    other = {"service": booked_town.vehicle.id, "channel": "on_site"}
    slots = f"{PATH}/slots?service={other['service']}&channel=on_site"
    assert code_of(stranger.get(slots)) == "forbidden"
    assert code_of(stranger.post(PATH, wish(booked_town, services=[booked_town.vehicle.id]))) == "forbidden"
    assert stranger.post(f"{PATH}/{appointment['id']}/cancel").status_code == 200


def test_a_page_of_another_site_books_nothing(reception: Client, booked_town: Musterstadt, code_of):
    answer = reception.browser.post(PATH, json=wish(booked_town), headers={"Sec-Fetch-Site": "cross-site"})
    assert code_of(answer) == "cross_site"
    assert reception.get(PATH).json["appointments"] == []


def test_a_day_shows_who_comes_when_and_where(reception: Client, booked_town: Musterstadt):
    booked(reception, booked_town, begins_at=HALF_PAST_NINE)
    booked(reception, booked_town, contact={**CONTACT, "name": "Karl Kurz"})
    day = reception.get(PATH).json
    assert (day["day"], day["today"]) == ("2026-03-02", "2026-03-02")
    assert [one["name"] for one in day["appointments"]] == ["Karl Kurz", "Erika Meyer"]
    first = day["appointments"][0]
    assert (first["diary"], first["check_in_from"], first["check_in_until"]) == (
        "Aylin Yildiz", "2026-03-02T07:30:00Z", "2026-03-02T08:10:00Z",
    )  # fmt: skip
    assert reception.get(f"{PATH}?day=2026-03-03").json["appointments"] == []


def test_every_time_that_is_offered_to_a_caller_can_be_booked(reception: Client, booked_town: Musterstadt, code_of):
    query = f"{PATH}/slots?service={booked_town.residence.id}&channel=video&days=1"
    offered = reception.get(query).json["days"][0]["slots"]
    assert len(offered) == 4
    for number, begins_at in enumerate(offered):
        contact = {**CONTACT, "email": f"caller{number}@example.org"}
        booked(reception, booked_town, channel="video", begins_at=begins_at, contact=contact)
    assert reception.get(query).json["days"] == []
    assert code_of(reception.post(PATH, wish(booked_town))) == "slot_taken"


def test_booking_twice_with_one_key_books_once(reception: Client, booked_town: Musterstadt):
    key = "the-same-key-for-one-booking"
    first, second = (reception.post(PATH, wish(booked_town), key=key) for _ in range(2))
    assert first.json["appointment"]["id"] == second.json["appointment"]["id"]
    assert len(reception.get(PATH).json["appointments"]) == 1


def test_checking_in_gives_a_number_and_can_be_taken_back(
    reception: Client, booked_town: Musterstadt, clock: SettableClock, yildiz_signed_in: Client, code_of
):
    appointment = booked(reception, booked_town)
    path = f"{PATH}/{appointment['id']}"
    assert code_of(reception.post(f"{path}/check-in")) == "too_early"
    clock.set(datetime(2026, 3, 2, 7, 45, tzinfo=UTC))
    done = reception.post(f"{path}/check-in").json
    assert done["appointment"]["ticket"]["number"] == "A001"
    assert done["undo"]["kind"] == "check-in"
    [row] = yildiz_signed_in.get("/api/console").json["waiting"]
    assert (row["number"], row["why"], row["appointment_at"]) == ("A001", "Termin 09:00, zählt wie 08:10", NINE)
    back = reception.post(f"{path}/undo", {"deed": done["undo"]["action"]}).json
    assert (back["appointment"]["state"], back["undo"]) == ("confirmed", None)
    assert code_of(reception.post(f"{path}/undo", {"deed": done["undo"]["action"]})) == "undo_too_late"


def test_time_channel_and_contact_are_changed_for_the_person(reception: Client, booked_town: Musterstadt, code_of):
    path = f"{PATH}/{booked(reception, booked_town)['id']}"
    moved = reception.post(f"{path}/move", {"begins_at": HALF_PAST_NINE}).json["appointment"]
    assert moved["begins_at"] == HALF_PAST_NINE
    switched = reception.post(f"{path}/channel", {"channel": "video"}).json["appointment"]
    assert (switched["channel"], switched["begins_at"]) == ("video", HALF_PAST_NINE)
    assert code_of(reception.post(f"{path}/channel", {"channel": "telephone"})) == "channel_not_offered"
    contact = {"name": "Erika Meyer-Kurz", "phone": "+49 151 23456789"}
    changed = reception.post(f"{path}/contact", contact).json["appointment"]
    assert (changed["name"], changed["phone"], changed["email"]) == ("Erika Meyer-Kurz", "+49 151 23456789", "")
    assert code_of(reception.post(f"{path}/contact", {"name": "Erika Meyer"})) == "contact_missing"


def test_what_is_over_stays_in_the_list(reception: Client, booked_town: Musterstadt, clock: SettableClock, code_of):
    first, second = booked(reception, booked_town), booked(reception, booked_town, begins_at=HALF_PAST_NINE)
    reception.post(f"{PATH}/{second['id']}/cancel")
    assert code_of(reception.post(f"{PATH}/{first['id']}/missed")) == "not_begun"
    clock.set(datetime(2026, 3, 2, 8, 5, tzinfo=UTC))
    reception.post(f"{PATH}/{first['id']}/missed")
    states = [one["state"] for one in reception.get(PATH).json["appointments"]]
    assert states == ["missed", "cancelled"]


def test_an_appointment_that_nobody_knows_is_no_fault(reception: Client, code_of):
    assert code_of(reception.post(f"{PATH}/4711/cancel")) == "unknown_appointment"


def test_the_clerk_sees_who_booked_when_they_are_called(
    reception: Client, booked_town: Musterstadt, clock: SettableClock, yildiz_signed_in: Client
):
    services = [booked_town.residence.id, booked_town.services["Meldebescheinigung"].id]
    appointment = booked(reception, booked_town, services=services, persons=2)
    clock.set(datetime(2026, 3, 2, 7, 45, tzinfo=UTC))
    reception.post(f"{PATH}/{appointment['id']}/check-in")
    counter = booked_town.counter("Schalter 1").id
    current = yildiz_signed_in.post(f"/api/counters/{counter}/call-next").json["current"]
    assert (current["appointment"]["name"], current["appointment"]["begins_at"]) == ("Erika Meyer", NINE)
    assert current["appointment"]["services"] == ["Wohnsitz anmelden", "Meldebescheinigung"]
    assert (current["persons"], current["service"]["minutes"]) == (2, 36)
    [shown] = reception.get(PATH).json["appointments"]
    assert (shown["state"], shown["ticket"]["state"]) == ("checked_in", "called")


def test_a_waiting_number_is_chosen_for_the_appointment(
    reception: Client, citizen: Client, booked_town: Musterstadt, clock: SettableClock, code_of
):
    appointment = booked(reception, booked_town)
    clock.set(datetime(2026, 3, 2, 7, 45, tzinfo=UTC))
    ticket = booked_town.take(booked_town.id_card)
    path = f"{PATH}/{appointment['id']}"
    [number] = reception.get(f"{path}/numbers").json["numbers"]
    assert (number["number"], number["service"]) == (ticket.number, "Personalausweis beantragen")
    done = reception.post(f"{path}/check-in", {"ticket_id": number["id"]}).json
    assert done["appointment"]["ticket"]["id"] == ticket.id
    assert reception.get(f"{path}/numbers").json["numbers"] == []
    assert code_of(citizen.get(f"{path}/numbers")) == "not_signed_in"


def test_a_supervisor_without_another_role_keeps_the_appointments_of_the_house(app: APIFlask, booked_town: Musterstadt):
    booked_town.store.write(
        staff_rows.add_clerk, "Sabine Lang", "lang", passwords.hashed(PASSWORD), [Role.SUPERVISOR], []
    )
    supervisor = Client(app).sign_in("lang")
    assert {office["name"] for office in supervisor.get(PATH).json["offices"]} == set(booked_town.offices)
    assert booked(supervisor, booked_town)["name"] == "Erika Meyer"
