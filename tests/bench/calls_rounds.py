"""What a round of the calls benchmark found."""

from collections import Counter as Tally
from dataclasses import dataclass, field

from tests.bench.report import percentile

OUR_PATIENCE_SECONDS, RIVALS_PATIENCE_SECONDS = 120.0, 8.0


def patience(way: str) -> float:
    """Seconds for taking all, and for calling all. A rival that needs longer is stopped and judged by what it did."""
    return RIVALS_PATIENCE_SECONDS if way else OUR_PATIENCE_SECONDS


@dataclass
class Work:
    """What one clerk did: seconds of each operation, the numbers called, and when nobody was left."""

    seconds: list[float] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    called_at: list[float] = field(default_factory=list)
    ended: float = 0.0


@dataclass(frozen=True)
class Round:
    """The figures of one round, times in seconds."""

    taken_per_second: float
    operations_per_second: float
    once: int
    fairness: float
    worst: float
    p99: float


def summary(works: list[Work], taken_per_second: float, began: float) -> Round:
    """`began` and the times in `works` are of one clock."""
    seconds = [second for work in works for second in work.seconds]
    tally = Tally(number for work in works for number in work.called)
    ended = max(work.ended for work in works)
    return Round(
        taken_per_second,
        len(seconds) / (ended - began),
        sum(count == 1 for count in tally.values()),
        jain(works),
        max(seconds),
        percentile(seconds, 99),
    )


def jain(works: list[Work]) -> float:
    first_end = min(work.ended for work in works)
    shares = [sum(at <= first_end for at in work.called_at) for work in works]
    return sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares))
