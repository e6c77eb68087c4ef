"""Where the image's packages come from: wherever the build machine's own come from."""

from pathlib import Path

import pytest

from image.host import DEFAULT_ARCHIVE, DEFAULT_SECURITY, Sources, configured_suites, sources_from

DEB822 = """\
# made by an administrator
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
# Enabled: no is meant for the next one

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm-backports
"""
ONE_LINE = """\
# deb http://comment.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian/ bookworm main
deb-src http://sources.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main
"""


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


@pytest.mark.parametrize(("name", "text"), [("sources.list.d/debian.sources", DEB822), ("sources.list", ONE_LINE)])
def test_a_machine_behind_a_mirror_builds_from_that_mirror(apt: Path, name: str, text: str) -> None:
    (apt / name).write_text(text)
    found = sources_from(configured_suites(apt), "bookworm")
    assert found == Sources("http://mirror.example/debian", "http://mirror.example/debian-security")


def test_sources_that_are_switched_off_or_comments_do_not_count(apt: Path) -> None:
    (apt / "sources.list").write_text(ONE_LINE)
    (apt / "sources.list.d" / "debian.sources").write_text(DEB822)
    uris = {uri for uri, _ in configured_suites(apt)}
    assert uris == {"http://mirror.example/debian", "http://mirror.example/debian-security"}


def test_without_any_debian_source_it_is_debians_own_archive(apt: Path) -> None:
    assert sources_from(configured_suites(apt), "bookworm") == Sources(DEFAULT_ARCHIVE, DEFAULT_SECURITY)


def test_the_image_gets_its_release_with_updates_and_security() -> None:
    text = Sources("http://a.example/debian", "http://s.example/debian-security").deb822("main non-free-firmware")
    assert "URIs: http://a.example/debian\nSuites: trixie trixie-updates\nComponents: main non-free-firmware" in text
    assert "URIs: http://s.example/debian-security\nSuites: trixie-security\n" in text
