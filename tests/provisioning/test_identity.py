"""A device's key and certificates, whenever the power goes."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.errors import ProvisioningError
from provisioning.files import write_atomically
from provisioning.identity import DeviceIdentity
from provisioning.keys import certificate_from_pem, first_of_chain, private_pem, request_from_pem
from tests.provisioning.conftest import Refused
from tests.provisioning.people import TODAY, Office


@pytest.fixture
def device(tmp_path: Path) -> DeviceIdentity:
    return DeviceIdentity.load_or_create(tmp_path / "device")


def certificate_of(office: Office, device: DeviceIdentity) -> str:
    return office.authority.issue_device(device.signing_request(), device.id, TODAY, fingerprint=device.fingerprint)


def test_the_id_is_the_beginning_of_the_keys_fingerprint_and_stays(device: DeviceIdentity) -> None:
    again = DeviceIdentity.load_or_create(device.directory)
    assert (again.id, again.fingerprint) == (device.id, device.fingerprint)
    assert device.id == device.fingerprint[:16]


def test_a_servers_own_certificate_stands_before_those_that_vouch_for_it(musterstadt: Office) -> None:
    above = musterstadt.authority.certificate_pem
    pem = musterstadt.control.certificate.public_bytes(Encoding.PEM).decode()
    for before in ("", private_pem(musterstadt.control.key).decode()):
        assert first_of_chain(before + pem + above) == pem.strip()
    assert first_of_chain("") == first_of_chain("-----BEGIN CERTIFICATE-----\nMII") == ""


def test_the_key_belongs_to_its_owner_alone(device: DeviceIdentity) -> None:
    assert stat.S_IMODE(device.key_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(device.directory.stat().st_mode) == 0o700


def test_the_authoritys_keys_belong_to_their_owner_alone(musterstadt: Office, tmp_path: Path) -> None:
    for name in ("ca.key", "control.key"):
        assert stat.S_IMODE((tmp_path / "musterstadt" / name).stat().st_mode) == 0o600


def test_it_is_adopted_once(
    device: DeviceIdentity, musterstadt: Office, nachbarstadt: Office, refused: Refused
) -> None:
    device.adopt(musterstadt.authority.certificate_pem, certificate_of(musterstadt, device))
    with refused("already_adopted"):
        device.adopt(nachbarstadt.authority.certificate_pem, certificate_of(nachbarstadt, device))


def test_a_certificate_for_another_key_is_not_taken(
    device: DeviceIdentity, musterstadt: Office, tmp_path: Path, refused: Refused
) -> None:
    other = DeviceIdentity.load_or_create(tmp_path / "other")
    with refused("wrong_fingerprint"):
        device.adopt(musterstadt.authority.certificate_pem, certificate_of(musterstadt, other))


def test_a_certificate_of_another_authority_is_not_taken(
    device: DeviceIdentity, musterstadt: Office, nachbarstadt: Office, refused: Refused
) -> None:
    with refused("bad_signature"):
        device.adopt(musterstadt.authority.certificate_pem, certificate_of(nachbarstadt, device))
    device.adopt(musterstadt.authority.certificate_pem, certificate_of(musterstadt, device))
    with refused("bad_signature"):
        device.renew(certificate_of(nachbarstadt, device))


def test_a_new_device_has_nothing_to_renew(device: DeviceIdentity, musterstadt: Office, refused: Refused) -> None:
    with refused("not_adopted"):
        device.renew(certificate_of(musterstadt, device))


def test_power_that_goes_before_the_authority_is_written_leaves_a_new_device(
    device: DeviceIdentity, musterstadt: Office
) -> None:
    device.adopt(musterstadt.authority.certificate_pem, certificate_of(musterstadt, device))
    (device.directory / "ca.crt").unlink()
    again = DeviceIdentity.load_or_create(device.directory)
    assert not again.adopted and again.office_fingerprint == ""


@pytest.mark.parametrize("gone", [("ca.crt",), ("ca.crt", "device.crt"), ("ca.crt", "device.crt", "device.key")])
def test_power_that_goes_while_it_forgets_leaves_a_new_device(
    device: DeviceIdentity, musterstadt: Office, gone: tuple[str, ...]
) -> None:
    device.adopt(musterstadt.authority.certificate_pem, certificate_of(musterstadt, device))
    for name in gone:
        (device.directory / name).unlink()
    again = DeviceIdentity.load_or_create(device.directory)
    assert not again.adopted
    again.adopt(musterstadt.authority.certificate_pem, certificate_of(musterstadt, again))


def test_a_forgotten_key_never_comes_back(device: DeviceIdentity) -> None:
    before = device.fingerprint
    device.forget()
    assert device.fingerprint != before
    assert DeviceIdentity.load_or_create(device.directory).fingerprint == device.fingerprint


def test_a_damaged_key_is_no_reason_for_another_one(device: DeviceIdentity, refused: Refused) -> None:
    device.key_path.write_bytes(b"damaged")
    with refused("damaged_key"):
        DeviceIdentity.load_or_create(device.directory)


def test_a_file_is_replaced_whole_with_the_wanted_mode(tmp_path: Path) -> None:
    path = tmp_path / "file"
    previous = os.umask(0o077)
    try:
        write_atomically(path, "old", 0o644)
        write_atomically(path, b"new", 0o640)
    finally:
        os.umask(previous)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["file"]


def test_what_is_left_of_a_write_without_power_does_not_disturb(tmp_path: Path) -> None:
    (tmp_path / ".file.new").write_text("half")
    write_atomically(tmp_path / "file", "whole")
    assert os.listdir(tmp_path) == ["file"]


@settings(deadline=None, max_examples=60)
@given(pem=st.one_of(st.text(), st.binary().map(lambda data: data.decode("latin-1"))))
def test_nonsense_instead_of_a_certificate_is_malformed(pem: str) -> None:
    for parse in (certificate_from_pem, request_from_pem):
        with pytest.raises(ProvisioningError, match="malformed"):
            parse(pem)
