"""Adoption by a file on a USB stick, where neither mDNS nor a connection from the server reaches the device."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.agent import identity
from provisioning.ca import Authority
from provisioning.enrolment import PATH, AdoptionFile, new_secret
from provisioning.errors import ProvisioningError
from provisioning.keys import fingerprint_of, private_pem, public_key_of, request_from_pem
from tests.device.people import LOOPBACK, TODAY, Hall, Office, WebServer, pushed

NAME = "vorzimmer-adoption.json"


class Enrolment:
    """The office's side of adoption by file, over real HTTPS: one secret, good for one device."""

    def __init__(self, directory: Path, authority: Authority) -> None:
        self.authority, self.secrets = authority, {new_secret()}
        key, pem = ec.generate_private_key(ec.SECP256R1()), directory / "web.pem"
        certificate = authority.issue_server([], [LOOPBACK], key.public_key(), TODAY)
        pem.write_bytes(private_pem(key) + certificate.encode())
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem)
        self.web = WebServer({PATH: self._enrol}, tls)

    def file(self) -> AdoptionFile:
        (secret,) = self.secrets
        server = f"https://{LOOPBACK}:{self.web.port}"
        return AdoptionFile(
            self.authority.certificate_pem, server, secret, TODAY + timedelta(days=1), "ticket", "Foyer"
        )  # fmt: skip

    def _enrol(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body["secret"] not in self.secrets:
            return 403, {"code": "unknown_secret"}
        self.secrets.clear()
        fingerprint = fingerprint_of(public_key_of(request_from_pem(body["csr"])))
        certificate = self.authority.issue_device(body["csr"], fingerprint[:16], TODAY, fingerprint=fingerprint)
        return 200, {"certificate": certificate, "configuration": pushed()}


@pytest.fixture
def enrolment(tmp_path: Path, musterstadt: Office) -> Iterator[Enrolment]:
    enrolment = Enrolment(tmp_path, musterstadt.authority)
    yield enrolment
    enrolment.web.close()


def plug_in(hall: Hall, text: str) -> None:
    hall.helper.answers["usb_files"] = [NAME, "vorzimmer.toml", "office.vorzimmer"]
    hall.helper.answers["read_usb_file"] = lambda name: {"data": text}
    hall.tick(seconds=4)


def test_the_screen_offers_the_file_that_is_on_the_stick(hall: Hall, enrolment: Enrolment) -> None:
    plug_in(hall, enrolment.file().to_text())
    assert hall.shows()["usb_files"] == (NAME,)
    hall.helper.answers["usb_files"] = []
    hall.tick(seconds=4)
    assert hall.shows()["usb_files"] == ()


def test_with_the_file_the_device_belongs_to_its_office(hall: Hall, enrolment: Enrolment, musterstadt: Office) -> None:
    plug_in(hall, enrolment.file().to_text())
    hall.device._adopt_by_file(NAME)
    own = identity.load(hall.data)
    assert own is not None and (own.server, own.token, own.device) == ("https://buergerbuero.test", "d_" + "x" * 43, 7)
    assert musterstadt.client(hall).health()["configuration_revision"] == 1
    hall.tick()
    assert hall.shows()["usb_files"] == ()


@pytest.mark.parametrize("tamper", ["used", "damaged", "of another office", "not on the stick"])
def test_a_file_that_is_no_good_changes_nothing(
    tamper: str, hall: Hall, enrolment: Enrolment, nachbarstadt: Office
) -> None:
    text, name = enrolment.file().to_text(), NAME
    if tamper == "used":
        enrolment.secrets.clear()
    elif tamper == "damaged":
        text = text[:-20]
    elif tamper == "not on the stick":
        name = "vorzimmer-adoption-other.json"
    else:
        own = enrolment.file()
        text = AdoptionFile(
            nachbarstadt.authority.certificate_pem, own.server, own.secret, own.expires_at, "ticket", "Foyer"
        ).to_text()  # fmt: skip
    plug_in(hall, text)
    with pytest.raises(ProvisioningError) as refusal:
        hall.device._adopt_by_file(name)
    codes = {"used": "unknown_secret", "of another office": "bad_signature"}
    assert refusal.value.code == codes.get(tamper, "malformed")
    assert hall.shows()["view"] == "adoption" and identity.load(hall.data) is None
