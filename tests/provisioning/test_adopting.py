"""Adoption by code between a real office server's client and a real control port, over TLS on loopback."""

import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from provisioning.control import ControlServer, read_state
from provisioning.control.channel import Channel
from provisioning.errors import ProvisioningError
from provisioning.identity import DeviceIdentity
from tests.provisioning.conftest import Refused
from tests.provisioning.people import LOOPBACK, PICTURE, Kiosk, Office, speak


def test_a_new_kiosk_says_who_it_is_and_no_secret(kiosk: Kiosk) -> None:
    state, fingerprint = read_state(LOOPBACK, kiosk.port)
    assert state == {
        "id": kiosk.identity.id,
        "role": "kiosk",
        "version": "0.1.0",
        "name": "Kiosk",
        "state": "new",
        "office_fingerprint": "",
        "locked_for_s": 0,
    }
    assert fingerprint == kiosk.fingerprint
    assert kiosk.code not in json.dumps(state)


def test_the_right_code_adopts(kiosk: Kiosk, musterstadt: Office) -> None:
    device = musterstadt.adopt(kiosk.port, kiosk.code)

    assert (device.id, device.fingerprint) == (kiosk.identity.id, kiosk.fingerprint)
    assert device.acknowledged_revision == 1
    assert kiosk.configurations == [{"revision": 1, "device": {"id": 7, "name": "Kiosk Foyer"}}]
    assert kiosk.identity.office_fingerprint == musterstadt.authority.fingerprint
    assert musterstadt.client(kiosk).health() == {"version": "0.1.0", "uptime_s": 12}


def test_it_stays_adopted_after_a_restart(adopted: Kiosk, musterstadt: Office) -> None:
    again = DeviceIdentity.load_or_create(adopted.identity.directory)
    assert again.id == adopted.identity.id
    assert again.office_fingerprint == musterstadt.authority.fingerprint


def test_a_wrong_code_does_not_adopt(kiosk: Kiosk, musterstadt: Office, refused: Refused) -> None:
    with refused("wrong_code"):
        musterstadt.adopt(kiosk.port, kiosk.other_code())
    assert not kiosk.identity.adopted
    assert musterstadt.proven == [], "the office believed a device that did not prove the code"


def test_after_a_mistyped_code_the_right_one_works(kiosk: Kiosk, musterstadt: Office, refused: Refused) -> None:
    with refused("wrong_code"):
        musterstadt.adopt(kiosk.port, kiosk.other_code())
    with refused("wait"):
        musterstadt.adopt(kiosk.port, kiosk.code)
    kiosk.seconds.now += 1
    musterstadt.adopt(kiosk.port, kiosk.code)


def test_the_code_is_new_at_each_start_and_after_an_adoption(kiosk: Kiosk, musterstadt: Office) -> None:
    generation = kiosk.codes.state().generation
    musterstadt.adopt(kiosk.port, kiosk.code)
    assert kiosk.codes.state().generation == generation + 1


def test_guessing_brings_a_new_code_and_then_a_lock(kiosk: Kiosk, musterstadt: Office, refused: Refused) -> None:
    first_code = kiosk.code
    for _ in range(5):
        with refused("wrong_code"):
            musterstadt.adopt(kiosk.port, kiosk.other_code())
        kiosk.seconds.now += 60
    assert kiosk.codes.state().generation == 2
    with refused("wrong_code"):
        musterstadt.adopt(kiosk.port, first_code)

    for _ in range(9):
        kiosk.seconds.now += 60
        with refused("wrong_code"):
            musterstadt.adopt(kiosk.port, kiosk.other_code())

    state, _ = read_state(LOOPBACK, kiosk.port)
    assert (state["state"], state["locked_for_s"]) == ("locked", 15 * 60)
    assert kiosk.code == "", "a locked kiosk shows no code"
    with refused("locked"):
        musterstadt.adopt(kiosk.port, "123456")
    kiosk.seconds.now += 15 * 60
    musterstadt.adopt(kiosk.port, kiosk.code)


def test_many_exchanges_begun_at_once_are_no_more_guesses(kiosk: Kiosk, musterstadt: Office) -> None:
    """Eight connections start with the same code before the first of them is judged."""

    def guess(_: int) -> str:
        with pytest.raises(ProvisioningError) as caught:
            musterstadt.adopt(kiosk.port, kiosk.other_code())
        return caught.value.code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(8)))
    assert codes.count("wrong_code") == 1
    assert set(codes) <= {"wrong_code", "wait"}


