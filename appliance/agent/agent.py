"""The enrolled agent: follows its office, reports its equipment, and does at a terminal what a browser cannot."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from appliance import __version__
from appliance.domain.errors import OfficeError
from provisioning.vouching import voucher

from .camera import Camera, State, log_failure
from .hotplug import Chosen, EventSource, Inventory, UdevSource
from .identity import Identity
from .link import Link, Message
from .office import Office, ends_identity
from .peer import is_loopback
from .printing import Printing
from .qr import APPOINTMENT_URL, TicketReader
from .room import Room

log = logging.getLogger(__name__)

PRESENCE_SECONDS = 20.0
RETRY_SECONDS = 2.0
OPEN_STATES = ("open", "finished")
"""Of a consultation whose room still stands."""

Announce = Callable[..., None]


class Revoked(Exception):
    """The office does not know this device any more."""


class Agent:
    """`announce` is told: online, offline, camera (with its state)."""

    def __init__(
        self,
        own: Identity,
        camera: str | None,
        document_model: str,
        announce: Announce,
        *,
        source: EventSource | None = None,
        document_camera: Camera | None = None,
        print_file: Path | None = None,
    ) -> None:
        self._own = own
        self._office = Office(own.server, own.token)
        self._announce = announce
        source = source or UdevSource()
        self._inventory = Inventory(
            Chosen(source, camera) if camera else source, self._equipment_changed, document_model
        )
        self._camera = document_camera or Camera(None)
        self._camera.on_state(self._camera_changed)
        self._printing = Printing(self._office, self._printer_changed, print_file)
        self._instance = secrets.token_urlsafe(12)
        self._link: Link | None = None
        self._room: Room | None = None
        self._replaced_in: int | None = None
        self._reading: tuple[str, asyncio.Task[None]] | None = None
        self._stale, self._report_due = asyncio.Event(), asyncio.Event()
        self._closing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until it is cancelled. Raises Revoked."""
        self._inventory.start()
        self._equipment_changed()
        try:
            view = await self._first_view()
            self._link = Link(view["live_url"], self._own.token, self._heed, self._link_lost)
            self._printing.follow(view)
            await first_end(self._link.run(), self._keep_present(), self._keep_up(), self._printing.run())
        finally:
            await self._stop()

    async def _first_view(self) -> dict[str, Any]:
        while True:
            try:
                return await self._ask_view()
            except OfficeError as error:
                log.info("waiting for the office server: %s", error.code)
                await asyncio.sleep(RETRY_SECONDS)

    async def _ask_view(self) -> dict[str, Any]:
        try:
            return await self._office.device()
        except OfficeError as error:
            if ends_identity(error):
                raise Revoked from None
            raise

    async def _stop(self) -> None:
        self._inventory.close()
        self._read(None)
        self._leave()
        await asyncio.gather(*self._closing, return_exceptions=True)
        await self._camera.close()

    # Presence.

    async def _keep_present(self) -> None:
        while True:
            self._report_due.clear()
            try:
                await self._office.seen(self._report())
            except OfficeError as error:
                log.info("presence was not reported: %s", error.code)
                if ends_identity(error):
                    self._stale.set()  # asks once more, and ends there
            await event_or(self._report_due, PRESENCE_SECONDS)

    def _report(self) -> dict[str, Any]:
        printer = self._printing.report()
        found = {**self._inventory.report(), "version": __version__}
        return found if printer is None else {**found, "printer": printer}

    def _printer_changed(self) -> None:
        self._report_due.set()

    def _equipment_changed(self) -> None:
        self._printing.plugged(self._inventory.printer)
        document = self._inventory.document_camera
        self._camera.use(document.path if document is not None else None)
        self._report_due.set()

    def _camera_changed(self, state: State) -> None:
        self._announce("camera", state=str(state))
        if self._room is not None:
            self._room.camera_changed(state)

    # Keeping up with the office: the journal says *that* something changed, the device's view says what holds now.

    async def _keep_up(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                self._apply(await self._ask_view())
            except OfficeError as error:
                log.info("the office server did not answer: %s", error.code)
                await asyncio.sleep(RETRY_SECONDS)
                self._stale.set()

    def _apply(self, view: dict[str, Any]) -> None:
        self._printing.follow(view)
        assignment = view["assignment"]
        called = assignment is not None and assignment["state"] == "called"
        if called:
            self._read(f"ticket {assignment['ticket_id']}", lambda: TicketReader(self._camera, self._office.confirm))
        elif (look := view.get("looks_for_code")) is not None:
            self._read(f"look {look}", lambda: TicketReader(self._camera, self._office.show, link=APPOINTMENT_URL))
        else:
            self._read(None)
        consultation = assignment["consultation"] if assignment is not None else None
        if consultation is not None and consultation["state"] in OPEN_STATES:
            self._join(consultation["id"])
        else:
            self._leave()

    def _heed(self, message: Message) -> None:
        handle = HANDLERS.get(message["type"])
        if handle is not None:
            handle(self, message)
        elif self._room is not None:
            self._room.heed(message)

    def _welcome(self, message: Message) -> None:
        self._announce("online")
        if message["consultation"] is None:
            self._leave()
        else:
            self._join(message["consultation"], again=True)
        self._stale.set()

    def _event(self, message: Message) -> None:
        if message["device"] != self._own.device:
            return
        if message["event"] == "ConsultationOpened":
            self._join(message["consultation"])  # at once: somebody is looking at a terminal
        self._stale.set()

    def _reset(self, _message: Message) -> None:
        self._stale.set()

    def _left(self, message: Message) -> None:
        if message["reason"] == "replaced" and self._room is not None:
            log.warning("another agent with this device's token has taken the seat")
            self._replaced_in = self._room.consultation
        self._leave()

    def _refused(self, message: Message) -> None:
        log.warning("the live server refused %s: %s", message.get("of"), message.get("code"))
        self._stale.set()

    def _link_lost(self) -> None:
        self._announce("offline")

    # At the terminal.

    def _join(self, consultation: int, *, again: bool = False) -> None:
        """`again`: on a new connection; the room and its streams are kept."""
        if consultation == self._replaced_in or self._link is None:
            return
        if self._room is not None and self._room.consultation != consultation:
            self._leave()
        if self._room is None:
            loopback = is_loopback(urlsplit(self._own.server).hostname)
            self._room = Room(consultation, self._camera, self._link.send, loopback=loopback, vouch=self._vouch)
        elif not again:
            return
        self._link.send({"type": "join", "consultation": consultation, "instance": self._instance})

    def _vouch(self, sdp: str) -> dict[str, str] | None:
        """Without an adopted device behind it, an agent vouches for nothing, and nobody asks it to."""
        try:
            return None if self._own.vouching is None else voucher(self._own.vouching, sdp)
        except (KeyError, ValueError, TypeError) as error:
            log.error("the device's word for its agent is damaged: %s", type(error).__name__)
            return None

    def _leave(self) -> None:
        if self._room is not None:
            closing = asyncio.create_task(self._room.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            self._room = None

    def _read(self, purpose: str | None, reader: Callable[[], TicketReader] | None = None) -> None:
        """Looks for a QR code: of the ticket that is called, or of whoever checks in. None: nobody shows anything."""
        if self._reading is not None and self._reading[0] == purpose:
            return
        if self._reading is not None:
            self._reading[1].cancel()
            self._reading = None
        if purpose is not None and reader is not None:
            self._reading = purpose, asyncio.create_task(reader().run())
            self._reading[1].add_done_callback(log_failure)


HANDLERS: dict[str, Callable[[Agent, Message], None]] = {
    "welcome": Agent._welcome,
    "event": Agent._event,
    "reset": Agent._reset,
    "left": Agent._left,
    "error": Agent._refused,
}


async def first_end(*lives: Any) -> None:
    """Runs all; the first that ends or fails ends the others. Their error is raised as it is."""
    tasks = [asyncio.ensure_future(life) for life in lives]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def event_or(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        pass
