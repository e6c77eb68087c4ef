"""The people of a journey, each at their own page: what they do, and what they can see there."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.town_hall import TownHall, wait_for

RESIDENCE = "Wohnsitz anmelden"
ID_CARD = "Personalausweis beantragen"
A_MOMENT_MS = 2_000


@dataclass
class Paper:
    """What somebody takes away from the kiosk's screen."""

    number: str
    code: str
    link: str


@dataclass
class KioskVisitor:
    """At a ticket kiosk."""

    page: Page

    def take(self, service: str, way: str | None) -> Paper:
        """From the attract screen to the ticket and back. `way`: counter, terminal, phone, or None if not asked."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/api/tickets")) as answered:
            self.begin()
            self.page.get_by_role("button", name=service).click()
            if way is not None:
                self.page.locator(f"[data-action=way][data-value={way}]").click()
        screen = self.page.locator("[data-screen=ticket]")
        expect(screen).to_be_visible()
        paper = Paper(self._slot(screen, "number"), self._slot(screen, "code"), answered.value.json()["url"])
        self.page.locator("[data-action=done]:visible").click()
        expect(self.page.locator("[data-screen=attract]")).to_be_visible()
        return paper

    def begin(self) -> None:
        self.page.locator("[data-screen=attract] .attract__start").click()
        self.page.locator("[data-screen=language] [data-language=de]").click()
        self.page.locator("[data-screen=intent] [data-value=number]").click()
        expect(self.page.locator("[data-screen=service]")).to_be_visible()

    def _slot(self, screen: Locator, name: str) -> str:
        return squeezed(screen.locator(f"[data-slot={name}]").first.inner_text())


@dataclass
class TerminalVisitor:
    """At a video terminal."""

    page: Page

    def is_called(self, number: str) -> None:
        expect(self.page.locator("[data-screen=called]")).to_be_visible()
        wait_for(lambda: squeezed(self.page.locator("[data-screen=called] [data-slot=number]").inner_text()) == number,
                 f"{number} on the terminal")  # fmt: skip

    def confirm(self, code: str) -> None:
        for digit in code:
            self.page.keyboard.press(digit)

    def is_at_rest(self) -> None:
        expect(self.page.locator("[data-screen=rest]")).to_be_visible()


@dataclass
class PhoneVisitor:
    """A citizen with a phone."""

    page: Page

    def sees(self, view: str) -> None:
        expect(self.page.locator(f"[data-view={view}]")).to_be_visible()

    @property
    def number(self) -> str:
        return squeezed(self.page.locator("[data-number]").inner_text())

    def join(self, service: str, media: str) -> None:
        """From the list of offices to the own ticket's page."""
        self.page.get_by_role("link", name=service).first.click()
        self.page.locator(f"[data-media={media}]").click()
        if media != "text":
            self._check_devices()
            self.page.locator(f"[data-device-check] [data-part=with-{media}]").click()
        else:
            self.page.locator("[data-join]").click()
        self.page.wait_for_url("**/ticket*")
        self.sees("waiting")

    def _check_devices(self) -> None:
        """The check asks first, unless the browser already has the permission: then it goes on by itself."""
        begin, checked = (self.page.locator(f"[data-device-check] [data-step={step}]") for step in ("intro", "checked"))
        expect(begin.or_(checked).filter(visible=True)).to_have_count(1)
        if begin.is_visible():
            with suppress(TimeoutError):
                begin.locator("[data-part=begin]").click(timeout=A_MOMENT_MS)
        expect(checked).to_be_visible()


