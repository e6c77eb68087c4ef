"""Two builds of one commit do not differ; where they do, it is said in what."""

import struct
from pathlib import Path

import pytest

from appliance import __version__
from image import build, compare, paths


def kernel_image(**sections: bytes) -> bytes:
    """A PE file with these sections, and nothing else that a program would need."""
    dos = b"MZ".ljust(compare.PE_OFFSET, b"\0") + struct.pack("<I", compare.PE_OFFSET + 4)
    header = compare.PE_HEADER.pack(b"PE\0\0", 0x8664, len(sections), 0, 0)
    offset = len(dos) + len(header) + len(sections) * compare.SECTION.size
    table, content = b"", b""
    for name, data in sections.items():
        table += compare.SECTION.pack(f".{name}".encode(), len(data), 0, len(data), offset + len(content))
        content += data
    return dos + header + table + content


def test_the_section_that_differs_is_named() -> None:
    first = compare.pe_sections(kernel_image(linux=b"kernel", initrd=b"one", osrel=b"13"))
    second = compare.pe_sections(kernel_image(linux=b"kernel", initrd=b"two", osrel=b"13"))
    assert list(compare.unequal(first, second)) == [".initrd"]


def test_the_same_image_does_not_differ() -> None:
    one = compare.pe_sections(kernel_image(linux=b"kernel", initrd=b"one"))
    assert list(compare.unequal(one, one)) == []


def test_a_file_that_is_missing_or_older_or_of_another_owner_differs(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").touch()
        (tmp_path / name / "mode").touch(mode=0o600 if name == "one" else 0o644)
    (tmp_path / "one" / "only-here").touch()
    first, second = (compare.listing(tmp_path / name) for name in ("one", "two"))
    second["same"] = first["same"]
    assert list(compare.unequal(first, second)) == ["mode", "only-here"]


@pytest.mark.image
@pytest.mark.slow
def test_a_second_build_makes_the_same_root_and_kernel_image(release_directory: Path, tmp_path: Path) -> None:
    again = build.Settings(
        version=__version__,
        channel="stable",
        output=tmp_path / "again",
        cache=paths.default_cache(),
        signing_key=paths.default_signing_key(),
        incremental=True,
    )
    assert compare.differences(release_directory, build.build(again)) == []
