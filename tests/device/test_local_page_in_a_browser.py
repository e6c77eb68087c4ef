"""The local page as people see it, in a real browser at both sizes, and without a barrier that axe-core can find."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from appliance.device.situation import FoundServer
from appliance.domain.exit_code import hashed
from provisioning.errors import ProvisioningError
from tests.device.people import DeviceProcess, Hall, Office, pushed
from tests.device.test_office_reach import let_it_be_away
from tests.journeys.conftest import PATIENCE_MS, chromium  # noqa: F401
from tests.journeys.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

UPRIGHT, LYING = {"width": 1080, "height": 1920}, {"width": 1920, "height": 1080}
CODE = "48291357"
PICTURES = os.environ.get("VORZIMMER_PICTURES")
"""A directory: every view is kept there as a picture, for looking at after a change."""

SMALL = """() => [...document.querySelectorAll('main *, footer *, header *')].filter((one) =>
    one.checkVisibility() && [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) &&
    parseFloat(getComputedStyle(one).fontSize) < 28).map((one) => one.outerHTML.slice(0, 80))"""
NARROW = """() => [...document.querySelectorAll('button, a')].filter((one) =>
    one.checkVisibility() && Math.min(one.offsetHeight, one.offsetWidth) < 96
  ).map((one) => one.outerHTML.slice(0, 80))"""
CUT_OFF = """() => [...document.querySelectorAll('main :is(h1, h2, p, dd, li, button, img)')].filter((one) => {
    const {left, right, top, bottom, width} = one.getBoundingClientRect();
    const isOut = left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1;
    return one.checkVisibility() && width && isOut;
  }).map((one) => one.outerHTML.slice(0, 80))"""

SCROLLS = """() => [...document.querySelectorAll('main, main *')].filter((one) => one.checkVisibility() &&
    getComputedStyle(one).overflowY === 'auto' && one.scrollHeight > one.clientHeight + 1
  ).map((one) => one.className)"""

Open = Callable[..., Page]


@pytest.fixture(params=[UPRIGHT, LYING], ids=["upright", "lying"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(request.param)


@pytest.fixture
def open_page(chromium: Any, size: dict[str, int]) -> Iterator[Open]:  # noqa: F811
    """`open_page(hall, "?lang=en")`; fails the test on a script error or a breach of the page's own policy."""
    contexts, errors = [], []

    def open(hall: Hall | DeviceProcess, rest: str = "") -> Page:
        context = chromium.new_context(viewport=size, locale="de-DE", has_touch=True)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Security Policy" in message.text else None)
        page.goto(f"{hall.origin}/{rest}")
        return page

    yield open
    for context in contexts:
        context.close()
    assert errors == []


def expect_good(page: Page, name: str) -> None:
    """Legible, within reach, nothing cut off, no barrier that a machine can find."""
    if PICTURES:
        shape = "upright" if page.viewport_size == UPRIGHT else "lying"
        page.screenshot(path=Path(PICTURES) / f"local-{name}-{shape}.png")
    assert page.evaluate(SMALL) == []
    assert page.evaluate(NARROW) == []
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(SCROLLS) == []
    assert violations(page) == []


def view(page: Page, name: str) -> None:
    expect(page.locator(f"[data-view={name}]")).to_be_visible()
    expect(page.locator("[data-view]:visible")).to_have_count(1)


@pytest.mark.parametrize("language", ["de", "en"])
def test_before_adoption_it_shows_code_and_picture(language: str, hall: Hall, open_page: Open) -> None:
    hall.addresses = ("192.0.2.7", "2001:db8:1:2:3:4:5:6")
    hall.device.rounds.go()
    found = (FoundServer("Server AB12", "https://192.0.2.10"), FoundServer("Server CD34", "https://192.0.2.11:8440"))
    hall.device.situation.note(servers=found)
    page = open_page(hall, f"?lang={language}")
    view(page, "adoption")
    expect(page.locator("[data-slot=code]")).to_have_text(f"{hall.code[:3]} {hall.code[3:]}")
    assert page.locator("[data-qr]").evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
    expect(page.locator("[data-servers] li")).to_have_text(
        ["Server AB12 https://192.0.2.10", "Server CD34 https://192.0.2.11:8440"]
    )
    expect(page.locator("[data-slot=qr_for]")).to_contain_text("Server AB12")
    expect_good(page, f"adoption-{language}")


