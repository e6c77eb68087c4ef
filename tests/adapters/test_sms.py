"""Text messages through a real HTTP gateway and a real SMS centre, and what becomes of their refusals."""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from appliance.adapters.sms import HttpGateway, SmppCentre, sms_sender_of
from appliance.domain.message import SmsSettings
from appliance.ports import SendingFailed, SmsSender
from tests.sms_centre import INVALID_DESTINATION, THROTTLED, UCS2, SmsCentre, sms_centre
from tests.sms_gateway import SmsGateway, sms_gateway

NUMBER = "+491701234567"
TEXT = 'Ihr Termin "Wohnsitz" \\ 9 Uhr & 100 %: https://t.example.de/a#p_x\nBis bald'


@pytest.fixture
def gateway() -> Iterator[SmsGateway]:
    with sms_gateway() as gateway:
        yield gateway


@pytest.fixture
def centre() -> Iterator[SmsCentre]:
    with sms_centre() as centre:
        yield centre


@pytest.fixture
def by_http(gateway: SmsGateway) -> SmsSettings:
    return SmsSettings("http", "Rathaus", url=f"{gateway.url}/send", password="k3y",
                       headers="Content-Type: application/json\nAuthorization: Bearer {password}")  # fmt: skip


@pytest.fixture
def by_smpp(centre: SmsCentre) -> SmsSettings:
    return SmsSettings("smpp", "Rathaus", host="127.0.0.1", port=centre.port, user="stadt", password=centre.password)


def failure(sender: SmsSender, text: str = TEXT) -> SendingFailed:
    with pytest.raises(SendingFailed) as caught:
        sender.send(NUMBER, text)
    return caught.value


def test_json_with_a_key_in_a_header(gateway: SmsGateway, by_http: SmsSettings) -> None:
    HttpGateway(by_http).send(NUMBER, TEXT)
    [asked] = gateway.asked
    assert json.loads(asked.body) == {"to": NUMBER, "from": "Rathaus", "text": TEXT}
    assert (asked.method, asked.headers["Authorization"]) == ("POST", "Bearer k3y")


def test_a_form(gateway: SmsGateway, by_http: SmsSettings) -> None:
    form = replace(by_http, headers="Content-Type: application/x-www-form-urlencoded", body="to={number}&msg={text}")
    HttpGateway(form).send(NUMBER, TEXT)
    assert parse_qs(gateway.asked[0].body) == {"to": [NUMBER], "msg": [TEXT]}


def test_all_in_the_address(gateway: SmsGateway, by_http: SmsSettings) -> None:
    address = f"{gateway.url}/?key={{password}}&to={{number}}&text={{text}}"
    HttpGateway(replace(by_http, method="get", url=address, headers="")).send(NUMBER, TEXT)
    [asked] = gateway.asked
    assert parse_qs(urlsplit(asked.path).query) == {"key": ["k3y"], "to": [NUMBER], "text": [TEXT]}
    assert (asked.method, asked.body) == ("GET", "")


@pytest.mark.parametrize(
    ("status", "code", "is_final", "concerns_all"),
    [(400, "refused", True, False), (429, "refused_for_now", False, False), (503, "refused_for_now", False, False),
     (401, "sign_in_refused", False, True), (204, "refused_for_now", False, False)],
)  # fmt: skip
def test_what_the_gateway_answers_decides(
    gateway: SmsGateway, by_http: SmsSettings, status: int, code: str, is_final: bool, concerns_all: bool
) -> None:
    gateway.status = status
    refused = failure(HttpGateway(by_http))
    assert (refused.code, refused.is_final, refused.concerns_all) == (code, is_final, concerns_all)
    assert str(status) in refused.reason


def test_success_is_what_the_town_says(gateway: SmsGateway, by_http: SmsSettings) -> None:
    gateway.status = 207
    HttpGateway(replace(by_http, success=(207,))).send(NUMBER, TEXT)


def test_numbers_go_nowhere_else(gateway: SmsGateway, by_http: SmsSettings) -> None:
    gateway.status, gateway.location = 302, f"{gateway.url}/elsewhere"
    failure(HttpGateway(by_http))
    assert [one.path for one in gateway.asked] == ["/send"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "file:///etc/passwd", "nonsense"])
def test_a_gateway_that_is_not_there(by_http: SmsSettings, url: str) -> None:
    away = failure(HttpGateway(replace(by_http, url=url)))
    assert (away.code, away.concerns_all) == ("server_unreachable", True)


def test_the_centre_takes_a_message(centre: SmsCentre, by_smpp: SmsSettings) -> None:
    SmppCentre(by_smpp).send(NUMBER, "Bis bald")
    [part] = centre.parts
    assert (part.sender, part.number, part.content) == ("Rathaus", "491701234567", b"Bis bald")


def test_a_long_message_arrives_in_parts(centre: SmsCentre, by_smpp: SmsSettings) -> None:
    text = "0123456789" * 40
    SmppCentre(by_smpp).send(NUMBER, text)
    assert [len(part.content) for part in centre.parts] == [159, 159, 6 + 94]
    assert centre.text() == text


def test_what_the_small_alphabet_lacks_is_sent_in_the_large_one(centre: SmsCentre, by_smpp: SmsSettings) -> None:
    SmppCentre(by_smpp).send(NUMBER, "Здравствуйте")
    assert centre.parts[0].data_coding == UCS2
    assert centre.text() == "Здравствуйте"


@pytest.mark.parametrize(
    ("status", "code", "is_final"), [(INVALID_DESTINATION, "refused", True), (THROTTLED, "refused_for_now", False)]
)
def test_what_the_centre_answers_decides(
    centre: SmsCentre, by_smpp: SmsSettings, status: int, code: str, is_final: bool
) -> None:
    centre.answers = [status]
    refused = failure(SmppCentre(by_smpp))
    assert (refused.code, refused.is_final) == (code, is_final)
    assert centre.parts == []


def test_a_wrong_password_and_a_centre_that_is_away_concern_everybody(by_smpp: SmsSettings) -> None:
    wrong = failure(SmppCentre(replace(by_smpp, password="falsch")))
    away = failure(SmppCentre(replace(by_smpp, port=1)))
    assert (wrong.code, wrong.concerns_all) == ("sign_in_refused", True)
    assert (away.code, away.concerns_all) == ("server_unreachable", True)


def test_nothing_set_up_is_no_sender() -> None:
    assert sms_sender_of(SmsSettings()) is None
    assert sms_sender_of(SmsSettings("http")) is None, "without an address"
