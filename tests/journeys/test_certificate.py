"""A certificate that comes by itself, in the administration: a first try that fails and says why, then the real one."""

import dataclasses
import os
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from appliance.adapters import passwords
from appliance.backup.nightly import Nightly
from appliance.certificates.automatic import Automatic
from appliance.config import Config
from appliance.privileged.client import Privileged
from appliance.store import staff
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from tests.certificates.acme_directory import ELSEWHERE, NAME, AcmeDirectory, at_port_80
from tests.certificates.conftest import apply, directory, host_names, root_asks, serve, shown, system
from tests.fakes import SettableClock
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.test_accessibility import violations
from tests.privileged.system import System
from tests.town import Musterstadt

__all__ = ["apply", "directory", "host_names", "root_asks", "serve", "shown", "system"]

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
PICTURES = os.environ.get("VORZIMMER_PICTURES")
"""A directory: every step is kept there as a picture, for looking at after a change."""


@pytest.fixture
def clock() -> SettableClock:
    """The directory's certificates begin now."""
    return SettableClock(datetime.now(UTC) + timedelta(seconds=1))


@pytest.fixture
def web(
    directory: AcmeDirectory, store: Store, clock: SettableClock, town: Musterstadt, tmp_path: Path,
    root_asks: Privileged, shown: Path, system: System,
) -> Iterator[APIFlask]:  # fmt: skip
    """The administration of Musterstadt on an appliance; a new public address restarts it."""
    for clerk_id in town.ask(staff.clerks):
        store.write(staff.set_password_hash, clerk_id, passwords.hashed(PASSWORD))
    automatic = Automatic(tmp_path, clock, root_asks, shown=shown, patience=timedelta(seconds=4))
    parts = Parts(certificate=automatic, nightly=Nightly(store, clock, tmp_path, "0.1.0", root_asks))
    config = Config(data=tmp_path)
    app = create_app(config, store, clock, parts)
    applied = system.programs.answers["systemctl"]

    def systemctl(command: Sequence[str]) -> str:
        if command[-1] == "vorzimmer-web.service":
            changed = dataclasses.replace(config, public_url=f"https://{NAME}")
            app.extensions["vorzimmer"] = dataclasses.replace(app.extensions["vorzimmer"], config=changed)
        return applied(command)

    system.programs.answers["systemctl"] = systemctl
    automatic.start()
    with at_port_80(app):
        yield app
    automatic.stop()


@pytest.fixture
def page(chromium: Browser, web: APIFlask) -> Iterator[Page]:
    """The overview, with an administrator signed in."""
    server = make_server("127.0.0.1", 0, web, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE")
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/admin/")
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=certificate]")).to_be_visible()
    yield page
    context.close()
    server.shutdown()
    server.server_close()
    assert errors == []


def expect_good(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"certificate-{name}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_no_address_over_a_closed_port_to_a_certificate(
    page: Page, directory: AcmeDirectory, tmp_path: Path
) -> None:
    panel = page.locator("[data-part=certificate]")
    state, progress = panel.locator("[data-field=certificate_state]"), panel.locator("[data-part=certificate-progress]")
    expect(state).to_have_text("Es gibt keine öffentliche Adresse.")
    fill_in(page, directory, ELSEWHERE, tmp_path)

    # Its terms, before anything is ordered: a real directory names some, the test's does not.
    terms = "https://acme.example/terms"
    page.route("**/api/certificate/terms", lambda route: route.fulfill(json={"terms": terms}))
    panel.get_by_role("button", name="Weiter zu den Nutzungsbedingungen").click()
    expect(panel.get_by_role("link", name="Nutzungsbedingungen")).to_have_attribute("href", terms)
    order = panel.get_by_role("button", name="Zertifikat holen")
    order.click()
    expect(progress).to_be_hidden()  # nobody agreed
    expect_good(page, "terms")
    panel.get_by_label("Ich habe diese Bedingungen gelesen").check()
    order.click()
    expect(progress).to_contain_text(f"An Port 80 von {ELSEWHERE} hat niemand geantwortet.")
    expect(progress).to_contain_text("Nächster Versuch von selbst:")
    expect(panel.get_by_role("button", name="Jetzt noch einmal versuchen")).to_be_visible()
    expect(page.locator("[data-part=todo-list]")).to_contain_text(
        "Das Zertifikat für Bürgerinnen und Bürger konnte nicht geholt werden."
    )
    expect_good(page, "closed-port")

    page.unroute("**/api/certificate/terms")
    fill_in(page, directory, NAME, tmp_path)
    panel.get_by_role("button", name="Weiter zu den Nutzungsbedingungen").click()
    expect(panel).to_contain_text("nennt keine Nutzungsbedingungen")
    order.click()
    expect(state).to_contain_text(f"https://{NAME}, gültig bis")
    expect(panel.locator("[data-field=certificate_next]")).to_contain_text("von selbst erneuert")
    expect(progress).to_be_hidden()
    expect_good(page, "received")


def fill_in(page: Page, directory: AcmeDirectory, name: str, place: Path) -> None:
    """Name, directory, and who vouches for that private directory."""
    authority = place / "authority.pem"
    authority.write_text(directory.ca_pem)
    page.get_by_text("Zertifikat automatisch holen").click()
    page.get_by_label("Öffentlicher Name").fill(name)
    page.get_by_label("Zertifikatsstelle (ACME-Adresse)").fill(directory.address)
    page.get_by_label("E-Mail für die Zertifikatsstelle").fill("it@musterstadt.example")
    page.locator("[name=authority]").set_input_files(authority)
