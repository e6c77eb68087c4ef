"""Does the office server answer, by which of its addresses, and since when not?"""

import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from appliance.device.configuration import Configuration
from provisioning.clock import DeviceClock, office_context

PROBE_SECONDS = 2.0
PATH = "/healthz"
MISSES_UNTIL_AWAY = 3
"""One lost packet is not an outage; the office's page itself says within 3 s that its connection is lost."""

Probe = Callable[[str, str, DeviceClock], bool]
"""(origin, pinned authority as PEM, own clock) -> it answers, and is who it should be."""


@dataclass(frozen=True)
class Reach:
    """`origin`: the address that answered last. `away_since`: the first miss of the present outage."""

    origin: str = ""
    misses: int = 0
    away_since: datetime | None = None

    @property
    def answers(self) -> bool:
        return bool(self.origin) and self.misses == 0

    @property
    def is_away(self) -> bool:
        return self.misses >= MISSES_UNTIL_AWAY


NOT_ASKED = Reach()


def probed(before: Reach, configuration: Configuration, answers: Callable[[str], bool], at: datetime) -> Reach:
    """The address that answered before is asked first, so that the page keeps its origin."""
    known = configuration.origins
    ordered = sorted(known, key=lambda origin: origin != before.origin)
    answering = next((origin for origin in ordered if answers(origin)), None)
    if answering is not None:
        return Reach(answering)
    origin = before.origin if before.origin in known else ""
    return Reach(origin, before.misses + 1, before.away_since or at)


def ask(origin: str, ca: str, clock: DeviceClock) -> bool:
    """The real probe. Plain HTTP is for developers; over TLS only the pinned authority counts."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if origin.startswith("https:"):
        handlers.append(urllib.request.HTTPSHandler(context=office_context(ca, clock)))
    try:
        with urllib.request.build_opener(*handlers).open(origin + PATH, timeout=PROBE_SECONDS) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False
