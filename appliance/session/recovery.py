"""What to do about a screen that does not live: the ladder of recoveries. No clock: `at` is monotonic seconds.

A page that falls silent is opened anew. If that did not hold, the browser is started anew; if that did not hold either,
the compositor is, by ending with a status that systemd answers. The device counts those and reboots at last. Whoever
stayed alive for a minute after a recovery begins at the lowest rung again.

A page that cannot be had is nobody's fault here: it is tried again and again, and nothing of this machine is restarted
for it, except the browser now and then, whose own network may be what is broken.
"""

from enum import IntEnum

SILENT_SECONDS = 15.0
"""Pages say every 5 s that they live: three were missed."""
STEADY_SECONDS = 60.0
RETRY_SECONDS = 3.0
"""Until a page that could not be had is asked for again."""
UNREACHABLE_SECONDS = 300.0
"""A page that cannot be had for so long is tried with another browser."""


class Step(IntEnum):
    """The rungs. Their names in lower case are the layers that the device counts."""

    PAGE = 1
    BROWSER = 2
    COMPOSITOR = 3


class Recovery:
    """Feed it what happens; it says what to do."""

    def __init__(self) -> None:
        self._rung: Step | None = None
        self._recovered_at = 0.0
        self._heard_at: float | None = None
        self._spoke = False
        self._unreachable_since: float | None = None
        self._asked_at = 0.0

    def opened(self, at: float) -> None:
        """A page has loaded: from now on it is expected to say that it lives."""
        self._heard_at, self._spoke = at, False
        self._unreachable_since = None

    def alive(self, at: float) -> None:
        self._heard_at, self._spoke = at, True
        if self._rung is not None and at - self._recovered_at >= STEADY_SECONDS:
            self._rung = None

    def unreachable(self, at: float) -> None:
        """The page could not be had."""
        self._heard_at = None
        self._asked_at = at
        if self._unreachable_since is None:
            self._unreachable_since = at

    def failed(self, at: float, least: Step = Step.PAGE) -> Step:
        """Something broke visibly: a page crashed or was closed, a browser ended (`least` is BROWSER then)."""
        return self._climb(at, least)

    def due(self, at: float) -> Step | None:
        """What the silence asks for now."""
        if self._unreachable_since is not None:
            return self._ask_again(at)
        if self._heard_at is None or at - self._heard_at < SILENT_SECONDS:
            return None
        # A page that never spoke did not get its scripts: a new browser would not bring them.
        return self._climb(at, Step.PAGE) if self._spoke else self._stay(at)

    @property
    def is_waiting(self) -> bool:
        """For a page that could not be had: what is due then is another try, not a recovery."""
        return self._unreachable_since is not None

    def silence(self, at: float) -> float | None:
        """Seconds since the page last spoke or was opened; None while there is no page."""
        return None if self._heard_at is None else at - self._heard_at

    def _ask_again(self, at: float) -> Step | None:
        assert self._unreachable_since is not None
        if at - self._unreachable_since >= UNREACHABLE_SECONDS:
            self._unreachable_since = at
            return Step.BROWSER
        return Step.PAGE if at - self._asked_at >= RETRY_SECONDS else None

    def _stay(self, at: float) -> Step:
        self._heard_at = at
        return Step.PAGE

    def _climb(self, at: float, least: Step) -> Step:
        higher = Step.PAGE if self._rung is None else Step(min(self._rung + 1, Step.COMPOSITOR))
        self._rung = max(higher, least)
        self._recovered_at = self._heard_at = at
        self._spoke = False
        self._unreachable_since = None
        return self._rung
