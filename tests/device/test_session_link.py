"""The socket between the device and the process that owns the screen: who may come, what is told, what is counted."""

import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.device.people import Hall, Office, Session, pushed
from tests.town_hall import wait_for


def test_a_session_that_comes_is_told_what_to_show(adopted: Hall, session: Session) -> None:
    told = session.waits_for("show")
    assert told["show"].startswith("https://buergerbuero.test/kiosk/#d_")
    assert told["allow"] == [adopted.device.page.origin, "https://buergerbuero.test"]
    assert told["in_hours"] is True and "BEGIN CERTIFICATE" in told["ca"]


def test_it_is_told_again_only_when_something_changed(adopted: Hall, musterstadt: Office, session: Session) -> None:
    session.waits_for("show")
    for _ in range(3):
        adopted.tick()
    musterstadt.client(adopted).configure(pushed(revision=2, token="d_" + "y" * 43))
    adopted.tick()
    wait_for(lambda: session.waits_for("show")["show"].endswith("y" * 43), "the new address")
    assert len([one for one in session.told if "show" in one]) == 2


def test_a_new_session_replaces_the_old(adopted: Hall, session: Session) -> None:
    second = Session(adopted.directory / "session.sock")
    second.waits_for("show")
    assert session.ended.wait(10)
    second.close()


def test_other_users_are_turned_away(open_hall: Callable[..., Hall]) -> None:
    hall = open_hall(users=frozenset({54321}))
    stranger = Session(hall.directory / "session.sock")
    assert stranger.ended.wait(10)
    assert stranger.told == []


def test_its_signs_of_life_are_in_the_health(adopted: Hall, musterstadt: Office, session: Session) -> None:
    client = musterstadt.client(adopted)
    assert client.health()["session"] == {"page": "none", "heartbeat_age_s": None, "in_consultation": False}
    session.beat(adopted, page="office", in_consultation=True)
    adopted.seconds.now += 12.5
    assert client.health()["session"] == {"page": "office", "heartbeat_age_s": 12.5, "in_consultation": True}


def test_recoveries_are_counted_and_stay_counted(adopted: Hall, musterstadt: Office, session: Session) -> None:
    (adopted.directory / "recoveries.json").write_text('{"watchdog": 2}')  # root's own count
    for layer in ("page", "page", "browser", "compositor"):
        session.say(recovered=layer)
    expected = {"page": 2, "browser": 1, "compositor": 1, "reboot": 0, "watchdog": 0}
    wait_for(lambda: adopted.device.recoveries.counts() == expected | {"watchdog": 2} or None, "the counts")
    session.close()
    adopted.restart()
    assert musterstadt.client(adopted).health()["recoveries"] == expected | {"watchdog": 2}


def test_a_session_that_talks_nonsense_is_hung_up_and_may_come_again(adopted: Hall) -> None:
    for nonsense in (b"not json\n", b'["list"]\n', b'{"recovered": "kettle"}\n', b'{"screenshot": "x"}\n', b"\xff\n"):
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(str(adopted.directory / "session.sock"))
            lines = other.makefile("rb")
            assert "show" in json.loads(lines.readline())
            other.sendall(nonsense)
            assert lines.readline() == b""
    session = Session(adopted.directory / "session.sock")
    session.waits_for("show")
    session.close()


def test_outside_of_the_opening_hours_the_session_hears_so(
    adopted: Hall, musterstadt: Office, session: Session
) -> None:
    hours = {"on": "07:30", "off": "18:30", "days": [0, 1, 2, 3, 4]}
    musterstadt.client(adopted).configure(pushed(revision=2, screen=hours))
    adopted.tick(seconds=timedelta(hours=11).total_seconds())
    wait_for(lambda: session.waits_for("show")["in_hours"] is False, "the end of the day")


def test_three_new_compositors_in_ten_minutes_end_in_one_reboot(adopted: Hall, session: Session) -> None:
    for _ in range(3):
        session.say(recovered="compositor")
    wait_for(lambda: adopted.device.recoveries.counts()["compositor"] == 3, "the counts")
    adopted.tick()
    adopted.tick()
    (reboot,) = adopted.helper.was_asked("reboot")
    assert "compositor" in reboot["reason"]
    assert adopted.device.recoveries.counts()["reboot"] == 1


def test_a_screen_that_says_nothing_for_three_minutes_ends_in_a_reboot(adopted: Hall, session: Session) -> None:
    session.beat(adopted)
    adopted.tick(seconds=179)
    assert adopted.helper.was_asked("reboot") == []
    adopted.tick(seconds=2)
    assert len(adopted.helper.was_asked("reboot")) == 1


def test_where_no_screen_can_be_its_silence_is_no_reason_to_reboot(adopted: Hall) -> None:
    adopted.graphics_card.unlink()
    adopted.tick(seconds=200)
    adopted.tick(seconds=3600)
    assert adopted.helper.was_asked("reboot") == []
    adopted.graphics_card.touch()  # its driver came late: the silence before it does not count
    adopted.tick(seconds=179)
    assert adopted.helper.was_asked("reboot") == []
    adopted.tick(seconds=1)
    assert len(adopted.helper.was_asked("reboot")) == 1


def test_a_fault_that_a_reboot_does_not_heal_reboots_once_an_hour(adopted: Hall) -> None:
    adopted.tick(seconds=181)
    adopted.seconds.now = 20.0  # the machine has started again
    adopted.restart()
    for minutes in range(1, 60):
        adopted.seconds.now = minutes * 60.0
        adopted.device.tick()
    assert len(adopted.helper.was_asked("reboot")) == 1
    adopted.seconds.now = 3601.0
    adopted.device.tick()
    assert len(adopted.helper.was_asked("reboot")) == 2


@pytest.mark.parametrize("answer", [{"error": "in_consultation"}, {"png": "not base64"}, {"png": ""}])
def test_a_session_may_refuse_a_picture(answer: dict[str, str], adopted: Hall, musterstadt: Office) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.connect(str(adopted.directory / "session.sock"))
        lines = other.makefile("rb")
        lines.readline()
        with ThreadPoolExecutor() as office:
            picture = office.submit(musterstadt.client(adopted).screenshot)
            number = json.loads(lines.readline())["screenshot"]
            other.sendall(json.dumps({"screenshot": number, **answer}).encode() + b"\n")
            assert getattr(picture.exception(), "code", "") == answer.get("error", "no_session")
