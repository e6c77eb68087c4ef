"""A device's key vouches for its agent's, and that one for what the agent offers."""

import base64
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from provisioning.keys import new_key
from provisioning.vouching import fingerprints, is_of, new_vouching, voucher

ONE, OTHER = "AB:" * 31 + "AB", "CD:" * 31 + "CD"
SDP = f"v=0\r\na=fingerprint:sha-256 {ONE}\r\na=setup:actpass\r\na=fingerprint:SHA-512 {OTHER.lower()}\r\n"


def check(key: str, signature: str, text: str) -> None:
    public: Any = load_der_public_key(base64.b64decode(key))
    raw = base64.b64decode(signature)
    assert len(raw) == 64
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(encode_dss_signature(*numbers), text.encode(), ec.ECDSA(hashes.SHA256()))


def test_each_signature_is_of_the_key_before_it() -> None:
    vouching = new_vouching(new_key())
    said = voucher(vouching, SDP)
    assert said.keys() == {"device", "agent", "vouched", "signature"}
    check(said["device"], said["vouched"], f"vorzimmer agent 1 {said['agent']}")
    check(said["agent"], said["signature"], f"vorzimmer connection 1 sha-256 {ONE},sha-512 {OTHER}")


def test_another_description_is_not_vouched_for() -> None:
    said = voucher(new_vouching(new_key()), SDP)
    swapped = fingerprints(SDP.replace(ONE, OTHER))
    with pytest.raises(InvalidSignature):
        check(said["agent"], said["signature"], f"vorzimmer connection 1 {swapped}")


def test_a_device_that_was_reset_vouches_anew() -> None:
    before, after = new_key(), new_key()
    vouching = new_vouching(before)
    assert is_of(vouching, before)
    assert not is_of(vouching, after)
    assert not is_of({}, before)


@pytest.mark.parametrize("damage", [{"key": "no key"}, {}])
def test_a_damaged_file_vouches_for_nothing(damage: dict[str, str]) -> None:
    with pytest.raises((ValueError, KeyError)):
        voucher(damage, SDP)
