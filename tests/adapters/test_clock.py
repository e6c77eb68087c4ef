"""The clock of a simulation: one for all processes of a machine, faster than the machine's, never going back."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.adapters.clock import ClockSetter, SharedClock, SystemClock, clock_of, speed_of
from appliance.config import Config, ConfigError, load
from appliance.environment import CHECKOUT

MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
ASK = """
import sys
from pathlib import Path
from appliance.adapters.clock import SharedClock
print(SharedClock(Path(sys.argv[1])).now().isoformat())
"""


def test_it_stands_still_until_it_is_started(tmp_path: Path) -> None:
    clock = ClockSetter(tmp_path / "clock", MONDAY)
    assert clock.now() == clock.now() == MONDAY


def test_it_goes_as_much_faster_as_it_was_told(tmp_path: Path) -> None:
    clock, steady = ClockSetter(tmp_path / "clock", MONDAY), SystemClock()
    clock.run(3600.0)
    before, began = clock.now(), steady.now()
    while steady.now() - began < timedelta(milliseconds=20):
        pass
    passed = (clock.now() - before) / (steady.now() - began)
    assert passed == pytest.approx(3600.0, rel=0.2)


def test_other_processes_see_the_same(tmp_path: Path) -> None:
    clock = ClockSetter(tmp_path / "clock", MONDAY)
    clock.run(60.0)
    before = clock.now()
    asked = subprocess.run(
        [sys.executable, "-c", ASK, tmp_path / "clock"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert before < datetime.fromisoformat(asked.stdout.strip()) < clock.now()


def test_a_change_of_speed_is_no_jump_and_a_night_is_one(tmp_path: Path) -> None:
    clock = ClockSetter(tmp_path / "clock", MONDAY)
    reader = SharedClock(tmp_path / "clock")
    moments = []
    for speed in (60.0, 1.0, 600.0, 0.0):
        clock.run(speed)
        moments += [reader.now() for _ in range(50)]
    assert all(before <= after for before, after in pairwise(moments))
    assert moments[-1] - MONDAY < timedelta(minutes=10)
    clock.run(1.0, MONDAY + timedelta(days=1))
    assert reader.now() >= MONDAY + timedelta(days=1)


def test_somebody_else_may_set_it_on(tmp_path: Path) -> None:
    ClockSetter(tmp_path / "clock", MONDAY).run(60.0)
    other = ClockSetter(tmp_path / "clock")
    assert MONDAY <= other.now() < MONDAY + timedelta(hours=1)
    assert other.speed == 60.0
    other.run(1.0, MONDAY + timedelta(days=1))
    assert SharedClock(tmp_path / "clock").now() >= MONDAY + timedelta(days=1)


def test_it_is_never_set_back(tmp_path: Path) -> None:
    clock = ClockSetter(tmp_path / "clock", MONDAY)
    with pytest.raises(ValueError, match="already"):
        clock.run(1.0, MONDAY - timedelta(seconds=1))


def test_a_house_goes_by_the_machines_clock_unless_it_is_a_simulation(tmp_path: Path) -> None:
    ClockSetter(tmp_path / "clock", MONDAY).run(60.0)
    assert isinstance(clock_of(Config()), SystemClock)
    assert speed_of(clock_of(Config())) is None
    assert speed_of(clock_of(Config(clock=tmp_path / "clock"))) == 60.0


def test_a_machine_of_the_fleet_refuses_it_unless_it_is_meant(tmp_path: Path) -> None:
    fleet = {"VORZIMMER_FLEET_ENABLED": "true", "VORZIMMER_CLOCK": str(tmp_path / "clock")}
    with pytest.raises(ConfigError, match="clock_though_real"):
        load(None, fleet)
    meant = load(None, {**fleet, "VORZIMMER_CLOCK_THOUGH_REAL": "true"})
    assert meant.clock == tmp_path / "clock"
