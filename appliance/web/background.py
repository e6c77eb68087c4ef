"""What goes on beside the requests, on one thread: the passing of time, presence, and the waiting windows."""

import logging
import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.adapters import public_holidays
from appliance.operations import away, check_in, estimates, statistics, upkeep
from appliance.operations import devices as device_operations
from appliance.operations import offices as office_operations
from appliance.operations.estimates import Estimators
from appliance.operations.learning import Learning
from appliance.ports import Clock
from appliance.store import devices, journal, office_hours, offices
from appliance.store.database import Store
from appliance.web.seen_pages import SeenPages

TICK_SECONDS = 0.5
LEAST_PAUSE_SECONDS = 0.2
"""Between two refreshes of the windows: a rush of changes is shown together."""
PAUSE_PER_WORK = 9
"""With thousands waiting a refresh takes a while: this thread gets a tenth of the process at most."""
REFRESH_ALL = timedelta(minutes=1)
LEARN_EVERY = timedelta(seconds=15)
KEEP_EVERY = timedelta(minutes=5)
"""What was learned is written down; a crash forgets no more than that."""
LOOK_AT_PAGES_EVERY = timedelta(seconds=5)
FORGET_EVERY = timedelta(hours=1)
WINDOWS_PER_WRITE = 200
"""Windows go to the store in pieces, so that nobody who takes a number waits for them."""

log = logging.getLogger(__name__)


class Background:
    """Started in the process that owns the store. `changed` may be called from any thread after a commit."""

    def __init__(self, store: Store, clock: Clock, secret: bytes) -> None:
        """`secret` is the server's key, from which the tokens of numbers for appointments are derived."""
        self._store, self._clock, self._secret = store, clock, secret
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._seen = 0
        self._present: dict[int, tuple[bool, bool]] = {}
        self.pages = SeenPages()
        self._estimators = Estimators()
        self._learning = Learning(self._estimators)
        self._refreshed_at = self._forgot_at = self._learned_at = self._looked_at = clock.now() - FORGET_EVERY
        self._kept_at = clock.now()
        self._jobs = (
            self._learn,
            self._refresh_windows,
            self._begin_calls,
            self._tick,
            self._watch_presence,
            self._watch_pages,
            self._forget,
        )
        self._thread = threading.Thread(target=self._work, name="background", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        self._thread.join()
        self._store.write(self._learning.keep)

    def changed(self) -> None:
        self._wake.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            began = time.monotonic()
            for job in self._jobs:
                try:
                    job()
                except Exception:
                    log.exception("%s failed; it is tried again", job.__name__)
            self._rest(time.monotonic() - began)

    def _rest(self, worked_seconds: float) -> None:
        """Until something changes, but at least for the share that belongs to those who ask."""
        pause = max(LEAST_PAUSE_SECONDS, worked_seconds * PAUSE_PER_WORK)
        self._stopping.wait(pause)
        self._wake.wait(max(TICK_SECONDS - pause, 0.0))

    def _learn(self) -> None:
        at = self._clock.now()
        if at - self._learned_at >= LEARN_EVERY:
            self._store.read(self._learning.read, at)
            self._learned_at = at
        if at - self._kept_at >= KEEP_EVERY:
            self._store.write(self._learning.keep)
            self._kept_at = at

    def _refresh_windows(self) -> None:
        at = self._clock.now()
        everything = at - self._refreshed_at >= REFRESH_ALL
        head = self._store.read(journal.head)
        for office_id in self._offices_to_refresh(everything, head):
            plan = self._store.read(self._estimators.plan, office_id, at)
            for start in range(0, len(plan.changed), WINDOWS_PER_WRITE):
                self._store.write(estimates.show, office_id, plan.changed[start : start + WINDOWS_PER_WRITE])
            if plan.gone or plan.services:
                self._store.write(estimates.finish, plan)
        self._seen = head  # only now: what failed half way is done again
        if everything:
            self._refreshed_at = at

    def _offices_to_refresh(self, everything: bool, head: int) -> set[int]:
        """Those in which something happened; all of them each minute, as time alone changes a window."""
        if everything:
            return {office.id for office in self._store.read(offices.all)}
        events = self._store.read(journal.after, self._seen, head - self._seen)
        relevant = (event for event in events if event.type not in estimates.CHANGES_NO_WINDOW)
        concerned = (office for event in relevant for office in (event.office_id, event.data.get("other_office")))
        return {office for office in concerned if isinstance(office, int)}

    def _begin_calls(self) -> None:
        at = self._clock.now()
        if self._store.read(check_in.calls_are_due, at):
            self._store.write(check_in.begin_calls, self._secret, at)

    def _tick(self) -> None:
        at = self._clock.now()
        if self._store.read(upkeep.is_due, at):
            self._store.write(upkeep.tick, at)

    def _watch_presence(self) -> None:
        """Somebody who fell silent is an event too."""
        at = self._clock.now()
        for device in self._store.read(devices.all):
            present = (device.browser_present(at), device.agent_present(at))
            before = self._present.get(device.id, present)
            self._present[device.id] = present
            if any(was and not now for was, now in zip(before, present, strict=True)):
                self._store.write(device_operations.presence_changed, device, at)

    def _watch_pages(self) -> None:
        at = self._clock.now()
        if at - self._looked_at >= LOOK_AT_PAGES_EVERY:
            gone, back = self.pages.look(self._store.read(away.watched), at)
            if gone or back:
                self._store.write(away.changed, gone, back, at)
            self._looked_at = at

    def _forget(self) -> None:
        at = self._clock.now()
        if at - self._forgot_at >= FORGET_EVERY:
            self._store.write(upkeep.forget, at)
            self._look_up_holidays(at)
            self._count_days(at)
            self._forgot_at = at

    def _count_days(self, at: datetime) -> None:
        """Those that are over, one by one: nobody who takes a number waits for more than the writing of one."""
        while (day := self._store.read(statistics.due, at)) is not None:
            self._store.write(statistics.keep, day, self._store.read(statistics.count, day))

    def _look_up_holidays(self, at: datetime) -> None:
        """The years to come, before anybody plans for them."""
        organisation = self._store.read(offices.organisation)
        if organisation is None or not organisation.land:
            return
        names = public_holidays.names(organisation.land, at.astimezone(ZoneInfo(organisation.time_zone)).year)
        if names != self._store.read(office_hours.holidays):
            self._store.write(office_operations.set_holidays, organisation.land, names, at)
