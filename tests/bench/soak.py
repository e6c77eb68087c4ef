"""`soak`: five working days of a large town hall, played at sixty times their speed against a real server.

600 citizens, 12 clerks, 4 kiosks and 200 phones a day, with HTTP and live connections of their own; web, live and all
of them on one clock (`vorzimmer simulate`). About fifty minutes, and nothing else should run meanwhile.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from appliance.environment import CHECKOUT
from tests.town_hall import free_ports

DAYS, SPEED = 5, 60
STEADY_DAY = 2
MOST_GROWTH = 1.05


def run(report: Any, *size: str) -> None:
    """`size`: further arguments of the command, for a smaller one."""
    with tempfile.TemporaryDirectory() as scratch:
        found = played(Path(scratch), size)
    tell(report, found)


def played(scratch: Path, size: tuple[str, ...]) -> dict[str, Any]:
    where = ["--data", str(scratch / "town"), "--port", str(free_ports()), "--json", str(scratch / "report.json")]
    command = [sys.executable, "-m", "appliance", "simulate", "--own", "--days", str(DAYS), "--speed", str(SPEED)]
    with (scratch / "said").open("w") as said:
        subprocess.run([*command, *where, *size], cwd=CHECKOUT, stdout=said, stderr=said, check=False)
    if not (scratch / "report.json").exists():
        raise RuntimeError((scratch / "said").read_text()[-3000:])
    return json.loads((scratch / "report.json").read_text())


def tell(report: Any, found: dict[str, Any]) -> None:
    visits, checked = found["visits"], found["checked"]
    report("soak: days", found["days"], "days")
    report("soak: visits", sum(visits.values()), "visits")
    report("soak: visits that were served", visits.get("finished", 0), "visits")
    report("soak: requests", found["requests"], "requests")
    report("soak: answer to a request, median", found["median_ms"], "ms")
    report("soak: answer to a request, 99 %", found["p99_ms"], "ms")
    report("soak: called in the window that was promised first, or within 5 min of it",
           found["promises_kept"] / max(found["promises"], 1), "share")  # fmt: skip
    errors = {kind: count for kind, count in found["wrong"].items() if kind not in ("events", "window", "memory")}
    report("soak: errors of any kind", sum(errors.values()), "errors", goal=0, met=not errors)
    missed = found["wrong"].get("events", 0)
    report(f"soak: pages of {checked['pages']} that missed one of {checked['events']} events, or heard one twice",
           missed, "pages", goal=0, met=not missed)  # fmt: skip
    differed = found["wrong"].get("window", 0)
    report(f"soak: windows of {checked['windows']} that differed from the server's", differed, "windows", goal=0,
           met=not differed)  # fmt: skip
    tell_memory(report, found["memory"])
    for words in found["words"]:
        report.tell({"said": words})


def tell_memory(report: Any, days: list[dict[str, dict[str, int]]]) -> None:
    """Of each process at the end of the last day, and against that of the second."""
    before, last = days[min(STEADY_DAY, len(days)) - 1], days[-1]
    for name, sizes in last.items():
        for kind, kilobytes in sizes.items():
            growth = kilobytes / before[name][kind] if name in before else float("inf")
            report(f"soak: {name}, {kind.upper()} at the end", kilobytes / 1024, "MB")
            report(f"soak: {name}, {kind.upper()}, last day / day {STEADY_DAY}", growth, "ratio",
                   goal=f"<= {MOST_GROWTH}", met=growth <= MOST_GROWTH)  # fmt: skip
