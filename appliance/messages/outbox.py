"""The thread that empties the outbox."""

import logging
import threading

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.messages.sending import Sending
from appliance.messages.values import Surroundings
from appliance.ports import Clock
from appliance.store.database import Store

LOOK_EVERY_SECONDS = 1.0
GRACE_SECONDS = 5.0
"""At the end a message that is just being given away is noted as sent: otherwise it would be sent once more."""

log = logging.getLogger(__name__)


class Outbox:
    """Made once in the process that owns the store. On trial a version sends nothing: given up, it would forget that it
    did.
    """

    def __init__(
        self, store: Store, clock: Clock, config: Config, secret: bytes, *, look_every: float = LOOK_EVERY_SECONDS
    ) -> None:
        self._sending = Sending(store, clock, surroundings(config, secret))
        self._closed_while = config.closed_while
        self._look_every = look_every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(GRACE_SECONDS)

    def look(self) -> None:
        """Send what is due, once; nothing while a version is on trial."""
        if self._closed_while is None or not self._closed_while.exists():
            self._sending.round()

    def _work(self) -> None:
        while not self._stopping.wait(self._look_every):
            try:
                self.look()
            except OfficeError as error:
                log.info("not now: %s", error.code)
            except Exception:
                log.exception("the outbox was not emptied; it is tried again")


def surroundings(config: Config, secret: bytes) -> Surroundings:
    """Where links lead: the public address, or without one this machine itself, which nobody else can open."""
    return Surroundings(config.public_url.rstrip("/") or f"http://{config.host}:{config.port}", secret)
