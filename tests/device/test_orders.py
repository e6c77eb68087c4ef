"""What the device does when its office asks, over the real control port; and what it does not do."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from appliance.agent import identity
from appliance.privileged.protocol import PrivilegedError
from provisioning.errors import ProvisioningError
from provisioning.keys import private_pem
from provisioning.vouching import is_of, voucher
from tests.device.people import PICTURE, TODAY, Hall, Office, Session, pushed

NOT_CONFIGURATIONS: list[dict[str, Any]] = [
    {},
    pushed(server={"url": "javascript:alert(1)"}),
    pushed(device={"id": 7, "name": "Kiosk", "function": "toaster"}),
    pushed(time_zone="Mars/Olympus"),
    pushed(time_zone="../../etc/passwd"),
    pushed(revision="next"),
    pushed(server=None),
    pushed(screen={"on": "half past seven", "off": "18:30", "days": [0]}),
    pushed(screen={"on": "07:30"}),
]


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(ProvisioningError) as refusal:
        deed()
    return refusal.value.code


def test_a_configuration_is_kept_and_acknowledged(adopted: Hall, musterstadt: Office) -> None:
    assert musterstadt.client(adopted).configure(pushed(revision=2, organisation="Musterstadt")) == 2
    assert json.loads((adopted.data / "configuration.json").read_text())["organisation"] == "Musterstadt"
    assert adopted.shows()["office"]["organisation"] == "Musterstadt"


def test_an_overtaken_configuration_is_not_taken(adopted: Hall, musterstadt: Office) -> None:
    client = musterstadt.client(adopted)
    client.configure(pushed(revision=5, organisation="newer"))
    assert client.configure(pushed(revision=4, organisation="older")) == 5
    assert adopted.shows()["office"]["organisation"] == "newer"


@pytest.mark.parametrize("wrong", NOT_CONFIGURATIONS, ids=lambda wrong: str(sorted(wrong))[:20])
def test_what_is_no_configuration_changes_nothing(wrong: dict[str, Any], adopted: Hall, musterstadt: Office) -> None:
    before = (adopted.data / "configuration.json").read_bytes()
    assert code_of(lambda: musterstadt.client(adopted).configure({"revision": 9, **wrong})) == "bad_configuration"
    assert (adopted.data / "configuration.json").read_bytes() == before
    adopted.restart()
    assert adopted.device.situation.facts.configuration is not None


def test_the_agent_is_not_disturbed_by_what_does_not_concern_it(adopted: Hall, musterstadt: Office) -> None:
    """A path unit restarts it at every change of its file."""
    before = (adopted.data / "identity.json").stat().st_ino
    musterstadt.client(adopted).configure(pushed(revision=2, organisation="Musterstadt"))
    assert (adopted.data / "identity.json").stat().st_ino == before
    musterstadt.client(adopted).configure(pushed(revision=3, token="d_" + "y" * 43))
    assert (adopted.data / "identity.json").stat().st_ino != before


def test_the_device_vouches_for_its_agent(adopted: Hall) -> None:
    own = identity.load(adopted.data)
    assert own is not None and own.vouching is not None
    key = adopted.device.identity.key
    assert is_of(own.vouching, key)
    assert voucher(own.vouching, "a=fingerprint:sha-256 AB\r\n")["device"] == own.vouching["device"]
    assert private_pem(key).decode() not in (adopted.data / "identity.json").read_text()


def test_a_board_shows_the_board(adopted: Hall, musterstadt: Office, session: Session) -> None:
    board = {"id": 7, "name": "Anzeige", "place": "Saal", "function": "board"}
    musterstadt.client(adopted).configure(pushed(revision=2, device=board))
    adopted.tick()
    told = [one["show"] for one in session.told if "show" in one]
    session.waits_for("show")
    assert adopted.device.session._shown.show.startswith("https://buergerbuero.test/board/#d_"), told


def test_reboot_and_reset_are_asked_of_root(adopted: Hall, musterstadt: Office) -> None:
    musterstadt.client(adopted).command("reboot", {"reason": "new monitor"})
    musterstadt.client(adopted).command("reset")
    assert adopted.helper.was_asked("reboot") == [{"reason": "new monitor"}]
    assert adopted.helper.was_asked("factory_reset") == [{}]


@pytest.mark.parametrize("name", ["reboot", "reset"])
def test_nobody_is_cut_off_in_a_consultation(name: str, adopted: Hall, musterstadt: Office, session: Session) -> None:
    session.beat(adopted, in_consultation=True)
    assert code_of(lambda: musterstadt.client(adopted).command(name)) == "in_consultation"
    session.beat(adopted, in_consultation=False)
    musterstadt.client(adopted).command(name)


def test_a_consultation_ends_with_the_session_that_held_it(
    adopted: Hall, musterstadt: Office, session: Session
) -> None:
    session.beat(adopted, in_consultation=True)
    adopted.seconds.now += 61
    musterstadt.client(adopted).command("reboot")


def test_identify_shows_the_name_on_the_screen(adopted: Hall, musterstadt: Office, session: Session) -> None:
    musterstadt.client(adopted).command("identify")
    assert session.waits_for("identify") == {"identify": "Kiosk Foyer", "seconds": 30}


def test_without_a_session_there_is_nothing_to_show(adopted: Hall, musterstadt: Office) -> None:
    assert code_of(lambda: musterstadt.client(adopted).command("identify")) == "no_session"
    assert code_of(lambda: musterstadt.client(adopted).screenshot()) == "no_session"


def test_a_screenshot_comes_from_the_session(adopted: Hall, musterstadt: Office, session: Session) -> None:
    assert musterstadt.client(adopted).screenshot() == PICTURE


def test_no_screenshot_is_taken_of_a_consultation(adopted: Hall, musterstadt: Office, session: Session) -> None:
    session.beat(adopted, in_consultation=True)
    assert code_of(lambda: musterstadt.client(adopted).screenshot()) == "in_consultation"
    assert not [one for one in session.told if "screenshot" in one]


def test_the_log_is_roots(adopted: Hall, musterstadt: Office) -> None:
    assert musterstadt.client(adopted).log(2) == ["one", "two"]
    assert adopted.helper.was_asked("journal") == [{"lines": 2}]


def test_what_root_refuses_reaches_the_office_as_that(adopted: Hall, musterstadt: Office) -> None:
    adopted.helper.answers["reboot"] = PrivilegedError("busy", "a copy is under way")
    assert code_of(lambda: musterstadt.client(adopted).command("reboot")) == "busy"


def test_other_orders_do_not_exist(adopted: Hall, musterstadt: Office) -> None:
    assert code_of(lambda: musterstadt.client(adopted).command("shell", {"line": "id"})) == "unknown_command"


@pytest.mark.parametrize(("off_by", "is_set"), [(1.9, False), (2.1, True), (-90_000.0, True)])
def test_the_clock_is_set_when_it_is_off_by_more_than_two_seconds(
    off_by: float, is_set: bool, adopted: Hall, musterstadt: Office
) -> None:
    at = TODAY + timedelta(seconds=off_by)
    musterstadt.client(adopted).set_time(at)
    assert adopted.helper.was_asked("set_time") == ([{"at": at}] if is_set else [])
    assert musterstadt.client(adopted).health()["clock"]["synchronised"]


def test_a_clock_that_a_time_server_sets_is_left_alone(adopted: Hall, musterstadt: Office) -> None:
    adopted.helper.answers["set_time"] = PrivilegedError("synchronised")
    musterstadt.client(adopted).set_time(TODAY + timedelta(seconds=30))


def test_without_roots_helper_the_device_stands_all_the_same(adopted: Hall, musterstadt: Office) -> None:
    adopted.helper.close()
    with suppress(OSError):
        adopted.tick(seconds=4)
    assert code_of(lambda: musterstadt.client(adopted).command("reboot")) == "unavailable"
    assert musterstadt.client(adopted).health()["update"]["state"] == "idle"
