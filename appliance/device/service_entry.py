"""Who may open the service page: an administrator with a one-time code, and few wrong codes in a row.

A right code gives a pass that lives for ten minutes in this process only. A used code stays used over restarts.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from appliance.domain.exit_code import matches
from provisioning.errors import ProvisioningError
from provisioning.files import write_atomically

FILE_NAME = "used-codes.json"
WRONG_BEFORE_LOCK = 5
FIRST_LOCK_SECONDS = 300.0
LONGEST_LOCK_SECONDS = 4 * 3600.0
PASS_SECONDS = 600.0


class ServiceEntry:
    """`hashes`: what the office pushed last. `monotonic`: the device's clock may be wrong, or be set meanwhile."""

    def __init__(
        self, file: Path, hashes: Callable[[], Collection[str]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._file, self._hashes, self._monotonic = file, hashes, monotonic
        self._lock = threading.Lock()
        self._wrong = self._locks = 0
        self._closed_until = float("-inf")
        self._pass, self._pass_until = "", float("-inf")

    def enter(self, code: str) -> str:
        """A pass for the service page. Errors: `locked` (with `seconds`), `wrong_code`."""
        with self._lock:
            remains = self._closed_until - self._monotonic()
            if remains > 0:
                raise ProvisioningError("locked", seconds=round(remains, 1))
            known, used = self._hashes(), self._used()
            found = next((one for one in known if one not in used and matches(code, one)), None)
            if found is None:
                self._count_wrong()
                raise ProvisioningError("wrong_code")
            self._wrong = self._locks = 0
            self._remember((used & set(known)) | {found})
            self._pass, self._pass_until = secrets.token_urlsafe(32), self._monotonic() + PASS_SECONDS
            return self._pass

    def require(self, presented: str) -> None:
        """Errors: `not_allowed`: no pass, an old one, or another's."""
        is_current = self._monotonic() < self._pass_until
        if not is_current or not secrets.compare_digest(presented.encode(), self._pass.encode()):
            raise ProvisioningError("not_allowed")

    def leave(self) -> None:
        self._pass_until = float("-inf")

    def _count_wrong(self) -> None:
        self._wrong += 1
        if self._wrong >= WRONG_BEFORE_LOCK:
            seconds = min(FIRST_LOCK_SECONDS * 2**self._locks, LONGEST_LOCK_SECONDS)
            self._wrong, self._locks, self._closed_until = 0, self._locks + 1, self._monotonic() + seconds

    def _used(self) -> set[str]:
        try:
            return set(json.loads(self._file.read_text()))
        except (OSError, ValueError, TypeError):
            return set()

    def _remember(self, used: set[str]) -> None:
        """Before the pass is given out: a power cut must not make a code valid again."""
        write_atomically(self._file, json.dumps(sorted(used)))
