"""What is said in a consultation is nowhere when it is over: not in the database, not in a log, not in a file.

People are protocol clients here, as nothing of this has a face; the town hall runs as people start it.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.client import Json, Page
from tests.live.form_page import edited, empty_doc, writes
from tests.town_hall import Api, TownHall, open_town_hall, wait_for

RESIDENCE = 3
"""The demo's service for those who have moved."""

CHAT, DRAFT, NAME, FILE = MARKERS = tuple(f"MARKER{what}ZQX" for what in ("CHAT", "DRAFT", "NAME", "FILE"))


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[TownHall]:
    hall = open_town_hall(tmp_path / "data")
    yield hall
    hall.stop()


def in_memory_of(process: int) -> set[str]:
    """Which markers the process has in its writable memory."""
    found: set[str] = set()
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            if match := re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line):
                begins, ends = (int(one, 16) for one in match.groups())
                memory.seek(begins)
                try:
                    held = memory.read(ends - begins)
                except OSError:
                    continue
                found |= {marker for marker in MARKERS if marker.encode() in held}
    return found


def on_disk(hall: TownHall) -> dict[str, list[str]]:
    """Markers by the file in which they stand, of everything that the town hall writes: data, journal, logs."""
    files = [path for path in hall.data.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    assert hall.database in files and any(path.suffix == ".log" for path in files)
    contents = {str(path): path.read_bytes() for path in files}
    found = {name: [one for one in MARKERS if one.encode() in content] for name, content in contents.items()}
    return {name: markers for name, markers in found.items() if markers}


def talk(desk: Page, citizen: Page, consultation: int) -> None:
    """Chat, real-time text, a form, and a file by way of the server."""
    desk.say("join", consultation=consultation, instance="d")
    citizen.say("join", consultation=consultation, instance="c")
    desk.say("chat", id="m1", text=f"Guten Tag {CHAT}")
    citizen.say("draft", keep=0, text=f"Ich schreibe {DRAFT}")
    form = next(one["id"] for one in hear(desk, "joined")["form"]["offered"] if one["title"] == "Anmeldung")
    desk.say("form-open", form=form)
    hear(citizen, "form-table")
    citizen.say("form-sync", form=form)
    hear(citizen, "form-state")
    update = b64encode(edited(empty_doc(), writes("name", NAME))).decode()
    citizen.say("form-update", form=form, update=update, seen=0)
    hear(desk, "form-update")
    citizen.say("parcel", to="clerk", data=FILE)
    hear(desk, "parcel")


def hear(page: Page, type: str) -> Json:
    """The next message of this type; others may come before it."""
    while (message := page.hear(seconds=30))["type"] != type:
        assert message["type"] != "error", message
    return message


def test_after_a_consultation_no_word_of_it_is_on_the_disk(town_hall: TownHall) -> None:
    clerk = town_hall.clerk("yildiz", counter_id=1)
    field = {"name": "name", "type": "name", "label": "Name"}
    form = {"title": "Anmeldung", "fields": [field], "services": [RESIDENCE]}
    town_hall.clerk("hoffmann").post("/api/admin/forms", form)
    ticket = Api(town_hall.port).post("/api/tickets", {"service_id": RESIDENCE, "channel": "video"})
    called = clerk.post("/api/counters/1/call-next")["current"]
    current = clerk.post("/api/counters/1/admit", {"ticket_id": called["id"]})["current"]
    live, origin = f"ws://127.0.0.1:{town_hall.port + 1}/live", f"http://127.0.0.1:{town_hall.port}"
    with (
        Page(live, origin=origin, cookie=clerk.cookie) as desk,
        Page(live, origin=origin, token=ticket["token"]) as citizen,
    ):
        talk(desk, citizen, current["consultation"]["id"])
        wait_for(lambda: {CHAT, DRAFT, NAME} <= in_memory_of(town_hall.pid("live")), "the words to be in the room")
        assert on_disk(town_hall) == {}
        clerk.post("/api/counters/1/finish", {"ticket_id": called["id"], "outcome": "done"})
        assert hear(desk, "left")["reason"] == "closed"
    town_hall.stop()
    assert on_disk(town_hall) == {}