def test_another_key_than_the_qr_code_named_costs_no_attempt(
    kiosk: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    with refused("wrong_fingerprint"):
        musterstadt.adopt(kiosk.port, kiosk.code, expected_fingerprint="0" * 64)
    assert kiosk.codes.state().wrong_attempts == 0


def test_the_messages_of_an_adoption_replayed_adopt_nothing(
    kiosk: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    """Recorded on the office's own machine, and the kiosk still shows the same code."""
    with Channel(LOOPBACK, kiosk.port, 10) as channel:
        recorded = speak(musterstadt, kiosk, channel)

    with Channel(LOOPBACK, kiosk.port, 10) as channel:
        channel.call("POST", "/adoption/start", recorded.start)
        with refused("intercepted"):
            channel.call("POST", "/adoption/prove", recorded.prove)
        with refused("out_of_order"):
            channel.call("POST", "/adoption/finish", recorded.finish)
    with Channel(LOOPBACK, kiosk.port, 10) as channel, refused("out_of_order"):
        channel.call("POST", "/adoption/finish", recorded.finish)
    assert not kiosk.identity.adopted


def test_an_exchange_belongs_to_its_connection(kiosk: Kiosk, musterstadt: Office, refused: Refused) -> None:
    with Channel(LOOPBACK, kiosk.port, 10) as first, Channel(LOOPBACK, kiosk.port, 10) as second:
        spoken = speak(musterstadt, kiosk, first)
        with refused("out_of_order"):
            second.call("POST", "/adoption/finish", spoken.finish)
        assert first.call("POST", "/adoption/finish", spoken.finish) == {"revision": 1}


def test_a_kiosk_of_one_office_is_not_adopted_by_another(
    adopted: Kiosk, nachbarstadt: Office, refused: Refused
) -> None:
    with refused("adopted_elsewhere"):
        nachbarstadt.adopt(adopted.port, adopted.code)


class Door:
    """A lock that tells when a second one stands before it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._arrived: list[int] = []
        self.second_waits = threading.Event()

    def __enter__(self) -> None:
        self._arrived.append(threading.get_ident())
        if len(set(self._arrived)) > 1:
            self.second_waits.set()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_of_two_offices_at_the_same_moment_one_adopts(
    kiosk: Kiosk, musterstadt: Office, nachbarstadt: Office, refused: Refused
) -> None:
    """Both have proved the code. Nachbarstadt's last message comes while Musterstadt's is being carried out."""
    kiosk.server._changing = door = Door()
    with (
        Channel(LOOPBACK, kiosk.port, 10) as ours,
        Channel(LOOPBACK, kiosk.port, 10) as theirs,
        ThreadPoolExecutor(1) as pool,
    ):
        our_last, their_last = (speak(office, kiosk, channel).finish for office, channel in
                                ((musterstadt, ours), (nachbarstadt, theirs)))  # fmt: skip
        late: list[Future[object]] = []

        def come_meanwhile() -> None:
            late.append(pool.submit(theirs.call, "POST", "/adoption/finish", their_last))
            assert door.second_waits.wait(10)

        kiosk.before_adoption = come_meanwhile
        ours.call("POST", "/adoption/finish", our_last)
        with refused("already_adopted"):
            late[0].result()
    assert len(kiosk.configurations) == 1
    assert kiosk.identity.office_fingerprint == musterstadt.authority.fingerprint


def test_a_power_cut_before_the_last_write_leaves_a_new_kiosk(
    kiosk: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    def fail() -> None:
        raise OSError("no power")

    kiosk.before_adoption = fail
    with refused("internal"):
        musterstadt.adopt(kiosk.port, kiosk.code)
    assert not DeviceIdentity.load_or_create(kiosk.identity.directory).adopted

    kiosk.before_adoption = lambda: None
    musterstadt.adopt(kiosk.port, kiosk.code)


def test_its_office_alone_gives_it_orders(adopted: Kiosk, musterstadt: Office) -> None:
    client = musterstadt.client(adopted)
    assert client.configure({"revision": 2}) == 2
    client.command("identify", {"seconds": 5})
    assert adopted.commands == [("identify", {"seconds": 5})]
    assert client.log(3) == ["line 0", "line 1", "line 2"]
    assert client.screenshot() == PICTURE


def test_no_picture_during_a_consultation(adopted: Kiosk, musterstadt: Office, refused: Refused) -> None:
    adopted.in_consultation = True
    with refused("in_consultation"):
        musterstadt.client(adopted).screenshot()


def test_the_port_is_free_after_stop(kiosk: Kiosk) -> None:
    port = kiosk.port
    kiosk.server.stop()
    again = ControlServer(kiosk.identity, kiosk, LOOPBACK, port)
    again.start()
    assert read_state(LOOPBACK, port)[1] == kiosk.fingerprint
    again.stop()
    kiosk.server = ControlServer(kiosk.identity, kiosk, LOOPBACK, 0)
    kiosk.server.start()
