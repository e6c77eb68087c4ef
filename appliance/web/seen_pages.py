"""When each ticket's page was last seen: in memory, as ten thousand phones tell it every half minute.

The store hears only of those who leave and come back. After a restart, and after the machine slept, everybody has the
office's grace anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from appliance.operations.away import Watched

INTERRUPTED = timedelta(seconds=60)
"""Between two looks: no page could tell in that time."""

REMEMBERED = timedelta(minutes=30)
KNOWN_TOKENS = 20_000
BEATS_PER_GRACE = 3
"""So often within an office's grace a page shows itself: two may get lost."""


class SeenPages:
    """Told by requests, looked through by the background."""

    def __init__(self) -> None:
        self._seen: dict[int, datetime] = {}
        self._absent: frozenset[int] = frozenset()
        self._tickets: OrderedDict[str, int] = OrderedDict()
        self._since: datetime | None = None
        self._looked_at: datetime | None = None
        self._lock = threading.Lock()

    def ticket(self, token: str, look_up: Callable[[], int]) -> int:
        """Whose page it is: asked of the store once, as long as it is remembered. Raises what `look_up` does."""
        with self._lock:
            known = self._tickets.get(token)
        if known is None:
            known = look_up()
            with self._lock:
                self._tickets[token] = known
                if len(self._tickets) > KNOWN_TOKENS:
                    self._tickets.popitem(last=False)
        return known

    def seen(self, ticket_id: int, at: datetime) -> bool:
        """True for somebody who counted as away: they are to be called again at once."""
        with self._lock:
            self._seen[ticket_id] = at
            return ticket_id in self._absent

    def look(self, watched: Watched, at: datetime) -> tuple[list[int], list[int]]:
        """Tickets whose people have gone, and those whose people are back."""
        with self._lock:
            self._notice_interruption(at)
            self._seen = {id: seen for id, seen in self._seen.items() if at - seen < REMEMBERED}
            gone, back = [], list(watched.reached_otherwise)
            for one in watched.waiters:
                began = one.queued_at if self._since is None else max(self._since, one.queued_at)
                seen = self._seen.get(one.ticket_id)
                if one.absent_since is not None:
                    if seen is not None and seen > one.absent_since:
                        back.append(one.ticket_id)
                elif at - max(seen or began, began) >= watched.graces[one.office_id]:
                    gone.append(one.ticket_id)
            absent = {one.ticket_id for one in watched.waiters if one.absent_since is not None}
            self._absent = frozenset(absent.union(gone).difference(back))
            return gone, back

    def _notice_interruption(self, at: datetime) -> None:
        if self._looked_at is None or at - self._looked_at > INTERRUPTED:
            self._since = at
        self._looked_at = at
