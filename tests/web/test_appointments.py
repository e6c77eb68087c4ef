"""Appointments over HTTP: what is free, booking it, and what the holder of the link may do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from icalendar import Calendar
from werkzeug.test import TestResponse

from appliance.domain.appointment import BookingRules, LateArrival
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.operations import check_in
from appliance.store import appointments, diaries
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client

MONDAY = date(2026, 3, 2)
MEYER = {"name": "Erika Meyer", "email": "meyer@example.org"}
CODE = Callable[[TestResponse], str]


def berlin(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


NINE = berlin(9)


def named(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@pytest.fixture(autouse=True)
def yildiz_can_be_booked(town: Musterstadt, clock: SettableClock) -> int:
    """On Mondays from nine to ten in the citizens' office; it is Monday at seven."""
    clock.set(berlin(7))
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    on = (Channel.ON_SITE, Channel.VIDEO)
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 0, Hours(540, 600), on)
    return diary


def set_rules(town: Musterstadt, **rules: Any) -> None:
    town.store.write(appointments.set_rules, town.citizens_office.id, BookingRules(**rules))


def wish(town: Musterstadt, at: datetime = NINE, **more: Any) -> dict[str, Any]:
    return {"services": [town.residence.id], "channel": "on_site", "begins_at": named(at), **more}


def free(citizen: Client, town: Musterstadt, **query: Any) -> list[str]:
    asked = {"service": town.residence.id, "channel": "on_site", "first": MONDAY.isoformat(), "days": 1, **query}
    answer = citizen.get("/api/slots?" + "&".join(f"{name}={value}" for name, value in asked.items()))
    assert answer.status_code == 200, answer.json
    return [slot for day in answer.json["days"] for slot in day["slots"]]


@pytest.fixture
def book(citizen: Client, app: APIFlask, town: Musterstadt) -> Callable[..., Client]:
    """`book(berlin(9))`: the holder of a confirmed appointment."""

    def booked(at: datetime = NINE, contact: dict[str, str] = MEYER, **more: Any) -> Client:
        reserved = citizen.post("/api/appointments", wish(town, at, **more))
        assert reserved.status_code == 201, reserved.json
        holder = Client(app, reserved.json["token"])
        confirmed = holder.post("/api/appointment/confirm", contact)
        assert confirmed.status_code == 200, confirmed.json
        return holder

    return booked


def test_what_is_free_is_asked_by_service_channel_and_people(citizen: Client, town: Musterstadt) -> None:
    quarters = [named(berlin(9, minute)) for minute in (0, 15, 30, 45)]
    assert free(citizen, town) == quarters
    assert free(citizen, town, persons=3) == quarters[:2]
    both = free(citizen, town, service=f"{town.residence.id},{town.id_card.id}")
    assert both == quarters[:3]  # 12 and 15 minutes
    assert free(citizen, town, first="2026-03-03") == []


def test_slots_say_how_long_it_takes_and_where(citizen: Client, town: Musterstadt) -> None:
    shown = citizen.get(f"/api/slots?service={town.residence.id}&channel=video&persons=2").json
    assert (shown["office"]["name"], shown["minutes"]) == ("Bürgeramt", 24)


@pytest.mark.parametrize(
    "query",
    ["", "?service=1", "?service=3&channel=on_site&persons=0", "?service=3&channel=fax", "?service=a&channel=video"],
)
def test_an_incomplete_question_is_refused(citizen: Client, code_of: CODE, query: str) -> None:
    assert code_of(citizen.get(f"/api/slots{query}")) == "invalid_input"


def test_services_of_two_offices_are_two_appointments(citizen: Client, town: Musterstadt, code_of: CODE) -> None:
    services = f"service={town.residence.id},{town.vehicle.id}"
    assert code_of(citizen.get(f"/api/slots?{services}&channel=on_site")) == "several_offices"
    assert code_of(citizen.get("/api/slots?service=999&channel=on_site")) == "unknown_service"
    assert code_of(citizen.get(f"/api/slots?service={town.id_card.id}&channel=video")) == "channel_not_offered"


def test_a_chosen_slot_is_kept_and_then_confirmed(citizen: Client, app: APIFlask, town: Musterstadt) -> None:
    reserved = citizen.post("/api/appointments", wish(town, persons=2)).json
    shown, token = reserved["appointment"], reserved["token"]
    assert (shown["state"], shown["held_until"]) == ("reserved", named(berlin(7, 10)))
    assert reserved["url"] == f"http://localhost/appointment#{token}"
    assert free(citizen, town) == [named(berlin(9, 30)), named(berlin(9, 45))]
    confirmed = Client(app, token).post("/api/appointment/confirm", MEYER).json
    assert (confirmed["state"], confirmed["held_until"], confirmed["name"]) == ("confirmed", None, "Erika Meyer")
    assert (confirmed["begins_at"], confirmed["ends_at"]) == (named(berlin(9)), named(berlin(9, 25)))
    assert (confirmed["place"], confirmed["channels"]) == ("Rathaus, Erdgeschoss", ["on_site", "video"])
    assert confirmed["services"][0]["documents"].startswith("Personalausweis")


