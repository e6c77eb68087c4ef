"""Adoption by a file on a stick, against a real HTTPS server."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from provisioning.clock import DeviceClock
from provisioning.enrolment import FILE_NAME, PATH, AdoptionFile, enrol, new_secret
from provisioning.identity import DeviceIdentity
from provisioning.keys import fingerprint_of, new_key, private_pem, public_key_of, request_from_pem
from tests.provisioning.conftest import Refused
from tests.provisioning.people import LOOPBACK, TODAY, Office

CONFIGURATION = {"revision": 3}


class OfficeServer:
    """The one route of an office server that a kiosk with a file needs. It knows one secret, by its digest, once."""

    def __init__(self, office: Office, directory: Path) -> None:
        key = new_key()
        pem = office.authority.issue_server(["localhost"], [LOOPBACK], key.public_key(), TODAY)
        (directory / "tls.pem").write_bytes(pem.encode() + private_pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(directory / "tls.pem")
        self.office = office
        self.known = ""
        self.answer: dict[str, object] | None = None
        self.http = HTTPServer((LOOPBACK, 0), self._handler())
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f"https://{LOOPBACK}:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def file(self) -> AdoptionFile:
        secret = new_secret()
        self.known = secret
        expires_at = TODAY + timedelta(days=1)
        return AdoptionFile(self.office.authority.certificate_pem, self.url, secret, expires_at, "both", "Foyer")

    def use(self, body: dict[str, str]) -> tuple[int, dict[str, object]]:
        if body["secret"] != self.known:
            return 403, {"type": "urn:vorzimmer:problem:unknown_secret", "code": "unknown_secret"}
        self.known = ""
        fingerprint = fingerprint_of(public_key_of(request_from_pem(body["csr"])))
        pem = self.office.authority.issue_device(body["csr"], fingerprint[:16], TODAY, fingerprint=fingerprint)
        return 200, self.answer or {"certificate": pem, "configuration": CONFIGURATION}

    def _handler(server: "OfficeServer") -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == PATH
                status, answer = server.use(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def server(musterstadt: Office, tmp_path: Path) -> Iterator[OfficeServer]:
    server = OfficeServer(musterstadt, tmp_path)
    yield server
    server.close()


@pytest.fixture
def device(tmp_path: Path) -> DeviceIdentity:
    return DeviceIdentity.load_or_create(tmp_path / "device")


@pytest.fixture
def stored() -> list[dict[str, object]]:
    return []


def use(file: AdoptionFile, device: DeviceIdentity, stored: list[dict[str, object]]) -> int:
    """With a clock of 1970: a new kiosk seldom has the right time."""

    def store(configuration: dict[str, object]) -> int:
        assert not device.adopted
        stored.append(configuration)
        return 3

    return enrol(file, device, DeviceClock(now=lambda: datetime(1970, 1, 1, tzinfo=UTC)), store)


def test_a_file_adopts_one_device(
    server: OfficeServer, device: DeviceIdentity, stored: list[dict[str, object]], tmp_path: Path, refused: Refused
) -> None:
    file = AdoptionFile.parse(server.file().to_text())
    assert use(file, device, stored) == 3
    assert stored == [CONFIGURATION]
    assert device.office_fingerprint == server.office.authority.fingerprint
    second = DeviceIdentity.load_or_create(tmp_path / "second")
    with refused("unknown_secret"):
        use(file, second, stored)
    with refused("already_adopted"):
        use(file, device, stored)


def test_the_secret_is_told_to_the_files_authority_only(
    server: OfficeServer,
    nachbarstadt: Office,
    device: DeviceIdentity,
    stored: list[dict[str, object]],
    refused: Refused,
) -> None:
    file = replace(server.file(), ca=nachbarstadt.authority.certificate_pem)
    known = server.known
    with refused("bad_signature"):
        use(file, device, stored)
    assert server.known == known, "the server saw the secret"
    assert not device.adopted and stored == []


def test_another_name_than_the_servers_is_refused(
    server: OfficeServer, device: DeviceIdentity, stored: list[dict[str, object]], refused: Refused
) -> None:
    file = replace(server.file(), server=server.url.replace(LOOPBACK, "127.0.0.2"))
    with refused("bad_signature", "unreachable"):
        use(file, device, stored)


def test_a_certificate_for_another_key_changes_nothing(
    server: OfficeServer, device: DeviceIdentity, stored: list[dict[str, object]], tmp_path: Path, refused: Refused
) -> None:
    other = DeviceIdentity.load_or_create(tmp_path / "other")
    pem = server.office.authority.issue_device(
        other.signing_request(), other.id, TODAY, fingerprint=other.fingerprint
    )  # fmt: skip
    server.answer = {"certificate": pem, "configuration": CONFIGURATION}
    with refused("wrong_fingerprint"):
        use(server.file(), device, stored)
    assert stored == [] and not device.adopted


def test_without_a_server_it_can_be_tried_again(
    server: OfficeServer, device: DeviceIdentity, stored: list[dict[str, object]], refused: Refused
) -> None:
    with refused("unreachable"):
        use(replace(server.file(), server="https://127.0.0.1:1"), device, stored)
    use(server.file(), device, stored)


def test_a_file_reads_as_it_was_written(server: OfficeServer) -> None:
    file = replace(server.file(), place="Bürgerbüro, Foyer")
    assert AdoptionFile.parse(file.to_text()) == file
    assert AdoptionFile.parse(file.to_text().encode()) == file
    assert FILE_NAME.endswith(".json")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"server": "http://10.0.0.1"}, "malformed"),
        ({"server": "https://"}, "malformed"),
        ({"server": "https://[::1"}, "malformed"),
        ({"server": "https://10.0.0.1:port"}, "malformed"),
        ({"server": "https://10.0.0.1/elsewhere"}, "malformed"),
        ({"secret": "short"}, "malformed"),
        ({"function": "printer"}, "malformed"),
        ({"expires_at": "2026-03-03"}, "malformed"),
        ({"expires_at": "soon"}, "malformed"),
        ({"ca": "no certificate"}, "malformed"),
        ({"place": None}, "malformed"),
        ({"more": "fields"}, "malformed"),
        ({"format": "vorzimmer adoption file 2"}, "other_protocol"),
    ],
)
def test_a_damaged_file_is_said_to_be_damaged(
    server: OfficeServer, changed: dict[str, object], code: str, refused: Refused
) -> None:
    content = {**json.loads(server.file().to_text()), **changed}
    with refused(code):
        AdoptionFile.parse(json.dumps(content))


@pytest.mark.parametrize("content", ["", "[]", "nonsense", "{}", "[" * 100_000, b"\xff\xff"])
def test_anything_else_on_the_stick_is_no_file_of_ours(content: str | bytes, refused: Refused) -> None:
    with refused("malformed", "other_protocol"):
        AdoptionFile.parse(content)
