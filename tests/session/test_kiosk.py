"""The session with a real Chromium: what is on the screen whatever happens."""

import asyncio
from pathlib import Path

import pytest

from appliance.session.kiosk import RESTART_COMPOSITOR
from appliance.session.recovery import SILENT_SECONDS, STEADY_SECONDS
from tests.session.conftest import OpenSession, Session, Site, free_port, kill, open_site
from tests.session.test_fingers import FINGER, Touchscreen

pytestmark = pytest.mark.browser


def run(story: object) -> None:
    asyncio.run(story)  # type: ignore[arg-type]


def test_it_shows_the_local_page_and_then_what_the_device_says(open_session: OpenSession, office: Site) -> None:
    async def story() -> None:
        async with open_session() as session:
            assert session.device.beats[-1]["page"] == "local"
            session.device.say({"show": f"{office.origin}/", "allow": [office.origin], "in_hours": True})
            await session.shows(f"{office.origin}/")
            assert session.device.beats[-1] == {"heartbeat": 0.0, "page": "office", "in_consultation": False}

    run(story())


def test_a_device_that_restarts_leaves_the_screen_as_it_is(open_session: OpenSession, office: Site) -> None:
    async def story() -> None:
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            page, browser = session.page, session.browser
            await session.device.close()
            await session.device.open()
            await session.shows(f"{office.origin}/")
            assert session.page is page and session.browser is browser

    run(story())


