"""A backup each night, at the town's hour; failures are told, tried again, and never lose an older backup."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.backup import archive, key, targets
from appliance.backup.schedule import Backups, State, due
from appliance.privileged.client import Privileged, PrivilegedError
from appliance.privileged.table import SERVER
from provisioning.errors import ProvisioningError
from tests.device.people import RootHelper
from tests.town import Musterstadt

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 3, 2, 2, 30, tzinfo=BERLIN).astimezone(UTC)
KEY = key.generate()


@pytest.mark.parametrize(
    ("good", "now", "is_due"),
    [
        (None, "2026-03-02 02:05", True),
        ("2026-03-02 02:05", "2026-03-02 23:59", False),
        ("2026-03-02 02:05", "2026-03-03 01:59", False),
        ("2026-03-02 02:05", "2026-03-03 02:00", True),
        ("2026-03-01 02:05", "2026-03-02 09:00", True),  # it was off at night
        ("2026-03-28 02:05", "2026-03-29 03:05", True),  # the night without the hour from two to three
        ("2060-01-01 02:05", "2026-03-02 09:00", True),  # its clock was wrong
    ],
)
def test_due_once_a_night_after_the_towns_hour(good: str | None, now: str, is_due: bool) -> None:
    state = State(good_at=None if good is None else local(good), at=None if good is None else local(good))
    assert due(state, 2, BERLIN, local(now)) is is_due


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def test_a_failed_backup_is_tried_again_after_an_hour() -> None:
    failed = State(at=NIGHT, problem="backup_target_unreachable")
    assert not due(failed, 2, BERLIN, NIGHT + timedelta(minutes=59))
    assert due(failed, 2, BERLIN, NIGHT + timedelta(minutes=60))
    assert due(failed, 2, BERLIN, NIGHT - timedelta(days=365))  # it failed while the clock was wrong


def test_two_nights_without_a_backup_are_overdue() -> None:
    assert not State(good_at=NIGHT).is_overdue(NIGHT + timedelta(hours=49), since=NIGHT - timedelta(days=9))
    assert State(good_at=NIGHT).is_overdue(NIGHT + timedelta(hours=51), since=NIGHT - timedelta(days=9))
    assert State().is_overdue(NIGHT, since=NIGHT - timedelta(days=9))


def test_the_state_survives_its_way_through_the_store() -> None:
    state = State(NIGHT, NIGHT - timedelta(days=1), "name", 7, "backup_target_full", "No space left")
    assert State.of(state.described()) == state
    assert State.of(None) == State()


@pytest.fixture
def backups(tmp_path: Path, town: Musterstadt) -> Backups:
    (tmp_path / archive.PUBLIC_KEY).write_text(KEY.public)
    return Backups(tmp_path, "0.1.0")


def test_only_the_newest_are_kept(backups: Backups, tmp_path: Path) -> None:
    target = targets.Folder(tmp_path / "backups")
    state = State()
    for night in range(4):
        state = backups.run(target, 2, state, NIGHT + timedelta(days=night))
    assert [name[:18] for name in target.names()] == ["2026-03-04T013000Z", "2026-03-05T013000Z"]
    assert (state.name, state.problem, state.good_at) == (target.names()[-1], "", NIGHT + timedelta(days=3))
    assert state.size == (tmp_path / "backups" / state.name).stat().st_size


def test_the_backup_of_a_clock_put_right_is_kept(backups: Backups, tmp_path: Path) -> None:
    target = targets.Folder(tmp_path / "backups")
    for wrong in range(2):
        backups.run(target, 2, State(), NIGHT + timedelta(days=9999 + wrong))
    right = backups.run(target, 2, State(), NIGHT)
    assert right.name in target.names()
    assert len(target.names()) == 2


def test_what_another_office_keeps_at_the_same_place_stays(backups: Backups, tmp_path: Path) -> None:
    target = targets.Folder(tmp_path / "backups")
    theirs = backups.run(target, 1, State(), NIGHT)
    (tmp_path / archive.PUBLIC_KEY).write_text(key.generate().public)
    ours = backups.run(target, 1, State(), NIGHT + timedelta(days=1))
    assert target.names() == [theirs.name, ours.name]


def test_a_full_target_is_told_and_costs_no_older_backup(backups: Backups, tmp_path: Path) -> None:
    folder = targets.Folder(tmp_path / "backups")
    good = backups.run(folder, 1, State(), NIGHT)
    failed = backups.run(targets.Folder(Path("/dev/full")), 1, good, NIGHT + timedelta(days=1))
    assert (failed.problem, failed.good_at) == ("backup_target_unreachable", NIGHT)
    assert folder.names() == [good.name]
    assert [path.name for path in tmp_path.glob(".backup-*")] == []


def test_without_a_key_nothing_is_written_in_the_clear(tmp_path: Path, town: Musterstadt) -> None:
    target = targets.Folder(tmp_path / "backups")
    assert Backups(tmp_path, "0.1.0").run(target, 2, State(), NIGHT).problem == "no_backup_key"
    assert target.names() == []


def test_to_a_network_share_and_back(backups: Backups, tmp_path: Path, share) -> None:
    target = targets.Share(share.address, share.user, share.password, share.port)
    state = State()
    for night in range(3):
        state = backups.run(target, 2, state, NIGHT + timedelta(days=night))
        assert state.problem == "", state.reason
    assert [name[:18] for name in target.names()] == ["2026-03-03T013000Z", "2026-03-04T013000Z"]
    assert archive.unpack(share.folder / "vorzimmer" / state.name, KEY.secret, tmp_path / "opened").organisation


def test_a_share_that_refuses_is_told(backups: Backups, share) -> None:
    target = targets.Share(share.address, share.user, "wrong", share.port)
    state = backups.run(target, 2, State(), NIGHT)
    assert (state.problem, state.good_at) == ("backup_target_unreachable", None)
    assert share.password not in repr(target)


def test_a_full_stick_is_told_as_a_full_target(backups: Backups, tmp_path: Path) -> None:
    helper = RootHelper(tmp_path / "privileged.sock", SERVER)
    helper.answers["usb_store"] = PrivilegedError("stick_full", "7 bytes are needed, 3 are free")
    try:
        state = backups.run(targets.UsbStick(Privileged(tmp_path / "privileged.sock")), 2, State(), NIGHT)
    finally:
        helper.close()
    assert (state.problem, state.good_at) == ("backup_target_full", None)


def test_the_settings_choose_the_target(tmp_path: Path) -> None:
    privileged = Privileged(tmp_path / "none.sock")
    assert targets.target_of({"kind": "folder"}, tmp_path, privileged) == targets.Folder(tmp_path / "backups")
    share = {"kind": "share", "address": "//nas/backup", "user": "office", "password": "secret"}
    assert targets.target_of(share, tmp_path, privileged) == targets.Share("//nas/backup", "office", "secret")
    stick = targets.target_of({"kind": "usb"}, tmp_path, privileged)
    with pytest.raises(ProvisioningError, match="backup_target_unreachable"):
        stick.names()  # no helper here, so no stick
