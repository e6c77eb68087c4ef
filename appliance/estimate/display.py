"""What a person is shown: a clock window that moves only when it has to.

A number that jumps is worth less than a wide one that holds. So a window is announced anew only when the fresh middle
leaves it, an end comes nearer only by a step that is worth telling, and both ends are rounded outward.
"""

from dataclasses import dataclass
from math import ceil, floor

WORTH_TELLING = 4.0
"""Minutes by which an end has to move inward to be announced ..."""

WORTH_TELLING_SHARE = 0.35
"""... or this share of what remains, if that is more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Minutes of the clock."""

    opens: float
    closes: float


def shown(before: Shown | None, at: float, lo: float, middle: float, hi: float) -> Shown:
    """What to show now: `before` itself where it still holds. `lo`, `middle` and `hi` are minutes from `at`."""
    fresh = _rounded(at, at + lo, at + hi)
    if before is None or not before.opens <= at + middle <= before.closes or at >= before.closes:
        return fresh
    worth = max(WORTH_TELLING, WORTH_TELLING_SHARE * max(before.closes - at, 0.0))
    opens = fresh.opens if fresh.opens - before.opens >= worth else before.opens
    closes = fresh.closes if before.closes - fresh.closes >= worth else before.closes
    return before if (opens, closes) == (before.opens, before.closes) else Shown(opens, closes)


def _rounded(at: float, opens: float, closes: float) -> Shown:
    """Outward: to 1 minute below 10 minutes' wait, to 2 below 24, to 5 beyond."""
    step = 1 if closes - at < 10 else 2 if closes - at < 24 else 5
    return Shown(max(floor(opens / step) * step, floor(at)), ceil(closes / step) * step)
