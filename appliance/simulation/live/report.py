"""The report in words."""

from collections.abc import Callable
from typing import Any

from appliance.simulation.live.house import House

HOUSE = "simulation.json"
KILOBYTES_OF_A_MEGABYTE = 1024

Memory = dict[str, dict[str, int]]


def show_addresses(house: House, say: Callable[[str], None]) -> None:
    """Of what can be looked at while it is played."""
    say(f"Citizens     {house.server}/")
    for office in house.offices:
        for board in office.boards:
            say(f"Board        {house.server}/board/#{board}  ({office.name})")
    say(f"Console      {house.server}/clerk/   sign in as {house.admin.sign_in_name}, {house.admin.password}")
    say(f"Admin        {house.server}/admin/   the same")


def memory(found: Memory) -> str:
    parts = (f"{name} {one['pss'] / KILOBYTES_OF_A_MEGABYTE:.1f} MB" for name, one in found.items())
    return f"memory (PSS): {', '.join(parts)}"


def grown(before: Memory, after: Memory, most: float) -> dict[str, str]:
    """What has become more than `most` times as large, or is another process, in words by its name."""
    result = {}
    for name, one in after.items():
        for kind, kilobytes in one.items():
            was = before.get(name, {}).get(kind, 0)
            if kilobytes > was * most:
                result[f"{name} {kind}"] = f"from {was} to {kilobytes} kB"
    return result


def words(found: dict[str, Any]) -> list[str]:
    visits, wrong = found["visits"], found["wrong"]
    lines = [
        f"{found['days']} days at {found['speed']:.0f}x: {sum(visits.values())} visits, {_counts(visits)}",
        f"{found['requests']} requests, median {found['median_ms']} ms, 99 % within {found['p99_ms']} ms",
        f"waited {found['mean_wait_min']} min on average, 90 % at most {found['p90_wait_min']} min",
        f"called in the time that was promised first: {found['promises_kept']} of {found['promises']}",
        f"looked at: {_counts(found['checked'])}",
        *(f"! {line}" for line in found["words"]),
        f"Went wrong: {_counts(wrong)}" if wrong else "Nothing went wrong.",
    ]
    return lines


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counted.items()) or "none"
