"""`vorzimmer restore`, as somebody at a spare machine types it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import cli
from appliance.backup import archive, key
from tests.town import Musterstadt

KEY = key.generate()


@pytest.fixture
def stick(tmp_path: Path, town: Musterstadt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the backup and, for the test's convenience, its key."""
    folder = tmp_path_factory.mktemp("stick")
    archive.create(tmp_path, KEY.public, folder / "office.vorzimmer", "0.1.0", datetime(2026, 3, 2, tzinfo=UTC))
    (folder / "key.txt").write_text(f"{KEY.secret}\n")
    return folder


def restore(stick: Path, data: Path, *options: str) -> int:
    arguments = ["restore", str(stick / "office.vorzimmer"), "--key-file", str(stick / "key.txt"), "--data", str(data)]
    return cli.main([*arguments, *options])


def test_it_says_which_office_came_back(stick: Path, tmp_path_factory, capsys) -> None:
    spare = tmp_path_factory.mktemp("spare") / "data"
    assert restore(stick, spare) == 0
    assert "Stadt Musterstadt, as of 2026-03-02 00:00 UTC" in capsys.readouterr().out
    assert (spare / "office.sqlite").exists()


def test_a_running_office_is_not_replaced_under_its_feet(
    stick: Path, tmp_path: Path, town: Musterstadt, capsys
) -> None:
    town.take(town.id_card)
    assert restore(stick, tmp_path, "--replace") == 1
    assert "held by another process; nothing was changed" in capsys.readouterr().err
    assert town.take(town.id_card).number == "A002"


def test_an_office_that_is_there_is_refused(stick: Path, tmp_path: Path, town: Musterstadt, capsys) -> None:
    town.store.close()
    assert restore(stick, tmp_path) == 1
    assert "office_exists" in capsys.readouterr().err
