"""From the stick to the internal disk, by somebody in front of the device: nothing but the page, its keys and words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from appliance.domain.exit_code import hashed
from appliance.privileged.protocol import PrivilegedError
from provisioning.errors import ProvisioningError
from tests.device.internal_disk import ACME, SMALL, STICK, Copy
from tests.device.people import Hall, Office, RootHelper, pushed
from tests.device.test_local_page_in_a_browser import CODE, Open, expect_good, open_page, size, view  # noqa: F401
from tests.device.test_office_reach import let_it_be_away
from tests.journeys.conftest import chromium  # noqa: F401
from tests.town_hall import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

TO_INSTALL = "Auf die interne Platte installieren"
CHOSEN = {"disk": "/dev/nvme0n1", "confirm": "/dev/nvme0n1"}


@pytest.fixture
def copy(helper: RootHelper) -> Copy:
    return Copy(helper)


def press(page: Page, name: str) -> None:
    """By the keyboard alone: the focus has to come there."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible()
    for _ in range(30):
        if button.evaluate("(one) => one === document.activeElement"):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    pytest.fail(f"the focus never came to {name!r}")


def begun(page: Page, copy: Copy) -> None:
    page.get_by_role("button", name=TO_INSTALL).tap()
    view(page, "install")
    page.get_by_role("button", name="ACME 970 EVO").tap()
    page.get_by_role("button", name="Ja, alles löschen und installieren").tap()
    view(page, "installing")
    wait_for(lambda: copy.asked, "the helper to be asked")


