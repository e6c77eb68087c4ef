"""The newcomer's way in pictures: a server without an office, its set-up, two kiosks, and what the fleet page says.

Server and kiosks are real: `vorzimmer serve` with the care of devices switched on, and devices as `vorzimmer device
--no-privileged` starts them, which find each other by mDNS on this machine's network. The compositor's place is taken
by a session that says what a kiosk's screen would say, and root's helper of the first screen names disks that are none.
"""

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.adapters.clock import SystemClock
from appliance.device import main as device_command
from appliance.device.device import Device, World
from appliance.environment import CHECKOUT
from appliance.privileged.client import Privileged
from provisioning.addresses import own_addresses
from tests.device.internal_disk import Copy
from tests.device.people import RootHelper, Session
from tests.town_hall import TownHall, free_ports, wait_for

UPRIGHT, LYING = (1080, 1920), (1920, 1080)
DESK, LONG_DESK = (1280, 1040), {"width": 1280, "height": 1320}
PASSWORD = "ein langes Passwort"
CONFIGURATION = """\
[fleet]
enabled = true
pull_seconds = 1
interfaces = ["{address}"]
url = "http://127.0.0.1:{port}"
"""

Take = Callable[[Any, str], None]
OpenPage = Callable[..., Any]


@dataclass
class Kiosk:
    """A device that nobody has adopted yet."""

    device: Device

    @property
    def origin(self) -> str:
        return self.device.page.origin

    @property
    def code(self) -> str:
        return self.device.codes.state().code

    def shows_the_office(self) -> str:
        """The address of the office's page, once it was adopted and has reached its server."""
        device = self.device
        shown = wait_for(lambda: device.situation.facts.reach.origin, "the kiosk to reach its server")
        assert device.situation.facts.configuration is not None
        return device.situation.facts.configuration.page(shown)


