"""The short code on a device's screen, and how often it may be guessed. ADOPTION.md, "The short code".

Six digits, new at each start. After 5 wrong attempts another code replaces it; each wrong attempt makes the pause
before the next one longer; after 15 the device is locked for 15 minutes, and each further lock lasts twice as long, up
to 4 hours. So a patient guesser has about 130 attempts in the first day, against a million codes that keep changing.
Time is monotonic, as the device's clock may be wrong: a state says how many seconds remain, not until what o'clock.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from provisioning.errors import ProvisioningError

DIGITS = 6
ATTEMPTS_PER_CODE = 5
ATTEMPTS_BEFORE_LOCK = 15
LONGEST_PAUSE_S = 60.0
FIRST_LOCK_S = 15 * 60.0
LONGEST_LOCK_S = 4 * 3600.0


def random_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


@dataclass(frozen=True)
class CodeState:
    """What the screen shows. While locked (`locked_for_s` > 0) there is no code."""

    code: str
    generation: int
    wrong_attempts: int
    wait_s: float
    locked_for_s: float


class Codes:
    """The current code of this start and its count of wrong attempts. Safe to use from several threads.

    `now` gives monotonic seconds, `choose` a new code of six digits, `changed` is called (without the lock held) after
    each change that a screen should show.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        choose: Callable[[], str] = random_code,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._now = now
        self._choose = choose
        self.changed = changed
        self._lock = threading.Lock()
        self._generation = 0
        self._locks = 0
        self._wrong_since_lock = 0
        self._closed_until = 0.0
        self._locked = False
        self._renew()

    def state(self) -> CodeState:
        with self._lock:
            self._unlock_when_due()
            remains = max(0.0, self._closed_until - self._now())
            return CodeState(
                code="" if self._locked else self._code,
                generation=self._generation,
                wrong_attempts=self._wrong,
                wait_s=0.0 if self._locked else remains,
                locked_for_s=remains if self._locked else 0.0,
            )

    def current(self) -> tuple[str, int]:
        """The code to start an exchange with, and its generation. Errors: `locked`, `wait`."""
        with self._lock:
            self._require_open()
            return self._code, self._generation

    def attempt(self, generation: int, proves: Callable[[], bool]) -> None:
        """One guess, judged by `proves` while no other guess is. Right: the counters start anew.

        `generation` says which code the exchange began with: the sixth guess of a code is never judged, however many
        exchanges were begun in time. Errors: `locked` and `wait` (with `seconds`), `code_changed`, `wrong_code`.
        """
        with self._lock:
            self._require_open()
            if generation != self._generation:
                raise ProvisioningError("code_changed")
            right = proves()
            if right:
                self._start_counting_anew()
            else:
                self._count_wrong()
        self.changed()
        if not right:
            raise ProvisioningError("wrong_code")

    def renew(self) -> None:
        """Another code, as after an adoption ended."""
        with self._lock:
            self._renew()
        self.changed()

    def _renew(self) -> None:
        self._code = self._choose()
        self._generation += 1
        self._wrong = 0

    def _require_open(self) -> None:
        self._unlock_when_due()
        remains = self._closed_until - self._now()
        if remains > 0:
            raise ProvisioningError("locked" if self._locked else "wait", seconds=round(remains, 1))

    def _unlock_when_due(self) -> None:
        if self._locked and self._now() >= self._closed_until:
            self._locked = False
            self._wrong_since_lock = 0

    def _start_counting_anew(self) -> None:
        self._wrong = self._wrong_since_lock = self._locks = 0

    def _count_wrong(self) -> None:
        self._wrong += 1
        self._wrong_since_lock += 1
        if self._wrong_since_lock >= ATTEMPTS_BEFORE_LOCK:
            self._begin_lock()
        else:
            self._closed_until = self._now() + min(2.0 ** (self._wrong_since_lock - 1), LONGEST_PAUSE_S)
        if self._wrong >= ATTEMPTS_PER_CODE:
            self._renew()

    def _begin_lock(self) -> None:
        self._closed_until = self._now() + min(FIRST_LOCK_S * 2**self._locks, LONGEST_LOCK_S)
        self._locks += 1
        self._locked = True
