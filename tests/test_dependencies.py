"""Every dependency has its reason written beside it, and a lock that names each file by hash and no host."""

import re
import tomllib
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT, RUNTIME_LOCK, TEST_LOCK

PYPROJECT = CHECKOUT / "pyproject.toml"
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(.*(?:\n    --hash=.*)+)", re.MULTILINE)
DEPENDENCY_LINE = re.compile(r'^    "(?P<requirement>[a-z].*)",(?P<reason>  # .+)?$')

each_lock = pytest.mark.parametrize("lock", [RUNTIME_LOCK, TEST_LOCK], ids=lambda path: path.name)


def pins(lock: Path) -> dict[str, str]:
    """Package -> version; only pins that carry a hash count."""
    return {name: version for name, version, _ in PIN.findall(lock.read_text())}


def named(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement)[0]


def test_every_dependency_is_written_with_its_reason() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    declared = {*project["dependencies"], *project["optional-dependencies"]["test"]}
    reasoned = {
        match["requirement"]
        for match in map(DEPENDENCY_LINE.match, PYPROJECT.read_text().splitlines())
        if match and match["reason"]
    }
    assert declared <= reasoned


@each_lock
def test_every_package_in_a_lock_is_pinned_by_hash(lock: Path) -> None:
    requirements = re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.MULTILINE)
    assert sorted(requirements) == sorted(pins(lock))


@each_lock
def test_a_lock_names_no_host_and_no_directory_of_a_machine(lock: Path) -> None:
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", lock.read_text())


def test_the_locks_hold_what_the_project_declares() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    assert {named(requirement) for requirement in project["dependencies"]} <= set(pins(RUNTIME_LOCK))
    assert {named(requirement) for requirement in project["optional-dependencies"]["test"]} <= set(pins(TEST_LOCK))


def test_the_tests_run_on_exactly_what_the_product_runs_on() -> None:
    assert pins(RUNTIME_LOCK).items() <= pins(TEST_LOCK).items()
