"""Who follows what, and the way of one event to all who follow it."""

from collections.abc import Iterable
from typing import Protocol

from appliance.domain.journal import Event
from appliance.live import topics
from appliance.live.frames import event_frame
from appliance.live.ring import Kept, Ring


class Follower(Protocol):
    def write(self, frame: bytes) -> None: ...


class Hub:
    """Nothing here waits, so replaying to a client and adding it to the followers is one step: no gap, no double."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._followers: dict[str, set[Follower]] = {}

    def publish(self, event: Event) -> None:
        """Make the frame once, keep it, and write the same bytes to each follower once."""
        kept = Kept(event.id, tuple(topics.of_event(event)), event_frame(event))
        self._ring.append(kept)
        for follower in self._audience(kept.topics):
            follower.write(kept.wire)

    def tell(self, topic: str, frame: bytes) -> None:
        """Something outside the journal, which is not replayed."""
        for follower in self._followers.get(topic, ()):
            follower.write(frame)

    def is_followed(self, topic: str) -> bool:
        return topic in self._followers

    def follow(self, follower: Follower, names: Iterable[str]) -> None:
        for name in names:
            self._followers.setdefault(name, set()).add(follower)

    def unfollow(self, follower: Follower, names: Iterable[str]) -> None:
        for name in names:
            others = self._followers.get(name)
            if others is not None:
                others.discard(follower)
                if not others:
                    del self._followers[name]

    def missed(self, names: Iterable[str], after: int) -> list[bytes] | None:
        """The frames since that id, or None when some of them are no longer kept."""
        return self._ring.after(after, names) if self._ring.holds_all_after(after) else None

    def _audience(self, names: tuple[str, ...]) -> Iterable[Follower]:
        followed = [self._followers[name] for name in names if name in self._followers]
        return followed[0] if len(followed) == 1 else set().union(*followed)