def test_a_repeated_reservation_is_the_same_one(citizen: Client, town: Musterstadt) -> None:
    key = "k" * 22
    first = citizen.post("/api/appointments", wish(town), key=key)
    assert first.status_code == 201
    assert citizen.post("/api/appointments", wish(town), key=key).json == first.json


def test_a_slot_that_somebody_else_has_is_refused(citizen: Client, town: Musterstadt, code_of: CODE) -> None:
    assert citizen.post("/api/appointments", wish(town)).status_code == 201
    refused = citizen.post("/api/appointments", wish(town))
    assert (refused.status_code, code_of(refused)) == (409, "slot_taken")


def test_a_time_that_was_never_offered_is_refused(citizen: Client, town: Musterstadt, code_of: CODE) -> None:
    assert code_of(citizen.post("/api/appointments", wish(town, berlin(9, 5)))) == "slot_taken"
    assert code_of(citizen.post("/api/appointments", wish(town, berlin(11)))) == "slot_taken"
    no_zone = wish(town, begins_at="2026-03-02T09:00:00")
    assert code_of(citizen.post("/api/appointments", no_zone)) == "invalid_input"


def test_who_confirms_too_late_is_told_and_the_slot_is_free(
    citizen: Client, app: APIFlask, town: Musterstadt, clock: SettableClock, code_of: CODE
) -> None:
    held = Client(app, citizen.post("/api/appointments", wish(town)).json["token"])
    clock.advance(minutes=10)
    assert code_of(held.post("/api/appointment/confirm", MEYER)) == "hold_expired"
    assert named(berlin(9)) in free(citizen, town)


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        ({"name": "Erika Meyer"}, "contact_missing"),
        ({"name": " ", "email": "meyer@example.org"}, "invalid_input"),
        ({"name": "Erika Meyer", "email": "meyer"}, "invalid_input"),
        ({"name": "Erika Meyer", "phone": "call me"}, "invalid_input"),
    ],
)
def test_an_appointment_needs_a_name_and_a_way_to_tell(
    citizen: Client, app: APIFlask, town: Musterstadt, code_of: CODE, contact: dict[str, str], code: str
) -> None:
    held = Client(app, citizen.post("/api/appointments", wish(town)).json["token"])
    assert code_of(held.post("/api/appointment/confirm", contact)) == code


def test_one_person_has_so_many_appointments_at_most(
    citizen: Client, app: APIFlask, town: Musterstadt, book: Callable[..., Client], code_of: CODE
) -> None:
    set_rules(town, per_person=1)
    book()
    second = Client(app, citizen.post("/api/appointments", wish(town, berlin(9, 15))).json["token"])
    assert code_of(second.post("/api/appointment/confirm", MEYER)) == "too_many_appointments"


def test_the_link_opens_its_appointment_and_no_other_does(
    citizen: Client, app: APIFlask, book: Callable[..., Client], code_of: CODE
) -> None:
    holder = book()
    assert holder.get("/api/appointment").json["email"] == "meyer@example.org"
    for stranger in (Client(app, f"{holder.token}x"), Client(app, "t_ticket"), citizen):
        refused = stranger.get("/api/appointment")
        assert (refused.status_code, code_of(refused)) == (401, "unknown_appointment")


def test_the_calendar_file_is_the_entry_of_the_appointment(town: Musterstadt, book: Callable[..., Client]) -> None:
    holder = book()
    file = holder.get("/api/appointment/calendar")
    assert file.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(file.data).walk("VEVENT")
    found = town.ask(appointments.by_link, holder.token, town.clock.now())
    assert found is not None
    assert (event["UID"], event["SEQUENCE"], event["DTSTART"].dt) == (found.uid, 0, berlin(9))


def test_the_holder_has_the_link_as_a_picture(book: Callable[..., Client]) -> None:
    assert book().get("/api/appointment").json["qr"].startswith("data:image/svg+xml")


