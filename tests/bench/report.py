"""One JSON line a figure, so that runs can be kept and compared by programs."""

import json
import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Report:
    """Called once a figure. `lines` keeps what was printed."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def __call__(
        self,
        figure: str,
        value: float | str | None,
        unit: str,
        goal: float | str | None = None,
        met: bool | None = None,
        rival: str | None = None,
    ) -> None:
        """`met` is None without a goal; `rival` names whose figure it is when it is not ours."""
        line = {"figure": figure, "value": _short(value), "unit": unit, "goal": goal, "met": met}
        if rival is not None:
            line["rival"] = rival
        self.tell(line)

    def tell(self, line: dict[str, Any]) -> None:
        self.lines.append(line)
        print(json.dumps(line, ensure_ascii=False), flush=True)


def machine() -> dict[str, Any]:
    """What ran, and how busy it was before."""
    return {
        "machine": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{_distribution()}, Linux {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _short(value: float | str | None) -> float | str | None:
    """Four significant figures say all that a benchmark knows."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.4g}") if abs(value) < 10_000 else round(value)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return "Linux"
