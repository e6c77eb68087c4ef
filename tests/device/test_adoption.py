"""From the first light on its screen to its office, and away again."""

import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.agent import identity
from provisioning.discovery import Announced, Announcement, Browser
from provisioning.errors import ProvisioningError
from tests.device.people import LOOPBACK, TODAY, Hall, Office, pushed
from tests.town_hall import wait_for

Refused = Callable[[str], AbstractContextManager[None]]
OFFICE_PAGE = "https://buergerbuero.test/kiosk/#d_" + "x" * 43


@pytest.fixture
def refused() -> Refused:
    @contextmanager
    def expect(code: str) -> Iterator[None]:
        with pytest.raises(ProvisioningError) as caught:
            yield
        assert caught.value.code == code

    return expect


def test_a_new_device_shows_who_it_is_and_its_code(hall: Hall) -> None:
    hall.addresses = ("192.0.2.7",)
    hall.device.rounds.go()
    shown = hall.shows()
    assert shown["view"] == "adoption"
    assert shown["code"]["code"] == hall.code
    assert shown["device"] == {
        "id": hall.device.identity.id, "name": "vorzimmer-4711", "addresses": ("192.0.2.7",), "version": "1.2.0",
    }  # fmt: skip


def test_with_the_code_on_its_screen_an_office_adopts_it(hall: Hall, musterstadt: Office) -> None:
    done = musterstadt.adopt(hall, revision=3)
    assert (done.id, done.acknowledged_revision) == (hall.device.identity.id, 3)
    assert musterstadt.client(hall).state()["state"] == "adopted"
    assert musterstadt.client(hall).state()["name"] == "Kiosk Foyer"
    assert hall.shows()["code"]["code"] == ""


def test_what_it_is_told_is_kept_for_its_own_user_only(adopted: Hall) -> None:
    for name in ("configuration.json", "identity.json", "device.key"):
        assert stat.S_IMODE((adopted.data / name).stat().st_mode) == 0o600, name


def without_vouching(hall: Hall) -> identity.Identity:
    known = identity.load(hall.data)
    assert known is not None and known.vouching is not None
    return replace(known, vouching=None)


def test_the_agent_reads_its_identity_as_its_own(adopted: Hall) -> None:
    expected = identity.Identity("https://buergerbuero.test", "d_" + "x" * 43, 7)
    assert without_vouching(adopted) == expected


def test_then_the_screen_belongs_to_the_office(adopted: Hall) -> None:
    shown = adopted.device.session._shown
    assert shown is not None and shown.show == OFFICE_PAGE
    assert shown.allow == (adopted.device.page.origin, "https://buergerbuero.test")
    assert shown.ca.startswith("-----BEGIN CERTIFICATE-----")


def test_a_wrong_code_is_refused_and_said_on_the_screen(hall: Hall, musterstadt: Office, refused: Refused) -> None:
    with refused("wrong_code"):
        musterstadt.adopt(hall, hall.other_code())
    assert hall.shows()["code"]["wrong"] == 1
    assert hall.shows()["view"] == "adoption"


def test_who_keeps_guessing_locks_it_and_a_new_code_comes_later(
    hall: Hall, musterstadt: Office, refused: Refused
) -> None:
    first = hall.code
    for _ in range(15):
        with refused("wrong_code"):
            musterstadt.adopt(hall, hall.other_code())
        hall.seconds.now += 61
    assert hall.shows()["code"]["code"] == ""
    assert 13 * 60 < hall.shows()["code"]["locked_seconds"] <= 15 * 60
    assert musterstadt.client(hall).state()["state"] == "locked"
    hall.seconds.now += 15 * 60
    assert hall.shows()["code"]["code"] not in ("", first)


def test_after_a_restart_it_still_belongs_to_its_office(adopted: Hall) -> None:
    adopted.restart()
    adopted.tick()
    assert adopted.shows()["view"] == "office"
    assert adopted.device.situation.facts.configuration is not None


def test_a_damaged_configuration_is_waited_for_again(adopted: Hall, musterstadt: Office) -> None:
    (adopted.data / "configuration.json").write_text('{"revision": 1, "dev')
    adopted.restart()
    assert adopted.shows()["view"] == "starting"
    assert musterstadt.client(adopted).health()["configuration_revision"] == 0
    assert musterstadt.client(adopted).configure(pushed(revision=1)) == 1


