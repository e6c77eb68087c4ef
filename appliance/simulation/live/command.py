"""`vorzimmer simulate`: what can be asked for, and what is said about it.

Light until it runs, as the command line reads it at every start.
"""

import argparse
import asyncio
import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from appliance.simulation.live.plan import Size

NUMBERS: dict[str, tuple[type[Any], Any, str]] = {
    "citizens": (int, 600, "people who come in a day"),
    "clerks": (int, 12, "clerks; six are an office"),
    "kiosks": (int, 4, "kiosks that give out numbers"),
    "phones": (int, 200, "people who follow their number on a phone"),
    "hours": (float, 8.0, "how long the offices are open"),
    "days": (int, 1, "working days, one after another; nights are passed over"),
    "seed": (int, 1, "another number, other people"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--own", action="store_true", help="found a town and start its server (the default)")
    where.add_argument("--server", help="play against this server, http(s)://host:port; needs --house")
    parser.add_argument("--house", type=Path, help="who can come in there: the simulation.json of an own town")
    parser.add_argument("--data", type=Path, default=Path("simulation-data"), help="where the own town keeps its data")
    parser.add_argument("--port", type=int, default=8440, help="the own web's port; live has the next one")
    parser.add_argument("--speed", type=float, default=60.0, help="how much faster than in life (default 60)")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="the first day (default next Monday)")
    for name, (kind, default, words) in NUMBERS.items():
        parser.add_argument(f"--{name}", type=kind, default=default, help=f"{words} (default {default})")
    parser.add_argument("--json", type=Path, help="write the report there too")


def run(arguments: argparse.Namespace, say: Callable[[str], None]) -> int:
    """0 when nothing went wrong, 1 when something did, 2 when it could not be played."""
    from appliance.simulation.live import report
    from appliance.simulation.live.plan import Size

    numbers = {name: getattr(arguments, name) for name in NUMBERS}
    size = Size(first=arguments.first or _next_monday(), **numbers)
    try:
        found = asyncio.run(_played(arguments, size, say))
    except (ValueError, FileExistsError, OSError) as error:
        say(f"vorzimmer simulate: {error}")
        return 2
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    for line in report.words(found):
        say(line)
    return 1 if found["wrong"] else 0


async def _played(arguments: argparse.Namespace, size: "Size", say: Callable[[str], None]) -> dict[str, Any]:
    from appliance.simulation.live import house, play

    if arguments.server is None:
        data = arguments.data.absolute()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(data.iterdir()):
            raise FileExistsError(f"{data} is not empty; every play founds a town anew")
        return await play.own(size, data, arguments.port, arguments.speed, say)
    if arguments.house is None:
        raise ValueError("--server needs --house, which says who can come in there")
    there = dataclasses.replace(house.read(arguments.house), server=arguments.server.rstrip("/"))
    return await play.there(there, size, arguments.speed, say)


def _next_monday() -> date:
    today = datetime.now(UTC).date()
    return today + timedelta(days=7 - today.weekday())
