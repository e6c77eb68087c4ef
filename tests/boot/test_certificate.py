"""The server's own certificate: there from the first minute, right for its names and addresses, and nobody else's."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.boot.certificate import Names, OwnCertificate, names_now
from appliance.privileged.client import Privileged
from provisioning.ca import SERVER_DAYS, Authority
from provisioning.keys import certificate_from_pem
from tests.privileged.system import System

AT = datetime(2026, 10, 1, 8, tzinfo=UTC)
NAMES = names_now("rathaus", "", ["fd00::10", "192.168.1.10"])


@pytest.fixture
def own(system: System, root_asks: Privileged) -> OwnCertificate:
    """The helper keeps what it is given, and the real `apply` hands it out."""
    (system.root.system / "role.json").write_text('{"role": "server"}')
    data = system.root.system.parent / "office"
    return OwnCertificate(data, system.root.run / "tls/server.crt", "", root_asks)


def shown(own: OwnCertificate) -> x509.Certificate:
    return certificate_from_pem(own.current.read_bytes())


def test_addresses_that_people_read_come_first() -> None:
    assert Names(("rathaus", "rathaus.local"), ("192.168.1.10", "fd00::10")) == NAMES
    assert names_now("rathaus", "https://termine.example.de:444", []).names[-1] == "termine.example.de"


def test_there_is_a_certificate_before_there_is_an_office(own: OwnCertificate, system: System) -> None:
    assert own.keep_up(NAMES, AT)
    assert shown(own).issuer.rfc4514_string() == "CN=Vorzimmer (vor der Einrichtung)"
    key = system.root.run / "tls/server.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o640
    assert not (own.data / "ca").exists()  # made with the office, and named after it


def test_it_is_valid_for_names_and_addresses(own: OwnCertificate) -> None:
    own.keep_up(NAMES, AT)
    extension = shown(own).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert tuple(extension.get_values_for_type(x509.DNSName)) == NAMES.names
    assert tuple(map(str, extension.get_values_for_type(x509.IPAddress))) == NAMES.addresses


def test_nothing_happens_while_all_is_well(own: OwnCertificate) -> None:
    own.keep_up(NAMES, AT)
    before = own.current.read_bytes()
    assert not own.keep_up(NAMES, AT + timedelta(days=30))
    assert own.current.read_bytes() == before


@pytest.mark.parametrize(
    ("names", "days"),
    [
        (names_now("rathaus", "", ["192.168.1.11"]), 1),
        (names_now("buergerbuero", "", ["fd00::10", "192.168.1.10"]), 1),
        (NAMES, SERVER_DAYS * 2 // 3 + 1),
        (NAMES, SERVER_DAYS + 100),
    ],
)
def test_another_address_another_name_or_its_age_ask_for_a_new_one(
    own: OwnCertificate, names: Names, days: int
) -> None:
    own.keep_up(NAMES, AT)
    assert own.keep_up(names, AT + timedelta(days=days))
    assert shown(own).not_valid_after_utc > AT + timedelta(days=days)


def test_the_office_s_authority_takes_over_once_it_is_there(own: OwnCertificate) -> None:
    own.keep_up(NAMES, AT)
    office = Authority.load_or_create(own.data / "ca", "Stadt Musterstadt", AT)
    assert own.keep_up(NAMES, AT)
    shown(own).verify_directly_issued_by(office.certificate)
    assert not own.keep_up(NAMES, AT)


def test_an_authority_that_came_with_a_backup_takes_over_even_with_the_same_name(
    own: OwnCertificate, tmp_path: Path
) -> None:
    Authority.load_or_create(own.data / "ca", "Stadt Musterstadt", AT)
    own.keep_up(NAMES, AT)
    (own.data / "ca").rename(tmp_path / "spare")
    restored = Authority.load_or_create(own.data / "ca", "Stadt Musterstadt", AT)
    assert own.keep_up(NAMES, AT)
    shown(own).verify_directly_issued_by(restored.certificate)


def test_a_certificate_that_somebody_gave_is_left_alone(own: OwnCertificate, tmp_path: Path) -> None:
    Authority.load_or_create(own.data / "ca", "Stadt Musterstadt", AT)
    county = Authority.load_or_create(tmp_path / "county", "Landkreis Musterland", AT)
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    own.current.parent.mkdir(parents=True)
    own.current.write_text(county.issue_server(["termine.example.de"], [], key, AT))
    assert not own.keep_up(NAMES, AT)


def test_the_key_never_lies_in_the_office_s_directory(own: OwnCertificate) -> None:
    own.keep_up(NAMES, AT)
    assert {path.name for path in own.data.rglob("*.key")} == {"ca.key"}