def test_another_office_cannot_take_it_and_the_screen_says_who_tried(
    adopted: Hall, nachbarstadt: Office, refused: Refused
) -> None:
    with refused("adopted_elsewhere"):
        nachbarstadt.adopt(adopted, "123456")
    assert adopted.shows()["elsewhere"] == {"address": LOOPBACK, "at": TODAY.isoformat()}
    assert adopted.shows()["office"]["organisation"] == "Stadt Musterstadt"


def test_revoked_it_forgets_office_token_and_key(adopted: Hall, musterstadt: Office) -> None:
    before = adopted.device.identity.fingerprint
    musterstadt.client(adopted).revoke()
    assert adopted.device.identity.fingerprint != before
    assert not (adopted.data / "configuration.json").exists()
    assert not (adopted.data / "ca.crt").exists()
    assert identity.load(adopted.data) == identity.Identity("https://buergerbuero.test", "", 7, revoked=True)
    assert b"d_xxx" not in b"".join(path.read_bytes() for path in adopted.data.iterdir())
    assert adopted.shows()["view"] == "adoption" and adopted.shows()["removed"]
    adopted.tick()
    assert adopted.device.session._shown.show == f"{adopted.device.page.origin}/"


def test_a_revoked_device_can_be_adopted_again(adopted: Hall, musterstadt: Office, nachbarstadt: Office) -> None:
    musterstadt.client(adopted).revoke()
    adopted.restart()
    assert adopted.shows()["removed"]
    nachbarstadt.adopt(adopted, revision=1)
    assert not adopted.shows()["removed"]
    assert without_vouching(adopted) == identity.Identity("https://buergerbuero.test", "d_" + "x" * 43, 7)


def test_its_certificate_is_renewed_also_long_after_its_end(adopted: Hall, musterstadt: Office) -> None:
    before = adopted.device.identity.certificate.not_valid_after_utc
    later = musterstadt.client(adopted)
    later._now = lambda: TODAY + timedelta(days=90)
    assert later.renew() > before + timedelta(days=80)
    assert adopted.device.identity.certificate.not_valid_after_utc > before


def test_its_clock_is_set_by_the_office_that_adopts_it(hall: Hall, musterstadt: Office) -> None:
    hall.clock.set(TODAY.replace(year=1970))
    musterstadt.adopt(hall)
    assert [order["at"] for order in hall.helper.was_asked("set_time")] == [TODAY]


def test_it_says_on_the_network_what_it_is_and_when_that_changes(hall: Hall, musterstadt: Office) -> None:
    """Other tests may be on the same loopback: only what this device says counts."""
    seen: list[Announced] = []

    def said(state: str) -> Announced:
        own = hall.device.identity.id
        return wait_for(lambda: next((one for one in seen if (one.id, one.state) == (own, state)), None), state)

    browser = Browser(seen.append, lambda _: None, [LOOPBACK])
    try:
        hall.addresses = (LOOPBACK,)
        hall.tick()
        first = said("new")
        assert (first.role, first.version, first.port) == ("kiosk", "1.2.0", hall.device.control.port)
        assert first.fingerprint == hall.device.identity.fingerprint
        musterstadt.adopt(hall)
        hall.tick()
        said("adopted")
        musterstadt.client(hall).revoke()
        hall.tick()
        assert said("revoked").id != first.id
    finally:
        browser.close()


def test_it_lists_the_office_servers_that_it_finds(hall: Hall) -> None:
    def listed() -> bool:
        return {"name": "Server AB12", "url": "https://127.0.0.1"} in hall.shows()["servers"]

    hall.addresses = (LOOPBACK,)
    hall.tick()
    server = Announced("ab12" * 4, "server", "1.2.0", "adopted", "c" * 64, 443, (LOOPBACK,))
    announcement = Announcement(server, [LOOPBACK])
    wait_for(listed, "the server in the list")
    assert hall.shows()["qr_for"].startswith("Server ")
    announcement.close()
    wait_for(lambda: not listed(), "the server to leave the list")


def test_a_server_that_was_named_in_advance_stands_first_and_once(hall: Hall) -> None:
    hall.device.neighbourhood.name("127.0.0.1")
    hall.device.neighbourhood._appeared(Announced("ab12" * 4, "server", "1.2.0", "new", "c" * 64, 443, (LOOPBACK,)))
    hall.device.neighbourhood._appeared(Announced("cd34" * 4, "server", "1.2.0", "new", "d" * 64, 443, ("192.0.2.9",)))
    assert [one["name"] for one in hall.shows()["servers"]] == ["127.0.0.1", "Server CD34"]
