"""The device page in a real browser, with real control ports behind it: find, adopt, look after, revoke."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from appliance.adapters.clock import SystemClock
from provisioning.discovery import Announced, Announcement
from provisioning.errors import ProvisioningError
from tests.fleet.device import LOOPBACK, FakeDevice
from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import TownHall, open_town_hall, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

OpenFace = Callable[..., Page]
FLEET = {
    "VORZIMMER_FLEET_ENABLED": "1",
    "VORZIMMER_FLEET_INTERFACES": LOOPBACK,
    "VORZIMMER_FLEET_PULL_SECONDS": "1",
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc"
    "330000000049454e44ae426082"
)


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[TownHall]:
    """Musterstadt with the care of devices switched on; mDNS stays on this machine."""
    hall = open_town_hall(tmp_path / "data", environment=FLEET)
    yield hall
    hall.stop()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[FakeDevice]:
    device = FakeDevice(tmp_path / "device", SystemClock())
    device.handlers.screenshot = lambda: PIXEL  # type: ignore[method-assign]
    yield device
    device.switch_off()


@pytest.fixture
def announced(device: FakeDevice) -> Iterator[FakeDevice]:
    """The device, found on the network. From a thread of its own: here runs the loop of the browser."""
    identity = device.identity
    said = Announced(identity.id, "kiosk", "0.1.0", "new", identity.fingerprint, device.port, (LOOPBACK,))
    with ThreadPoolExecutor(1) as elsewhere:
        announcement = elsewhere.submit(Announcement, said, [LOOPBACK]).result()
        yield device
        elsewhere.submit(announcement.close).result()


@pytest.fixture
def page(open_face: OpenFace, town_hall: TownHall) -> Page:
    return open_devices(open_face, town_hall, "devices/")


def open_devices(open_face: OpenFace, town_hall: TownHall, address: str) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}{address}"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Neue Geräte")).to_be_visible()
    return page


def ours(page: Page, name: str) -> Locator:
    return page.locator(".fleet-device", has=page.get_by_role("heading", name=name))


def fill_in(page: Page, code: str, name: str) -> None:
    page.get_by_role("textbox", name="Sechs Ziffern").fill(code)
    page.get_by_role("textbox", name="Name", exact=True).fill(name)


def adopt_by_address(page: Page, device: FakeDevice, name: str) -> Locator:
    page.get_by_role("button", name="Über die Adresse").click()
    page.get_by_role("textbox", name="Adresse des Geräts").fill(device.address)
    fill_in(page, device.code, name)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{name} ist aufgenommen")).to_be_visible()
    return ours(page, name)


def test_a_device_that_is_switched_on_appears_and_is_adopted(page: Page, announced: FakeDevice) -> None:
    found = page.locator(f".found[data-id='{announced.identity.id}']")
    expect(found).to_contain_text("Wartet auf die Aufnahme")
    found.get_by_role("button").click()
    expect(page.get_by_role("textbox", name="Sechs Ziffern")).to_be_focused()
    page.keyboard.type(announced.code)
    page.keyboard.press("Tab")
    page.keyboard.type("Kiosk Foyer")
    page.keyboard.press("Enter")
    expect(ours(page, "Kiosk Foyer")).to_contain_text("Bereit")
    expect(ours(page, "Kiosk Foyer").get_by_role("heading")).to_be_focused()
    expect(found).to_have_count(0)
    assert announced.handlers.configuration["device"]["name"] == "Kiosk Foyer"


def test_a_wrong_code_says_what_to_do_and_keeps_what_was_typed(page: Page, device: FakeDevice) -> None:
    page.get_by_role("button", name="Über die Adresse").click()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bitte geben Sie die Adresse ein")).to_be_visible()
    page.keyboard.type(device.address)
    fill_in(page, device.wrong_code, "Kiosk")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Der Code stimmt nicht")).to_be_visible()
    expect(page.get_by_role("textbox", name="Sechs Ziffern")).to_be_focused()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Kiosk")
    assert not device.is_adopted
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Über die Adresse")).to_be_focused()


def test_the_qr_code_on_the_screen_fills_the_form(
    open_face: OpenFace, town_hall: TownHall, announced: FakeDevice
) -> None:
    code = announced.code
    page = open_devices(open_face, town_hall, f"#adopt={announced.identity.id}:{code}")
    expect(page.get_by_role("textbox", name="Sechs Ziffern")).to_have_value(f"{code[:3]} {code[3:]}")
    assert "adopt" not in page.url, "a code does not stay in the address"


def test_details_picture_log_and_orders(page: Page, device: FakeDevice) -> None:
    row = adopt_by_address(page, device, "Terminal 2")
    expect(row).to_contain_text("Bereit")
    row.get_by_role("button", name="Details").click()
    for told in ("0.1.0", "49 °C", "Doc (Dokumentenkamera)", "übernommen (Nr. 1)", device.address):
        expect(row.locator(".fleet-facts")).to_contain_text(told)
    row.get_by_role("button", name="Bildschirm zeigen").click()
    expect(row.get_by_role("img", name="Bildschirm von Terminal 2")).to_be_visible()
    row.get_by_role("button", name="Systemprotokoll").click()
    expect(row.locator("pre")).to_have_text("line 0\nline 1\nline 2")
    row.get_by_role("button", name="Welches ist es?").click()
    expect(row).to_contain_text("zeigt eine halbe Minute lang seinen Namen")
    row.get_by_role("button", name="Neu starten").click()
    expect(row.get_by_role("button", name="Nein, so lassen")).to_be_focused()
    row.get_by_role("button", name="Ja, neu starten").click()
    expect(row).to_contain_text("Es startet neu")
    assert [name for name, _ in device.handlers.commands] == ["identify", "reboot"]


def test_nobody_is_watched_in_a_consultation(page: Page, device: FakeDevice) -> None:
    def refuse() -> bytes:
        raise ProvisioningError("in_consultation")

    device.handlers.screenshot = refuse  # type: ignore[method-assign]
    row = adopt_by_address(page, device, "Terminal 2")
    row.get_by_role("button", name="Details").click()
    row.get_by_role("button", name="Bildschirm zeigen").click()
    expect(row).to_contain_text("Dabei sieht niemand zu")
    expect(row.get_by_role("img")).to_have_count(0)


def test_a_device_is_renamed_and_learns_it(page: Page, device: FakeDevice) -> None:
    row = adopt_by_address(page, device, "Kiosk")
    row.get_by_role("button", name="Details").click()
    row.get_by_role("button", name="Ändern").click()
    row.get_by_role("textbox", name="Name", exact=True).fill("Kiosk Hof")
    row.get_by_role("button", name="Speichern").click()
    expect(ours(page, "Kiosk Hof")).to_be_visible()
    wait_for(lambda: device.handlers.configuration["device"]["name"] == "Kiosk Hof", "the new name on the device")


def test_a_revoked_device_forgets_us(page: Page, device: FakeDevice) -> None:
    row = adopt_by_address(page, device, "Kiosk")
    row.get_by_role("button", name="Details").click()
    row.get_by_role("button", name="Widerrufen").click()
    row.get_by_role("button", name="Ja, widerrufen").click()
    expect(row).to_have_count(0)
    page.get_by_text("1 widerrufenes Gerät").click()
    expect(page.locator("[data-part=revoked-list]")).to_contain_text("hat seinen Zugang gelöscht")
    assert not device.is_adopted


def test_a_device_in_trouble_is_on_the_overview_too(
    page: Page, device: FakeDevice, open_face: OpenFace, town_hall: TownHall
) -> None:
    device.handlers.facts["disk"] = {"total": 100, "free": 3}
    row = adopt_by_address(page, device, "Kiosk Hof")
    expect(row).to_contain_text("Nur noch 3 % Speicherplatz frei")
    page.get_by_role("link", name="Überblick").click()
    expect(page.locator(".todo-item", has_text="Kiosk Hof")).to_contain_text("rufen Sie Ihre IT")


def test_a_file_for_a_stick_is_saved(page: Page) -> None:
    page.get_by_role("button", name="Mit USB-Stick").click()
    page.keyboard.type("Kiosk Außenstelle")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    content = Path(downloading.value.path()).read_text()
    assert '"function": "ticket"' in content
    assert "BEGIN CERTIFICATE" in content
    expect(page.locator("[data-part=waiting]")).to_contain_text("Kiosk Außenstelle")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_has_no_barrier_that_a_machine_can_find(
    language: str, open_face: OpenFace, town_hall: TownHall, announced: FakeDevice, page: Page, tmp_path: Path
) -> None:
    row = adopt_by_address(page, announced, "Kiosk")
    page.goto(f"{town_hall.addresses['admin']}devices/?lang={language}")
    row.locator("[data-deed=more]").click()
    row.locator("[data-deed=log]").click()
    expect(row.locator("pre")).to_be_visible()
    page.locator("[data-adopt=address]").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-adopt=file]").click()
    row.locator("[data-deed=ask-reset]").click()
    assert violations(page) == []
