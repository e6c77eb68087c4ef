"""The call display's view: whose calls, how they are said, and how it is set up."""

from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from appliance.config import Config
from appliance.domain.calling import CallingRules, Mode
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.live import topics
from appliance.operations import devices
from appliance.store import admission, diaries, offices
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.calls_ahead import CallsAhead
from appliance.web.parts import Parts
from appliance.web.views.spoken import call_phrases
from tests.fakes import SettableClock, TalkingParrot
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client

SET_UP = {"offices": [], "speaks": True, "languages": ["de"], "volume": 80, "quiet": None}


@pytest.fixture
def parrot() -> TalkingParrot:
    return TalkingParrot()


@pytest.fixture
def app(app: APIFlask, config: Config, store: Store, clock: SettableClock, parrot: TalkingParrot) -> APIFlask:
    """With a voice."""
    return create_app(config, store, clock, Parts(voice=parrot))


@pytest.fixture
def board(app: APIFlask, town: Musterstadt) -> Client:
    device_id = town.do(devices.register, town.citizens_office.id, "Anzeige", "Foyer", devices.Function.BOARD)
    code, _ = town.do(devices.issue_code, device_id)
    client = Client(app, town.do(devices.enrol, code)[1])
    client.device_id = device_id
    return client


def set_up(admin: Client, board: Client, **settings: Any) -> Any:
    return admin.put(f"/api/admin/boards/{board.device_id}", {**SET_UP, **settings})


def test_a_call_comes_with_what_is_to_be_said(board: Client, town: Musterstadt, yildiz: Desk) -> None:
    town.take()
    yildiz.call_next()
    view = board.get("/api/board").json
    (call,) = view["calls"]
    assert call["place"] == {"kind": "counter", "name": "Schalter 1"}
    assert call["spoken"] == [
        {"language": "de", "phrases": ["Nummer A null null eins,", "bitte zu Schalter 1."]},
    ]
    assert (view["languages"], view["volume"]) == (["de"], 80)


@pytest.mark.parametrize(
    ("number", "place", "language", "said"),
    [
        ("A017", "Schalter 3", "de", ["Nummer A null eins sieben,", "bitte zu Schalter 3."]),
        ("A017", "Schalter 3", "en", ["Number A, zero one seven,", "please go to counter 3."]),
        ("KA1205/2", "Terminal 1", "de", ["Nummer K A eins zwei null fünf, Teil zwei,", "bitte zu Terminal 1."]),
        ("K120/2", "Zimmer 12", "en", ["Number K, one two zero, part two,", "please go to room 12."]),
        ("A001", "Bürgersaal", "en", ["Number A, zero zero one,", "please go to Bürgersaal."]),
    ],
)
def test_a_number_is_spelt_and_a_place_is_named(number: str, place: str, language: str, said: list[str]) -> None:
    assert call_phrases(number, place, language) == said


def test_a_board_shows_the_offices_that_it_was_given(
    board: Client, admin: Client, town: Musterstadt, yildiz: Desk, clock: SettableClock
) -> None:
    vehicles = town.offices["Kfz-Zulassung"]
    brandt = town.desk("brandt", "Schalter 2")
    assert set_up(admin, board, offices=[vehicles.id, town.citizens_office.id]).json["settings"]["offices"] == [
        vehicles.id
    ]
    for desk, service in ((yildiz, None), (brandt, town.vehicle)):
        town.take(service)
        desk.call_next()
        clock.advance(seconds=5)
    town.take(town.vehicle)
    view = board.get("/api/board").json
    assert [one["name"] for one in view["offices"]] == ["Bürgeramt", "Kfz-Zulassung"]
    assert [one["waiting"] for one in view["offices"]] == [0, 1]
    assert [call["number"] for call in view["calls"]] == ["K001", "A001"]  # the newest first
    waiting = {one["service"]: one["waiting"] for one in view["windows"]}
    assert waiting["Fahrzeug zulassen oder umschreiben"] == 1
    assert waiting["Wohnsitz anmelden"] == 0
    assert board.get(f"/api/board?office={town.offices['Standesamt'].id}").json["offices"] == view["offices"]


