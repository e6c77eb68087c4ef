"""The newest frames of the journal, kept for clients that come back."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

CAPACITY = 5000
"""Frames kept. At a call every second, more than an hour."""


@dataclass(frozen=True, slots=True)
class Kept:
    id: int
    topics: tuple[str, ...]
    wire: bytes


class Ring:
    """Frames in the order of the journal, found by topic, so that coming back costs only what was missed."""

    def __init__(self, floor: int, capacity: int = CAPACITY) -> None:
        """`floor`: everything with a higher id is, or will be, here."""
        self.floor = floor
        self._capacity = capacity
        self._all: deque[Kept] = deque()
        self._by_topic: dict[str, deque[Kept]] = {}

    def append(self, kept: Kept) -> None:
        self._all.append(kept)
        for topic in kept.topics:
            self._by_topic.setdefault(topic, deque()).append(kept)
        if len(self._all) > self._capacity:
            self._forget_oldest()

    def holds_all_after(self, id: int) -> bool:
        return id >= self.floor

    def after(self, id: int, topics: Iterable[str]) -> list[bytes]:
        """The frames of these topics that follow the id: each once, in order."""
        missed: dict[int, bytes] = {}
        for topic in topics:
            newest_first = reversed(self._by_topic.get(topic, ()))
            missed.update((kept.id, kept.wire) for kept in takewhile(lambda kept: kept.id > id, newest_first))
        return [missed[id] for id in sorted(missed)]

    def _forget_oldest(self) -> None:
        oldest = self._all.popleft()
        self.floor = oldest.id
        for topic in oldest.topics:
            row = self._by_topic[topic]
            row.popleft()
            if not row:
                del self._by_topic[topic]
