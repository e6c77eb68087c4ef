"""Follows the journal and the shown windows: woken by the bell, and once a second in case a bell was not heard."""

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from appliance.domain.journal import Event
from appliance.store import journal, shown_windows
from appliance.store.shown_windows import ShownWindow

BATCH = 1000

log = logging.getLogger(__name__)


class Tail:
    """`head` is the id of the last row that was handed on. Reads are short and synchronous, in the loop's thread."""

    def __init__(self, on_event: Callable[[Event], None], on_window: Callable[[ShownWindow], None], head: int) -> None:
        self.head = head
        self.healthy = True
        self._revision = shown_windows.revision()
        self._on_event, self._on_window = on_event, on_window

    def read(self) -> None:
        """Hand on all that is new. A store that cannot be read now is read at the next call."""
        try:
            self._read_journal()
            self._read_windows()
        except Exception:
            if self.healthy:
                log.exception("the journal cannot be read")
            self.healthy = False
        else:
            self.healthy = True

    def _read_journal(self) -> None:
        while events := journal.after(self.head, BATCH):
            for event in events:
                self.head = event.id  # first: an event that cannot be told must not be told for ever
                self._on_event(event)
            if len(events) < BATCH:
                break

    def _read_windows(self) -> None:
        for shown in shown_windows.changed(self._revision):
            self._revision = shown.revision
            self._on_window(shown)


class Bell:
    """The datagram socket that the web rings after each commit. A ring carries no data; several may be one."""

    def __init__(self, path: Path) -> None:
        """Takes the place of a socket that a killed process left behind."""
        path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(str(path))
        path.chmod(0o660)
        self._path, self._inode = path, path.stat().st_ino

    def answered(self) -> None:
        """Take all rings that have come."""
        with suppress(BlockingIOError):
            while True:
                self.socket.recv(1)

    def close(self) -> None:
        """A successor may have put its own socket there already."""
        self.socket.close()
        with suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()
