"""A number on paper: taken at the kiosk, printed by its agent into a file, read as a printer would print it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from appliance.agent import identity
from appliance.environment import CHECKOUT
from tests.agent.paper_reader import Printed, Reader
from tests.journeys.test_kiosk import screen, take_ticket
from tests.town_hall import Api, TownHall, wait_for

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]


class Printer:
    """The kiosk's own, at its agent; what it printed is read from the file."""

    def __init__(self, hall: TownHall, file: Path) -> None:
        self._file, self._kiosk = file, hall.device("kiosk")
        self.is_in_state("ready", tell=False)

    def is_in_state(self, state: str, tell: bool = True) -> None:
        """And the office has heard of it."""
        if tell:
            self._file.with_name(f"{self._file.name}.state").write_text(state)
        wait_for(lambda: (self._kiosk.get("/api/device")["printer"] or {}).get("state") == state, f"a printer {state}")

    @property
    def tickets(self) -> Printed:
        return Reader().read(self._file.read_bytes()) if self._file.exists() else Printed()


@pytest.fixture
def printer(town_hall: TownHall, tmp_path: Path) -> Iterator[Printer]:
    kiosk = town_hall.device("kiosk").get("/api/device")["id"]
    town_hall.clerk("hoffmann").ask("PUT", f"/api/devices/{kiosk}/printer", {"kind": "usb"}, {})
    server, home = f"http://127.0.0.1:{town_hall.port}", tmp_path / "agent"
    identity.save(home, identity.Identity(server, town_hall.token("kiosk"), kiosk))
    command = [sys.executable, "-m", "appliance", "kiosk", "--server", server, "--data", str(home)]
    environment = {**os.environ, "VORZIMMER_PRINT_FILE": str(tmp_path / "paper")}
    with (tmp_path / "agent.log").open("w") as log:
        agent = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
    try:
        yield Printer(town_hall, tmp_path / "paper")
    finally:
        agent.terminate()
        agent.wait(20)


def test_the_number_is_printed_once_and_once_more_when_somebody_wants_it(
    open_face: OpenFace, town_hall: TownHall, printer: Printer
) -> None:
    kiosk = open_face("kiosk")
    number = take_ticket(kiosk)
    ticket = screen(kiosk, "ticket")
    expect(ticket.get_by_text("Nehmen Sie bitte Ihren Zettel mit")).to_be_visible()
    printed = printer.tickets
    assert [row for row in printed.rows if row[0] > 1] == [(4, number)]
    assert "Bürgeramt Ihre Nummer" in printed.text and "Wohnsitz anmelden" in printed.text
    assert printed.cuts == 1
    page, _, token = printed.codes[0].partition("#")
    assert page == f"http://127.0.0.1:{town_hall.port}/ticket"
    assert Api(town_hall.port, token).get("/api/ticket")["number"] == number

    ticket.get_by_role("button", name="Noch einmal drucken").click()
    wait_for(lambda: printer.tickets.cuts == 2, "the second slip")
    assert printer.tickets.codes == [printed.codes[0]] * 2


def test_without_paper_the_phone_takes_it_along_and_refilling_prints_nothing(
    open_face: OpenFace, printer: Printer
) -> None:
    printer.is_in_state("paper_out")
    kiosk = open_face("kiosk")
    take_ticket(kiosk)
    ticket = screen(kiosk, "ticket")
    expect(ticket.get_by_text("Kein Papier: Nehmen Sie die Nummer mit dem Handy mit")).to_be_visible()
    expect(ticket.locator("[data-qr]")).to_be_visible()
    printer.is_in_state("ready")
    assert printer.tickets.cuts == 0