def test_by_keyboard_from_the_question_for_a_role_to_the_restart(
    open_hall: Callable[..., Hall],
    open_page: Open,  # noqa: F811
    copy: Copy,
) -> None:
    hall = open_hall(role="")
    page = open_page(hall)
    expect(page.get_by_role("button", name=TO_INSTALL)).to_be_visible()
    expect_good(page, "role-from-a-stick")
    press(page, TO_INSTALL)
    view(page, "install")
    expect(page.locator("[data-disks]")).to_contain_text("ACME 970 EVO, 512 GB")
    expect(page.locator("[data-disks]")).to_contain_text("Darauf ist Windows.")
    expect(page.locator("[data-disks]")).to_contain_text("Platte, 4 GB")
    expect(page.locator("[data-disks]")).to_contain_text("zu klein")
    expect(page.get_by_role("button", name="Platte, 4 GB")).to_have_count(0)
    expect_good(page, "install")
    press(page, "ACME 970 EVO")
    expect(page.get_by_role("dialog")).to_contain_text("Alles auf dieser Platte wird gelöscht")
    expect(page.get_by_role("dialog")).to_contain_text("ACME 970 EVO, 512 GB")
    expect_good(page, "install-confirm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert copy.asked == []
    press(page, "ACME 970 EVO")
    press(page, "Ja, alles löschen und installieren")
    view(page, "installing")
    wait_for(lambda: copy.asked == [CHOSEN], "the helper to be asked")
    copy.is_at(37)
    expect(page.get_by_text("37 %")).to_be_visible()
    expect(page.get_by_role("status").filter(visible=True)).to_contain_text("kopiert")
    page.reload()
    expect(page.get_by_text("37 %")).to_be_visible()
    expect_good(page, "installing")
    copy.is_at(73)
    expect(page.get_by_role("status").filter(visible=True)).to_contain_text("verglichen")
    copy.end()
    view(page, "installed")
    expect_good(page, "installed")
    press(page, "Gerät neu starten")
    wait_for(lambda: hall.helper.was_asked("reboot"), "the restart")


def test_a_waiting_kiosk_offers_it_too_and_says_why_it_failed(hall: Hall, open_page: Open, copy: Copy) -> None:  # noqa: F811
    hall.addresses = ("192.0.2.7", "2001:db8:1:2:3:4:5:6")
    hall.device.rounds.go()
    page = open_page(hall)
    expect(page.get_by_role("button", name=TO_INSTALL)).to_be_visible()
    expect_good(page, "adoption-from-a-stick")
    begun(page, copy)
    hall.helper.answers["list_disks"] = [STICK, SMALL]
    copy.end(PrivilegedError("disk_differs", "root_2 is not on the disk as it was written"))
    view(page, "install")
    expect(page.get_by_role("button", name="ACME 970 EVO")).to_have_count(0)
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Wahrscheinlich ist sie defekt")
    expect_good(page, "install-failed")
    page.get_by_role("button", name="Zurück").tap()
    view(page, "adoption")


def test_with_every_notice_it_still_fits(hall: Hall, musterstadt: Office, open_page: Open, copy: Copy) -> None:  # noqa: F811
    with pytest.raises(ProvisioningError):
        musterstadt.adopt(hall, hall.other_code())
    hall.device.situation.note(removed=True, usb_files=("vorzimmer-adoption.json",))
    page = open_page(hall)
    expect(page.get_by_role("button", name=TO_INSTALL)).to_be_visible()
    expect(page.get_by_role("button", name="vorzimmer-adoption.json")).to_be_visible()
    expect_good(page, "adoption-trouble-from-a-stick")


def test_of_many_disks_each_can_be_reached(open_hall: Callable[..., Hall], open_page: Open, copy: Copy) -> None:  # noqa: F811
    hall = open_hall(role="")
    many = [{**ACME, "path": f"/dev/sd{letter}", "model": f"ACME {letter}"} for letter in "cdefghijklm"]
    hall.helper.answers["list_disks"] = [STICK, *many]
    page = open_page(hall)
    page.get_by_role("button", name=TO_INSTALL).tap()
    page.get_by_role("button", name="ACME m").tap()
    expect(page.get_by_role("dialog")).to_contain_text("ACME m, 512 GB")
    page.get_by_role("button", name="Nein, nichts löschen").tap()
    for name in ("ACME c", "Zurück"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    press(page, "ACME c")
    page.get_by_role("button", name="Nein, nichts löschen").tap()
    assert page.get_by_role("button", name="Zurück").evaluate(
        "(one) => one.getBoundingClientRect().bottom < innerHeight"
    )


@pytest.mark.parametrize("where", ["no stick", "no helper"])
def test_elsewhere_nothing_is_offered(where: str, hall: Hall, open_page: Open, copy: Copy) -> None:  # noqa: F811
    if where == "no helper":
        hall.helper.close()
    else:
        hall.helper.answers["list_disks"] = [one for one in hall.helper.answers["list_disks"] if not one["removable"]]
    page = open_page(hall)
    page.goto("about:blank")  # no answer to the first load is taken for the second one's
    with page.expect_response("**/install/disks") as answer:
        page.goto(hall.origin)
    assert answer.value.json() == {"disks": []}
    view(page, "adoption")
    expect(page.get_by_role("button", name=TO_INSTALL)).to_have_count(0)


def test_of_a_device_with_an_office_an_administrator_decides(
    adopted: Hall,
    musterstadt: Office,
    open_page: Open,  # noqa: F811
    copy: Copy,
) -> None:
    hashes = [hashed(CODE, b"s" * 16)]
    musterstadt.client(adopted).configure(pushed(revision=2, admin_code_hashes=hashes))
    let_it_be_away(adopted)
    page = open_page(adopted)
    view(page, "away")
    expect(page.get_by_role("button", name=TO_INSTALL)).to_have_count(0)
    page.goto(f"{adopted.origin}/#install")
    view(page, "service_code")
    page.get_by_role("button", name="Zurück").tap()
    page.get_by_role("button", name="Service").tap()
    view(page, "service_code")
    page.keyboard.type(CODE)
    view(page, "service")
    expect(page.get_by_role("button", name=TO_INSTALL)).to_be_visible()
    expect_good(page, "service-from-a-stick")
    begun(page, copy)
    page.reload()
    view(page, "installing")
    copy.end(PrivilegedError("failed", "no medium"))
    view(page, "install")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Von ihr startet jetzt nichts")
    expect(page.locator("[data-notice=leaves_office]")).to_be_visible()
    page.get_by_role("button", name="Zurück").tap()
    view(page, "away")
