"""RESULTS.md: the newest figures of each benchmark with the machine they were taken on, one section a benchmark."""

import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("RESULTS.md")
HEADER = """# Results

Written by `python3 -m tests.bench NAME --results`. Medians of at least three interleaved repeats. The machines are
shared and noisy, so ratios within one run say more than single figures.
"""
PACKAGES = ("flask", "gunicorn", "peewee", "websockets", "aiortc", "av", "playwright")


def write(name: str, lines: list[dict[str, Any]]) -> None:
    """Replace the section of one benchmark; the others stay as they are."""
    text = RESULTS.read_text() if RESULTS.exists() else HEADER
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    sections[name] = _section(lines)
    body = "\n".join(f"## {title}\n\n{content.strip()}\n" for title, content in sorted(sections.items()))
    RESULTS.write_text(f"{HEADER}\n{body}")


def _section(lines: list[dict[str, Any]]) -> str:
    machine, figures = lines[0], lines[1:]
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    rows = [_row(figure) for figure in figures if "figure" in figure]
    return "\n".join([
        f"{datetime.now(UTC):%Y-%m-%d}, {machine['cores']} cores ({machine['machine']}), {machine['memory_gb']} GB, "
        f"{machine['system']}, Python {machine['python']}, SQLite {machine['sqlite']}, {versions}; "
        f"load before: {', '.join(map(str, machine['load']))}.",
        "",
        "| figure | value | unit | goal | met | whose |",
        "| --- | ---: | --- | --- | --- | --- |",
        *rows,
    ])  # fmt: skip


def _row(figure: dict[str, Any]) -> str:
    met = {True: "yes", False: "**no**", None: ""}[figure["met"]]
    goal = "" if figure["goal"] is None else figure["goal"]
    whose = figure.get("rival", "ours")
    return f"| {figure['figure']} | {figure['value']} | {figure['unit']} | {goal} | {met} | {whose} |"
