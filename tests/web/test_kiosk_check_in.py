"""Checking in at a kiosk over HTTP."""

from datetime import UTC, date, datetime

import pytest

from appliance.domain.appointment import Contact, link_token
from appliance.domain.calling import CallingRules
from appliance.domain.device import Function
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.operations import appointments as booking
from appliance.operations import calling, devices
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments, diaries
from appliance.store.server_key import server_key
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIVE_TO = datetime(2026, 3, 2, 7, 55, tzinfo=UTC)


class Booked:
    """Erika Meyer's appointment on Monday at nine, for two persons; it is seven o'clock."""

    def __init__(self, town: Musterstadt, secret: bytes) -> None:
        town.clock.set(datetime(2026, 3, 2, 6, tzinfo=UTC))
        diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
        town.store.write(
            diaries.add_staffing, diary, town.citizens_office.id, 0, Hours(9 * 60, 12 * 60), [Channel.ON_SITE]
        )
        wish = Wish(Need((town.residence.id,), Channel.ON_SITE, 2), NINE)
        self.id = town.do(booking.reserve, wish, secret)
        town.do(booking.confirm, self.id, Contact("Erika Meyer", email="meyer@example.org"))
        found = town.ask(appointments.by_id, self.id)
        self.code, self.link = found.code, link_token(secret, found.uid, 0)


@pytest.fixture
def booked(town: Musterstadt, kiosk: Client, config, clock: SettableClock) -> Booked:
    return Booked(town, server_key(config.data))


def test_the_code_is_answered_with_number_link_and_qr(kiosk: Client, app, booked: Booked, clock: SettableClock):
    clock.set(FIVE_TO)
    answer = kiosk.post("/api/kiosk/check-in", {"code": booked.code}).json
    assert (answer["ticket"]["number"], answer["ticket"]["persons"]) == ("A001", 2)
    assert (answer["begins_at"], answer["in_time"]) == ("2026-03-02T08:00:00Z", True)
    assert answer["qr"].startswith("data:image/svg+xml")
    assert Client(app, answer["token"]).get("/api/ticket").json["appointment_at"] == "2026-03-02T08:00:00Z"


def test_who_is_in_time_is_told_so_also_where_an_appointment_has_no_credit(
    kiosk: Client, town: Musterstadt, booked: Booked, clock: SettableClock
):
    town.do(calling.set_rules, town.citizens_office.id, CallingRules(appointment_credit=0), None)
    clock.set(FIVE_TO)
    assert kiosk.post("/api/kiosk/check-in", {"code": booked.code}).json["in_time"]


def test_who_is_late_is_told_so(kiosk: Client, booked: Booked, clock: SettableClock):
    clock.set(datetime(2026, 3, 2, 8, 20, tzinfo=UTC))
    assert not kiosk.post("/api/kiosk/check-in", {"code": booked.code}).json["in_time"]


def test_the_qr_code_of_the_link_checks_in_as_well(kiosk: Client, booked: Booked, clock: SettableClock):
    clock.set(FIVE_TO)
    assert kiosk.post("/api/kiosk/check-in", {"token": booked.link}).json["ticket"]["number"] == "A001"


def test_an_answer_that_was_lost_is_given_again(kiosk: Client, booked: Booked, clock: SettableClock):
    clock.set(FIVE_TO)
    first, second = (kiosk.post("/api/kiosk/check-in", {"code": booked.code}, key="k" * 22).json for _ in range(2))
    assert first["token"] == second["token"]


def test_a_number_that_was_taken_first_is_linked(kiosk: Client, app, town: Musterstadt, booked: Booked, clock):
    clock.set(FIVE_TO)
    taken = kiosk.post("/api/tickets", {"service_id": town.residence.id, "channel": "on_site"}).json
    joined = kiosk.post("/api/kiosk/check-in", {"code": booked.code, "ticket": taken["token"]}).json
    assert (joined["ticket"]["id"], joined["token"]) == (taken["ticket"]["id"], taken["token"])
    assert joined["ticket"]["persons"] == 2


def test_too_early_is_said_with_the_times_of_the_town(kiosk: Client, booked: Booked):
    refused = kiosk.post("/api/kiosk/check-in", {"code": booked.code}, Accept_Language="de").json
    assert refused["detail"] == (
        "Für die Anmeldung ist es noch zu früh: Ihr Termin ist um 09:00 Uhr. Anmelden können Sie sich ab 08:30 Uhr."
    )