def test_reading_changes_nothing_however_often(town: Musterstadt, book: Callable[..., Client]) -> None:
    """A mail scanner follows every link."""
    holder = book()
    before, bearer = dump(town), {"Authorization": f"Bearer {holder.token}"}
    for _ in range(5):
        assert holder.get("/api/appointment").status_code == 200
        assert holder.browser.head("/api/appointment", headers=bearer).status_code == 200
        for page in ("/appointment", "/book", "/api/appointment/calendar"):
            assert holder.get(page).status_code == holder.browser.head(page, headers=bearer).status_code == 200
    assert dump(town) == before


def dump(town: Musterstadt) -> list[str]:
    from appliance.store.rows import database

    return list(town.ask(lambda: database.connection().iterdump()))


def test_moving_keeps_the_link_and_frees_the_old_time(
    citizen: Client, town: Musterstadt, book: Callable[..., Client], code_of: CODE
) -> None:
    holder = book()
    moved = holder.post("/api/appointment/move", {"begins_at": named(berlin(9, 45))})
    assert moved.json["begins_at"] == named(berlin(9, 45))
    assert named(berlin(9)) in free(citizen, town)
    book(berlin(9, 15), {"name": "Karl Kurz", "phone": "+49 151 234"})
    assert code_of(holder.post("/api/appointment/move", {"begins_at": named(berlin(9, 15))})) == "slot_taken"
    assert holder.get("/api/appointment").json["begins_at"] == named(berlin(9, 45))


def test_who_wants_it_is_written_to_in_easy_language(book: Callable[..., Client], town: Musterstadt) -> None:
    holder = book(contact={**MEYER, "language": "de-simple"})
    found = holder.get("/api/appointment").json["id"]
    assert town.ask(appointments.by_id, found).language == "de-simple"


def test_the_own_time_is_no_hindrance_to_moving(book: Callable[..., Client], citizen: Client, code_of: CODE) -> None:
    holder = book(berlin(9, 15), persons=2)
    found = holder.get(f"/api/appointment/slots?first={MONDAY}&days=1").json
    assert (found["minutes"], found["days"][0]["slots"]) == (24, [named(NINE), named(berlin(9, 30))])
    assert holder.post("/api/appointment/move", {"begins_at": named(berlin(9, 30))}).status_code == 200
    assert code_of(citizen.get("/api/appointment/slots")) == "unknown_appointment"


def test_on_site_becomes_video_at_the_same_time(book: Callable[..., Client], code_of: CODE) -> None:
    holder = book()
    switched = holder.post("/api/appointment/channel", {"channel": "video"}).json
    assert (switched["channel"], switched["begins_at"]) == ("video", named(berlin(9)))
    assert code_of(holder.post("/api/appointment/channel", {"channel": "telephone"})) == "channel_not_offered"


@pytest.fixture
def callable_town(town: Musterstadt, yildiz_can_be_booked: int) -> Musterstadt:
    """Residence is registered by telephone, too."""
    everywhere = "UPDATE service SET channels = 'on_site,video,telephone' WHERE id = ?"
    from appliance.store.sql import execute

    town.store.write(execute, everywhere, (town.residence.id,))
    by_telephone = (yildiz_can_be_booked, town.citizens_office.id, 0, Hours(540, 600), (Channel.TELEPHONE,))
    town.store.write(diaries.add_staffing, *by_telephone)
    return town


def test_who_is_to_be_called_gives_a_number(
    callable_town: Musterstadt, citizen: Client, app: APIFlask, code_of: CODE
) -> None:
    reserved = citizen.post("/api/appointments", wish(callable_town, channel="telephone"))
    holder = Client(app, reserved.json["token"])
    assert code_of(holder.post("/api/appointment/confirm", MEYER)) == "phone_missing"
    assert holder.post("/api/appointment/confirm", {**MEYER, "phone": "0231 500"}).json["channel"] == "telephone"


def test_a_number_comes_with_the_switch_to_the_telephone(
    callable_town: Musterstadt, book: Callable[..., Client], code_of: CODE
) -> None:
    holder = book()
    assert code_of(holder.post("/api/appointment/channel", {"channel": "telephone"})) == "phone_missing"
    switched = holder.post("/api/appointment/channel", {"channel": "telephone", "phone": "0231 500"}).json
    assert (switched["channel"], switched["phone"]) == ("telephone", "0231 500")


