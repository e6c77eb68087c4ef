"""What is acknowledged stays: the server killed a hundred times under load, the power cut eighty times.

After each: no acknowledged ticket is lost, none is there twice, the numbers have no gap, journal and tables tell one
story (tests.consistency), and SQLite finds its file whole. That the check can fail is shown by the same power cuts
with synchronous=NORMAL, which SQLite recommends for WAL where losing the last transactions is acceptable.
"""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.environment import CHECKOUT
from appliance.store.database import Store
from tests.bench import durability_kills
from tests.bench.power_cuts import Disk, Step, build_recorder, compiler, steps
from tests.bench.report import Report
from tests.consistency import faults_of_file

CUTS = 80
TICKETS = 1_200
SEED = 20260302
ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class Aftermath:
    """What one power cut left: acknowledged tickets that are gone, and what else is wrong."""

    acknowledged: int
    lost: int
    faults: list[str]


def run(report: Report) -> None:
    if compiler() is None:
        report("durability.power_cuts", "skipped: no C compiler", "cuts")
    else:
        power_cuts(report)
    durability_kills.run(report)


def power_cuts(report: Report) -> None:
    with tempfile.TemporaryDirectory(prefix="vorzimmer-bench-") as name:
        recorder = build_recorder(Path(name))
        ours = list(aftermaths(Path(name), recorder))
        normal = list(aftermaths(Path(name), recorder, "NORMAL"))
    lost, faulty = sum(one.lost for one in ours), sum(bool(one.faults) for one in ours)
    report("durability.power_cuts", len(ours), "cuts", CUTS, len(ours) >= CUTS)
    report("durability.power_cuts.acknowledged", sum(one.acknowledged for one in ours) / len(ours), "tickets/cut")
    report("durability.power_cuts.lost", lost, "tickets", 0, lost == 0)
    report("durability.power_cuts.inconsistent", faulty, "cuts", 0, faulty == 0)
    rival = "synchronous=NORMAL"
    report("durability.power_cuts.lost", sum(one.lost for one in normal), "tickets", rival=rival)
    report("durability.power_cuts.cuts_with_losses", sum(one.lost > 0 for one in normal), "cuts", rival=rival)
    report("durability.power_cuts.inconsistent", sum(bool(one.faults) for one in normal), "cuts", rival=rival)
    for one in ours:
        for fault in one.faults:
            report("durability.power_cuts.fault", fault, "text")


def aftermaths(directory: Path, recorder: Path, *synchronous: str) -> Iterator[Aftermath]:
    """Record one run, then cut the power at random places of it."""
    recording = record(directory, recorder, *synchronous)
    chance = random.Random(SEED)
    cuts = sorted(chance.sample(range(first_ticket(recording), len(recording)), CUTS))
    disk, acknowledged = Disk(), set[str]()
    for place, step in enumerate(recording):
        if is_acknowledgement(step):
            acknowledged.update(step.data.decode().split())
        else:
            disk.take(step)
        if cuts and place == cuts[0]:
            cuts.pop(0)
            yield aftermath(disk.cut(chance), acknowledged)


def first_ticket(recording: list[Step]) -> int:
    return next(place for place, step in enumerate(recording) if is_acknowledgement(step))


def is_acknowledgement(step: Step) -> bool:
    return (step.name, step.operation) == (ACKNOWLEDGED, "W")


def record(directory: Path, recorder: Path, *synchronous: str) -> list[Step]:
    with tempfile.TemporaryDirectory(dir=directory) as data:
        recording = directory / f"recording{''.join(synchronous)}"
        environment = {"LD_PRELOAD": str(recorder), "RECORDED_DIRECTORY": data, "RECORDING": str(recording)}
        subprocess.run(
            [sys.executable, "-m", "tests.bench.durability_load", data, str(TICKETS), *synchronous],
            cwd=CHECKOUT, env={**os.environ, **environment}, check=True,
        )  # fmt: skip
    return steps(recording)


def aftermath(files: dict[str, bytes], acknowledged: set[str]) -> Aftermath:
    """The power is back: the store starts as it always does."""
    with tempfile.TemporaryDirectory(prefix="vorzimmer-bench-") as name:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        path = Path(name) / "office.sqlite"
        try:
            Store(path).close()
            found = faults_of_file(path)
            kept = numbers(path)
        except Exception as error:
            return Aftermath(len(acknowledged), len(acknowledged), [repr(error)])
    return Aftermath(len(acknowledged), len(acknowledged - kept), found)


def numbers(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {number for (number,) in connection.execute("SELECT number FROM ticket")}
    finally:
        connection.close()
