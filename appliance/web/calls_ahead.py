"""Calls rendered before they are made, so that the voice follows the gong at once, also where it takes its time."""

import logging
import threading
import time
from collections.abc import Iterator
from itertools import islice

from appliance.domain.ticket import Channel, Ticket
from appliance.operations import boards as operations
from appliance.ports import Voice, VoiceFailed
from appliance.store import boards, devices, journal, staff, tickets
from appliance.store.database import Store
from appliance.web.views.offices import is_terminal
from appliance.web.views.spoken import number_phrase, place_phrase

LOOK_SECONDS = 1.0
TROUBLE_SECONDS = 30.0
STOP_SECONDS = 2.0
"""Whoever restarts the server does not wait for a sentence."""
REST_PER_WORK = 3
"""After each rendering: a rush takes a quarter of a processor at most from those who wait for an answer."""
NEXT = 8
"""Of those who wait on site, in the order of the queue: so many are likely to be called before the next look."""

log = logging.getLogger(__name__)


class CallsAhead:
    """Renders on a thread of its own what boards will soon say. Without a voice there is nothing to do."""

    def __init__(self, store: Store, voice: Voice) -> None:
        self._store, self._voice = store, voice
        self._seen = -1
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="calls-ahead", daemon=True)

    def start(self) -> None:
        if self._voice.speakers:
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def look(self) -> None:
        """Once, if anything has happened since."""
        head = self._store.read(journal.head)
        if head == self._seen:
            return
        for text, language in self._store.read(likely):
            if self._stopping.is_set():
                return
            if language in self._voice.speakers:
                began = time.monotonic()
                self._voice.prepare(text, language)
                self._stopping.wait((time.monotonic() - began) * REST_PER_WORK)
        self._seen = head

    def _work(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as error:
                log.warning("calls are not prepared; it is tried again", exc_info=not isinstance(error, VoiceFailed))
                self._stopping.wait(TROUBLE_SECONDS)


def likely() -> list[tuple[str, str]]:
    """Phrases with their language: places first, as all calls need them."""
    offices: dict[int, set[str]] = {}
    for device in operations.all_boards():
        settings = boards.settings(device.id)
        for office_id in operations.shown_offices(device) if settings.speaks else ():
            offices.setdefault(office_id, set()).update(settings.languages)
    places = [
        (place_phrase(name, one), one) for office, said in offices.items() for name in _places(office) for one in said
    ]
    numbers = [
        (number_phrase(one.number, said), said)
        for office in offices
        for one in _next(office)
        for said in offices[office]
    ]
    return list(dict.fromkeys(sorted(places) + numbers))


def _places(office_id: int) -> list[str]:
    counters = [one.name for one in staff.counters() if one.office_id == office_id and not one.is_home and one.clerk_id]
    return counters + [one.name for one in devices.terminals(office_id) if is_terminal(one)]


def _next(office_id: int) -> Iterator[Ticket]:
    on_site = (one for one in tickets.waiting(office_id) if one.channel is Channel.ON_SITE or one.at_terminal)
    return islice(on_site, NEXT)