def test_everything_at_once_still_fits(hall: Hall, musterstadt: Office, open_page: Open) -> None:
    """Removed, no network, a wrong code, and a stick with a file."""
    with pytest.raises(ProvisioningError):
        musterstadt.adopt(hall, hall.other_code())
    hall.device.situation.note(removed=True, usb_files=("vorzimmer-adoption.json",))
    page = open_page(hall)
    for notice in ("removed", "no_network", "wrong"):
        expect(page.locator(f"[data-notice={notice}]")).to_be_visible()
    expect(page.get_by_role("button", name="vorzimmer-adoption.json")).to_be_visible()
    expect_good(page, "adoption-trouble")


def test_a_wrong_code_and_the_lock_are_said_at_once(hall: Hall, musterstadt: Office, open_page: Open) -> None:
    page = open_page(hall)
    view(page, "adoption")
    for _ in range(15):
        with pytest.raises(ProvisioningError):
            musterstadt.adopt(hall, hall.other_code())
        hall.seconds.now += 61
        if hall.code and hall.shows()["code"]["wrong"] == 1:
            expect(page.locator("[data-notice=wrong]")).to_contain_text("einmal ein falscher Code")
    expect(page.locator("[data-notice=locked]")).to_contain_text("neuer Code")
    expect(page.locator("[data-code-block]")).to_be_hidden()
    expect_good(page, "adoption-locked")


def test_a_stick_adopts_by_one_touch_and_says_what_is_wrong(hall: Hall, open_page: Open) -> None:
    hall.helper.answers["usb_files"] = ["vorzimmer-adoption.json"]
    hall.helper.answers["read_usb_file"] = lambda name: {"data": "{}"}
    hall.tick(seconds=6)
    page = open_page(hall)
    page.get_by_role("button", name="Aufnehmen mit vorzimmer-adoption.json").tap()
    expect(page.locator("[data-slot=usb_problem]")).to_have_text(
        "Das ging nicht: diese Datei passt nicht. Nichts wurde geändert."
    )


def test_nobody_chose_a_role_yet(open_hall: Callable[..., Hall], open_page: Open) -> None:
    hall = open_hall(role="")
    page = open_page(hall)
    view(page, "role")
    expect(page.get_by_role("heading", name="Was soll dieses Gerät sein?")).to_be_visible()
    expect_good(page, "role")
    page.get_by_role("button", name="Server").tap()
    view(page, "role_chosen")
    expect(page.locator("[data-chosen=server]")).to_be_visible()
    expect_good(page, "role-chosen")
    assert hall.helper.was_asked("set_role") == [{"role": "server"}]


@pytest.mark.parametrize(
    ("language", "code", "words"),
    [
        ("de", "bad_file", "Berichtigen Sie diese Zeile an einem Computer und stecken Sie den Stick wieder ein"),
        ("en", "bad_file", "Correct this line on a computer and plug the stick in again"),
        ("de", "not_installed", "starten Sie das Gerät neu"),
    ],
)
def test_a_mistake_in_the_first_run_s_file_is_said_with_the_next_step(
    language: str, code: str, words: str, open_hall: Callable[..., Hall], open_page: Open
) -> None:
    hall = open_hall(role="")
    page = open_page(hall, f"?lang={language}")
    view(page, "role")
    expect(page.locator("[data-notice=problem]")).to_be_hidden()
    detail = "vorzimmer.toml: line 4: address = '1.2.3': not an address with its network, such as 192.168.1.20/24"
    (hall.directory / "first-run.json").write_text(json.dumps({"code": code, "problem": detail}))
    hall.device.rounds.go()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text(words)
    expect(page.locator("[data-slot=problem_detail]")).to_have_text(detail)
    expect_good(page, f"role-{code}-{language}")
    (hall.directory / "first-run.json").unlink()
    hall.device.rounds.go()
    expect(page.locator("[data-notice=problem]")).to_be_hidden()


