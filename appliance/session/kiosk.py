"""The kiosk's screen in operation: what happens, one thing after the other, and what is done about it.

Everything that happens (a page speaks, the device wants something, something breaks, a second passes) becomes an entry
of one queue, so no two deeds ever overlap.
"""

import asyncio
import base64
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from appliance import systemd_notify
from appliance.session import policies, wipe
from appliance.session.chromium import Chromium, Launch
from appliance.session.devtools import DevToolsError
from appliance.session.fingers import DIRECTORY as INPUT_DEVICES
from appliance.session.fingers import Fingers
from appliance.session.link import Link
from appliance.session.page import BLANK, Page, Unreachable
from appliance.session.recovery import Recovery, Step
from appliance.session.screen import Outputs, Use

log = logging.getLogger(__name__)

RESTART_COMPOSITOR = 75
"""The status with which the session asks to be started anew, compositor and all (EX_TEMPFAIL)."""
TICK_SECONDS = 1.0
BEAT_SECONDS = 5.0
"""How often the holding page, which has no script, is asked whether it lives."""
STUCK_SECONDS = 300.0
"""Without a tick for so long the session itself is what hangs, and systemd may end it."""
SERVICE_SECONDS = 120.0
"""The service page goes when nobody has touched it for so long."""
SERVICE = "#service"
OWN_PARTS = ".top-chrome/"
"""In the addresses of the parts that Chromium's own windows are made of."""
MOMENT = "Einen Moment, bitte.\nOne moment, please."

Event = Callable[[], Awaitable[None]]
Message = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What the device wants to be shown. `allow`: origins, the local page's among them; `ca`: PEM or empty."""

    show: str
    allow: tuple[str, ...] = ()
    ca: str = ""

    @classmethod
    def of(cls, message: Message, local: str) -> "Wanted":
        """Raises KeyError, TypeError for a message that does not say it."""
        others = tuple(str(origin) for origin in message.get("allow", ()) if origin != local)
        return cls(str(message["show"]), others, str(message.get("ca") or ""))


@dataclass(frozen=True)
class Settings:
    """`local`: origin of the device's own page. `policies`: the directory that Chromium reads them from."""

    launch: Launch
    socket: Path
    policies: Path
    local: str = "http://127.0.0.1:8080"
    input_devices: Path = INPUT_DEVICES