def test_another_day_is_said_in_words(kiosk: Client, booked: Booked, clock: SettableClock):
    clock.set(datetime(2026, 3, 1, 9, tzinfo=UTC))
    german = kiosk.post("/api/kiosk/check-in", {"code": booked.code}, Accept_Language="de").json["detail"]
    english = kiosk.post("/api/kiosk/check-in", {"code": booked.code}, Accept_Language="en").json["detail"]
    assert german == "Ihr Termin ist nicht heute. Er ist am Montag, 2. März um 09:00 Uhr."
    assert english == "Your appointment is not today. It is on Monday, 2 March at 09:00."


def test_codes_cannot_be_tried_out(kiosk: Client, booked: Booked, code_of):
    codes = [code_of(kiosk.post("/api/kiosk/check-in", {"code": "000000"})) for _ in range(13)]
    assert codes == ["unknown_appointment_code"] * 12 + ["too_many_attempts"]


def test_only_a_device_that_takes_tickets_checks_in(citizen: Client, app, town: Musterstadt, booked: Booked, code_of):
    assert code_of(citizen.post("/api/kiosk/check-in", {"code": booked.code})) == "device_unknown"
    device_id = town.do(devices.register, town.citizens_office.id, "Anzeige", "Foyer", Function.BOARD)
    code, _ = town.do(devices.issue_code, device_id)
    board = Client(app, town.do(devices.enrol, code)[1])
    assert code_of(board.post("/api/kiosk/check-in", {"code": booked.code})) == "takes_no_tickets"


def test_neither_code_nor_link_is_no_request(kiosk: Client, booked: Booked, code_of):
    assert code_of(kiosk.post("/api/kiosk/check-in", {})) == "invalid_input"
    assert code_of(kiosk.post("/api/kiosk/check-in", {"token": "p_" + "x" * 43})) == "unknown_appointment"


def test_the_kiosk_learns_whether_its_office_takes_appointments(kiosk: Client, town: Musterstadt):
    assert kiosk.get("/api/device").json["takes_appointments"] is False
    Booked(town, bytes(32))
    assert kiosk.get("/api/device").json["takes_appointments"] is True


def test_a_family_is_one_number_and_the_clerk_sees_how_many(citizen: Client, yildiz_signed_in: Client, town, code_of):
    order = {"service_id": town.residence.id, "channel": "video", "persons": 2}
    assert citizen.post("/api/tickets", order).json["ticket"]["persons"] == 2
    assert code_of(citizen.post("/api/tickets", {**order, "persons": 13})) == "invalid_input"
    assert yildiz_signed_in.get("/api/console").json["waiting"][0]["persons"] == 2
    current = yildiz_signed_in.post(f"/api/counters/{town.counter('Schalter 1').id}/call-next").json["current"]
    assert (current["persons"], current["service"]["minutes"]) == (2, 24)


def test_what_is_shown_to_the_camera_is_checked_in_by_the_page_once(
    kiosk: Client, booked: Booked, clock: SettableClock, code_of
):
    clock.set(FIVE_TO)
    assert kiosk.get("/api/device").json["looks_for_code"] is None
    assert kiosk.post("/api/kiosk/look", {"looking": True}).status_code == 204
    assert kiosk.get("/api/device").json["looks_for_code"] == 1
    assert kiosk.post("/api/kiosk/shown", {"token": booked.link}).status_code == 204
    seen = kiosk.get("/api/device").json
    assert (seen["looks_for_code"], seen["code_shown"]) == (None, True)
    assert kiosk.post("/api/kiosk/check-in", {"shown": True}).json["ticket"]["number"] == "A001"
    assert code_of(kiosk.post("/api/kiosk/check-in", {"shown": True})) == "nobody_looks"


def test_what_is_shown_when_nobody_waits_for_it_is_forgotten(
    kiosk: Client, booked: Booked, clock: SettableClock, code_of
):
    clock.set(FIVE_TO)
    assert code_of(kiosk.post("/api/kiosk/shown", {"token": booked.link})) == "nobody_looks"
    kiosk.post("/api/kiosk/look", {"looking": True})
    clock.advance(seconds=90)
    assert code_of(kiosk.post("/api/kiosk/shown", {"token": booked.link})) == "nobody_looks"
    kiosk.post("/api/kiosk/look", {"looking": True})
    kiosk.post("/api/kiosk/shown", {"token": booked.link})
    kiosk.post("/api/kiosk/look", {"looking": False})
    assert code_of(kiosk.post("/api/kiosk/check-in", {"shown": True})) == "nobody_looks"