def test_a_page_that_blocks_its_main_thread_is_opened_anew(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            page = session.page
            await page.call("Runtime.evaluate", {"expression": "setTimeout(() => { for (;;); }, 0)"})
            await falls_silent(session)
            await session.after(page)
            await session.shows(page.address)
            assert session.device.said("recovered") == ["page"]

    run(story())


async def falls_silent(session: Session) -> None:
    """From now on nothing more is heard, and the session's clock has run as long as it takes."""
    beats = -1
    while beats != len(session.device.beats):
        beats = len(session.device.beats)
        await asyncio.sleep(0.5)
    session.clock.ahead += SILENT_SECONDS


def test_what_does_not_hold_climbs_to_a_new_browser_and_ends_for_the_compositor(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            for expected in ("page", "browser", "compositor"):
                page = session.page
                await session.until(lambda: session.device.beats, "alive")
                await page.call("Runtime.evaluate", {"expression": "setTimeout(() => { for (;;); }, 0)"})
                await falls_silent(session)
                if expected != "compositor":
                    await session.after(page)
                    await session.shows(page.address)
            assert await session.running == RESTART_COMPOSITOR
            assert session.device.said("recovered") == ["page", "browser", "compositor"]

    run(story())


@pytest.mark.parametrize("break_it", ["crash", "close"])
def test_a_crash_and_a_closed_window_are_mended_at_once(open_session: OpenSession, break_it: str) -> None:
    async def story() -> None:
        async with open_session() as session:
            page, address = session.page, session.page.address
            if break_it == "crash":
                asyncio.ensure_future(page.call("Page.crash")).add_done_callback(lambda call: call.exception())
            else:
                await page.chromium.devtools.call("Target.closeTarget", {"targetId": page.target})
            await session.after(page)
            await session.shows(address)
            assert session.device.said("recovered") == ["page"]

    run(story())


def test_a_killed_browser_is_back_with_nothing_of_the_old_one(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            page, before = session.page, session.browser
            kill(before.process.pid)
            await session.after(page)
            await session.shows(page.address)
            assert session.device.said("recovered") == ["browser"]
            assert [path.name for path in session.root.iterdir()] == [session.browser.directory.name]

    run(story())


def test_a_recovery_that_held_for_a_minute_is_forgotten(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            for _ in range(2):
                page = session.page
                await page.chromium.devtools.call("Target.closeTarget", {"targetId": page.target})
                await session.after(page)
                await session.shows(page.address)
                await session.lives_on(STEADY_SECONDS)
            assert session.device.said("recovered") == ["page", "page"]

    run(story())


def test_a_server_that_is_away_is_waited_for_on_a_calm_page_that_lives(open_session: OpenSession) -> None:
    port = free_port()

    async def story() -> None:
        async with open_session() as session:
            browser = session.browser
            session.device.say({"show": f"http://127.0.0.1:{port}/", "allow": [f"http://127.0.0.1:{port}"]})
            await session.until(lambda: session.device.beats[-1]["page"] == "none", "the holding page")
            assert "Einen Moment" in await session.run_in_page("document.body.innerText")
            browser = session.browser
            office = open_site(port)
            await session.shows(f"http://127.0.0.1:{port}/")
            office.close()
            assert session.browser is browser
            assert session.device.said("recovered") == []

    run(story())


def test_an_error_of_the_server_is_not_shown_but_waited_for(open_session: OpenSession, office: Site) -> None:
    office.status = 502

    async def story() -> None:
        async with open_session() as session:
            session.device.say({"show": f"{office.origin}/", "allow": [office.origin]})
            await session.until(lambda: session.device.beats[-1]["page"] == "none", "the holding page")
            office.status = 200
            await session.shows(f"{office.origin}/")

    run(story())


def test_a_page_that_reloads_while_the_server_is_away_shows_no_error(open_session: OpenSession) -> None:
    port = free_port()

    async def story() -> None:
        office = open_site(port)
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            office.close()
            await session.run_in_page("location.reload()")
            await session.until(lambda: session.device.beats[-1]["page"] == "none", "the holding page")
            office = open_site(port)
            await session.shows(f"{office.origin}/")
            office.close()
            assert session.device.said("recovered") == []

    run(story())


REMEMBER = """(async () => {
    document.cookie = "name=Erika; max-age=9999"; localStorage.name = "Erika"; sessionStorage.name = "Erika";
    await new Promise((done) => { const ask = indexedDB.open("chat", 1);
        ask.onupgradeneeded = () => ask.result.createObjectStore("lines"); ask.onsuccess = done; });
    await (await caches.open("pictures")).put("/card", new Response("card"));
})()"""
RECALL = """(async () => [document.cookie, localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length])()"""


async def in_page(session: Session, script: str) -> object:
    answer = await session.page.call(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")


def test_the_next_citizen_finds_nothing_of_the_last_one(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            page, browser = session.page, session.browser
            await session.page_says({"visit": "begins"})
            await in_page(session, REMEMBER)
            assert await in_page(session, RECALL) == ["name=Erika", 1, 1, 1, 1]
            await session.page_says({"visit": "ended"})
            await session.after(page)
            await session.until(lambda: session.device.said("visit_ended"), "the visit's end to be told")
            assert await in_page(session, RECALL) == ["", 0, 0, 0, 0]
            assert session.browser is browser
            assert await contexts(session) == 1

    run(story())


async def contexts(session: Session) -> int:
    found = await session.browser.devtools.call("Target.getBrowserContexts")
    return len(found["browserContextIds"])


def test_after_a_talk_the_browser_itself_is_new(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            page, browser = session.page, session.browser
            for message in ({"visit": "begins"}, {"consultation": True}, {"consultation": False}, {"visit": "ended"}):
                await session.page_says(message)
            await session.after(page)
            await session.until(lambda: session.device.said("visit_ended"), "the visit's end to be told")
            assert session.browser is not browser
            assert not browser.directory.exists()
            assert browser.process.returncode is not None
            page = session.page
            await session.shows(page.address)
            await session.page_says({"visit": "ended"})
            await session.after(page)
            await session.until(lambda: len(session.device.said("visit_ended")) == 2, "the next visit's end")
            assert session.browser is not browser

    run(story())


def test_a_screenshot_on_request_and_never_of_a_talk(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            session.device.say({"screenshot": 1})
            await session.until(lambda: session.device.said("screenshot"), "an answer")
            assert session.device.heard[-1]["png"].startswith("iVBOR") or session.device.said("png")
            await session.page_says({"consultation": True})
            await session.until(lambda: session.device.beats[-1]["in_consultation"], "the talk")
            session.device.say({"screenshot": 2})
            await session.until(lambda: session.device.said("screenshot")[1:], "an answer")
            assert {"screenshot": 2, "error": "in_consultation"} in session.device.heard

    run(story())


def test_a_device_is_found_by_its_name_on_the_screen(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            session.device.say({"identify": "Terminal <2>", "seconds": 1})
            shown = "document.querySelector('.appliance-cover--name:popover-open')?.textContent"
            await session.until(lambda: in_page(session, f"{shown} === 'Terminal <2>'"), "the name")
            await session.until(lambda: in_page(session, f"{shown} === undefined"), "the page again")

    run(story())


def test_an_administrator_gets_the_service_page_and_leaves_it(open_session: OpenSession, office: Site) -> None:
    async def story() -> None:
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            local = session.kiosk._settings.local
            for _ in range(5):
                await tap(session, 20, 20)
            await session.shows(f"{local}/#service")
            await session.run_in_page("location.hash = ''")
            await session.shows(f"{office.origin}/")

            session.device.say({"exit": True})
            await session.shows(f"{local}/#service")
            await session.lives_on(120)  # nobody touches it
            await session.shows(f"{office.origin}/")

    run(story())


async def tap(session: Session, x: int, y: int) -> None:
    for kind in ("mousePressed", "mouseReleased"):
        await session.page.call(
            "Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        )


def test_taps_elsewhere_and_in_a_talk_lead_nowhere(open_session: OpenSession) -> None:
    async def story() -> None:
        async with open_session() as session:
            address = session.page.address
            for x in (20, 20, 20, 20, 400, 20):
                await tap(session, x, 20)
            await session.page_says({"consultation": True})
            for _ in range(5):
                await tap(session, 20, 20)
            await session.shows(address)

    run(story())


def test_out_of_hours_the_screen_sleeps_and_a_touch_wakes_it(open_session: OpenSession, office: Site) -> None:
    async def story() -> None:
        async with open_session() as session:
            session.device.say({"show": session.page.address, "in_hours": False})
            await session.until(lambda: session.light.switched == [False], "the dark")
            dark = "document.querySelector('.appliance-cover--dark:popover-open') !== null"
            await session.until(lambda: in_page(session, dark), "the black cover")
            await session.run_in_page("addEventListener('pointerdown', () => { window.pressed = true; })")
            await tap(session, 300, 300)
            await session.until(lambda: session.light.switched == [False, True], "the light")
            assert await in_page(session, "window.pressed") is None  # the touch that wakes does nothing else
            await session.lives_on(120)
            await session.until(lambda: session.light.switched == [False, True, False], "the dark again")

    run(story())


def test_a_finger_wakes_a_screen_whose_output_is_off(open_session: OpenSession, short_root: Path) -> None:
    (short_root / "input").mkdir()
    touchscreen = Touchscreen(short_root / "input" / "event3")
    touchscreen.plug_in()

    async def story() -> None:
        async with open_session() as session:
            session.device.say({"show": session.page.address, "in_hours": False})
            await session.until(lambda: False in session.light.switched, "the dark")
            touchscreen.say(FINGER)
            await session.until(lambda: session.light.switched[-1], "the light")

    run(story())
    touchscreen.pull_out()


def test_the_policies_stand_where_chromium_reads_them(open_session: OpenSession, office: Site, tmp_path: Path) -> None:
    async def story() -> None:
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            assert session.page.address == f"{office.origin}/"
            assert office.origin in (tmp_path / "policies" / "vorzimmer.json").read_text()

    run(story())
