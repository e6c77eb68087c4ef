"""The room alone in real browsers: a page with nothing else on it, the real web around it and the real live process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Response, render_template
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from appliance.adapters.clock import SystemClock
from appliance.web.app import create_app
from tests.browsers import chromium_launch_options
from tests.live.process import LiveProcess
from tests.live.town import CLERK_COOKIE, TERMINAL_TOKEN, Town, guest_token_of
from tests.town_hall import PATIENCE_SECONDS

HERE = Path(__file__).parent


def launch_strict(allowing: Browser) -> Browser:
    """Another browser of the same kind that grants nothing by itself. It has (fake) devices, too."""
    options = chromium_launch_options()
    flags = ["--use-fake-device-for-media-stream", "--allow-loopback-in-peer-connection"]
    return allowing.browser_type.launch(**{**options, "args": [*options["args"], *flags]})


@contextmanager
def served(town: Town, live: LiveProcess) -> Iterator[str]:
    """The web with one more page; its address."""
    app = create_app(replace(town.config, live_port=live.port), town._store, SystemClock())
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(HERE)])  # type: ignore[list-item]
    app.add_url_rule("/room-test", "room-test", lambda: render_template("room_page.html"))
    app.add_url_rule("/room-test/page.js", "room-test.js", lambda: _file("room_page.js", "text/javascript"))
    app.add_url_rule("/room-test/page.css", "room-test.css", lambda: _file("room_page.css", "text/css"))
    server = make_server("127.0.0.1", live.web_port, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/room-test"
    server.shutdown()


def _file(name: str, mimetype: str) -> Response:
    return Response((HERE / name).read_text(), mimetype=mimetype)


class House:
    """A town with one consultation at the terminal, and the pages of those who take part."""

    def __init__(self, town: Town, live: LiveProcess, address: str, browser: Browser) -> None:
        self.town, self.live, self.address, self.browser = town, live, address, browser
        self.consultation = town.open_consultation(town.take_ticket(at_terminal=True))
        self.contexts: list[BrowserContext] = []

    def clerk(self, browser: Browser | None = None, query: str = "", **options: Any) -> "RoomPage":
        context = self.context(browser, **options)
        context.add_cookies([{"name": "vorzimmer", "value": CLERK_COOKIE, "url": self.address}])
        return RoomPage(context.new_page(), self._url("clerk", f"&documents{query}", ""))

    def citizen(self, browser: Browser | None = None, media: str = "camera", **options: Any) -> "RoomPage":
        query = f"&media={media}{options.pop('query', '')}"
        script = options.pop("script", "")
        context = self.context(browser, **options)
        context.add_init_script(script)
        return RoomPage(context.new_page(), self._url("citizen", query, TERMINAL_TOKEN))

    def guest(self, number: int, query: str = "") -> "RoomPage":
        """Whom the town has let in with this invitation."""
        return RoomPage(self.context(None).new_page(), self._url("guest", query, guest_token_of(number)))

    def agent(self) -> "RoomPage":
        return RoomPage(self.context(None).new_page(), self._url("agent", "", TERMINAL_TOKEN))

    def context(self, browser: Browser | None, **options: Any) -> BrowserContext:
        options = {"locale": "de-DE", "viewport": {"width": 1280, "height": 720}, **options}
        self.contexts.append((browser or self.browser).new_context(**options))
        return self.contexts[-1]

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _url(self, role: str, query: str, token: str) -> str:
        return f"{self.address}?role={role}&consultation={self.consultation}{query}#{token}"


class RoomPage:
    """A participant's page, with words for what a test looks at."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.goto(url)

    def until(self, expression: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Asked from outside: Playwright's own waiting evaluates strings in the page, which our CSP forbids."""
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"still not: {expression}\n{self.errors}"
            self.page.wait_for_timeout(50)

    def part(self, name: str) -> Any:
        return self.page.locator(f'[data-room] [data-part="{name}"]:not(template *)').first

    def sees(self, sender: str, label: str = "camera") -> None:
        """Decoded pictures that go on: several new ones, on one and the same element."""
        tile = f".room-stream[data-from={sender}][data-label={label}] video"
        self.until(
            f"""() => {{
                const video = document.querySelector("{tile}");
                if (!video?.videoWidth || video.paused) return false;
                const shown = video.getVideoPlaybackQuality().totalVideoFrames;
                video.shownBefore ??= shown;
                return shown > video.shownBefore + 5;
            }}"""
        )
        self.page.evaluate(f"""() => delete document.querySelector("{tile}")?.shownBefore""")

    def hears(self, sender: str) -> None:
        """Sound that is louder than silence arrives."""
        self.until(
            """async () => {
                const all = await Promise.all(page.connections.map((one) => one.getStats()));
                const reports = all.flatMap((some) => [...some.values()]);
                const sounds = reports.filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
                return sounds.some(({ totalAudioEnergy }) => totalAudioEnergy > 0);
            }"""
        )

    def press(self, control: str) -> None:
        """A control of the bar, which may stand behind "Mehr"."""
        if not self.part(control).is_visible():
            self.part("more-toggle").click()
        self.part(control).click()

    def writes(self, text: str) -> None:
        if not self.page.locator("[data-panel=chat]").is_visible():
            self.part("chat-toggle").click()
        self.part("chat-text").fill(text)
        self.part("chat-text").press("Enter")

    def reads(self, text: str) -> None:
        self.page.locator(".room-message__text", has_text=text).wait_for(state="attached")

    def is_told(self, notice: str) -> Any:
        locator = self.page.locator(".room-notice", has_text=notice)
        locator.wait_for()
        return locator

    def is_no_longer_told(self, notice: str) -> None:
        self.page.locator(".room-notice", has_text=notice).wait_for(state="detached")

    def has_released_everything(self) -> None:
        self.until("page.tracks.every((track) => track.readyState === 'ended')")
        self.until("page.connections.every((connection) => connection.connectionState === 'closed')")
