"""The first run: the clock of a machine that nobody has set, and what a power cut left."""

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.privileged.client import Privileged
from appliance.privileged.protocol import PrivilegedError
from appliance.setup.first_run import UPLOADED, FirstRun
from appliance.store.database import Store
from tests.device.people import RootHelper
from tests.fakes import SettableClock


@pytest.fixture
def first_run(store: Store, clock: SettableClock, tmp_path: Path, helper: RootHelper) -> FirstRun:
    return FirstRun(store, clock, tmp_path, Privileged(tmp_path / "privileged.sock"))


def test_a_clock_that_is_far_off_is_set_by_whoever_has_the_code(
    first_run: FirstRun, clock: SettableClock, helper: RootHelper
) -> None:
    first_run.compare_clock(clock.now() + timedelta(minutes=4))
    assert helper.was_asked("set_time") == []
    theirs = clock.now() + timedelta(days=400)
    first_run.compare_clock(theirs)
    assert [asked["at"] for asked in helper.was_asked("set_time")] == [theirs]


def test_a_clock_that_a_time_service_sets_stays(first_run: FirstRun, clock: SettableClock, helper: RootHelper) -> None:
    helper.answers["set_time"] = PrivilegedError("synchronised", "a time server sets it")
    first_run.compare_clock(clock.now() - timedelta(days=400))


def test_what_a_power_cut_left_of_a_restore_is_gone_at_the_next_start(first_run: FirstRun, tmp_path: Path) -> None:
    (tmp_path / ".restoring").mkdir()
    (tmp_path / ".restoring" / "office.sqlite").write_text("in the clear")
    (tmp_path / UPLOADED).write_text("uploaded")
    first_run.begin()
    assert not (tmp_path / ".restoring").exists()
    assert not (tmp_path / UPLOADED).exists()
