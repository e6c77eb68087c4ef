"""The set-up page's third way: the office server from its stick to the internal disk, in a browser on the desk."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from appliance.adapters.clock import SystemClock
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
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.test_accessibility import violations
from tests.town_hall import wait_for

DESK = {"width": 1280, "height": 800}
TO_INSTALL = "Auf die interne Platte installieren"
ERASE = "Alles auf dieser Platte wird gelöscht und lässt sich nicht zurückholen. Das weiß ich."
PICTURES = os.environ.get("VORZIMMER_PICTURES")
"""A directory: every step is kept there as a picture, for looking at after a change."""


@pytest.fixture
def copy(helper: RootHelper) -> Copy:
    return Copy(helper)


@pytest.fixture
def page(chromium: Browser, tmp_path: Path, helper: RootHelper) -> Iterator[Page]:
    """Where the code was just entered, on a server without an office."""
    store = Store(tmp_path / "office.sqlite")
    first_run = FirstRun(store, SystemClock(), tmp_path, Privileged(tmp_path / "privileged.sock"))
    first_run.begin()
    app = create_app(Config(data=tmp_path), store, SystemClock(), Parts(first_run=first_run))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(viewport=DESK, locale="de-DE")
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/setup/")
    yield page
    context.close()
    server.shutdown()
    server.server_close()
    store.close()
    assert errors == []


def enter_code(page: Page, data: Path) -> None:
    page.get_by_label("Code auf dem Bildschirm").fill((data / FILE_NAME).read_text())
    page.keyboard.press("Enter")


def expect_good(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"setup-{name}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def tab_to(page: Page, name: str) -> None:
    """By the keyboard alone: the focus has to come there."""
    wanted = page.get_by_role("button", name=name)
    for _ in range(30):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the focus never came to {name!r}")


def test_by_keyboard_from_the_code_to_the_restart(page: Page, tmp_path: Path, copy: Copy, helper: RootHelper) -> None:
    enter_code(page, tmp_path)
    expect(page.get_by_role("button", name="Neu einrichten")).to_be_focused()
    expect_good(page, "ways")
    tab_to(page, TO_INSTALL)
    page.keyboard.press("Enter")
    acme = page.get_by_role("radio", name="ACME 970 EVO, 512 GB (/dev/nvme0n1). Darauf ist Windows.")
    expect(acme).to_be_focused()
    expect(page.get_by_role("radio")).to_have_count(1)
    expect(page.get_by_role("listitem").filter(has_text="Platte, 4 GB")).to_contain_text("zu klein")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name=ERASE)).to_be_focused()
    expect_good(page, "disk")
    assert copy.asked == []
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Das System wird installiert")).to_be_focused()
    wait_for(lambda: copy.asked, "the helper to be asked")
    copy.is_at(37)
    expect(page.get_by_text("37 %")).to_be_visible()
    expect(page.get_by_role("status").filter(visible=True)).to_have_text("Das System wird auf die Platte kopiert.")
    expect_good(page, "installing")
    page.reload()
    enter_code(page, tmp_path)
    expect(page.get_by_text("37 %")).to_be_visible()
    copy.is_at(73)
    expect(page.get_by_role("status").filter(visible=True)).to_contain_text("verglichen")
    copy.end()
    expect(page.get_by_role("heading", name="Stick abziehen und neu starten")).to_be_focused()
    expect_good(page, "installed")
    tab_to(page, "Neu starten")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ziehen Sie jetzt den Stick ab.")).to_be_visible()
    assert helper.was_asked("reboot") == [{"reason": "installed to the internal disk"}]


def test_a_copy_that_fails_says_why_and_can_be_begun_again(page: Page, tmp_path: Path, copy: Copy) -> None:
    enter_code(page, tmp_path)
    page.get_by_role("button", name=TO_INSTALL).click()
    for outcome in (PrivilegedError("disk_differs", "root_2"), None):
        page.get_by_role("radio").check()
        page.get_by_role("checkbox", name=ERASE).check()
        page.get_by_role("button", name="Alles löschen und installieren").click()
        expect(page.get_by_role("heading", name="Das System wird installiert")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()
        copy.end(outcome)
        if outcome is not None:
            expect(page.get_by_role("alert")).to_contain_text("Wahrscheinlich ist sie defekt")
            expect(page.get_by_role("checkbox", name=ERASE)).not_to_be_checked()
            expect_good(page, "disk-failed")
    expect(page.get_by_role("heading", name="Stick abziehen und neu starten")).to_be_visible()


def test_a_server_that_runs_from_its_disk_offers_nothing(page: Page, tmp_path: Path, helper: RootHelper) -> None:
    helper.answers["list_disks"] = []
    enter_code(page, tmp_path)
    expect(page.get_by_role("button", name="Neu einrichten")).to_be_visible()
    expect(page.get_by_role("button", name=TO_INSTALL)).to_be_hidden()