class Kiosk:
    """`run` returns the process's status. `now`: monotonic seconds."""

    def __init__(self, settings: Settings, outputs: Outputs, now: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._outputs, self._now = settings, outputs, now
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._link = Link(settings.socket, self._heard)
        self._recovery = Recovery()
        self._wanted = Wanted(f"{settings.local}/")
        self._use = Use()
        self._lit = True
        self._fingers = Fingers(lambda: self._events.put_nowait(lambda: self._touched(None)), settings.input_devices)
        self._chromium: Chromium | None = None
        self._page: Page | None = None
        self._pages: dict[str, Page] = {}
        self._generation = 0
        self._consulted = False
        self._beat_at = self._ticked_at = self._now()
        self._status: int | None = None
        self._stopping = False

    async def run(self) -> int:
        wipe.remove_leftovers(self._settings.launch.root)
        beside = [asyncio.create_task(self._link.run()), asyncio.create_task(self._tell_systemd())]
        try:
            await self._safely(self._new_browser)
            while self._status is None:
                await self._next()
        finally:
            await self._link.flush()
            for task in beside:
                task.cancel()
            self._fingers.stop()
            await self._end_browser()
        return self._status

    def stop(self, status: int = 0) -> None:
        """Ends `run` after what is being done. A browser that ends meanwhile was told to end, too."""
        self._stopping = True

        async def end() -> None:
            self._status = status

        self._events.put_nowait(end)

    async def _tell_systemd(self) -> None:
        """A deed may take long, as a browser's start on a slow machine does, but not for ever."""
        systemd_notify.tell(systemd_notify.READY)
        while True:
            if self._now() - self._ticked_at < STUCK_SECONDS:
                systemd_notify.tell(systemd_notify.LIVES)
            await asyncio.sleep(BEAT_SECONDS)

    # ---- one thing after the other

    async def _next(self) -> None:
        try:
            async with asyncio.timeout(max(0.0, self._ticked_at + TICK_SECONDS - self._now())):
                event = await self._events.get()
        except TimeoutError:
            event = self._tick
        await self._safely(event)

    async def _safely(self, event: Event) -> None:
        """A browser that does not obey is a reason to recover. One whose traces do not go ends the session.

        A message that makes no sense is passed over.
        """
        try:
            await event()
        except DevToolsError as error:
            log.warning("%s", error)
            self._events.put_nowait(self._broken)
        except wipe.NotWiped as error:
            log.error("%s", error)
            self._restart_compositor()
        except (KeyError, TypeError, ValueError):
            log.exception("this makes no sense")

    async def _broken(self) -> None:
        """Something did not work; whether browser or page is at fault shows by who is still there."""
        gone = self._chromium is None or self._chromium.devtools.gone.is_set()
        await self._recover(
            self._recovery.failed(self._now(), Step.BROWSER if gone or self._page is None else Step.PAGE)
        )

    async def _tick(self) -> None:
        self._ticked_at = self._now()
        if self._chromium is not None and self._chromium.devtools.gone.is_set():
            return await self._broken()
        waiting = self._recovery.is_waiting
        step = self._recovery.due(self._now())
        if step is Step.PAGE and waiting:
            await self._load(self._shown)
        elif step is not None:
            await self._recover(step)
        await self._leave_forgotten_service()
        await self._switch_screen()
        await self._beat_for_holding_page()

    async def _recover(self, step: Step) -> None:
        if self._stopping:
            return
        log.warning("recovering: %s", step.name.lower())
        self._link.report({"recovered": step.name.lower()})
        if step is Step.COMPOSITOR:
            self._restart_compositor()
        elif step is Step.BROWSER:
            await self._new_browser()
        else:
            await self._new_page()

    def _restart_compositor(self) -> None:
        self._status = RESTART_COMPOSITOR

    # ---- browser and page

    @property
    def _shown(self) -> Page:
        """Raises DevToolsError where there is none."""
        if self._page is None:
            raise DevToolsError("there is no page")
        return self._page

    @property
    def _address(self) -> str:
        return f"{self._settings.local}/{SERVICE}" if self._use.in_service else self._wanted.show

    async def _new_browser(self) -> None:
        """The old one stays on the screen until the new one shows something, and then goes with all that it wrote."""
        old, old_page = self._chromium, self._page
        if old is not None and (old.devtools.gone.is_set() or old_page is None or old_page.lost):
            await self._end_browser()
            old = None
        self._page = None
        wanted = policies.managed(self._settings.local, self._wanted.allow, self._wanted.ca)
        policies.write(self._settings.policies, wanted)
        self._generation += 1
        self._chromium = await Chromium.start(self._settings.launch, partial(self._heed, self._generation))
        try:
            await self._chromium.started()
            await self._chromium.devtools.call("Target.setDiscoverTargets", {"discover": True})
            self._page = await self._open()
            self._consulted = self._use.in_consultation
        finally:
            self._pages = {page.session: page for page in self._pages.values() if page.chromium is not old}
            if old is not None:
                await old.end()

    async def _new_page(self) -> None:
        """A fresh context and window; the old one's go when it shows something. The browser stays."""
        if self._chromium is None:
            return await self._new_browser()
        old = self._page
        self._page = await self._open()
        if old is not None:
            self._pages.pop(old.session, None)
            await old.close()

    async def _open(self) -> Page:
        assert self._chromium is not None
        page = await Page.open(self._chromium)
        self._pages[page.session] = page
        await self._load(page)
        return page

    async def _load(self, page: Page) -> None:
        try:
            await page.load(self._address)
            self._recovery.opened(self._now())
        except Unreachable as reason:
            log.info("the page cannot be had: %s", reason)
            self._recovery.unreachable(self._now())
        if not self._lit:
            await page.cover("dark")

    async def _end_browser(self) -> None:
        """Raises NotWiped."""
        ending, self._chromium, self._page = self._chromium, None, None
        self._pages.clear()
        if ending is not None:
            await ending.end()

    def _heed(self, generation: int, session: str, method: str, parameters: Message) -> None:
        """From a browser's pipe: pages take what is theirs at once, what is to be done about it waits for its turn."""
        page = self._pages.get(session) or self._pages.get(str(parameters.get("sessionId", "")))
        if page is not None:
            was_lost = page.lost
            page.heed(method, parameters)
            if page.lost and not was_lost:
                self._events.put_nowait(lambda: self._lost(page))
        react = self._REACTIONS.get(method)
        if react is not None and generation == self._generation:
            self._events.put_nowait(lambda: react(self, page, parameters))

    async def _lost(self, page: Page) -> None:
        if page is self._page and self._chromium is not None and not self._chromium.devtools.gone.is_set():
            log.warning("%s", page.lost)
            await self._recover(self._recovery.failed(self._now()))

    # ---- what pages say

    async def _said(self, page: Page | None, parameters: Message) -> None:
        if page is None or page is not self._page:
            return
        try:
            message = json.loads(parameters["payload"])
            (kind, value), *_ = message.items()
        except (ValueError, AttributeError, TypeError):
            return
        heed = self._SAYINGS.get(kind)
        if heed is not None:
            await heed(self, value)

    async def _alive(self, _: object) -> None:
        self._recovery.alive(self._now())
        self._tell_heartbeat()

    async def _visit(self, what: object) -> None:
        self._use.visiting = what == "begins"
        if what == "ended":
            self._use.in_consultation = False
            await self._next_citizen()

    async def _next_citizen(self) -> None:
        """Another context for another person; after a talk another browser too, so that no memory of it is left."""
        await self._shown.cover("curtain", MOMENT)
        if self._consulted:
            await self._new_browser()
        else:
            await self._new_page()
        self._link.report({"visit_ended": True})

    async def _consultation(self, on: object) -> None:
        self._use.in_consultation = on is True
        self._consulted = self._consulted or on is True
        self._tell_heartbeat()

    async def _touched(self, _: object) -> None:
        self._use.touched_at = self._now()
        await self._switch_screen()

    async def _service(self, _: object) -> None:
        """A talk is not interrupted for it."""
        if not self._use.in_consultation:
            await self._show_service(True)

    async def _moved(self, page: Page | None, parameters: Message) -> None:
        """The local page says by its fragment whether it shows its service part."""
        if page is self._page and str(parameters["url"]).startswith(f"{self._settings.local}/"):
            await self._show_service(str(parameters["url"]).endswith(SERVICE))

    async def _strayed(self, page: Page | None, parameters: Message) -> None:
        """A page went by itself where nothing is, as a reload does while the server is away: no error page is shown."""
        is_error = "unreachableUrl" in parameters["frame"] and "parentId" not in parameters["frame"]
        if is_error and page is not None and page is self._page and not self._recovery.is_waiting:
            self._recovery.unreachable(self._now())
            await page.hold()

    # ---- what the device wants

    def _heard(self, message: Message) -> None:
        for key, heed in self._WISHES.items():
            if key in message:
                self._events.put_nowait(lambda heed=heed: heed(self, message))  # type: ignore[misc]

    async def _show(self, message: Message) -> None:
        self._use.in_hours = message.get("in_hours") is not False
        before, self._wanted = self._wanted, Wanted.of(message, self._settings.local)
        if replace(self._wanted, show="") != replace(before, show=""):
            await self._new_browser()
        elif self._wanted != before and not self._use.in_service:
            await self._new_page()

    async def _screenshot(self, message: Message) -> None:
        number = message["screenshot"]
        if self._use.in_consultation or self._use.visiting:  # a ticket and its code are on the screen
            return self._link.say({"screenshot": number, "error": "in_consultation"})
        picture = await self._shown.picture()
        self._link.say({"screenshot": number, "png": base64.b64encode(picture).decode()})

    async def _identify(self, message: Message) -> None:
        await self._shown.cover("name", str(message["identify"]), float(message.get("seconds", 10)))

    async def _exit(self, message: Message) -> None:
        await self._show_service(message["exit"] is True)

    async def _show_service(self, wanted: bool) -> None:
        if wanted == self._use.in_service:
            return
        self._use.in_service = wanted
        self._use.touched_at = self._now()
        if self._shown.address != self._address:
            await self._new_page()

    async def _leave_forgotten_service(self) -> None:
        if self._use.in_service and self._now() - (self._use.touched_at or 0.0) >= SERVICE_SECONDS:
            await self._show_service(False)

    # ---- light, and signs of life

    async def _switch_screen(self) -> None:
        lit = self._use.is_lit(self._now())
        if not lit:
            self._fingers.listen()
        if lit == self._lit:
            return
        if lit:
            self._fingers.stop()
        self._lit = lit
        await self._outputs.switch(lit)
        await self._shown.cover("none" if lit else "dark")

    def _tell_heartbeat(self) -> None:
        self._beat_at = self._now()
        page = "local" if self._shown.address.startswith(f"{self._settings.local}/") else "office"
        kind = "none" if self._shown.address == BLANK else page
        silence = self._recovery.silence(self._now()) or 0.0
        self._link.say({"heartbeat": round(silence, 1), "page": kind, "in_consultation": self._use.in_consultation})

    async def _beat_for_holding_page(self) -> None:
        """It has no script: its answer over the pipe is its sign of life."""
        if self._recovery.is_waiting and self._now() - self._beat_at >= BEAT_SECONDS:
            await self._shown.evaluate("1")
            self._tell_heartbeat()

    async def _strange_window(self, _: Page | None, parameters: Message) -> None:
        """Whatever opened it: there is one window. Its address is asked for, as it has none yet when it is made."""
        assert self._chromium is not None
        target = {"targetId": parameters["targetInfo"]["targetId"]}
        if target["targetId"] in {page.target for page in self._pages.values()}:
            return
        found = (await self._try(self._chromium.devtools.call("Target.getTargetInfo", target))).get("targetInfo")
        if found is not None and found["type"] == "page" and OWN_PARTS not in found["url"]:
            log.warning("closing a window that nobody asked for")
            await self._try(self._chromium.devtools.call("Target.closeTarget", target))

    async def _dialog(self, page: Page | None, parameters: Message) -> None:
        if page is not None:
            await self._try(page.call("Page.handleJavaScriptDialog", {"accept": parameters["type"] == "beforeunload"}))

    async def _try(self, call: Awaitable[Message]) -> Message:
        """What it was about may be gone already: then the answer is empty."""
        try:
            return await call
        except DevToolsError as error:
            log.info("%s", error)
            return {}

    _REACTIONS: Mapping[str, Callable[["Kiosk", Page | None, Message], Awaitable[None]]] = {
        "Runtime.bindingCalled": _said,
        "Page.navigatedWithinDocument": _moved,
        "Page.frameNavigated": _strayed,
        "Page.javascriptDialogOpening": _dialog,
        "Target.targetCreated": _strange_window,
    }
    _SAYINGS: Mapping[str, Callable[["Kiosk", object], Awaitable[None]]] = {
        "alive": _alive,
        "visit": _visit,
        "consultation": _consultation,
        "touched": _touched,
        "service": _service,
    }
    _WISHES: Mapping[str, Callable[["Kiosk", Message], Awaitable[None]]] = {
        "show": _show,
        "screenshot": _screenshot,
        "identify": _identify,
        "exit": _exit,
    }
