"""Devices may have something read aloud; nobody else may keep the voice busy."""

from apiflask import APIFlask

from appliance.config import Config, Limits
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from tests.fakes import SettableClock, TalkingParrot
from tests.web.conftest import Client


def with_voice(config: Config, store: Store, clock: SettableClock, token: str | None) -> tuple[Client, TalkingParrot]:
    parrot = TalkingParrot()
    config = Config(data=config.data, limits=Limits(speech="3/minute"))
    return Client(create_app(config, store, clock, Parts(voice=parrot)), token), parrot


def test_a_device_hears_its_text(config: Config, store: Store, clock: SettableClock, kiosk: Client) -> None:
    device, _ = with_voice(config, store, clock, kiosk.token)
    heard = device.post("/api/speech", {"text": "Guten Tag.", "language": "de-simple"})
    assert (heard.status_code, heard.mimetype, heard.data) == (200, "audio/ogg", b"de-simple: Guten Tag.")
    assert heard.headers["Cache-Control"] == "no-store"
    assert device.post("/api/speech", {"text": "Hello", "language": "en"}, Accept="audio/wav").mimetype == "audio/wav"


def test_only_devices_and_staff_are_read_to(app: APIFlask, citizen: Client, admin: Client, code_of) -> None:
    assert code_of(citizen.post("/api/speech", {"text": "Hello"})) == "not_signed_in"
    assert code_of(Client(app, "d_" + "x" * 43).post("/api/speech", {"text": "Hello"})) == "device_unknown"
    assert code_of(admin.post("/api/speech", {"text": "Hello"})) == "voice_silent"  # this server has no voice


def test_long_texts_other_languages_and_too_many_requests_are_refused(
    config: Config, store: Store, clock: SettableClock, kiosk: Client, code_of
) -> None:
    device, parrot = with_voice(config, store, clock, kiosk.token)
    for wrong in ({"text": "x" * 601}, {"text": ""}, {"text": "Salut", "language": "fr"}):
        assert code_of(device.post("/api/speech", wrong)) == "invalid_input"
    answers = [device.post("/api/speech", {"text": "Hello"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert len(parrot.said) == 3
