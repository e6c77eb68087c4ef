"""The environment is made once, from its lock, and an interrupted start is repaired by the next."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance import environment

NO_PACKAGES = "# a lock without packages needs no network\n"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    lock = tmp_path / "requirements.lock"
    lock.write_text(NO_PACKAGES)
    return lock


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "environment"


def pretend_installed(lock: Path, directory: Path) -> None:
    python = environment.environment_python(directory)
    python.parent.mkdir(parents=True)
    python.touch()
    environment.stamp_of(lock, directory).write_text(environment.fingerprint(lock))


def test_the_first_start_makes_an_environment_and_the_second_finds_it(lock: Path, directory: Path) -> None:
    environment.ensure([lock], directory)
    made = environment.stamp_of(lock, directory).stat().st_mtime_ns
    assert subprocess.run([environment.environment_python(directory), "-c", ""], check=False).returncode == 0
    environment.ensure([lock], directory)
    assert environment.stamp_of(lock, directory).stat().st_mtime_ns == made


def test_a_start_after_an_interrupted_one_begins_anew(lock: Path, directory: Path) -> None:
    directory.mkdir()
    (directory / "pyvenv.cfg").touch()
    (directory / "half-written").touch()
    environment.ensure([lock], directory)
    assert environment.is_current(lock, directory)
    assert not (directory / "half-written").exists()


def test_an_environment_is_outdated_once_its_lock_changes(lock: Path, directory: Path) -> None:
    pretend_installed(lock, directory)
    assert environment.is_current(lock, directory)
    lock.write_text(NO_PACKAGES * 2)
    assert not environment.is_current(lock, directory)


def test_the_environment_of_the_tests_is_good_enough_for_the_product(lock: Path, directory: Path) -> None:
    test_lock = lock.with_name("requirements-test.lock")
    test_lock.write_text(NO_PACKAGES)
    pretend_installed(test_lock, directory)
    environment.ensure([lock, test_lock], directory)
    assert not environment.is_current(lock, directory)


def test_a_directory_of_someone_else_is_never_emptied(
    lock: Path, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory.mkdir()
    (directory / "letter.txt").touch()
    with pytest.raises(SystemExit):
        environment.ensure([lock], directory)
    assert (directory / "letter.txt").exists()
    assert "left untouched" in capsys.readouterr().err


def test_the_command_line_starts_at_once_where_the_environment_is_ready() -> None:
    """Everything before the command line itself must not load the packages: that is what makes a start slow."""
    loaded = "import sys, appliance.__main__; print([name for name in ('flask', 'numpy', 'av') if name in sys.modules])"
    started = subprocess.run(
        [sys.executable, "-c", loaded],
        cwd=environment.CHECKOUT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert started.stdout.strip() == "[]"
