"""What a build leaves: a directory that the appliance's own code takes for a release, and nothing lost on the way."""

import json
import uuid
from pathlib import Path

import pytest

from image import gpt, inventory, release, signing
from image.inventory import Part
from image.progress import BuildError
from image.staging import Release
from provisioning import releases
from provisioning.errors import ProvisioningError

FACTS = Release("1.4.2", "stable", "0123abc", 1_700_000_000)
BUILT_AT = "2023-11-14T22:13:20+00:00"
ROOT, VERITY = uuid.UUID(int=1), uuid.UUID(int=2)
CHROMIUM = Part("deb", "chromium", "1:156.0+deb13~u1", "amd64", "chromium", "156.0", 400_000_000, "D. D.", "", "")
FLASK = Part("pypi", "Flask", "3.1.3", "", "", "", 1000, "", "https://flask.example/", "BSD-3-Clause")


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A partition table with the two partitions that a release names, and nothing in them."""
    entries = b"".join(
        gpt.ENTRY.pack(b"\1" * 16, identity.bytes_le, first, first + 7, 0, label.encode("utf-16-le").ljust(72, b"\0"))
        for identity, first, label in ((VERITY, 40, "verity_1.4.2"), (ROOT, 48, "root_1.4.2"))
    )
    empty = b"\0" * 8
    header = gpt.HEADER.pack(gpt.SIGNATURE, *[b"\0" * 4] * 4, *[empty] * 4, b"\0" * 16, 2, 128, gpt.ENTRY.size)
    image = tmp_path / "disk.raw"
    image.write_bytes(header.rjust(512 + len(header), b"\0").ljust(1024, b"\0") + entries.ljust(128 * 128, b"\0"))
    return image


@pytest.fixture
def directory(tmp_path: Path, disk: Path) -> Path:
    """A signed release with small artefacts, and the key in tmp_path."""
    made = tmp_path / "release"
    made.mkdir()
    for artefact in ("root.raw", "verity.raw", "efi"):
        (made / f"vorzimmer_1.4.2.{artefact}").write_bytes(artefact.encode())
    release.write_json(made / release.MANIFEST, release.manifest(made, FACTS, BUILT_AT, disk))
    signing.ensure_key(tmp_path / "keys" / "release-key.pem")
    release.sign(made, tmp_path / "keys" / "release-key.pem")
    return made


def keys(directory: Path) -> list[releases.Ed25519PublicKey]:
    return releases.load_public_keys(signing.public_key(directory.parent / "keys" / "release-key.pem"))


def test_the_appliance_accepts_what_the_build_signs(directory: Path) -> None:
    manifest = releases.verify_directory(directory, keys(directory))
    assert (manifest.version, manifest.channel) == ("1.4.2", "stable")
    identities = {file.name: file.partition_uuid for file in manifest.files}
    assert identities == {
        "vorzimmer_1.4.2.root.raw": str(ROOT),
        "vorzimmer_1.4.2.verity.raw": str(VERITY),
        "vorzimmer_1.4.2.efi": "",
    }


def test_the_appliance_refuses_a_changed_artefact(directory: Path) -> None:
    (directory / "vorzimmer_1.4.2.efi").write_bytes(b"ufi")
    with pytest.raises(ProvisioningError, match="wrong_hash"):
        releases.verify_directory(directory, keys(directory))


def test_the_appliance_refuses_a_changed_manifest(directory: Path) -> None:
    manifest = directory / release.MANIFEST
    manifest.write_text(manifest.read_text().replace("1.4.2", "1.4.3"))
    with pytest.raises(ProvisioningError, match="bad_signature"):
        releases.verify_directory(directory, keys(directory))


def test_the_signing_key_is_for_its_owner_only_and_stays(directory: Path) -> None:
    key = directory.parent / "keys" / "release-key.pem"
    before = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    signing.ensure_key(key)
    assert key.read_bytes() == before


def test_a_build_never_empties_a_directory_that_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"photo")
    with pytest.raises(BuildError, match="left untouched"):
        release.make_empty(tmp_path)
    assert (tmp_path / "holiday.jpg").exists()


def test_a_build_replaces_the_release_before(directory: Path) -> None:
    release.make_empty(directory)
    assert list(directory.iterdir()) == []


def test_the_bill_of_materials_names_every_part_so_that_scanners_find_it() -> None:
    document = inventory.bill_of_materials("1.4.2", BUILT_AT, [CHROMIUM, FLASK])
    locators = [package["externalRefs"][0]["referenceLocator"] for package in document["packages"][1:]]
    assert locators == [
        "pkg:deb/debian/chromium@1%3A156.0%2Bdeb13~u1?arch=amd64&distro=debian-13",
        "pkg:pypi/flask@3.1.3",
    ]
    identifiers = [package["SPDXID"] for package in document["packages"]]
    contained = {
        link["relatedSpdxElement"] for link in document["relationships"] if link["relationshipType"] == "CONTAINS"
    }
    assert contained == set(identifiers[1:]) and len(set(identifiers)) == 3
    json.dumps(document)


def test_the_bill_of_materials_is_the_same_for_the_same_parts() -> None:
    first, second = (inventory.bill_of_materials("1.4.2", BUILT_AT, [CHROMIUM, FLASK]) for _ in range(2))
    assert first == second
    assert inventory.bill_of_materials("1.4.2", BUILT_AT, [FLASK])["documentNamespace"] != first["documentNamespace"]


def test_debian_packages_are_read_from_the_table_of_the_build(tmp_path: Path) -> None:
    table = tmp_path / "packages.tsv"
    table.write_text("cage\t0.2.0-1\tamd64\tcage\t0.2.0-1\t120\tA. Person <a@example.org>\thttps://cage.example\n")
    [cage] = inventory.debian_packages(table)
    assert (cage.name, cage.version, cage.installed_bytes) == ("cage", "0.2.0-1", 120 * 1024)


def test_a_file_without_partition_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(bytes(4096))
    with pytest.raises(ValueError, match="no partition table"):
        gpt.partitions(tmp_path / "empty")
