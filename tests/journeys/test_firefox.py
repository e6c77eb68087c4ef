"""Debian's Firefox ESR does the phone's part and the clerk's part; the other side is Chromium."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import firefox_path
from tests.journeys.firefox import Firefox
from tests.journeys.people import RESIDENCE, ClerkAtWork, KioskVisitor, PhoneVisitor, TerminalVisitor, talks
from tests.town_hall import TownHall, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def frames(stream: str) -> str:
    """How many frames of such a stream Firefox has presented; answers with its next frame, or 0 after a second."""
    return f"""new Promise((answer) => {{
        const video = document.querySelector("{stream} video");
        video?.requestVideoFrameCallback((_, frame) => answer(frame.width > 0 ? frame.presentedFrames : 0));
        setTimeout(answer, 1000, 0);
    }})"""


CHECK_NUMBER = "[data-room] summary [data-part=check-number]"
REMOTE_FRAMES = frames(".room-stream:not(.room-stream--own)")
DOCUMENT_FRAMES = frames(".room-stream[data-label=document]")


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    if firefox_path() is None:
        pytest.skip("no Firefox that starts on this machine")
    with Firefox(tmp_path / "profile") as browser:
        yield browser
        browser.picture(tmp_path / "last.png")


def frames_move(firefox: Firefox, counted: str) -> None:
    before = wait_for(lambda: firefox.value(counted), "the first remote frame in Firefox")
    wait_for(lambda: firefox.value(counted) > before + 3, "further frames in Firefox")


def check_numbers_agree(firefox: Firefox, other: Page) -> None:
    expect(other.locator(CHECK_NUMBER)).to_have_text(re.compile(r"\d{3} \d{3}"))
    wait_for(lambda: firefox.value(f"document.querySelector({CHECK_NUMBER!r}).textContent")
             == other.locator(CHECK_NUMBER).text_content(), "the same check number in Firefox")  # fmt: skip


def write(firefox: Firefox, text: str) -> None:
    if not firefox.value("document.querySelector('[data-panel=chat]').checkVisibility()"):
        firefox.click("[data-part=chat-toggle]")
    firefox.type("[data-part=chat-text]", text)
    firefox.click(".room-chat__send")


def test_the_phone_s_part_in_firefox(firefox: Firefox, town_hall: TownHall, open_face: Callable[..., Page]):
    clerk = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")
    firefox.open(town_hall.addresses["citizen"])
    wait_for(lambda: firefox.value(f"document.body.innerText.includes('{RESIDENCE}')"), "the services")
    firefox.value(f"[...document.querySelectorAll('a')].find(one => one.innerText.includes('{RESIDENCE}')).click()")
    firefox.click("[data-media=camera]")
    wait_for(lambda: firefox.value("""(() => {
        const begin = document.querySelector("[data-device-check] [data-part=begin]");
        if (begin.checkVisibility()) begin.click();
        return document.querySelector("[data-device-check] [data-part=with-camera]").checkVisibility();
    })()"""), "the device check")  # fmt: skip
    firefox.click("[data-device-check] [data-part=with-camera]")
    firefox.sees("[data-view=waiting]")
    clerk.call_next("A001")
    firefox.sees("[data-view=called]")
    clerk.press("admit")
    frames_move(firefox, REMOTE_FRAMES)
    talks(clerk.page)
    check_numbers_agree(firefox, clerk.page)
    write(firefox, "Hallo aus Firefox")
    expect(clerk.page.locator("[data-part=messages]")).to_contain_text("Hallo aus Firefox")
    clerk.press("finish", "done")
    firefox.sees("[data-view=finished]")


@pytest.mark.agent
def test_the_clerk_s_part_in_firefox(firefox: Firefox, town_hall: TownHall, open_face: Callable[..., Page]):
    paper = KioskVisitor(open_face("kiosk")).take(RESIDENCE, "terminal")
    phone = PhoneVisitor(open_face("citizen", town_hall.take(3, "video")["url"]))
    terminal = TerminalVisitor(open_face("terminal"))
    terminal.is_at_rest()
    firefox.open(town_hall.addresses["clerk"])
    firefox.type("#sign-in-name", "yildiz")
    firefox.type("#sign-in-password", town_hall.passwords["yildiz"])
    firefox.click("[data-view=sign_in] button[type=submit]")
    firefox.click(".counter-choice")
    firefox.sees(".row")
    firefox.click("[data-action=call-next]")
    terminal.is_called(paper.number)
    terminal.confirm(paper.code)
    frames_move(firefox, REMOTE_FRAMES)
    talks(terminal.page)
    firefox.click("[data-part=document]")
    frames_move(firefox, DOCUMENT_FRAMES)
    firefox.click("[data-action=finish][data-outcome=done]")
    terminal.is_at_rest()
    firefox.click("[data-action=call-next]")
    phone.sees("called")
    firefox.click("[data-action=admit]")
    frames_move(firefox, REMOTE_FRAMES)
    talks(phone.page)
    check_numbers_agree(firefox, phone.page)
    write(firefox, "Guten Tag aus Firefox")
    expect(phone.page.locator("[data-part=messages]")).to_contain_text("Guten Tag aus Firefox")
    firefox.click("[data-action=finish][data-outcome=done]")
    phone.sees("finished")
