"""The certificate that comes by itself, against a real ACME server: ordered, shown, renewed in time, failures told."""

import json
import logging
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509

from appliance.certificates import directory as acme
from appliance.certificates.automatic import PAUSES, Automatic, Trouble, renewal_at
from appliance.certificates.kept import Settings
from appliance.certificates.public import PublicCertificate
from appliance.domain.errors import OfficeError
from appliance.privileged.client import Privileged
from tests.boot.conftest import free_port
from tests.certificates.acme_directory import ELSEWHERE, NAME, AcmeDirectory
from tests.fakes import SettableClock

Order = Callable[[], None]


@pytest.mark.usefixtures("at_home")
def test_from_the_order_to_the_certificate_that_citizens_see(automatic: Automatic, ordered: Order, shown: Path) -> None:
    ordered()
    found = automatic.shown()
    assert (automatic.state().problem, automatic.state().wanted) == ("", False)
    assert found is not None and found.names == (NAME,)
    assert len(x509.load_pem_x509_certificates(shown.read_bytes())) == 2, "with its chain"
    assert automatic.trouble() is None


def test_a_certificate_of_ninety_days_is_renewed_after_sixty() -> None:
    begins = datetime(2026, 11, 1, tzinfo=UTC)
    shown = PublicCertificate((NAME,), "CN=somebody", 1, begins, begins + timedelta(days=90))
    assert renewal_at(shown) == begins + timedelta(days=60)


@pytest.mark.usefixtures("at_home")
def test_it_is_renewed_when_two_thirds_of_its_life_are_over_and_not_before(
    automatic: Automatic, ordered: Order, clock: SettableClock
) -> None:
    ordered()
    first = automatic.shown()
    assert first is not None
    clock.set(renewal_at(first) - timedelta(seconds=1))
    assert not automatic.step()
    clock.set(renewal_at(first))
    assert automatic.step()
    second = automatic.shown()
    assert second is not None and second.serial != first.serial
    assert automatic.state().problem == ""


@pytest.mark.usefixtures("at_home")
def test_a_failed_renewal_is_told_and_the_old_certificate_stays(
    automatic: Automatic, ordered: Order, clock: SettableClock, settings: Settings
) -> None:
    ordered()
    first = automatic.shown()
    automatic.choose(replace(settings, name=ELSEWHERE))
    assert automatic.step()
    state = automatic.state()
    assert (state.problem, state.failures) == ("acme_port_closed", 1)
    assert state.retry_at == clock.now() + PAUSES[0]
    assert automatic.shown() == first
    assert automatic.trouble() == Trouble("not_renewed", 0)


def test_it_is_tried_again_after_growing_pauses(automatic: Automatic, clock: SettableClock) -> None:
    automatic.choose(Settings(NAME, f"https://localhost:{free_port()}/directory"))
    assert automatic.step()
    assert automatic.state().problem == "acme_directory_unreachable"
    assert automatic.trouble() == Trouble("not_received", 0)
    assert not automatic.step()
    clock.set(clock.now() + PAUSES[0])
    assert automatic.step()
    assert automatic.state().retry_at == clock.now() + PAUSES[1]
    automatic.try_now()
    assert automatic.step()


def test_a_directory_that_is_not_there_or_not_known_or_none(directory: AcmeDirectory) -> None:
    def refusal(address: str, ca_pem: str) -> str:
        with pytest.raises(OfficeError) as caught:
            acme.terms(address, ca_pem)
        return caught.value.code

    assert acme.terms(directory.address, directory.ca_pem) == ""
    assert refusal(directory.address, "") == "acme_directory_untrusted"
    assert refusal(directory.address, "no certificate") == "acme_directory_untrusted"
    assert refusal(f"https://localhost:{free_port()}/", directory.ca_pem) == "acme_directory_unreachable"
    assert refusal(directory.address.removesuffix("directory"), directory.ca_pem) == "acme_no_directory"


@pytest.mark.usefixtures("at_home")
def test_settings_and_the_accounts_key_are_for_the_server_alone(
    automatic: Automatic, ordered: Order, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ordered()
    folder = tmp_path / "office/acme"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert files == {"account.key": 0o600, "settings.json": 0o600, "state.json": 0o600}
    key = (folder / "account.key").read_text().splitlines()[1]
    assert key not in caplog.text
    assert "it@musterstadt.example" not in caplog.text


def test_without_an_appliance_nothing_is_ordered(tmp_path: Path, clock: SettableClock) -> None:
    automatic = Automatic(tmp_path, clock, Privileged(tmp_path / "none.sock"), shown=tmp_path / "none.crt")
    with pytest.raises(OfficeError, match="appliance_only"):
        automatic.choose(Settings(NAME, "https://localhost/directory"))
    assert automatic.settings() is None


@pytest.mark.usefixtures("at_home")
def test_who_gives_ones_own_ends_the_automatic_one(automatic: Automatic, ordered: Order, clock: SettableClock) -> None:
    ordered()
    automatic.end()
    found = automatic.shown()
    assert found is not None
    clock.set(found.not_after)
    assert not automatic.step()
    assert automatic.trouble() == Trouble("over", 0)


class Busy(BaseHTTPRequestHandler):
    """A directory that has had enough for today."""

    def do_GET(self) -> None:
        body = json.dumps({"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many"}).encode()
        self.send_response(429)
        self.send_header("Retry-After", "7200")
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_directory_that_wants_fewer_requests_says_until_when(automatic: Automatic, clock: SettableClock) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as busy:
        threading.Thread(target=busy.serve_forever).start()
        automatic.choose(Settings(NAME, f"http://127.0.0.1:{busy.server_port}/directory"))
        assert automatic.step()
        busy.shutdown()
    state = automatic.state()
    assert (state.problem, state.reason) == ("acme_rate_limited", "too many")
    assert state.retry_at is not None
    assert timedelta(hours=1, minutes=59) < state.retry_at - clock.now() < timedelta(hours=2, minutes=1)
    clock.set(state.retry_at - timedelta(seconds=1))
    assert not automatic.step()
