"""The server's releases: from a directory or an address, and nothing that is not signed, newer and whole."""

import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.fleet import mirror as mirrors
from appliance.fleet.mirror import Mirror
from appliance.privileged.client import Privileged
from appliance.privileged.protocol import PrivilegedError
from provisioning import releases
from provisioning.errors import ProvisioningError
from provisioning.releases import Installed
from tests.device.people import RootHelper
from tests.fleet.releases import KEY, release

RUNNING = Installed("1.0", "stable")


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    keys = tmp_path / "release.pub"
    keys.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return Mirror(tmp_path / "mirror", keys, Privileged(tmp_path / "privileged.sock"))


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """Serves `tmp_path / "source"`."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "source"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def refusal(mirror: Mirror, source: str) -> str:
    with pytest.raises(ProvisioningError) as caught:
        mirror.fetch(source, RUNNING)
    return caught.value.code


def test_a_newer_release_is_kept_with_what_machines_install(mirror: Mirror, tmp_path: Path) -> None:
    source = release(tmp_path / "source", "1.1")
    found = mirror.fetch(str(source), RUNNING)
    assert found is not None and found.version == "1.1"
    names = {path.name for path in mirror.path("1.1").iterdir()}
    assert names == {
        "manifest.json", "manifest.json.sig", "vorzimmer_1.1.efi", "vorzimmer_1.1.root.raw", "vorzimmer_1.1.verity.raw",
    }  # fmt: skip
    assert [one.version for one in mirror.versions()] == ["1.1"]
    assert mirror.fetch(str(source), RUNNING) is None


def test_from_an_address(mirror: Mirror, tmp_path: Path, web: str) -> None:
    release(tmp_path / "source", "1.1")
    found = mirror.fetch(web, RUNNING)
    assert found is not None
    assert releases.verify_directory(mirror.path("1.1"), [KEY.public_key()], lambda file: file.name.endswith(".efi"))


def test_from_a_stick_that_only_root_may_mount(mirror: Mirror, tmp_path: Path, helper: RootHelper) -> None:
    stick = release(tmp_path / "stick", "1.1")
    helper.answers["usb_fetch"] = lambda file, path: {"size": Path(path).write_bytes((stick / file).read_bytes())}
    assert mirror.fetch("usb", RUNNING) is not None
    assert [path.name for path in mirror.directory.iterdir()] == ["1.1"]
    helper.answers["usb_fetch"] = PrivilegedError("no_such_file", "no stick has it")
    assert refusal(mirror, "usb") == "source_unreachable"


@pytest.mark.parametrize("version", ["1.0", "0.9"])
def test_nothing_newer_is_nothing_new(mirror: Mirror, tmp_path: Path, version: str) -> None:
    assert mirror.fetch(str(release(tmp_path / "source", version)), RUNNING) is None
    assert mirror.versions() == []


def test_a_foreign_signature_is_refused(mirror: Mirror, tmp_path: Path) -> None:
    assert refusal(mirror, str(release(tmp_path / "source", "1.1", Ed25519PrivateKey.generate()))) == "bad_signature"


def test_a_damaged_download_leaves_nothing(mirror: Mirror, tmp_path: Path, web: str) -> None:
    source = release(tmp_path / "source", "1.1")
    (source / "vorzimmer_1.1.verity.raw").write_bytes(b"hash")
    assert refusal(mirror, web) == "truncated"
    assert list(mirror.directory.iterdir()) == []


def test_what_a_power_cut_left_goes_with_the_next_release(mirror: Mirror, tmp_path: Path) -> None:
    (mirror.directory / ".1.0.9").mkdir(parents=True)
    (mirror.directory / ".vorzimmer_1.0.9.root.raw").write_bytes(b"half")
    mirror.fetch(str(release(tmp_path / "source", "1.1")), RUNNING)
    assert [path.name for path in mirror.directory.iterdir()] == ["1.1"]


@pytest.mark.parametrize("source", ["/nowhere", "http://127.0.0.1:1/", "releases", "http://[broken"])
def test_a_source_that_is_not_there_is_told(mirror: Mirror, source: str) -> None:
    assert refusal(mirror, source) == "source_unreachable"


def test_old_versions_are_forgotten(mirror: Mirror, tmp_path: Path) -> None:
    for version in ("1.1", "1.2", "1.10"):
        mirror.fetch(str(release(tmp_path / version, version)), RUNNING)
    assert [one.version for one in mirror.versions()] == ["1.10", "1.2"]
    assert mirrors.KEPT == 2


@pytest.mark.parametrize("version", ["..", ".1.1", "1.1/..", "2.0"])
def test_only_versions_lead_into_the_mirror(mirror: Mirror, tmp_path: Path, version: str) -> None:
    mirror.fetch(str(release(tmp_path / "source", "1.1")), RUNNING)
    with pytest.raises(ProvisioningError, match="unknown_release"):
        mirror.path(version)


def test_what_lies_there_damaged_is_not_offered(mirror: Mirror, tmp_path: Path) -> None:
    mirror.fetch(str(release(tmp_path / "source", "1.1")), RUNNING)
    manifest = mirror.path("1.1") / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(sha256(b"kernel").hexdigest().encode(), b"0" * 64))
    assert mirror.versions() == []
