"""One citizen's page: a browser context that lives in memory only, with one full-screen window in it."""

import asyncio
import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appliance.session.chromium import Chromium
from appliance.session.devtools import DevToolsError

BINDING = "vorzimmerKiosk"
"""The function in a page's window by which it speaks to this process; takes one string of JSON."""
GUARD = Path(__file__).parents[2] / "kiosk_ui" / "static" / "js" / "appliance" / "guard.js"
HOLDING = Path(__file__).parents[2] / "kiosk_ui" / "static" / "appliance" / "holding.html"
BLANK = "about:blank"

_HOLD = """if (location.href === "about:blank")
    addEventListener("DOMContentLoaded", () => { document.documentElement.innerHTML = %s; });"""

LOAD_SECONDS = 20.0
SERVER_ERROR = 500
"""A proxy in front of a server that is just starting answers so."""
LOST_BY = {
    "Inspector.targetCrashed": "the page crashed",
    "Target.detachedFromTarget": "the window was closed",
    "Inspector.detached": "the window was closed",
}


class Unreachable(Exception):
    """The page could not be had: no connection, an error of the server, or no answer in time."""


class Page:
    """`lost` says why this page is no more; `address` is what it shows, with its fragment, or BLANK.

    `settled` is set when what it was led to has loaded, or when it is no more.
    """

    def __init__(self, chromium: Chromium, context: str) -> None:
        self.chromium, self.context = chromium, context
        self.target = self.session = ""
        self.address = BLANK
        self.lost = ""
        self.settled = asyncio.Event()

    @classmethod
    async def open(cls, chromium: Chromium) -> "Page":
        """An empty window that says "one moment". Raises DevToolsError."""
        call = chromium.devtools.call
        context = str((await call("Target.createBrowserContext", {"disposeOnDetach": True}))["browserContextId"])
        page = cls(chromium, context)
        window = {"url": BLANK, "browserContextId": context, "newWindow": True, "windowState": "fullscreen"}
        page.target = str((await call("Target.createTarget", window))["targetId"])
        attached = await call("Target.attachToTarget", {"targetId": page.target, "flatten": True})
        page.session = str(attached["sessionId"])
        await page._prepare()
        return page

    async def load(self, address: str, seconds: float = LOAD_SECONDS) -> None:
        """Returns when the page has loaded. Raises Unreachable (and shows the holding page), DevToolsError."""
        self.settled.clear()
        try:
            await self._navigate(address, seconds)
        except Unreachable:
            await self.hold()
            raise
        self.address = address

    async def hold(self) -> None:
        """Shows what stands here while nothing else can: _HOLD fills the blank page."""
        self.address = BLANK
        await self.call("Page.navigate", {"url": BLANK})

    async def cover(self, kind: str, words: str = "", seconds: float = 0) -> None:
        """Lays something over the page (see guard.js): `curtain`, `name`, `dark`, or `none`."""
        await self.evaluate(f"vorzimmerCover({json.dumps(kind)}, {json.dumps(words)}, {seconds})")

    async def evaluate(self, expression: str) -> Any:
        answer = await self.call("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        return answer["result"].get("value")

    async def picture(self) -> bytes:
        """PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot", {"format": "png"}))["data"])

    async def close(self) -> None:
        """The context goes with everything in it: cookies, storage, caches, the renderer's process."""
        self.lost = "closed by us"
        await self.chromium.devtools.call("Target.disposeBrowserContext", {"browserContextId": self.context})

    async def call(self, method: str, parameters: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return await self.chromium.devtools.call(method, parameters, self.session)

    def heed(self, method: str, parameters: Mapping[str, Any]) -> None:
        """Events of this page's session, and of the browser about its target."""
        if method == "Page.loadEventFired":
            self.settled.set()
        elif method == "Page.navigatedWithinDocument":
            self.address = str(parameters["url"])
        elif reason := LOST_BY.get(method):
            self.lost = self.lost or reason
            self.settled.set()

    async def _prepare(self) -> None:
        await self.call("Page.enable")
        await self.call("Inspector.enable")
        await self.call("Runtime.enable")  # without it the binding would be gone after the next navigation
        await self.call("Runtime.addBinding", {"name": BINDING})
        for script in (GUARD.read_text(), _HOLD % json.dumps(HOLDING.read_text())):
            await self.call("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        await self.call("Page.setInterceptFileChooserDialog", {"enabled": True})
        no_downloads = {"behavior": "deny", "browserContextId": self.context}
        await self.chromium.devtools.call("Browser.setDownloadBehavior", no_downloads)
        await self.hold()

    async def _navigate(self, address: str, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                answer = await self.chromium.devtools.call("Page.navigate", {"url": address}, self.session, seconds)
                if "errorText" in answer:
                    raise Unreachable(str(answer["errorText"]))
                await self.settled.wait()
        except TimeoutError:
            raise Unreachable("it did not load in time") from None
        if self.lost:
            raise DevToolsError(self.lost)
        status = await self.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        if status >= SERVER_ERROR:
            raise Unreachable(f"the server answered {status}")
