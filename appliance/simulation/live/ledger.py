"""What a play has seen: every answer, every call, and everything that went wrong, as it is reported at the end."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

KEPT = 40
"""Of what went wrong so many are told in words; the rest are counted."""


@dataclass
class Fates:
    """How people's visits ended. `waits` in minutes, of those who were called; `kept`: called within what they were
    shown first, and not more than five minutes after it."""

    ends: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    promised: int = 0
    kept: int = 0


@dataclass
class Ledger:
    """`wrong` by kind, with words for the first of them. A play without any has gone well."""

    answers: Counter[int] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    """Of those that are no errors: nobody waits, somebody else was quicker."""

    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    """What was looked at, so that nothing wrong means something."""

    fates: Fates = field(default_factory=Fates)
    memory: list[dict[str, dict[str, int]]] = field(default_factory=list)
    """At the end of each day, by process: kilobytes `rss` and `pss`."""

    def answered(self, status: int, seconds: float) -> None:
        self.answers[status] += 1
        self.seconds.append(seconds)

    def went_wrong(self, kind: str, words: str) -> None:
        self.wrong[kind] += 1
        if len(self.words) < KEPT:
            self.words.append(f"{kind}: {words}")

    def as_json(self) -> dict[str, Any]:
        waits = sorted(self.fates.waits)
        return {
            "requests": sum(self.answers.values()),
            "answers": {str(status): count for status, count in sorted(self.answers.items())},
            "refusals": dict(self.refusals),
            "median_ms": _ms(self.seconds, 0.5),
            "p99_ms": _ms(self.seconds, 0.99),
            "visits": dict(self.fates.ends),
            "mean_wait_min": round(sum(waits) / len(waits), 1) if waits else None,
            "p90_wait_min": round(waits[int(0.9 * len(waits))], 1) if waits else None,
            "promises": self.fates.promised,
            "promises_kept": self.fates.kept,
            "checked": dict(self.checked),
            "wrong": dict(self.wrong),
            "words": self.words,
            "memory": self.memory,
        }


def _ms(seconds: list[float], share: float) -> float | None:
    ordered = sorted(seconds)
    return round(ordered[int(share * len(ordered))] * 1000, 1) if ordered else None
