"""Updates by the API: what an administrator sees and chooses, and the files that only our devices get."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.config import Config
from appliance.fleet.updates import Updates
from appliance.privileged.client import Privileged
from appliance.privileged.protocol import PrivilegedError
from appliance.privileged.table import SERVER
from appliance.store.database import Store
from appliance.web.parts import Parts
from tests.device.people import RootHelper
from tests.fakes import SettableClock
from tests.fleet.releases import KEY, release
from tests.town_hall import wait_for
from tests.web.conftest import Client


@pytest.fixture
def told() -> list[tuple[int, str, dict[str, object]]]:
    return []


@pytest.fixture
def updates(app: APIFlask, config: Config, store: Store, clock: SettableClock, told: list[object]) -> Updates:
    """The server's updates, outside the appliance: there is no slot to write to."""
    keys = config.data / "release.pub"
    keys.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    privileged = Privileged(config.data / "none.sock")
    made = Updates(store, clock, config.data, privileged, lambda *order: told.append(order), keys)
    app.extensions["vorzimmer"] = dataclasses.replace(app.extensions["vorzimmer"], parts=Parts(updates=made))
    return made


def fetched(admin: Client, source: Path) -> dict[str, object]:
    assert admin.put("/api/updates", {"source": str(source)}).status_code == 200
    assert admin.post("/api/updates/look").status_code == 200
    return wait_for(lambda: not (view := admin.get("/api/updates").json)["busy"] and view, "the release")


def test_a_new_release_is_found_and_kept(admin: Client, updates: Updates, tmp_path: Path) -> None:
    view = fetched(admin, release(tmp_path / "source", "7.1"))
    assert (view["available"], view["problem"], view["failures"]) == ("7.1", "", [])


def test_a_source_that_is_away_is_told(admin: Client, updates: Updates, tmp_path: Path) -> None:
    view = fetched(admin, tmp_path / "nowhere")
    assert (view["available"], view["problem"]) == (None, "source_unreachable")


def test_without_a_source_there_is_nothing_to_look_for(admin: Client, updates: Updates, code_of) -> None:
    assert code_of(admin.post("/api/updates/look")) == "no_source"
    assert code_of(admin.post("/api/updates/start")) == "nothing_to_update"


@pytest.mark.parametrize("wrong", [{"source": "ftp://x"}, {"start": 24}, {"window": 1}])
def test_nonsense_is_refused(admin: Client, updates: Updates, wrong: dict[str, object], code_of) -> None:
    assert code_of(admin.put("/api/updates", wrong)) == "invalid_input"


def test_what_was_not_named_stays(admin: Client, updates: Updates) -> None:
    admin.put("/api/updates", {"source": "https://example.org/v", "start": 1})
    view = admin.put("/api/updates", {"end": 4}).json
    assert (view["source"], view["start"], view["end"], view["automatic"]) == ("https://example.org/v", 1, 4, True)


def test_files_of_a_release_are_for_our_devices(
    admin: Client, kiosk: Client, citizen: Client, updates: Updates, tmp_path: Path, code_of
) -> None:
    source = release(tmp_path / "source", "7.1")
    fetched(admin, source)
    path = "/api/updates/releases/7.1/vorzimmer_7.1.root.raw"
    assert kiosk.get(path).data == (source / "vorzimmer_7.1.root.raw").read_bytes()
    assert kiosk.get(path, Range="bytes=4-7").data == b"root"
    assert code_of(citizen.get(path)) == "device_unknown"
    assert code_of(kiosk.get("/api/updates/releases/7.1/nothing")) == "unknown_page"
    assert code_of(kiosk.get("/api/updates/releases/7.2/vorzimmer_7.2.efi")) == "unknown_release"


@pytest.fixture
def helper(config: Config) -> Iterator[RootHelper]:
    """The appliance's."""
    helper = RootHelper(config.data / "none.sock", SERVER)
    helper.answers["update_state"] = {"trial": None, "failures": []}
    yield helper
    helper.close()


def test_an_update_that_cannot_be_written_is_told_and_rests(
    admin: Client, updates: Updates, helper: RootHelper, clock: SettableClock, tmp_path: Path
) -> None:
    fetched(admin, release(tmp_path / "source", "7.1"))
    helper.answers["update_install"] = PrivilegedError("disk_full")
    for _ in range(3):
        updates.step(clock.now())
        view = wait_for(lambda: not (view := admin.get("/api/updates").json)["busy"] and view, "the try's end")
        assert view["problem"] == "disk_full"
    assert len(helper.was_asked("update_install")) == 1
    updates.step(clock.advance(hours=1))
    wait_for(lambda: len(helper.was_asked("update_install")) == 2, "the next try")


def test_a_release_that_was_damaged_here_is_fetched_anew(
    admin: Client, updates: Updates, helper: RootHelper, clock: SettableClock, tmp_path: Path
) -> None:
    fetched(admin, release(tmp_path / "source", "7.1"))
    helper.answers["update_install"] = PrivilegedError("wrong_hash")
    updates.step(clock.now())
    wait_for(lambda: (view := admin.get("/api/updates").json)["available"] is None and not view["busy"], "its end")
    assert fetched(admin, tmp_path / "source")["available"] == "7.1"


def test_a_clock_that_was_wrong_does_not_put_off_the_search(
    updates: Updates, clock: SettableClock, tmp_path: Path
) -> None:
    right = clock.now()
    clock.advance(days=9999)
    updates.choose({"source": str(tmp_path / "source")})
    updates.look()
    wait_for(lambda: updates.overview().state["looked_at"] and not updates.overview().busy, "the first look")
    clock.set(right)
    release(tmp_path / "source", "7.1")
    updates.step(clock.now())
    wait_for(lambda: updates.overview().available is not None, "the release")


def test_only_administrators(app: APIFlask, updates: Updates, code_of) -> None:
    clerk = Client(app).sign_in("yildiz")
    for answer in (clerk.get("/api/updates"), clerk.post("/api/updates/look"), clerk.post("/api/updates/start")):
        assert code_of(answer) == "forbidden"
