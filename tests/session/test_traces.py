"""A citizen's traces: markers typed as name, chat and picture are looked for in every file that the session can write.

The search is proven first: a browser that keeps its profile writes the same markers to disk, and the search finds them.
"""

import asyncio
import json
import os
from pathlib import Path

import pytest

from appliance.session.chromium import HEADLESS, Chromium, Launch
from tests.session.conftest import OpenSession, Session

pytestmark = pytest.mark.browser

NAME, CHAT, PICTURE = "Erika-Marker-Musterfrau", "Chat-Marker-4711-Hallo", "Picture-Marker-0815"
MARKERS = (NAME, CHAT, PICTURE)

_LEAVE = """(async ([name, chat, picture]) => {
    document.getElementById("field").value = name;
    document.title = name;
    history.replaceState({chat: chat}, "", "?name=" + name);
    document.cookie = "name=" + name + "; max-age=99999";
    localStorage.chat = sessionStorage.chat = chat;
    const database = await new Promise((done) => { const ask = indexedDB.open("room", 1);
        ask.onupgradeneeded = () => ask.result.createObjectStore("stills"); ask.onsuccess = () => done(ask.result); });
    const image = new Blob([picture.repeat(50000)], {type: "image/png"});
    await new Promise((done) => { const deed = database.transaction("stills", "readwrite");
        deed.objectStore("stills").put(image, "card"); deed.oncomplete = done; });
    await (await caches.open("stills")).put("/card", new Response(image));
    const file = await (await navigator.storage.getDirectory()).getFileHandle("card", {create: true});
    const writer = await file.createWritable();
    await writer.write(image);
    await writer.close();
    URL.createObjectURL(image);
    return document.title;
})"""
LEAVE = f"{_LEAVE}({json.dumps(MARKERS)})"


def found_in(*directories: Path) -> set[str]:
    """The markers that lie in any file below, also as UTF-16, in which browsers keep much."""
    wanted = {word: (word.encode(), word.encode("utf-16-le")) for word in MARKERS}
    found: set[str] = set()
    for directory in directories:
        for path in directory.rglob("*"):
            if path.is_file() and not path.is_symlink():
                content = read(path)
                found |= {word for word, forms in wanted.items() if any(form in content for form in forms)}
    return found


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a browser that runs takes its temporary files away
        return b""


def test_a_citizens_name_chat_and_picture_are_nowhere_after_a_talk(
    open_session: OpenSession, short_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))  # the session's own; a browser gets one in its own directory

    async def story() -> None:
        async with open_session() as session:
            page, browser = session.page, session.browser
            for message in ({"visit": "begins"}, {"consultation": True}):
                await session.page_says(message)
            assert await leave_traces(session) == NAME
            assert mapped_by(browser.process.pid)
            for message in ({"consultation": False}, {"visit": "ended"}):
                await session.page_says(message)
            await session.after(page)
            await session.until(lambda: session.device.said("visit_ended"), "the visit's end to be told")
            assert not browser.directory.exists()
            assert mapped_by(browser.process.pid) == []
            assert found_in(short_root, elsewhere, tmp_path / "policies") == set()
        assert found_in(short_root, elsewhere) == set()
        assert list((short_root / "citizens").iterdir()) == []

    asyncio.run(story())


async def leave_traces(session: Session) -> str:
    answer = await session.page.call(
        "Runtime.evaluate", {"expression": LEAVE, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer
    return str(answer["result"]["value"])


def mapped_by(group: int) -> list[int]:
    """Processes of the browser's group: whoever is gone has given its memory back."""
    groups = ((int(entry.name), entry / "stat") for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid, stat in groups if group_of(stat) == group]


def group_of(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0


def test_the_search_finds_what_a_browser_writes_that_keeps_its_profile(
    open_session: OpenSession, short_root: Path, browser_program: str
) -> None:
    """The positive control: the same page, the same deeds, but in the profile's own context instead of a citizen's."""

    async def story() -> None:
        async with open_session() as session:
            address = session.page.address
            sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
            kept = await Chromium.start(Launch(short_root / "kept", browser_program, (*HEADLESS, *sandbox)), ignore)
            target = (await kept.devtools.call("Target.createTarget", {"url": address}))["targetId"]
            attached = await kept.devtools.call("Target.attachToTarget", {"targetId": target, "flatten": True})
            script = {"expression": LEAVE, "awaitPromise": True, "returnByValue": True}

            async def left() -> bool:
                answer = await kept.devtools.call("Runtime.evaluate", script, attached["sessionId"])
                return "exceptionDetails" not in answer

            await session.until(left, "the page to be there")
            await kept.devtools.call("Browser.close")  # in good order: everything is written
            await session.until(kept.devtools.gone.is_set, "the browser's end")
            assert found_in(short_root / "kept") == set(MARKERS)
            await kept.end()
            assert found_in(short_root) == set()

    asyncio.run(story())


def ignore(session: str, method: str, parameters: object) -> None:
    """What this browser says is of no matter."""
