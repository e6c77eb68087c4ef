"""Prints what the office server orders, each job once, and says how the printer is.

A job is begun at the server before a byte goes to the printer. Whatever happens then, a power cut included, the server
gives it to nobody again.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.paper import JobState, Line, PrinterKind, PrinterState, Style
from appliance.ports import NotPrinted, TicketPrinter

from .office import UNREACHABLE, Office
from .paper import rendered
from .printer import FilePrinter, NetworkPrinter, UsbPrinter

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
RETRY_SECONDS = 2.0


class Printing:
    """`changed` is called when the printer's state is another. `file`: printed into instead of what is set."""

    def __init__(
        self,
        office: Office,
        changed: Callable[[], None],
        file: Path | None = None,
        look_seconds: float = LOOK_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._office, self._changed, self._file = office, changed, file
        self._look_seconds, self._retry_seconds = look_seconds, retry_seconds
        self._settings: dict[str, Any] | None = None
        self._usb: str | None = None
        self._state: PrinterState | None = None
        self._done = 0
        self._wanted: int | None = None
        self._wake = asyncio.Event()

    def report(self) -> dict[str, str] | None:
        """As POST /api/device/seen takes it; None without a printer."""
        return None if self._state is None else {"state": self._state.value}

    def plugged(self, path: str | None) -> None:
        """The USB printer that is there, or None."""
        if path != self._usb:
            self._usb = path
            self._wake.set()

    def follow(self, view: dict[str, Any]) -> None:
        """The device's view: its printer, and the job that is to be begun."""
        wanted, settings = view.get("to_print"), view.get("printer")
        if (wanted, _where(settings)) != (self._wanted, _where(self._settings)):
            self._wanted, self._settings = wanted, settings
            self._wake.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            self._wake.clear()
            await self._look()
            if self._wanted is not None and self._wanted != self._done:
                await self._print(self._wanted)
            await _event_or(self._wake, self._look_seconds)

    def _printer(self) -> TicketPrinter | None:
        if self._settings is None:
            return None
        if self._file is not None:
            return FilePrinter(self._file)
        if self._settings["kind"] == PrinterKind.NETWORK:
            return NetworkPrinter(self._settings["address"])
        return UsbPrinter(Path(self._usb)) if self._usb is not None else None

    async def _look(self) -> PrinterState | None:
        """How it is now; the office hears of a change."""
        printer = self._printer()
        state = await asyncio.to_thread(printer.state) if printer is not None else self._absent()
        if state != self._state:
            log.info("printer %s", state)
            self._state = state
            self._changed()
        return state

    def _absent(self) -> PrinterState | None:
        return None if self._settings is None else PrinterState.MISSING

    async def _print(self, job: int) -> None:
        self._done = job  # whatever happens now, this one is not begun again
        printer, state = self._printer(), self._state
        if printer is None or state is None or not state.can_print:
            return await self._say(job, JobState.FAILED, state or PrinterState.MISSING)
        try:
            paper = await self._office.begin_print(job)
        except OfficeError as error:
            log.info("job %s was not begun: %s", job, error.code)
            if error.code == UNREACHABLE:
                self._done = 0  # nothing was heard of it: asked again, and begun by the server once at most
                await asyncio.sleep(self._retry_seconds)
            return None
        await self._say(job, *await asyncio.to_thread(_printed, printer, paper))

    async def _say(self, job: int, state: JobState, reason: PrinterState | None) -> None:
        """Until the server has heard it, or does not want to."""
        while True:
            try:
                return await self._office.end_print(job, state.value, "" if reason is None else reason.value)
            except OfficeError as error:
                if error.code != UNREACHABLE:
                    return None
            await asyncio.sleep(self._retry_seconds)


def _printed(printer: TicketPrinter, paper: dict[str, Any]) -> tuple[JobState, PrinterState | None]:
    """How it went. A printer that says afterwards that it has no paper may have run out in the middle."""
    lines = [Line(Style(line["style"]), line["text"]) for line in paper["lines"]]
    try:
        printer.print(rendered(lines, paper["paper_mm"], paper["model"]))
    except NotPrinted as trouble:
        return (JobState.UNKNOWN if trouble.begun else JobState.FAILED), trouble.state
    state = printer.state()
    return (JobState.PRINTED, None) if state.can_print else (JobState.UNKNOWN, state)


def _where(settings: dict[str, Any] | None) -> tuple[object, ...] | None:
    return None if settings is None else (settings["kind"], settings["address"])


async def _event_or(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        pass
