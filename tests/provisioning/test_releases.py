"""Releases: forged, old, truncated, foreign, failed before."""

import hashlib
import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from provisioning import releases
from provisioning.errors import ProvisioningError
from provisioning.releases import Installed, Manifest, ReleaseFile, check_upgrade, receive, version_key
from tests.provisioning.conftest import Refused

ROOT = b"a root file system" * 1000
FILE = ReleaseFile("vorzimmer_1.4.root.raw", len(ROOT), hashlib.sha256(ROOT).hexdigest())
RUNNING = Installed("1.3", "stable")
KEY = Ed25519PrivateKey.generate()


def manifest(version: str = "1.4", channel: str = "stable", min_version: str = "0") -> Manifest:
    return Manifest(version, channel, datetime(2026, 3, 1, tzinfo=UTC), min_version, (FILE,), "Neues für Bürger")


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """As the build writes it and a stick carries it."""
    directory = tmp_path / "release"
    directory.mkdir()
    content = manifest().to_bytes()
    (directory / releases.MANIFEST).write_bytes(content)
    (directory / releases.SIGNATURE).write_bytes(releases.sign(content, KEY))
    (directory / FILE.name).write_bytes(ROOT)
    return directory


KEYS = releases.load_public_keys(public_pem(KEY))


def test_a_signed_release_is_accepted(release: Path) -> None:
    assert releases.verify_directory(release, KEYS) == manifest()


def test_a_signature_made_by_openssl_holds(release: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    subprocess.run(
        ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", release / releases.MANIFEST,
         "-out", release / releases.SIGNATURE],
        check=True,
    )  # fmt: skip
    releases.verify_directory(release, KEYS)


def test_while_a_key_is_replaced_both_count(release: Path, refused: Refused) -> None:
    other = Ed25519PrivateKey.generate()
    releases.verify_directory(release, releases.load_public_keys(public_pem(other) + public_pem(KEY)))
    with refused("bad_signature"):
        releases.verify_directory(release, releases.load_public_keys(public_pem(other)))


