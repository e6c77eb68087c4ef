"""What a machine remembers of its versions, over boots, failures and power cuts."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.privileged import versions
from appliance.privileged.machine import Root
from appliance.privileged.versions import Failure
from provisioning.files import write_atomically
from tests.privileged.system import System

AT = "2026-11-22T08:00:00+00:00"


@dataclass
class Box:
    """An office server with version 1, to which version 2 comes; each start has a boot id of its own."""

    root: Root
    boots: int = 0

    def start(self, running: str) -> Failure | None:
        self.boots += 1
        return versions.begin_boot(self.root, running, f"boot-{self.boots}", AT)

    def install(self, version: str = "2") -> None:
        versions.begin_trial(self.root, version, "1", f"boot-{self.boots}")
        versions.complete_trial(self.root)

    def verdict(self, version: str, **said: Any) -> None:

        write_atomically(self.root.system / versions.VERDICT, json.dumps({"version": version, "good": False, **said}))

    @property
    def database(self) -> Path:
        return self.root.base / "var/lib/vorzimmer/office/office.sqlite"

    def tables(self) -> list[str]:
        with closing(sqlite3.connect(self.database)) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM sqlite_master ORDER BY name")]

    def migrate(self) -> None:
        """As version 2 does when it opens the database."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("CREATE TABLE of_version_2 (id)")
            connection.commit()


@pytest.fixture
def box(system: System) -> Iterator[Box]:
    box = Box(system.root)
    box.database.parent.mkdir(parents=True)
    writer = sqlite3.connect(box.database)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE ticket (number)")
    writer.execute("INSERT INTO ticket VALUES ('A001')")
    writer.commit()
    box.start("1")
    versions.confirm(box.root, "1")
    yield box  # `writer` stays open: the newest tickets are in the log beside the database, as after a power cut
    writer.close()


def test_a_good_update_leaves_no_way_back(box: Box) -> None:
    box.install()
    assert box.start("2") is None
    box.migrate()
    versions.confirm(box.root, "2")
    known = versions.load(box.root)
    assert (known.good, known.trial, known.failures) == ("2", None, ())
    assert not (box.root.system / versions.SNAPSHOT).exists()
    assert box.start("2") is None


def test_a_version_that_was_given_up_is_remembered_with_its_reason_and_its_database_is_undone(box: Box) -> None:
    box.install()
    for _ in range(3):
        assert box.start("2") is None
    box.migrate()
    checks = [{"name": "database", "good": True, "reason": ""}, {"name": "https", "good": False, "reason": "no answer"}]
    box.verdict("2", checks=checks, log=["web: cannot start"])
    failure = box.start("1")
    assert failure == Failure("2", AT, "check_failed", "no answer", "https", ("web: cannot start",))
    assert box.tables() == ["ticket"]
    assert versions.load(box.root).failed == ["2"]
    assert versions.load(box.root).trial is None


def test_nothing_is_restored_once_a_boot_was_good(box: Box) -> None:
    box.install()
    box.start("2")
    versions.confirm(box.root, "2")
    box.migrate()
    assert box.start("1") is None  # somebody chose the old version in the loader's menu
    assert "of_version_2" in box.tables()


def test_the_reason_of_a_version_that_never_came_to_its_check(box: Box) -> None:
    box.install()
    failure = box.start("1")
    assert failure is not None and failure.code == "did_not_start"


def test_an_old_verdict_is_not_taken_for_this_versions(box: Box) -> None:
    box.verdict("1", checks=[])
    box.install()
    box.start("2")
    failure = box.start("1")
    assert failure is not None and failure.code == "no_verdict"


def test_running_again_in_the_same_boot_changes_nothing(box: Box) -> None:
    box.install()
    assert versions.begin_boot(box.root, "1", f"boot-{box.boots}", AT) is None  # not started anew since
    box.start("2")
    before = versions.load(box.root)
    assert versions.begin_boot(box.root, "2", f"boot-{box.boots}", AT) is None
    assert versions.load(box.root) == before


def test_power_cut_while_the_slots_are_written(box: Box) -> None:
    versions.begin_trial(box.root, "2", "1", f"boot-{box.boots}")
    assert box.start("1") is None
    known = versions.load(box.root)
    assert (known.trial, known.failed) == (None, [])


def test_power_cut_between_the_last_byte_and_its_note(box: Box) -> None:
    versions.begin_trial(box.root, "2", "1", f"boot-{box.boots}")
    box.start("2")
    box.migrate()
    assert box.start("1") is not None
    assert box.tables() == ["ticket"]


def test_power_cut_while_the_copy_of_a_good_update_is_thrown_away(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next update has a copy of its own time to return to."""
    box.install()
    box.start("2")
    monkeypatch.setattr(versions.shutil, "rmtree", lambda path: None)
    versions.confirm(box.root, "2")
    monkeypatch.undo()
    box.migrate()
    versions.begin_trial(box.root, "3", "2", f"boot-{box.boots}")
    versions.complete_trial(box.root)
    box.start("3")
    assert box.start("2") is not None
    assert "of_version_2" in box.tables()


def test_power_cut_while_the_database_comes_back(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.install()
    box.start("2")
    box.migrate()
    copies = iter([None, OSError("the power went")])
    real = versions._copy

    def failing(source: Path, target: Path) -> None:
        if trouble := next(copies):
            raise trouble
        real(source, target)

    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(versions, "_copy", failing)
        box.start("1")
    assert box.start("1") is not None
    assert box.tables() == ["ticket"]


def test_a_damaged_memory_is_no_reason_not_to_start(box: Box) -> None:
    (box.root.system / versions.FILE_NAME).write_text("{")
    assert box.start("1") is None
    versions.confirm(box.root, "1")
    assert versions.load(box.root).good == "1"
