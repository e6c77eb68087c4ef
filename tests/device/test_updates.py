"""An update comes from the office, is checked here, and is written by root's helper; the report says how it stands."""

import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.device.updates import REST_SECONDS, Source, Updates
from appliance.privileged.client import Privileged
from appliance.privileged.protocol import PrivilegedError
from provisioning.errors import ProvisioningError
from tests.device.people import Hall, Office, RootHelper
from tests.fleet.releases import KEY, release
from tests.town_hall import wait_for

TOKEN = "d_" + "x" * 43
RUNNING = {"version": "1.0", "channel": "stable"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The office's releases, for whoever has the device's token: their directory and the office's origin."""
    directory = tmp_path / "releases"
    directory.mkdir()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = directory / self.path.removeprefix("/api/updates/releases/")
            allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
            self.send_response(200 if allowed and path.is_file() else 404)
            self.end_headers()
            if allowed and path.is_file():
                self.wfile.write(path.read_bytes())

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield directory, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def updates(tmp_path: Path, helper: RootHelper, served: tuple[Path, str]) -> Updates:
    keys = tmp_path / "release.pub"
    keys.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    helper.answers["update_state"] = {"running": RUNNING, "trial": None, "failures": []}
    source = Source(served[1], TOKEN, ssl.create_default_context())
    return Updates(tmp_path / "update", Privileged(tmp_path / "privileged.sock"), lambda: source, keys)


def ended(updates: Updates) -> dict[str, Any]:
    return wait_for(lambda: (report := updates.report())["state"] != "downloading" and report, "the update's end")


def test_what_the_office_offers_is_fetched_checked_and_handed_to_root(
    updates: Updates, helper: RootHelper, served: tuple[Path, str]
) -> None:
    release(served[0] / "1.1", "1.1")
    seen: list[set[str]] = []

    def install(directory: str) -> dict[str, str]:
        seen.append({path.name for path in Path(directory).iterdir()})
        trial = {"version": "1.1", "complete": True}
        helper.answers["update_state"] = {"running": RUNNING, "trial": trial, "failures": []}
        return {"version": "1.1"}

    helper.answers["update_install"] = install
    updates.start("1.1")
    assert ended(updates) == {"state": "installed", "version": "1.1", "reason": None, "failed_versions": []}
    assert seen[0] >= {"manifest.json", "manifest.json.sig", "vorzimmer_1.1.root.raw", "vorzimmer_1.1.efi"}
    assert "vorzimmer_1.1.raw.zst" not in seen[0]
    assert not updates.directory.exists()


def forged(directory: Path) -> None:
    release(directory, "1.1", Ed25519PrivateKey.generate())


def truncated(directory: Path) -> None:
    release(directory, "1.1")
    (directory / "vorzimmer_1.1.root.raw").write_bytes(b"root")


def another_version(directory: Path) -> None:
    release(directory, "1.2")


def missing(directory: Path) -> None:
    release(directory, "1.1")
    (directory / "vorzimmer_1.1.efi").unlink()


@pytest.mark.parametrize(
    ("offer", "code"),
    [(forged, "bad_signature"), (truncated, "truncated"), (another_version, "malformed"), (missing, "unreachable")],
)
def test_what_is_not_right_never_reaches_root(
    updates: Updates, helper: RootHelper, served: tuple[Path, str], offer: Callable[[Path], None], code: str
) -> None:
    offer(served[0] / "1.1")
    updates.start("1.1")
    report = ended(updates)
    assert (report["state"], report["version"], report["reason"]["code"]) == ("failed", "1.1", code)
    assert helper.was_asked("update_install") == []
    assert not updates.directory.exists()


def test_what_root_refuses_is_told(updates: Updates, helper: RootHelper, served: tuple[Path, str]) -> None:
    release(served[0] / "1.1", "1.1")
    helper.answers["update_install"] = PrivilegedError("failed_here", "1.1")
    updates.start("1.1")
    assert ended(updates)["reason"]["code"] == "failed_here"


def test_a_version_that_could_not_be_fetched_is_left_alone_for_a_while(
    updates: Updates, served: tuple[Path, str]
) -> None:
    now = [0.0]
    updates.monotonic = lambda: now[0]
    truncated(served[0] / "1.1")
    updates.start("1.1")
    assert ended(updates)["reason"]["code"] == "truncated"
    with pytest.raises(ProvisioningError, match="wait"):
        updates.start("1.1")
    updates.start("1.2")
    assert ended(updates)["version"] == "1.2"
    now[0] += REST_SECONDS
    updates.start("1.2")
    ended(updates)


def test_one_at_a_time_and_only_versions(updates: Updates, helper: RootHelper, served: tuple[Path, str]) -> None:
    release(served[0] / "1.1", "1.1")
    goes_on = threading.Event()
    helper.answers["update_install"] = lambda directory: {"waited": goes_on.wait(10)}
    updates.start("1.1")
    with pytest.raises(ProvisioningError, match="busy"):
        updates.start("1.1")
    assert updates.report()["state"] == "downloading"
    goes_on.set()
    ended(updates)
    with pytest.raises(ProvisioningError, match="malformed"):
        updates.start("../1.1")


def test_the_office_orders_it_and_reads_what_became_of_it(adopted: Hall, musterstadt: Office) -> None:
    client = musterstadt.client(adopted)
    client.command("update", {"version": "9.9"})
    wait_for(lambda: client.health()["update"]["state"] == "failed", "the report")
    assert client.health()["update"]["reason"]["code"] == "unreachable"