def test_while_the_office_is_away_it_stays_calm_and_comes_back(adopted: Hall, open_page: Open) -> None:
    let_it_be_away(adopted)
    adopted.device.situation.note(addresses=("192.0.2.7",))
    page = open_page(adopted)
    view(page, "away")
    expect(page.locator("[data-slot=away_since]")).to_contain_text("antwortet seit 08:30 Uhr nicht")
    expect(page.locator("[data-slot=organisation]")).to_have_text("Stadt Musterstadt")
    expect_good(page, "away")
    adopted.device.situation.note(addresses=())  # mDNS and Playwright do not go into one thread
    adopted.answering = {"https://buergerbuero.test"}
    adopted.tick(seconds=5)
    view(page, "starting")


def test_away_and_wanted_by_another_town(adopted: Hall, nachbarstadt: Office, open_page: Open) -> None:
    let_it_be_away(adopted)
    with pytest.raises(ProvisioningError):
        nachbarstadt.adopt(adopted, "123456")
    page = open_page(adopted)
    expect(page.locator("[data-slot=elsewhere]")).to_contain_text("Es gehört zu Stadt Musterstadt und bleibt dort")
    expect(page.locator("[data-notice=no_network_away]")).to_be_visible()
    expect_good(page, "away-elsewhere")


def test_with_an_administrators_code_the_service_page_opens(
    adopted: Hall, musterstadt: Office, open_page: Open
) -> None:
    hashes = [hashed(CODE, b"s" * 16)]
    musterstadt.client(adopted).configure(pushed(revision=2, admin_code_hashes=hashes))
    let_it_be_away(adopted)
    page = open_page(adopted)
    page.get_by_role("button", name="Service").tap()
    view(page, "service_code")
    expect_good(page, "service-code")
    for digit in "00000000":
        page.get_by_role("button", name=digit, exact=True).tap()
    expect(page.locator("[data-slot=service_problem]")).to_contain_text("gilt nicht")
    page.keyboard.type(CODE)
    view(page, "service")
    expect(page.locator("[data-slot=service_name]")).to_have_text("Kiosk Foyer")
    expect_good(page, "service")
    page.get_by_role("button", name="Gerät neu starten").tap()
    page.get_by_role("button", name="Auf Werkszustand zurücksetzen").tap()
    expect_good(page, "service-reset")
    page.get_by_role("button", name="Nein, so lassen").tap()
    page.get_by_role("button", name="Auf Werkszustand zurücksetzen").tap()
    page.get_by_role("button", name="Ja, zurücksetzen").tap()
    page.get_by_role("button", name="Zurück zum Bürgerbüro").tap()
    view(page, "away")
    page.goto(f"{adopted.origin}/#service")
    view(page, "service_code")
    asked = [name for name, _ in adopted.helper.asked]
    assert [name for name in asked if name in ("reboot", "factory_reset")] == ["reboot", "factory_reset"]


def test_before_adoption_nobody_is_asked_for_a_service_code(hall: Hall, open_page: Open) -> None:
    page = open_page(hall)
    view(page, "adoption")
    expect(page.locator("[data-service-entry]")).to_be_hidden()


def test_the_page_survives_a_restart_of_the_device(tmp_path: Path, open_page: Open) -> None:
    """As a process of its own, as the command line starts it."""
    started = DeviceProcess(tmp_path / "data")
    page = open_page(started)
    view(page, "adoption")
    code = page.locator("[data-slot=code]").inner_text()
    started.stop()
    expect(page.locator("[data-connection-lost]")).to_be_visible()
    started.start()
    expect(page.locator("[data-connection-lost]")).to_be_hidden()
    expect(page.locator("[data-slot=code]")).not_to_have_text(code)
    started.stop()
