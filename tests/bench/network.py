"""`network`: how soon people see each other across networks of the bench's own, and how soon again after a change of
network in the middle of the call. Needs root; Chromium at both ends, coturn, nftables and nginx from Debian."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.report import median, percentile
from tests.network import wires
from tests.network.wires import Line

ROUNDS = 20
GOAL_SECONDS = 5.0

LINES = {
    "two NATs": Line(),
    "two NATs, symmetric": Line(symmetric=True),
    "only TCP 443": Line(only_port=443),
    "3 % loss": Line(loss=3),
    "10 % loss": Line(loss=10),
    "300 kbit/s": Line(kilobits=300),
}
"""What the citizen's router does; the clerk's does the same where it is about ways, and nothing where it is about
quality."""
CHANGES = {"two NATs": Line(), "only TCP 443": Line(only_port=443)}
"""Between two routers of this kind the citizen changes."""


def run(report: Any) -> None:
    from playwright.sync_api import sync_playwright

    if (reason := wires.obstacle()) is not None:
        report("network", None, reason)
        return
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # the figures stand alone on standard output
    with sync_playwright() as playwright:
        for name, line in LINES.items():
            tell(report, f"network: {name}, to the first picture", measured(playwright.chromium, line, first_pictures))
        for name, line in CHANGES.items():
            tell(report, f"network: {name}, changed in mid-call", measured(playwright.chromium, line, recoveries))


def measured(browsers: Any, line: Line, rounds: Callable[[Any, Any, Line], list[float | None]]) -> list[float | None]:
    from tests.network.office import office

    with tempfile.TemporaryDirectory() as scratch, office(Path(scratch), browsers) as opened:
        opened.clerk(line if line.loss == 0 and line.kilobits is None else Line())
        citizen = opened.citizen(line)
        citizen.first_frame()  # warms the pages up
        return rounds(opened, citizen, line)


def first_pictures(_office: Any, citizen: Any, _line: Line) -> list[float | None]:
    """Each round the citizen loads the page anew: everything is connected again, both ways."""

    def again() -> float:
        citizen.come()
        return float(citizen.first_frame())

    return [attempt(again) for _ in range(ROUNDS)]


def recoveries(office: Any, citizen: Any, line: Line) -> list[float | None]:
    """Each round the citizen has another router, and the line to the one before is cut."""

    def change() -> float:
        citizen.frames_until_moving(citizen.now())
        since = citizen.now()
        office.world.move(citizen.home, line)
        return float(citizen.recovery(since))

    return [attempt(change) for _ in range(ROUNDS)]


def attempt(measure: Callable[[], float]) -> float | None:
    """None where the call did not come about within a minute."""
    try:
        return measure()
    except AssertionError:
        return None


def tell(report: Any, figure: str, seconds: list[float | None]) -> None:
    known = [one for one in seconds if one is not None]
    report(f"{figure}, calls", len(known), f"of {len(seconds)}", goal=len(seconds), met=len(known) == len(seconds))
    if known:
        slow = percentile(known, 95)
        report(f"{figure}, median", round(median(known), 2), "s")
        report(f"{figure}, p95", round(slow, 2), "s", goal=GOAL_SECONDS, met=slow < GOAL_SECONDS)
