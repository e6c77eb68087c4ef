"""What others made lies here unchanged, is listed with its licence, and loads nothing from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT

VENDOR_DIRECTORIES = (
    CHECKOUT / "kiosk_ui" / "static" / "vendor",
    CHECKOUT / "appliance" / "documents" / "vendor",
    CHECKOUT / "tests" / "vendor",
)
UNLISTED = {"VENDORED.md", "vendored.json"}
EXTERNAL = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")

each_directory = pytest.mark.parametrize("directory", VENDOR_DIRECTORIES, ids=lambda path: path.parent.name)


def listed_files(directory: Path) -> dict[str, str]:
    """Path below the directory -> SHA-256."""
    entries = json.loads((directory / "vendored.json").read_text())
    return {path: digest for entry in entries for path, digest in entry["files"].items()}


@each_directory
def test_every_vendored_file_has_the_hash_it_was_taken_with(directory: Path) -> None:
    found = {path: hashlib.sha256((directory / path).read_bytes()).hexdigest() for path in listed_files(directory)}
    assert found == listed_files(directory)


@each_directory
def test_no_file_of_unknown_origin_lies_among_the_vendored(directory: Path) -> None:
    present = {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}
    assert present - UNLISTED == set(listed_files(directory))


@each_directory
def test_every_vendored_work_names_version_licence_and_licence_text(directory: Path) -> None:
    for entry in json.loads((directory / "vendored.json").read_text()):
        assert entry["name"] and entry["version"] and entry["licence"]
        assert entry["source"] == "ours" or any("LICENSE" in path.upper() for path in entry["files"]), entry["name"]


@each_directory
def test_vendored_styles_load_nothing_from_elsewhere(directory: Path) -> None:
    assert [path.name for path in directory.rglob("*.css") if EXTERNAL.search(path.read_text())] == []
