"""`recover`: how soon both see each other again after each fault, in Chromium, phone and console, on one machine.

As root all of it runs in a network namespace of its own, whose network can be switched off; else without those faults.
"""

import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.report import median, percentile
from tests.journeys import people

ROUNDS = 20
GOAL_SECONDS = 5.0
BLACKOUT_SECONDS = 2.0
SLEEP_SECONDS = 10.0
"""How long these two faults last. Nothing is waited for: the time itself is the fault."""
GAP_SECONDS = 1.0
"""A picture that stands still for less is no interruption."""
CALM_SECONDS = 2.5
"""It is back when it has moved for so long."""
PATIENCE_SECONDS = 40
WITH_NETWORK = "own-network"

WATCH_FRAMES = """(() => {
    window.frameTimes = [];
    let counted = null, seen = 0;
    setInterval(() => {
        const video = document.querySelector(".room-stream[data-from] video");
        const frames = video?.srcObject ? video.getVideoPlaybackQuality().totalVideoFrames : 0;
        if (frames > 0 && (video.srcObject !== counted || frames !== seen)) frameTimes.push(Date.now() / 1000);
        [counted, seen] = [video?.srcObject, frames];
    }, 20);
})()"""
"""Runs before a page's own scripts: when each new picture of the other side was shown."""

KILL_CONNECTIONS = "() => allConnections.forEach((one) => one.close())"
KEEP_CONNECTIONS = """window.allConnections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
        super(...given);
        allConnections.push(this);
    }
};"""


@dataclass
class Talk:
    """A citizen at a phone and a clerk at the console, in a consultation."""

    hall: Any
    phone: Any
    console: Any


def run(report: Any) -> None:
    for fault, seconds in measured().items():
        slow = percentile(seconds, 95)
        report(f"recover: {fault}, median of {len(seconds)}", round(median(seconds), 2), "s")
        report(f"recover: {fault}, p95", round(slow, 2), "s", goal=GOAL_SECONDS, met=slow < GOAL_SECONDS)


def measured() -> dict[str, list[float]]:
    """In a process of its own, which has the namespace."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        inner = [sys.executable, "-m", "tests.bench.recover", answer.name]
        if os.geteuid() == 0:
            inner = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$0" "$@"', *inner, WITH_NETWORK]
        subprocess.run(inner, check=True)
        found: dict[str, list[float]] = json.loads(Path(answer.name).read_text())
    return found


def main(answer: Path, *, own_network: bool) -> None:
    faults = {name: fault for name, fault in FAULTS.items() if own_network or fault not in TAKES_THE_NETWORK}
    with talk() as both:
        found = {name: [one_round(both, fault) for _ in range(ROUNDS)] for name, fault in faults.items()}
    answer.write_text(json.dumps(found))


@contextmanager
def talk() -> Iterator[Talk]:
    from playwright.sync_api import sync_playwright

    from tests.browsers import chromium_launch_options
    from tests.journeys.conftest import CHROMIUM_ARGUMENTS, SIZES
    from tests.town_hall import open_town_hall

    options = chromium_launch_options()
    options["args"] = [*options["args"], *CHROMIUM_ARGUMENTS]
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        hall = open_town_hall(Path(scratch) / "data")
        browser = playwright.chromium.launch(**options)
        try:
            console = watched(browser, SIZES["clerk"], hall.addresses["clerk"])
            clerk = people.ClerkAtWork(console).sign_in(hall, "yildiz", "Schalter 1")
            taken = hall.take(3, "video")
            phone = watched(browser, SIZES["citizen"], taken["url"])
            people.PhoneVisitor(phone).sees("waiting")
            clerk.call_next(taken["ticket"]["number"])
            clerk.press("admit")
            both = Talk(hall, phone, console)
            back_after(both, time.time())
            yield both
        finally:
            browser.close()
            hall.stop()


def watched(browser: Any, size: Any, address: str) -> Any:
    context = browser.new_context(viewport=size)
    context.add_init_script(KEEP_CONNECTIONS + WATCH_FRAMES)
    page = context.new_page()
    page.goto(address)
    return page


def one_round(both: Talk, fault: Callable[[Talk], float]) -> float:
    """Seconds from the fault, or from when it was over, until both see moving pictures again."""
    return back_after(both, fault(both))


def back_after(both: Talk, since: float) -> float:
    return max(back_at(page, since) for page in (both.phone, both.console)) - since


def back_at(page: Any, since: float) -> float:
    """When the last interruption after `since` ended there."""

    def calm() -> float | None:
        now = time.time()
        times = [since, *(at for at in page.evaluate("window.frameTimes ?? []") if at > since)]
        gaps = [after for before, after in itertools.pairwise(times) if after - before > GAP_SECONDS]
        back = gaps[-1] if gaps else times[1] if len(times) > 1 else now
        return (
            back
            if len(times) > 1 and time.time() - back > CALM_SECONDS and time.time() - times[-1] < GAP_SECONDS
            else None
        )

    return float(people.wait_for(calm, "moving pictures", PATIENCE_SECONDS))


# Each fault returns since when the time counts.


def reload_phone(both: Talk) -> float:
    since = time.time()
    both.phone.reload()
    return since


def reload_console(both: Talk) -> float:
    since = time.time()
    both.console.reload()
    return since


def restart_live(both: Talk) -> float:
    since = time.time()
    both.hall.restart("live", signal.SIGKILL)
    return since


def restart_web(both: Talk) -> float:
    since = time.time()
    both.hall.restart("web", signal.SIGKILL)
    return since


def kill_connections(both: Talk) -> float:
    """Of the phone, all at once; nobody is told."""
    since = time.time()
    both.phone.evaluate(KILL_CONNECTIONS)
    return since


def no_network(both: Talk) -> float:
    """For everybody. The time counts from when it is back."""
    switch_network("down")
    time.sleep(BLACKOUT_SECONDS)
    assert not_shown_since(both.phone, time.time() - BLACKOUT_SECONDS / 2), "the network was not off"
    switch_network("up")
    return time.time()


def sleeping_phone(both: Talk) -> float:
    """Its page is frozen and its network off, as with a phone in a pocket. The time counts from when it wakes up."""
    session = both.phone.context.new_cdp_session(both.phone)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    switch_network("down")
    time.sleep(SLEEP_SECONDS)
    switch_network("up")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    session.detach()
    return time.time()


def switch_network(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def not_shown_since(page: Any, moment: float) -> bool:
    return bool(page.evaluate("window.frameTimes.at(-1)") < moment)


FAULTS: dict[str, Callable[[Talk], float]] = {
    "the phone loads its page anew": reload_phone,
    "the console loads its page anew": reload_console,
    "live is killed": restart_live,
    "the web is killed": restart_web,
    "all connections of the phone are closed": kill_connections,
    f"no network for {BLACKOUT_SECONDS:.0f} s": no_network,
    f"the phone sleeps for {SLEEP_SECONDS:.0f} s": sleeping_phone,
}
TAKES_THE_NETWORK = (no_network, sleeping_phone)


if __name__ == "__main__":
    main(Path(sys.argv[1]), own_network=WITH_NETWORK in sys.argv)