@dataclass
class Newcomer:
    """`open_page(width, height, address)` opens a browser; `take(page, name)` keeps a picture."""

    scratch: Path
    open_page: OpenPage
    take: Take
    stack: ExitStack

    def goes_the_whole_way(self) -> None:
        network_address = own_address()
        self.sees_the_first_screen(network_address)
        hall = self.switches_on_the_server(network_address)
        admin = self.open_page(*DESK, f"http://127.0.0.1:{hall.port}/")
        self.sets_up(admin, hall)
        foyer, stairs = (self.switches_on(f"vorzimmer-{number}", network_address) for number in (4711, 4712))
        for kiosk in (foyer, stairs):
            self.stack.callback(kiosk.device.stop)
        screen = self.sees_the_code(foyer)
        self.adopts(admin, hall, foyer, stairs)
        self.looks_after(admin, foyer, screen)
        self.looks_at_the_overview(admin)

    def switches_on_the_server(self, network_address: str) -> TownHall:
        port, data, configuration = free_ports(), self.scratch / "server", self.scratch / "office.toml"
        configuration.write_text(CONFIGURATION.format(address=network_address, port=port))
        arguments = ["serve", "--config", str(configuration), "--data", str(data), "--port", str(port)]
        with (self.scratch / "server.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "appliance", *arguments], cwd=CHECKOUT, stderr=log, text=True
            )
        hall = TownHall(data, port, {}, {}, process)
        self.stack.callback(hall.stop)
        hall.wait_until_ready()
        return hall

    def switches_on(
        self, name: str, network_address: str, role: str = "kiosk", helper: Path = device_command.NOWHERE
    ) -> Kiosk:
        settings = device_command.settings(self.scratch / name, 0, 0, on_appliance=False)
        settings = replace(settings, name=name, interfaces=[network_address], role=role)
        device = Device(settings, World(SystemClock(), Privileged(helper)))
        device.start()
        threading.Thread(target=device.run, daemon=True).start()
        return Kiosk(device)

    def sees_the_first_screen(self, network_address: str) -> None:
        """A machine that runs from a stick and has no role: what it asks, and where it can be installed."""
        socket = self.scratch / "privileged.sock"
        helper = RootHelper(socket)
        self.stack.callback(helper.close)
        Copy(helper)
        machine = self.switches_on("vorzimmer", network_address, role="", helper=socket)
        screen = self.open_page(*LYING, machine.origin)
        to_install = screen.get_by_role("button", name="Auf die interne Platte installieren")
        to_install.wait_for()
        self.take(screen, "local-role")
        to_install.click()
        screen.get_by_role("button", name="ACME 970 EVO").wait_for()
        self.take(screen, "local-install")
        machine.device.stop()

    def sets_up(self, page: Any, hall: TownHall) -> None:
        page.get_by_label("Code auf dem Bildschirm").fill((hall.data / "setup-code").read_text())
        self.take(page, "setup-code")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Neu einrichten").click()
        page.get_by_label("Name der Stadt").fill("Stadt Neuhausen")
        page.get_by_label("Ihr Name").fill("Petra Hoffmann")
        page.get_by_label("Benutzername").fill("hoffmann")
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_label("Passwort noch einmal").fill(PASSWORD)
        self.take(page, "setup-town")
        page.keyboard.press("Enter")
        page.get_by_label("Wo es ist").fill("Rathaus, Erdgeschoss")
        page.keyboard.press("Enter")
        page.get_by_label("Name im Netz").fill("neuhausen")
        page.keyboard.press("Enter")
        page.locator("[data-field=key]", has_text="AGE-").wait_for()
        page.get_by_label("Ich habe den Schlüssel sicher verwahrt.").check()
        self.take(page, "setup-key")
        page.get_by_role("link", name="Zur Verwaltung").click()

    def sees_the_code(self, kiosk: Kiosk) -> Any:
        """The upright screen of the kiosk."""
        wait_for(lambda: kiosk.device.situation.facts.servers, "the kiosk to find the server")
        for name, size in (("local-adoption-lying", LYING), ("local-adoption-upright", UPRIGHT)):
            screen = self.open_page(*size, kiosk.origin)
            screen.locator("[data-servers] li").first.wait_for()
            screen.locator("[data-qr]").evaluate("(image) => image.decode()")
            self.take(screen, name)
        return screen

    def adopts(self, page: Any, hall: TownHall, kiosk: Kiosk, other: Kiosk) -> None:
        page.get_by_label("Benutzername").fill("hoffmann")
        page.get_by_label("Passwort").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Geräte", exact=True).click()
        for device in (kiosk.device, other.device):
            page.locator(f".found[data-id='{device.identity.id}']").wait_for()
        page.locator(f".found[data-id='{kiosk.device.identity.id}']").get_by_role("button").click()
        page.get_by_role("textbox", name="Sechs Ziffern").fill(f"{kiosk.code[:3]} {kiosk.code[3:]}")
        page.get_by_role("textbox", name="Name", exact=True).fill("Kiosk Foyer")
        page.get_by_role("textbox", name="Ort").fill("Foyer, links der Treppe")
        self.take(page, "devices-adopt")
        page.keyboard.press("Enter")
        page.get_by_text("Kiosk Foyer ist aufgenommen").wait_for()

    def looks_after(self, page: Any, kiosk: Kiosk, screen: Any) -> None:
        """The fleet page with what the kiosk says of itself, and the kiosk's service page."""
        session = Session(kiosk.device.settings.session_socket)
        self.stack.callback(session.close)
        session.say(heartbeat=0.0, page="office", in_consultation=False)
        screen.goto(kiosk.shows_the_office())
        screen.locator(".attract__start:visible").wait_for()
        session.picture = screen.screenshot()
        row = page.locator(".fleet-device", has=page.get_by_role("heading", name="Kiosk Foyer"))
        row.get_by_text("Bereit").wait_for()
        row.get_by_role("button", name="Details").click()
        row.get_by_role("button", name="Bildschirm zeigen").click()
        row.get_by_role("img", name="Bildschirm von").wait_for()
        page.set_viewport_size(LONG_DESK)
        page.evaluate("scrollTo(0, 0)")
        self.take(page, "devices")
        row.get_by_role("button", name="Code für die Serviceseite").click()
        said = row.locator("[data-part=said]", has_text="Code ").inner_text()
        self.opens_the_service_page(screen, kiosk, "".join(filter(str.isdigit, said.partition(",")[0])))

    def opens_the_service_page(self, screen: Any, kiosk: Kiosk, code: str) -> None:
        wait_for(lambda: kiosk.device._admin_code_hashes(), "the code to reach the kiosk")
        screen.goto(f"{kiosk.origin}/#service")
        screen.locator("[data-view=service_code]").wait_for()
        screen.keyboard.type(code)
        screen.locator("[data-view=service]").wait_for()
        self.take(screen, "local-service")

    def looks_at_the_overview(self, page: Any) -> None:
        page.get_by_role("link", name="Überblick").click()
        page.locator("[data-part=certificate]").wait_for()
        page.get_by_role("button", name="Jetzt sichern").click()
        page.locator("[data-field=backup_state]", has_text="Letzte Sicherung").wait_for()
        self.take(page, "admin-appliance")


def own_address() -> str:
    """Where server and kiosks meet; never loopback, which a device does not tell anybody."""
    found = own_addresses()
    if not found:
        sys.exit("The pictures of the set-up need a network: a kiosk without one only says that it has none.")
    return found[0]