def test_who_is_called_has_a_number_at_their_time_without_doing_anything(
    callable_town: Musterstadt, book: Callable[..., Client], app: APIFlask, clock: SettableClock, yildiz: Desk
) -> None:
    holder = book(NINE, {**MEYER, "phone": "0231 500"}, channel="telephone")
    secret = app.extensions["vorzimmer"].secret
    clock.set(berlin(8, 59))
    assert not callable_town.ask(check_in.calls_are_due, clock.now())
    clock.set(NINE)
    callable_town.do(check_in.begin_calls, secret)
    shown = holder.get("/api/appointment").json
    assert (shown["state"], shown["ticket"]["number"]) == ("checked_in", "A001")
    assert Client(app, shown["ticket"]["token"]).get("/api/ticket").json["phone"] == "0231 500"
    assert yildiz.call_next().channel is Channel.TELEPHONE


def test_cancelling_frees_the_time_and_cannot_be_done_twice(
    citizen: Client, town: Musterstadt, book: Callable[..., Client], code_of: CODE
) -> None:
    holder = book()
    assert holder.post("/api/appointment/cancel").json["state"] == "cancelled"
    assert named(berlin(9)) in free(citizen, town)
    assert code_of(holder.post("/api/appointment/cancel")) == "wrong_state"
    assert code_of(holder.post("/api/appointment/move", {"begins_at": named(berlin(9, 30))})) == "wrong_state"


def test_checking_in_leads_to_a_number_and_the_link_leads_there_again(
    app: APIFlask, clock: SettableClock, yildiz: Desk, book: Callable[..., Client], code_of: CODE
) -> None:
    holder = book(channel="video")
    assert holder.get("/api/appointment").json["punctuality"] == "early"
    assert code_of(holder.post("/api/appointment/check-in")) == "too_early"
    clock.set(berlin(8, 45))
    assert holder.get("/api/appointment").json["punctuality"] == "in_time"
    checked_in = holder.post("/api/appointment/check-in").json
    assert Client(app, checked_in["token"]).get("/api/ticket").json["number"] == checked_in["number"] == "A001"
    later = holder.get("/api/appointment").json
    assert (later["state"], later["ticket"]) == ("checked_in", checked_in)
    assert code_of(holder.post("/api/appointment/cancel")) == "wrong_state"
    assert yildiz.call_next().number == "A001"


def test_who_is_late_follows_the_rule_of_the_office(
    town: Musterstadt, clock: SettableClock, book: Callable[..., Client], code_of: CODE
) -> None:
    set_rules(town, late_arrival=LateArrival.REFUSE)
    holder = book()
    clock.set(berlin(9, 11))
    shown = holder.get("/api/appointment").json
    assert (shown["punctuality"], shown["late_arrival"]) == ("late", "refuse")
    assert code_of(holder.post("/api/appointment/check-in")) == "too_late"


def test_a_new_link_ends_the_old_one(app: APIFlask, book: Callable[..., Client], code_of: CODE) -> None:
    holder = book()
    fresh = holder.post("/api/appointment/link").json
    assert fresh["url"].endswith(f"/appointment#{fresh['token']}")
    assert Client(app, fresh["token"]).get("/api/appointment").json["name"] == "Erika Meyer"
    ended = holder.get("/api/appointment")
    assert (ended.status_code, code_of(ended)) == (410, "link_ended")
    assert code_of(holder.post("/api/appointment/cancel")) == "link_ended"


def test_the_link_dies_a_day_after_the_appointment(
    clock: SettableClock, book: Callable[..., Client], code_of: CODE
) -> None:
    holder = book()
    clock.set(berlin(9, 15) + timedelta(days=1))
    assert code_of(holder.get("/api/appointment")) == "link_ended"


def test_free_times_are_not_asked_without_end(citizen: Client, town: Musterstadt, code_of: CODE) -> None:
    address = f"/api/slots?service={town.residence.id}&channel=on_site&days=1"
    answers = [citizen.get(address) for _ in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {200}
    assert code_of(answers[120]) == "too_many_requests"


def test_one_address_cannot_fill_the_diary(app: APIFlask, town: Musterstadt, code_of: CODE) -> None:
    answers = [Client(app).post("/api/appointments", wish(town)) for _ in range(13)]
    assert code_of(answers[-1]) == "too_many_requests"


def test_a_kiosk_books_for_who_stands_there(kiosk: Client, town: Musterstadt) -> None:
    token = kiosk.post("/api/appointments", wish(town)).json["token"]
    found = town.ask(appointments.by_link, token, town.clock.now())
    assert found is not None and found.origin == "kiosk"


def test_a_holder_cannot_flood_the_office(book: Callable[..., Client], code_of: CODE) -> None:
    holder = book()
    answers = [holder.post("/api/appointment/channel", {"channel": ("video", "on_site")[n % 2]}) for n in range(30)]
    assert {answer.status_code for answer in answers[:29]} == {200}  # the first write was the confirmation
    assert code_of(answers[29]) == "too_many_requests"
