"""The certificate that comes and is renewed by itself: a thread that looks whether one is due, and says how it went."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from appliance.certificates import public
from appliance.certificates.challenges import Challenges
from appliance.certificates.directory import PATIENCE, Pair, obtain
from appliance.certificates.kept import Kept, Settings, State
from appliance.domain.errors import OfficeError
from appliance.ports import Clock
from appliance.privileged.client import Privileged

LOOK_EVERY_SECONDS = 60.0
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 180, 360, 720, 1440))
"""After the first failure in a row, the second, ...: directories count failures, an hour holds few of them."""
ENDS_SOON = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trouble:
    """`code`: not_received, not_renewed, ends_soon (one's own), over. `days` it is valid still."""

    code: str
    days: int


class Automatic:
    """Made once in the process that owns the data. Everything but `step` may be called from any thread."""

    def __init__(
        self, data: Path, clock: Clock, privileged: Privileged, *, shown: Path = public.SHOWN,
        look_every: float = LOOK_EVERY_SECONDS, patience: timedelta = PATIENCE,
    ) -> None:  # fmt: skip
        self._kept, self._clock, self._privileged, self._shown = Kept(data), clock, privileged, shown
        self._look_every, self._patience = look_every, patience
        self._busy = threading.Lock()
        self._waking, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="certificate", daemon=True)
        self.challenges = Challenges()
        self.progress = ""
        """Of the attempt that runs: asked, ordered, checked, received; "" when none runs."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """An order that runs is given up; the next start sees what is due."""
        self._stopping.set()
        self._waking.set()

    def settings(self) -> Settings | None:
        return self._kept.settings()

    def state(self) -> State:
        return self._kept.state()

    def shown(self) -> public.PublicCertificate | None:
        return public.shown(self._shown)

    def choose(self, settings: Settings) -> None:
        """From now on, and one at once. Left empty, e-mail and authority stay while the directory is the same.

        Raises certificate_running, and appliance_only where nobody could install it.
        """
        if not self._privileged.path.exists():
            raise OfficeError("appliance_only")
        with self._alone():
            before = self.settings()
            if before is not None and before.directory == settings.directory:
                kept = replace(settings, email=settings.email or before.email, ca_pem=settings.ca_pem or before.ca_pem)
            else:
                kept = settings
            self._kept.keep(kept)
            self._kept.keep(State(wanted=True))
        self._waking.set()

    def try_now(self) -> None:
        """Raises not_automatic, certificate_running."""
        with self._alone():
            if self.settings() is None:
                raise OfficeError("not_automatic")
            self._kept.keep(replace(self.state(), wanted=True, retry_at=None))
        self._waking.set()

    def end(self) -> None:
        """No more; the certificate that is shown stays. Raises certificate_running."""
        with self._alone():
            self._kept.forget()

    def trouble(self) -> Trouble | None:
        """What somebody must know today: of a fetched certificate failures, of one's own its end."""
        shown, state, at = self.shown(), self.state(), self._clock.now()
        days = max((shown.not_after - at).days, 0) if shown else 0
        if state.problem:
            return Trouble("not_renewed" if shown and at < shown.not_after else "not_received", days)
        if shown is None:
            return None
        if at >= shown.not_after:
            return Trouble("over", 0)
        is_own = self.settings() is None
        return Trouble("ends_soon", days) if is_own and shown.not_after - at < ENDS_SOON else None

    def step(self) -> bool:
        """Fetch one if it is due; True if it was tried. Raises certificate_running."""
        with self._alone():
            settings = self.settings()
            if settings is None or not self._is_due(settings, self._clock.now()):
                return False
            self._attempt(settings)
            return True

    def _is_due(self, settings: Settings, at: datetime) -> bool:
        state = self.state()
        if state.retry_at is not None and at < state.retry_at:
            return False
        shown = self.shown()
        return state.wanted or shown is None or not shown.is_for(settings.name) or at >= renewal_at(shown)

    def _attempt(self, settings: Settings) -> None:
        self.progress = "asked"
        try:
            pair = obtain(settings, self._kept.account_key(), self.challenges, self._heard, self._patience)
            self._install(settings, pair)
        except OfficeError as error:
            self._note(error)
        except Exception:
            log.exception("the certificate could not be fetched; it is tried again")
            self._note(OfficeError("acme_fault", reason=""))
        finally:
            self.progress = ""

    def _heard(self, step: str) -> None:
        self.progress = step
        log.info("certificate: %s", step)

    def _install(self, settings: Settings, pair: Pair) -> None:
        """Success is noted first: a new public address restarts this very process."""
        at = self._clock.now()
        self._kept.keep(State(at=at, failures=self.state().failures))
        public.give(self._privileged, f"https://{settings.name}", pair.certificate_pem, pair.key_pem, at)
        if self.shown() != public.described(pair.certificate_pem):
            raise OfficeError("acme_not_shown", reason="")
        self._kept.keep(State(at=at))

    def _note(self, error: OfficeError) -> None:
        at, before = self._clock.now(), self.state()
        pause = PAUSES[min(before.failures, len(PAUSES) - 1)]
        told = error.facts.get("retry_at")
        retry_at = max(told, at + pause) if isinstance(told, datetime) else at + pause
        log.warning("certificate: %s, again at %s", error.code, f"{retry_at:%Y-%m-%d %H:%M}")
        reason = str(error.facts.get("reason", ""))
        self._kept.keep(State(False, at, error.code, reason, before.failures + 1, retry_at))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._busy.acquire(blocking=False):
            raise OfficeError("certificate_running")
        try:
            yield
        finally:
            self._busy.release()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self.step()
            except OfficeError as error:
                log.info("not now: %s", error.code)
            except Exception:
                log.exception("the certificate could not be looked after; it is tried again")
            self._waking.wait(self._look_every)
            self._waking.clear()


def renewal_at(shown: public.PublicCertificate) -> datetime:
    """Two thirds of its life are over."""
    return shown.not_before + (shown.not_after - shown.not_before) * 2 / 3
