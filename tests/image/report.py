"""Writes image/REPORT.md at the end of `python3 -m tests image`: what was tried on the built image, where, how long."""

import json
import os
import platform
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from image import paths, qemu
from image.release import MANIFEST
from tests.image.conftest import ANOTHER_RELEASE

FILE = paths.CHECKOUT / "image" / "REPORT.md"
TOOLS = {"QEMU": ("qemu-system-x86_64", "--version"), "systemd-nspawn": ("systemd-nspawn", "--version")}


@dataclass
class Case:
    """`seconds` with what came before and after it; `result` in words."""

    seconds: float = 0.0
    result: str = "passed"


@dataclass
class Report:
    cases: dict[str, Case] = field(default_factory=dict)
    left_out: int = 0  # by a selection on the command line
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def note(self, report: pytest.TestReport) -> None:
        case = self.cases.setdefault(report.nodeid, Case())
        case.seconds += report.duration
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            case.result = f"not run: {reason.removeprefix('Skipped: ')}"
        elif report.failed:
            case.result = "FAILED"

    def text(self, release: Path) -> str:
        minutes = (datetime.now(UTC) - self.began).total_seconds() / 60
        good = sum(case.result == "passed" for case in self.cases.values())
        facts = [
            ("Begun", f"{self.began:%Y-%m-%d %H:%M} UTC, {minutes:.0f} minutes"),
            ("Result", f"{good} of {len(self.cases)} cases passed, {self.left_out or 'none'} left out"),
            *built(release),
            ("Machine", f"{os.cpu_count()} cores, {memory()}, Linux {platform.release()}, {accelerated()}"),
            *((name, first_line(command)) for name, command in TOOLS.items()),
        ]
        lines = ["# What was tried on the built image", "", "Written by `python3 -m tests image`.", ""]
        lines += ["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in facts)]
        for file in dict.fromkeys(name.partition("::")[0] for name in self.cases):
            lines += ["", f"## {file}", "", "| Case | Seconds | Result |", "| --- | ---: | --- |"]
            lines += [
                f"| {words(name)} | {case.seconds:.0f} | {case.result} |"
                for name, case in self.cases.items()
                if name.startswith(f"{file}::")
            ]
        return "\n".join(lines) + "\n"


def words(name: str) -> str:
    return name.partition("::")[2].removeprefix("test_").replace("_", " ")


def built(release: Path) -> list[tuple[str, str]]:
    try:
        facts = json.loads((release / MANIFEST).read_text())
    except OSError:
        return [("Release", "none was built")]
    return [("Release", f"{facts['version']}, commit {facts.get('commit', '')[:13]}, built {facts['built_at']}")]


def memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def accelerated() -> str:
    hardware = qemu.acceleration() == qemu.ACCELERATED
    return "hardware virtualisation" if hardware else "without hardware virtualisation (TCG)"


def first_line(command: tuple[str, ...]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()[0]
    except (OSError, IndexError):
        return "missing"


_report = Report()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _report.note(report)


def pytest_deselected(items: list[pytest.Item]) -> None:
    _report.left_out += sum(item.get_closest_marker("image") is not None for item in items)


def pytest_sessionfinish() -> None:
    if _report.cases:
        FILE.write_text(_report.text(Path(os.environ.get(ANOTHER_RELEASE) or paths.default_output())))
