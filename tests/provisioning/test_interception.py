"""Somebody in the middle of an adoption reads and changes everything, and does not know the code."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provisioning.adoption import OfficeSide
from provisioning.control.channel import Channel
from provisioning.identity import DeviceIdentity
from tests.provisioning.conftest import Refused
from tests.provisioning.people import LOOPBACK, Kiosk, Office, Relay, speak

Between = Callable[..., Relay]


@pytest.fixture
def mallory(tmp_path: Path) -> DeviceIdentity:
    """Has a key of her own."""
    return DeviceIdentity.load_or_create(tmp_path / "mallory")


@pytest.fixture
def between(kiosk: Kiosk) -> Iterator[Between]:
    relays: list[Relay] = []

    def stand(identity: DeviceIdentity | None, **options: Callable[[bytes], bytes]) -> Relay:
        relays.append(Relay(kiosk.port, identity, **options))
        return relays[-1]

    yield stand
    for relay in relays:
        relay.close()


def test_a_cable_in_the_middle_adopts(kiosk: Kiosk, musterstadt: Office, between: Between) -> None:
    """The relay itself breaks nothing: what makes the next test fail is the key."""
    musterstadt.adopt(between(None).port, kiosk.code)
    assert kiosk.identity.adopted


def test_who_ends_tls_in_the_middle_does_not_adopt(
    kiosk: Kiosk, musterstadt: Office, between: Between, mallory: DeviceIdentity, refused: Refused
) -> None:
    relay = between(mallory)
    with refused("intercepted"):
        musterstadt.adopt(relay.port, kiosk.code)

    heard = b"".join(relay.heard)
    assert b"/adoption/start" in heard and b"/adoption/prove" in heard, "the relay has seen both messages in clear"
    assert b"/adoption/finish" not in heard
    assert not kiosk.identity.adopted
    assert musterstadt.proven == []
    assert kiosk.codes.state().wrong_attempts == 0, "somebody in the middle could use up the code"


def test_naming_her_own_office_in_the_first_message_does_not_help(
    kiosk: Kiosk, musterstadt: Office, nachbarstadt: Office, between: Between, mallory: DeviceIdentity, refused: Refused
) -> None:
    def rewrite(data: bytes) -> bytes:
        return data.replace(musterstadt.authority.fingerprint.encode(), nachbarstadt.authority.fingerprint.encode())

    with refused("intercepted"):
        musterstadt.adopt(between(mallory, rewrite=rewrite).port, kiosk.code)
    assert not kiosk.identity.adopted


def test_a_replaced_proof_does_not_adopt(
    kiosk: Kiosk, musterstadt: Office, between: Between, mallory: DeviceIdentity, refused: Refused
) -> None:
    def rewrite(data: bytes) -> bytes:
        return re.sub(rb'"proof": "[0-9a-f]{64}"', b'"proof": "' + b"0" * 64 + b'"', data)

    with refused("intercepted"):
        musterstadt.adopt(between(mallory, rewrite=rewrite).port, kiosk.code)
    assert not kiosk.identity.adopted


def test_two_exchanges_with_a_guessed_code_adopt_nothing(
    kiosk: Kiosk, musterstadt: Office, nachbarstadt: Office, mallory: DeviceIdentity, tmp_path: Path, refused: Refused
) -> None:
    """Mallory plays the kiosk to the office and the office to the kiosk, each with the code she guesses."""
    decoy = Kiosk(tmp_path / "decoy")
    with refused("wrong_code"):
        musterstadt.adopt(decoy.port, kiosk.code)
    with refused("wrong_code"):
        nachbarstadt.adopt(kiosk.port, kiosk.other_code())
    decoy.server.stop()
    assert not kiosk.identity.adopted
    assert musterstadt.proven == []


def test_a_kiosk_that_answers_nonsense_is_not_believed(kiosk: Kiosk, musterstadt: Office, refused: Refused) -> None:
    """The office demands the device's proof over the very signing request that it got."""
    with Channel(LOOPBACK, kiosk.port, 10) as channel:
        office = OfficeSide(kiosk.code, musterstadt.authority.fingerprint, musterstadt.control.key, channel.fingerprint)
        proof = office.prove(channel.call("POST", "/adoption/start", office.start()))
        answer = channel.call("POST", "/adoption/prove", proof)
    foreign = DeviceIdentity.load_or_create(kiosk.identity.directory.parent / "other").signing_request()
    with refused("wrong_code"):
        office.csr({**answer, "csr": foreign})


def test_after_adoption_another_key_at_the_address_hears_nothing(
    adopted: Kiosk, musterstadt: Office, between: Between, mallory: DeviceIdentity, refused: Refused
) -> None:
    relay = between(mallory)
    client = musterstadt.client(adopted, port=relay.port)
    for call in (client.health, client.renew, client.state, client.revoke):
        with refused("wrong_fingerprint"):
            call()
    assert relay.heard == []


def test_a_changed_last_message_is_refused(kiosk: Kiosk, musterstadt: Office, refused: Refused) -> None:
    with Channel(LOOPBACK, kiosk.port, 10) as channel:
        finish = speak(musterstadt, kiosk, channel).finish
        changed = {**finish, "sealed": finish["sealed"].replace('"revision": 1', '"revision": 2')}
        with refused("bad_signature"):
            channel.call("POST", "/adoption/finish", changed)
        with refused("out_of_order"):
            channel.call("POST", "/adoption/finish", finish)
    assert not kiosk.identity.adopted
