"""From the stick to the internal disk over the API of the first run: with the code on the server's screen only."""

import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from appliance.config import Config
from appliance.privileged.client import Privileged
from appliance.privileged.protocol import PrivilegedError
from appliance.setup.code import FILE_NAME
from appliance.setup.first_run import FirstRun
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from tests.device.internal_disk import Copy
from tests.device.people import RootHelper
from tests.fakes import SettableClock
from tests.town_hall import wait_for
from tests.web.conftest import OURS, Client

DISK = {"disk": "/dev/nvme0n1", "confirm": "/dev/nvme0n1"}
TOWN = {
    "organisation": "Stadt Neuhausen", "admin_name": "Petra Hoffmann", "sign_in_name": "hoffmann",
    "password": "richtig lang und gut", "department": "Bürgerdienste", "office": "Bürgerbüro",
    "services": ["Wohnsitz anmelden"],
}  # fmt: skip


@pytest.fixture
def copy(helper: RootHelper) -> Copy:
    return Copy(helper)


@pytest.fixture
def empty_app(tmp_path: Path, store: Store, clock: SettableClock) -> APIFlask:
    """Of a server without an office."""
    first_run = FirstRun(store, clock, tmp_path, Privileged(tmp_path / "privileged.sock"))
    first_run.begin()
    return create_app(Config(data=tmp_path), store, clock, Parts(first_run=first_run))


@pytest.fixture
def visitor(empty_app: APIFlask) -> Client:
    return Client(empty_app)


@pytest.fixture
def code(empty_app: APIFlask, tmp_path: Path) -> dict[str, str]:
    return {"code": (tmp_path / FILE_NAME).read_text()}


def test_from_the_list_to_the_restart(
    visitor: Client, code: dict[str, str], copy: Copy, helper: RootHelper, code_of
) -> None:
    listed = visitor.post("/api/setup/disks", code).json
    assert listed["installation"]["stage"] == "idle"
    assert [(one["model"], one["holds"], one["refusal"]) for one in listed["disks"]] == [
        ("ACME 970 EVO", "windows", ""), ("", "nothing", "too_small"),
    ]  # fmt: skip
    assert code_of(visitor.post("/api/setup/install/end", {**code, "deed": "restart"})) == "not_restarted"
    begun = visitor.post("/api/setup/install", {**code, **DISK})
    assert (begun.status_code, begun.json["stage"]) == (202, "running")
    wait_for(lambda: copy.asked == [DISK], "the helper to be asked")
    copy.is_at(40)

    def progress() -> dict[str, object]:
        return dict(visitor.post("/api/setup/install/progress", code).json)

    wait_for(lambda: progress()["percent"] == 40, "40 percent")
    copy.end()
    wait_for(lambda: progress()["stage"] == "done", "the end")
    assert visitor.post("/api/setup/disks", code).json["installation"]["stage"] == "done"
    for deed in ("restart", "switch_off"):
        assert visitor.post("/api/setup/install/end", {**code, "deed": deed}).status_code == 204
    assert [name for name, _ in helper.asked if name in ("reboot", "power_off")] == ["reboot", "power_off"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("disks", {}), ("install", DISK), ("install/progress", {}), ("install/end", {"deed": "restart"})],
)
def test_without_the_code_nothing_happens(
    path: str, body: dict[str, str], visitor: Client, code: dict[str, str], copy: Copy, helper: RootHelper, code_of
) -> None:
    assert code_of(visitor.post(f"/api/setup/{path}", {**body, "code": "AAAAAAAA"})) == "wrong_setup_code"
    assert code_of(visitor.post(f"/api/setup/{path}", {**body, **code}, Sec_Fetch_Site="cross-site")) == "cross_site"
    assert visitor.get(f"/api/setup/{path}").status_code == 405
    assert helper.asked == []


def test_without_a_helper_there_is_nothing_to_choose(visitor: Client, code: dict[str, str]) -> None:
    assert visitor.post("/api/setup/disks", code).json["disks"] == []


def test_a_page_may_ask_for_the_progress_often(visitor: Client, code: dict[str, str]) -> None:
    asked = [visitor.post("/api/setup/install/progress", code).status_code for _ in range(40)]
    assert set(asked) == {200}


def bring_back(visitor: Client, code: dict[str, str]) -> Any:
    form = {"key": "AGE-SECRET-KEY-1QQQ", "backup": (BytesIO(b"a backup"), "office.vorzimmer")}
    return visitor.browser.post("/api/setup/restore", data=form, headers={**OURS, "X-Setup-Code": code["code"]})


def test_during_a_copy_and_after_it_no_office_is_made_here(
    visitor: Client, code: dict[str, str], copy: Copy, code_of, tmp_path: Path
) -> None:
    """It would be on the stick, and the machine is about to start from its disk."""
    visitor.post("/api/setup/install", {**code, **DISK})
    for stage in ("running", "done"):
        assert visitor.post("/api/setup/install/progress", code).json["stage"] == stage
        assert code_of(visitor.post("/api/setup", {**code, **TOWN})) == "being_installed"
        assert code_of(bring_back(visitor, code)) == "being_installed"
        copy.end()
        wait_for(lambda: visitor.post("/api/setup/install/progress", code).json["stage"] == "done", "the end")
    assert not (tmp_path / "backup.pub").exists()
    assert visitor.get("/api/setup").json["needed"] is True


def test_after_a_copy_that_failed_an_office_can_be_made(visitor: Client, code: dict[str, str], copy: Copy) -> None:
    visitor.post("/api/setup/install", {**code, **DISK})
    wait_for(lambda: copy.asked, "the helper to be asked")
    copy.end(PrivilegedError("disk_differs", "a broken disk"))
    wait_for(lambda: visitor.post("/api/setup/install/progress", code).json["stage"] == "failed", "the end")
    assert visitor.post("/api/setup", {**code, **TOWN}).status_code == 201


def test_while_an_office_is_made_no_copy_begins(
    visitor: Client, empty_app: APIFlask, code: dict[str, str], copy: Copy, helper: RootHelper, code_of
) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow_host(**_: str) -> dict[str, str]:
        begun.set()
        assert goes_on.wait(60)
        return {}

    helper.answers["set_host"] = slow_host
    setting_up = threading.Thread(target=lambda: Client(empty_app).post("/api/setup", {**code, **TOWN}))
    setting_up.start()
    assert begun.wait(60)
    assert code_of(visitor.post("/api/setup/install", {**code, **DISK})) == "being_set_up"
    goes_on.set()
    setting_up.join()
    assert copy.asked == []
    assert visitor.get("/api/setup").json["needed"] is False
