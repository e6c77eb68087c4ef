"""The first run: from a server without an office to its first ticket, and a spare server that becomes the lost one."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.environment import CHECKOUT
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.test_accessibility import violations
from tests.town_hall import Api, TownHall, free_ports, wait_for

PASSWORD = "ein langes Passwort"
DESK = {"width": 1280, "height": 800}

Empty = Callable[[str], TownHall]


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Empty]:
    """`vorzimmer serve` on an empty folder, as on a machine that was just switched on."""
    with ExitStack() as stack:

        def start(name: str) -> TownHall:
            data, port = tmp_path / name, free_ports()
            with (tmp_path / f"{name}.log").open("w") as log:
                arguments = ["serve", "--data", str(data), "--port", str(port)]
                process = subprocess.Popen([sys.executable, "-m", "appliance", *arguments], cwd=CHECKOUT, stderr=log)
            hall = TownHall(data, port, {}, {}, process)
            stack.callback(hall.stop)
            hall.wait_until_ready()
            return hall

        yield start


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESK, locale="de-DE")
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def open_set_up(page: Page, hall: TownHall) -> None:
    """Any address leads there; the code is on the server's screen."""
    page.goto(f"http://127.0.0.1:{hall.port}/")
    expect(page).to_have_url(f"http://127.0.0.1:{hall.port}/setup/")
    page.get_by_label("Code auf dem Bildschirm").fill((hall.data / "setup-code").read_text().lower())
    page.keyboard.press("Enter")


def set_up(page: Page, hall: TownHall) -> str:
    """By keyboard where a form is filled in; the backup key."""
    open_set_up(page, hall)
    page.get_by_role("button", name="Neu einrichten").click()
    page.get_by_label("Name der Stadt").fill("Stadt Neuhausen")
    page.get_by_label("Ihr Name").fill("Petra Hoffmann")
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Passwort noch einmal").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Wo es ist").fill("Rathaus")
    page.keyboard.press("Enter")
    page.get_by_label("Name im Netz").fill("neuhausen")
    page.keyboard.press("Enter")
    key = page.locator("[data-field=key]")
    expect(key).to_contain_text("AGE-")
    return key.inner_text()


def test_from_an_empty_server_to_the_first_ticket(page: Page, empty_server: Empty) -> None:
    hall = empty_server("server")
    set_up(page, hall)
    expect(page.get_by_role("link", name="Zur Verwaltung")).to_be_hidden()
    page.get_by_label("Ich habe den Schlüssel sicher verwahrt.").check()
    page.get_by_role("link", name="Zur Verwaltung").click()
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stadt Neuhausen")).to_be_visible()
    offices = Api(hall.port).get("/api/offices")["offices"]
    assert [office["name"] for office in offices] == ["Bürgeramt"]
    service = next(one for one in offices[0]["services"] if "video" in one["channels"])
    ticket = Api(hall.port).post("/api/tickets", {"service_id": service["id"], "channel": "video"})
    assert ticket["ticket"]["number"] == "A001"
    assert not (hall.data / "setup-code").exists()
    page.goto(f"http://127.0.0.1:{hall.port}/setup/")
    expect(page).to_have_url(f"http://127.0.0.1:{hall.port}/admin/")


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_step_has_a_barrier_that_a_machine_can_find(page: Page, empty_server: Empty, language: str) -> None:
    page.goto(f"http://127.0.0.1:{empty_server('server').port}/setup/?lang={language}")
    steps = page.locator("[data-step]")
    for number in range(steps.count()):
        steps.evaluate_all("(all, shown) => all.forEach((one, n) => { one.hidden = n !== shown; })", number)
        assert violations(page) == []


def test_wrong_codes_make_a_new_one(page: Page, empty_server: Empty) -> None:
    hall = empty_server("server")
    first = (hall.data / "setup-code").read_text()
    page.goto(f"http://127.0.0.1:{hall.port}/setup/")
    for _ in range(6):
        page.get_by_label("Code auf dem Bildschirm").fill("AAAAAAAA")
        with page.expect_response("**/api/setup/code") as answer:
            page.keyboard.press("Enter")
        assert answer.value.status == 401
        expect(page.get_by_role("alert")).to_contain_text("Das ist nicht der Code")
        expect(page.get_by_role("button", name="Weiter")).not_to_have_attribute("aria-busy", "true")
    assert (hall.data / "setup-code").read_text() != first


def test_a_spare_server_becomes_the_lost_one(page: Page, empty_server: Empty, tmp_path: Path) -> None:
    lost = empty_server("lost")
    key = set_up(page, lost)
    admin = Api(lost.port)
    admin.post("/api/session", {"name": "hoffmann", "password": PASSWORD})
    made = admin.post("/api/backup/run")
    assert made["problem"] == "", made
    authority = (lost.data / "ca" / "ca.crt").read_text()
    lost.stop()

    spare = empty_server("spare")
    open_set_up(page, spare)
    page.get_by_role("button", name="Aus einer Sicherung").click()
    page.get_by_label("Sicherungsdatei").set_input_files(lost.data / "backups" / made["name"])
    page.get_by_label("Sicherungsschlüssel").fill("AGE-SECRET-KEY-1QQQ")
    page.get_by_role("button", name="Zurückholen").click()
    expect(page.get_by_role("alert")).to_contain_text("Das ist kein Sicherungsschlüssel")
    page.get_by_label("Sicherungsschlüssel").fill(key)
    page.get_by_role("button", name="Zurückholen").click()
    expect(page.get_by_text("Stadt Neuhausen")).to_be_visible()
    expect(page).to_have_url(f"http://127.0.0.1:{spare.port}/admin/")

    again = Api(spare.port)
    wait_for(lambda: again.post("/api/session", {"name": "hoffmann", "password": PASSWORD}), "the restored office")
    assert (spare.data / "ca" / "ca.crt").read_text() == authority
    assert json.dumps(again.get("/api/admin")).count("Stadt Neuhausen") == 1