@pytest.mark.parametrize("pem", [b"", b"nonsense", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_without_keys_is_an_error_and_not_no_check(pem: bytes, refused: Refused) -> None:
    with refused("malformed"):
        releases.load_public_keys(pem)


def test_no_keys_accept_nothing(release: Path, refused: Refused) -> None:
    with refused("bad_signature"):
        releases.verify_directory(release, [])


@pytest.mark.parametrize("position", [0, 10, -2])
def test_a_forged_manifest_is_refused(release: Path, position: int, refused: Refused) -> None:
    content = bytearray((release / releases.MANIFEST).read_bytes())
    content[position] ^= 1
    (release / releases.MANIFEST).write_bytes(content)
    with refused("bad_signature"):
        releases.verify_directory(release, KEYS)


@pytest.mark.parametrize("signature", [b"", b"short", bytes(64), bytes(65)])
def test_a_forged_signature_is_refused(release: Path, signature: bytes, refused: Refused) -> None:
    (release / releases.SIGNATURE).write_bytes(signature)
    with refused("bad_signature"):
        releases.verify_directory(release, KEYS)


@pytest.mark.parametrize(
    ("content", "code"),
    [(ROOT[:-1], "truncated"), (b"", "truncated"), (ROOT + b"x", "too_large"), (b"x" + ROOT[1:], "wrong_hash")],
)
def test_a_file_that_is_not_what_was_signed_is_refused(
    release: Path, content: bytes, code: str, refused: Refused, tmp_path: Path
) -> None:
    (release / FILE.name).write_bytes(content)
    with refused(code):
        releases.verify_directory(release, KEYS)
    with refused(code):
        receive(FILE, [content], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["release"], "something was left of a bad download"


def test_a_manifest_from_elsewhere_is_read_up_to_its_bound(refused: Refused) -> None:
    """An endless answer is given up as soon as it is too long."""
    assert releases.bounded(releases.MANIFEST, iter([b"a", b"", b"b"])) == b"ab"
    endless = itertools.repeat(bytes(releases.CHUNK))
    with refused("too_large"):
        releases.bounded(releases.MANIFEST, endless)


def test_a_missing_file_is_named(release: Path) -> None:
    (release / FILE.name).unlink()
    with pytest.raises(ProvisioningError) as caught:
        releases.verify_directory(release, KEYS)
    assert (caught.value.code, caught.value.facts) == ("missing", {"name": FILE.name})


@pytest.mark.timeout(30)
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(release: Path, refused: Refused) -> None:
    (release / FILE.name).unlink()
    os.mkfifo(release / FILE.name)
    with refused("missing"):
        releases.verify_directory(release, KEYS)


@pytest.mark.parametrize("names", [[], ["a.root.raw", "b.root.raw", "c.efi"], ["a.root.raw", "a.verity.raw"]])
def test_slots_need_one_file_of_each_kind(names: list[str], refused: Refused) -> None:
    files = tuple(replace(FILE, name=name) for name in [*names, "a.raw.zst"])
    with refused("malformed"):
        releases.for_slots(replace(manifest(), files=files))


def test_what_slots_need_is_found_among_the_rest() -> None:
    names = ["a.efi", "a.raw.zst", "a.verity.raw", "a.root.raw"]
    chosen = releases.for_slots(replace(manifest(), files=tuple(replace(FILE, name=name) for name in names)))
    assert [file.name for file in chosen] == ["a.root.raw", "a.verity.raw", "a.efi"]


def test_files_that_nobody_needs_here_may_be_missing(release: Path) -> None:
    (release / FILE.name).unlink()
    releases.verify_directory(release, KEYS, needed=lambda file: not file.name.endswith(".raw"))


def test_a_download_gets_its_name_when_all_of_it_is_right(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield ROOT[:100]
        assert not (tmp_path / FILE.name).exists()
        yield ROOT[100:]

    assert receive(FILE, chunks(), tmp_path).read_bytes() == ROOT
    assert [path.name for path in tmp_path.iterdir()] == [FILE.name]


def test_a_download_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield ROOT[:100]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(FILE, chunks(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_endless_download_ends_at_the_signed_size(tmp_path: Path, refused: Refused) -> None:
    with refused("too_large"):
        receive(FILE, iter(lambda: b"x" * 1000, b""), tmp_path)


def test_a_full_disk_is_said_to_be_full(tmp_path: Path, refused: Refused) -> None:
    """/dev/full is a real full disk."""
    (tmp_path / f".{FILE.name}.part").symlink_to("/dev/full")
    with refused("disk_full"):
        receive(FILE, [ROOT], tmp_path)


@pytest.mark.parametrize(
    ("running", "candidate", "failed", "code"),
    [
        (RUNNING, manifest("1.2.9"), (), "downgrade"),
        (RUNNING, manifest("1.3~rc1"), (), "downgrade"),
        (RUNNING, manifest("1.3.0"), (), "already_installed"),
        (RUNNING, manifest("1.4", channel="testing"), (), "wrong_channel"),
        (RUNNING, manifest("2.0", min_version="1.4"), (), "step_missing"),
        (RUNNING, manifest("1.4"), ("1.4",), "failed_here"),
        (RUNNING, manifest("1.4"), ("1.4.0",), "failed_here"),
    ],
)
def test_what_may_not_be_installed_is_said_why(
    running: Installed, candidate: Manifest, failed: tuple[str, ...], code: str, refused: Refused
) -> None:
    with refused(code):
        check_upgrade(running, candidate, failed)


@pytest.mark.parametrize("version", ["1.3.1", "1.4", "1.10", "2.0~rc1"])
def test_a_later_version_of_the_channel_is_installed(version: str) -> None:
    check_upgrade(RUNNING, manifest(version, min_version="1.3~rc1"), ("1.3.5",))


def test_versions_sort_as_versions() -> None:
    ordered = ["0", "0.9", "1.4~beta1", "1.4~beta2", "1.4~beta10", "1.4~rc1", "1.4", "1.4^1", "1.4.1", "1.10", "1.10.1"]
    assert sorted(set(ordered), key=version_key) == ordered


@pytest.mark.parametrize("version", ["", "v1", "1.", ".1", "1.2.3.4.5", "1.2-3", "1.2\n", "١.٢", "1.2~", "9" * 20])
def test_what_is_no_version_is_malformed(version: str, refused: Refused) -> None:
    with refused("malformed"):
        version_key(version)


GOOD = json.loads(manifest().to_bytes())


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 14},
        {"version": "latest"},
        {"channel": "../stable"},
        {"built_at": "2026-03-01"},
        {"built_at": "yesterday"},
        {"min_version": "2.0"},
        {"files": []},
        {"files": {}},
        {"files": ["name"]},
        {"files": GOOD["files"] * 2},
        {"files": [{**GOOD["files"][0], "name": "../../etc/passwd"}]},
        {"files": [{**GOOD["files"][0], "name": ".hidden"}]},
        {"files": [{**GOOD["files"][0], "name": "a/b"}]},
        {"files": [{**GOOD["files"][0], "name": ""}]},
        {"files": [{**GOOD["files"][0], "size": -1}]},
        {"files": [{**GOOD["files"][0], "size": True}]},
        {"files": [{**GOOD["files"][0], "size": 1.5}]},
        {"files": [{**GOOD["files"][0], "sha256": "abc"}]},
        {"files": [{**GOOD["files"][0], "partition_uuid": "no"}]},
        {"notes": None},
    ],
)
def test_a_signed_manifest_is_read_strictly(changed: dict[str, object], refused: Refused) -> None:
    content = json.dumps({**GOOD, **changed}).encode()
    with refused("malformed"):
        releases.verify(content, releases.sign(content, KEY), KEYS)


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"notes"}))
def test_every_field_is_needed(name: str, refused: Refused) -> None:
    with refused("malformed"):
        releases.parse(json.dumps({key: value for key, value in GOOD.items() if key != name}).encode())


def test_fields_of_later_versions_are_left_alone() -> None:
    assert releases.parse(json.dumps({**GOOD, "commit": "abc"}).encode()) == manifest()


@given(st.binary(max_size=200))
def test_nothing_unsigned_is_even_looked_at(content: bytes) -> None:
    with pytest.raises(ProvisioningError, match="bad_signature"):
        releases.verify(content, bytes(64), KEYS)
    with pytest.raises(ProvisioningError, match="malformed"):
        releases.parse(content)