def test_live_tells_a_board_what_happens_in_all_its_offices(board: Client, admin: Client, town: Musterstadt) -> None:
    vehicles = town.offices["Kfz-Zulassung"].id
    set_up(admin, board, offices=[vehicles])
    principal = town.ask(admission.device, board.token, "browser")
    assert principal is not None
    assert (principal.office_id, principal.further_offices) == (town.citizens_office.id, (vehicles,))
    assert topics.of_principal(principal, ())[1:] == (f"office:{town.citizens_office.id}", f"office:{vehicles}")


def test_in_quiet_hours_and_where_it_is_switched_off_nothing_is_said(
    board: Client, admin: Client, town: Musterstadt, yildiz: Desk, clock: SettableClock
) -> None:
    town.take()
    yildiz.call_next()
    set_up(admin, board, languages=["de", "en"], quiet={"begins": 12 * 60, "ends": 13 * 60})
    assert [one["language"] for one in board.get("/api/board").json["calls"][0]["spoken"]] == ["de", "en"]
    clock.set(datetime(2026, 3, 2, 11, 30, tzinfo=UTC))  # 12:30 in Musterstadt
    quiet = board.get("/api/board").json
    assert (quiet["languages"], quiet["volume"]) == ([], 20)
    set_up(admin, board, speaks=False)
    assert board.get("/api/board").json["languages"] == []


def test_a_server_without_a_voice_shows_calls_and_says_so_to_the_administration(
    config: Config, store: Store, clock: SettableClock, board: Client, admin: Client, town: Musterstadt, yildiz: Desk
) -> None:
    town.take()
    yildiz.call_next()
    silent = create_app(config, store, clock)
    view = Client(silent, board.token).get("/api/board").json
    assert (view["calls"][0]["number"], view["calls"][0]["spoken"], view["languages"]) == ("A001", [], [])
    speakers = Client(silent).sign_in("hoffmann").get("/api/admin/boards").json["speakers"]
    assert speakers == [{"language": "de", "program": ""}, {"language": "en", "program": ""}]


def test_the_administration_sees_every_board_and_what_speaks(board: Client, admin: Client) -> None:
    view = admin.get("/api/admin/boards").json
    (shown,) = view["boards"]
    assert (shown["name"], shown["office"]["name"], shown["settings"]) == ("Anzeige", "Bürgeramt", SET_UP)
    assert view["speakers"][0] == {"language": "de", "program": "parrot"}


def test_only_supervisors_and_administrators_set_up_only_boards(
    board: Client, kiosk: Client, admin: Client, yildiz_signed_in: Client, town: Musterstadt, code_of
) -> None:
    assert code_of(set_up(yildiz_signed_in, board)) == "forbidden"
    kiosk_id = kiosk.get("/api/device").json["id"]
    assert code_of(admin.put(f"/api/admin/boards/{kiosk_id}", SET_UP)) == "unknown_device"
    assert code_of(set_up(admin, board, offices=[99])) == "unknown_office"
    assert code_of(set_up(admin, board, languages=[])) == "invalid_input"
    assert code_of(set_up(admin, board, volume=0)) == "invalid_input"


def test_the_rule_stands_on_the_wall_where_people_have_appointments(
    board: Client, town: Musterstadt, store: Store
) -> None:
    assert board.get("/api/board").json["offices"][0]["rule"] is None
    diary = store.write(diaries.add, "Platz 1", None)
    store.write(diaries.add_staffing, diary, town.citizens_office.id, 0, Hours(480, 720), (Channel.ON_SITE,))
    rule = {"appointment_minutes": 50, "numbers_per_appointment": None}
    assert board.get("/api/board").json["offices"][0]["rule"] == rule
    alternating = CallingRules(mode=Mode.ALTERNATE, walk_ins_per_appointment=2)
    store.write(offices.set_calling, town.citizens_office.id, alternating)
    rule = {"appointment_minutes": None, "numbers_per_appointment": 2}
    assert board.get("/api/board").json["offices"][0]["rule"] == rule


def test_what_is_likely_to_be_called_is_rendered_before(
    board: Client, admin: Client, town: Musterstadt, yildiz: Desk, store: Store, parrot: TalkingParrot
) -> None:
    town.take()
    ahead = CallsAhead(store, parrot)
    ahead.look()
    assert parrot.prepared == [("de", "bitte zu Schalter 1."), ("de", "Nummer A null null eins,")]
    parrot.prepared.clear()
    ahead.look()
    assert parrot.prepared == []  # nothing has happened
    set_up(admin, board, speaks=False)
    ahead.look()
    assert parrot.prepared == []
