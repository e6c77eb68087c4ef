"""When a backup is due, and the backup itself: snapshot, encryption, target, the oldest removed.

The settings (`backup` in the store) are those of `nightly.DEFAULTS`; the state (`backup_state`) is what
`State.described` writes.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.backup import archive
from appliance.backup.archive import PUBLIC_KEY, SCRATCH, SUFFIX
from appliance.backup.targets import Target
from provisioning.errors import ProvisioningError

RETRY_AFTER = timedelta(hours=1)
"""After a failure: a share that was away comes back, and a stick is plugged in."""
OVERDUE_AFTER = timedelta(hours=50)
"""Two nights without a good backup are worth a word to the administrator."""

MARK_DIGITS = 8
"""Of the key that opens a backup, in its name: what another office keeps at the same place is not ours to remove."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """Of the last attempt; `good_at` of the last that succeeded."""

    at: datetime | None = None
    good_at: datetime | None = None
    name: str = ""
    size: int = 0
    problem: str = ""
    reason: str = ""

    def described(self) -> dict[str, Any]:
        return {
            "at": self.at and self.at.isoformat(), "good_at": self.good_at and self.good_at.isoformat(),
            "name": self.name, "size": self.size, "problem": self.problem, "reason": self.reason,
        }  # fmt: skip

    @classmethod
    def of(cls, described: dict[str, Any] | None) -> "State":
        if described is None:
            return cls()
        at, good_at = described["at"], described["good_at"]
        return cls(at and datetime.fromisoformat(at), good_at and datetime.fromisoformat(good_at),
                   described["name"], described["size"], described["problem"], described["reason"])  # fmt: skip

    def is_overdue(self, at: datetime, since: datetime) -> bool:
        """`since`: when backups were switched on, or the office was set up."""
        return at - (self.good_at or since) > OVERDUE_AFTER


def due(state: State, hour: int, zone: tzinfo, at: datetime) -> bool:
    """Once a night, after `hour` o'clock of the town; also as soon as possible when the night was missed.

    Times that have not come yet were noted by a wrong clock, and must not put backups off until then.
    """
    local = at.astimezone(zone)
    planned = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if planned > local:
        planned -= timedelta(days=1)
    last_planned = planned.astimezone(UTC)
    if state.good_at is not None and last_planned <= state.good_at <= at:
        return False
    return state.problem == "" or state.at is None or abs(at - state.at) >= RETRY_AFTER


def superfluous(names: Sequence[str], newest: str, keep: int) -> Sequence[str]:
    """Of names that are sorted; never `newest`, though a wrong clock may have called others later."""
    others = [name for name in names if name != newest]
    return others[: max(0, len(others) + 1 - keep)]


class Backups:
    """Backups of one office server, one at a time."""

    def __init__(self, data: Path, version: str) -> None:
        self._data, self._version = data, version
        self._one = threading.Lock()

    @property
    def running(self) -> bool:
        return self._one.locked()

    def has_key(self) -> bool:
        return (self._data / PUBLIC_KEY).exists()

    def run(self, target: Target, keep: int, before: State, at: datetime) -> State:
        """What came of it; every failure is in the state, none is raised. Raises backup_running."""
        if not self._one.acquire(blocking=False):
            raise ProvisioningError("backup_running")
        try:
            return self._done(target, keep, before, at)
        except ProvisioningError as error:
            return self._failed(before, at, error.code, str(error.facts.get("reason", "")))
        except OSError as error:
            return self._failed(before, at, "backup_failed", str(error))
        finally:
            self._one.release()

    def _done(self, target: Target, keep: int, before: State, at: datetime) -> State:
        public_key = self._public_key()
        own = f"-{sha256(public_key.encode()).hexdigest()[:MARK_DIGITS]}{SUFFIX}"
        name = f"{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}{own}"
        with TemporaryDirectory(prefix=SCRATCH, dir=self._data) as scratch:
            made = Path(scratch) / name
            archive.create(self._data, public_key, made, self._version, at)
            size = made.stat().st_size
            target.store(made, name)
        for old in superfluous([other for other in target.names() if other.endswith(own)], name, keep):
            target.remove(old)
        log.info("backup %s made, %d bytes", name, size)
        return State(at, at, name, size)

    def _failed(self, before: State, at: datetime, code: str, reason: str) -> State:
        log.error("no backup was made: %s %s", code, reason)
        return replace(before, at=at, problem=code, reason=reason)

    def _public_key(self) -> str:
        try:
            return (self._data / PUBLIC_KEY).read_text()
        except FileNotFoundError:
            raise ProvisioningError("no_backup_key") from None