@dataclass
class ClerkAtWork:
    """A clerk at the console."""

    page: Page

    def sign_in(self, hall: TownHall, name: str, counter: str) -> ClerkAtWork:
        self.page.locator("#sign-in-name").fill(name)
        self.page.locator("#sign-in-password").fill(hall.passwords[name])
        self.page.locator("[data-view=sign_in] button[type=submit]").click()
        self.page.get_by_role("button", name=counter).click()
        expect(self.page.locator("[data-view=console]")).to_be_visible()
        expect(self.page.locator("[data-part=person]")).not_to_have_attribute("data-state", "loading")
        return self

    def call_next(self, number: str) -> None:
        self.press("call-next")
        self.has("called", number)

    def press(self, action: str, outcome: str | None = None) -> None:
        chosen = f"[data-outcome={outcome}]" if outcome else ""
        self.page.locator(f"[data-action={action}]{chosen}:visible").first.click()

    def has(self, state: str, number: str) -> None:
        """Person in front: this number, in this state."""
        expect(self.page.locator("[data-part=person]")).to_have_attribute("data-state", re.compile(rf"^{state}\."))
        wait_for(
            lambda: squeezed(self.page.locator(".current-number").inner_text()) == number, f"{number} at the counter"
        )

    def waiting(self) -> list[str]:
        return [squeezed(text) for text in self.page.locator(".row-number").all_inner_texts()]


def squeezed(text: str) -> str:
    """Numbers are shown with thin gaps: `A 001`, `482 913`."""
    return "".join(text.split())


def talks(page: Page) -> None:
    """Somebody's picture from the other side is decoded here, frame after frame."""
    before = wait_for(lambda: frames_decoded(page, ".room-stream:not(.room-stream--own)"), "the first remote frame")
    wait_for(lambda: frames_decoded(page, ".room-stream:not(.room-stream--own)") > before + 3, "further remote frames")


def frames_decoded(page: Page, stream: str) -> int:
    """The largest number of frames that a video of such a stream has shown."""
    return int(
        page.evaluate(
            """(selector) => Math.max(0, ...[...document.querySelectorAll(`${selector} video`)]
                .filter((video) => video.videoWidth > 0 && !video.paused)
                .map((video) => video.getVideoPlaybackQuality().totalVideoFrames))""",
            stream,
        )
    )


def chat(sender: Page, receiver: Page, text: str) -> None:
    """Written here, read there."""
    for page in (sender, receiver):
        if not page.locator("[data-panel=chat]").is_visible():
            page.locator("[data-part=chat-toggle]").click()
    sender.locator("[data-part=chat-text]").fill(text)
    sender.locator("[data-part=chat-text]").press("Enter")
    expect(receiver.locator("[data-part=messages]")).to_contain_text(text)


def document_frames(page: Page) -> int:
    return frames_decoded(page, ".room-stream[data-label=document]")


KEEP_PICTURES = """
    const makeAddress = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.lastPicture = blob; return makeAddress.call(URL, blob); };
"""
"""Runs before a page's own scripts: pages may not fetch their own blobs (CSP), so a test remembers the last one."""


KEEP_FRAMES = """
    window.liveFrames = [];
    window.WebSocket = class extends WebSocket {
        constructor(...address) {
            super(...address);
            this.addEventListener("message", ({ data }) => liveFrames.push(JSON.parse(data).type));
        }
    };
"""
"""Runs before a page's own scripts: which frames came to it on its live connection, for a test to wait for."""


KEEP_NOTICES = """
    window.toldNotices = [];
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
            for (const node of addedNodes) if (node.matches?.(".room-notice")) toldNotices.push(node.innerText);
        }
    }).observe(document, { subtree: true, childList: true });
"""
"""Runs before a page's own scripts: some notices go by themselves, and a test may look elsewhere meanwhile."""


def is_online(page: Page, times: int = 1) -> None:
    """The live connection stands: the page was welcomed so many times since it was loaded."""
    welcomes = "liveFrames.filter((type) => type === 'welcome').length"
    wait_for(lambda: page.evaluate(welcomes) >= times, f"welcome number {times} on the live connection")


def still_bytes(page: Page) -> bytes:
    """The still in the clerk's viewer, byte by byte."""
    page.locator("[data-part=take-still]").click()
    expect(page.locator("[data-part=still-image]")).to_be_visible()
    values: list[Any] = page.evaluate("window.lastPicture.arrayBuffer().then((all) => [...new Uint8Array(all)])")
    return bytes(values)
