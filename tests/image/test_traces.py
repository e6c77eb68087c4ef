"""A citizen's traces on the built root: the real session with the image's Chromium on the office's real page.

There is no graphics in a container, so Chromium has no window; everything else is the unit as it is delivered. The
markers are left over Chromium's debugging port, which only this test opens.
"""

import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from tests.image.lan import inside
from tests.image.people import PATIENCE, Kiosk, OfficeServer
from tests.session.test_traces import CHAT, LEAVE, MARKERS, NAME, PICTURE
from tests.town_hall import wait_for

pytestmark = pytest.mark.image

UNIT = "vorzimmer-session.service"
BROWSER = '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@" --remote-debugging-port=0\n'
WITHOUT_A_SCREEN = """[Unit]
ConditionPathExistsGlob=
[Service]
ExecStart=
ExecStart=/usr/bin/vorzimmer session --headless --browser /run/browser-of-the-test
"""
FORMS = {word: (word.encode(), word.encode("utf-16-le")) for word in MARKERS}
KEEPING = ("tmpfs", "ext4", "overlay", "vfat", "xfs", "btrfs")
"""File systems that keep what is written to them."""
LARGEST_REGION = 256 << 20


class Screen:
    """The session's browser, as the debugging port shows it."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    def start(self) -> None:
        run = self.kiosk.machine.run
        run(["sh", "-c", "cat > /run/browser-of-the-test && chmod 755 /run/browser-of-the-test"], input=BROWSER)
        directory = f"/run/systemd/system/{UNIT}.d"
        run(["sh", "-c", f"mkdir -p {directory} && cat > {directory}/90-test.conf"], input=WITHOUT_A_SCREEN)
        run(["systemctl", "daemon-reload"])
        run(["systemctl", "start", UNIT], timeout=120)

    def page(self, origin: str) -> str | None:
        """The debugging address of the page of this origin, if it is on the screen."""

        pages = [page for port in self.ports() for page in self.pages(port)]
        return next((one["webSocketDebuggerUrl"] for one in pages if one["url"].startswith(origin)), None)

    def ports(self) -> list[int]:
        """A browser notes its port in its profile; there may be two for a moment."""
        citizens = Path(f"/proc/{self.kiosk.machine.leader()}/root/run/vorzimmer-session/citizens")
        return [int(file.read_text().split()[0]) for file in citizens.glob("*/profile/DevToolsActivePort")]

    def pages(self, port: int) -> list[dict[str, Any]]:
        def asked() -> Any:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
                return json.load(answer)

        return list(inside(self.kiosk.machine.name, asked))

    def evaluate(self, page: str, script: str) -> Any:
        """The value of the script's promise."""

        def asked() -> dict[str, Any]:
            with connect(page, max_size=None, open_timeout=PATIENCE) as browser:
                wanted = {"expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True}
                browser.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": wanted}))
                while (answer := json.loads(browser.recv(timeout=PATIENCE))).get("id") != 1:
                    pass
                return dict(answer)

        answer = inside(self.kiosk.machine.name, asked)["result"]
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def processes(self) -> list[int]:
        """Of the unit, by the host's numbers."""
        machine = self.kiosk.machine
        assert machine.process is not None
        groups = Path(f"/proc/{machine.process.pid}/root/sys/fs/cgroup/{machine.name}/payload")
        files = groups.rglob(f"{UNIT}/**/cgroup.procs")
        return [int(line) for file in files for line in file.read_text().split()]

    def browsers(self) -> list[int]:
        return [pid for pid in self.processes() if "chromium" in program_of(pid)]


@pytest.fixture(scope="module")
def screen(office: OfficeServer, foyer: Kiosk) -> Iterator[Screen]:
    """On the office's page."""
    office.set_up()
    office.adopt(foyer)
    foyer.wait_until_it_shows("office")
    screen = Screen(foyer)
    screen.start()
    yield screen
    foyer.machine.run(["systemctl", "stop", UNIT])


def test_name_chat_and_picture_are_in_no_file_after_a_consultation(
    screen: Screen, office: OfficeServer, foyer: Kiosk
) -> None:
    origin = f"https://{office.machine.address}"
    page = wait_for(lambda: screen.page(origin), f"the office's page: {foyer.machine.journal('-u', UNIT)}", PATIENCE)
    screen.evaluate(page, say(visit="begins"))
    screen.evaluate(page, say(consultation=True))
    screen.evaluate(page, "document.body.append(Object.assign(document.createElement('input'), {id: 'field'}))")
    assert screen.evaluate(page, LEAVE) == NAME
    before = screen.browsers()
    assert found_in_memory(before) == {NAME, CHAT, PICTURE}, "the search finds nothing at all"

    screen.evaluate(page, say(consultation=False))
    screen.evaluate(page, say(visit="ended"))
    wait_for(lambda: not set(before) & set(screen.browsers()), "the citizen's browser to end", PATIENCE)
    wait_for(lambda: screen.page(origin), "a new page for the next citizen", PATIENCE)
    assert found_in_memory(screen.browsers()) == set()
    assert found_in_files(foyer, screen.processes()) == set()


def test_the_search_of_files_finds_what_lies_in_any_of_them(foyer: Kiosk, screen: Screen) -> None:
    """The positive control, for each place that a program of the kiosk can write."""
    for directory in ("/var/lib/vorzimmer/device", "/run/vorzimmer-session", "/var/log", "/dev/shm"):
        foyer.machine.run(["sh", "-c", f"cat > {directory}/marker"], input=f"... {CHAT} ...")
        assert found_in_files(foyer, screen.processes()) == {CHAT}, directory
        foyer.machine.run(["rm", f"{directory}/marker"])
    assert found_in_files(foyer, screen.processes()) == set()


def say(**message: object) -> str:
    """What the page tells the session."""
    return f"vorzimmerKiosk({json.dumps(json.dumps(message))})"


def found_in_memory(processes: list[int]) -> set[str]:
    found: set[str] = set()
    for pid in processes:
        try:
            with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
                for start, size in regions(pid):
                    found |= markers(read_region(memory, start, size))
        except OSError:  # it has ended meanwhile
            continue
    return found


def regions(pid: int) -> Iterator[tuple[int, int]]:
    """What the process can write to, where it is of a size that holds data."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        ends, rights = line.split()[:2]
        start, end = (int(one, 16) for one in ends.split("-"))
        if rights.startswith("rw") and end - start <= LARGEST_REGION:
            yield start, end - start


def read_region(memory: Any, start: int, size: int) -> bytes:
    try:
        memory.seek(start)
        return bytes(memory.read(size) or b"")
    except OSError:
        return b""


def found_in_files(kiosk: Kiosk, processes: list[int]) -> set[str]:
    """In every file system that the machine or one of these processes can write to."""
    leader = kiosk.machine.leader()
    assert leader is not None
    seen: set[tuple[int, int]] = set()
    found: set[str] = set()
    for pid in (leader, *processes):
        for directory in writable(pid):
            for path in Path(f"/proc/{pid}/root{directory}").rglob("*"):
                found |= look_into(path, seen)
    return found


def writable(pid: int) -> Iterator[str]:
    try:
        lines = Path(f"/proc/{pid}/mounts").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, directory, kind, options = line.split()[:4]
        if kind in KEEPING and "rw" in options.split(","):
            yield directory


def look_into(path: Path, seen: set[tuple[int, int]]) -> set[str]:
    try:
        if path.is_symlink() or not path.is_file():
            return set()
        state = path.stat()
        if (identity := (state.st_dev, state.st_ino)) in seen:
            return set()
        seen.add(identity)
        return markers(path.read_bytes())
    except OSError:
        return set()


def markers(content: bytes) -> set[str]:
    return {word for word, forms in FORMS.items() if any(form in content for form in forms)}


def program_of(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""
