"""Who plays here: an administrator with a browser, an office server and kiosks as machines of the built image."""

import sqlite3
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from image.container import Container
from tests.image.lan import AtTheScreen, Browser
from tests.town_hall import ApiProblem, wait_for

PATIENCE = 60.0  # seconds; a round through the fleet begins every 15
PASSWORD = "Sommerlinde am Rathausplatz 7"
TOWN = {
    "organisation": "Stadt Musterstadt",
    "admin_name": "Anke Admin",
    "sign_in_name": "admin",
    "password": PASSWORD,
    "department": "Bürgerdienste",
    "office": "Bürgerbüro",
    "services": ["Personalausweis beantragen"],
}
KIOSK = {"name": "Kiosk Foyer", "place": "Foyer", "function": "both"}


@dataclass
class OfficeServer:
    """A machine in the server role, and the browser of the administrator who sets it up."""

    machine: Container
    admin: Browser | None = None

    @property
    def office(self) -> Path:
        return self.machine.data / "lib/vorzimmer/office"

    @property
    def code(self) -> str:
        """What its screen shows."""
        return (self.office / "setup-code").read_text()

    @property
    def authority(self) -> Path:
        return self.office / "ca/ca.crt"

    def browser(self, authority: Path | None = None) -> Browser:
        lan = self.machine.lan
        return Browser(host=self.machine.address, namespace=lan.name, authority=authority or self.authority)

    def answers(self, authority: Path) -> bool:
        """Over HTTPS, with a certificate of that authority for its address."""
        try:
            return "needed" in self.browser(authority).get("/api/setup")
        except (ssl.SSLError, ApiProblem, FileNotFoundError):
            return False

    def wait_until_it_answers(self, authority: Path | None = None, seconds: float = PATIENCE) -> None:
        trusted = authority or self.authority
        wait_for(lambda: self.answers(trusted), f"{self.machine.address} to answer with its certificate", seconds)

    def set_up(self, **changes: Any) -> str:
        """Through the page that everybody sees first; returns the backup key and leaves the admin signed in."""
        before = self.office / "ca-before-set-up/ca.crt"
        self.wait_until_it_answers(before)
        key = self.browser(before).post("/api/setup", {"code": self.code, **TOWN, **changes})["backup_key"]
        self.wait_until_it_answers()
        self.sign_in()
        return str(key)

    def sign_in(self) -> Browser:
        """While nginx changes certificates, a connection may still meet the one before: that is tried again."""
        self.admin = admin = self.browser()
        account = {"name": TOWN["sign_in_name"], "password": PASSWORD}
        wait_for(lambda: admin.post("/api/session", account), "the administrator to sign in", PATIENCE)
        return admin

    def fleet(self) -> dict[str, Any]:
        assert self.admin is not None
        return dict(self.admin.get("/api/fleet"))

    def adopt(self, kiosk: "Kiosk", code: str = "", **wanted: Any) -> int:
        """With the code on its screen, at its address, unless told otherwise. The device's number.

        After a wrong code the device makes a pause, which is waited for.
        """
        where = {} if "id" in wanted or "address" in wanted else {"address": kiosk.machine.address}
        plan = {**KIOSK, "office_id": self.office_id(), "code": code or kiosk.code, **where, **wanted}
        return int(wait_for(lambda: self._adopt(plan), "the pause after a wrong code", PATIENCE)["id"])

    def _adopt(self, plan: dict[str, Any]) -> Any:
        assert self.admin is not None
        try:
            return self.admin.post("/api/fleet/adopt", plan)
        except ApiProblem as refusal:
            if refusal.code == "adoption_wait":
                return None
            raise

    def office_id(self) -> int:
        assert self.admin is not None
        return int(self.admin.get("/api/admin")["offices"][0]["id"])

    def device(self, device_id: int) -> dict[str, Any]:
        return next(one for one in self.fleet()["adopted"] if one["id"] == device_id)

    def wait_for_device(self, device_id: int, condition: Callable[[dict[str, Any]], object], what: str) -> Any:
        """Its row on the fleet page once `condition` holds for it."""
        return wait_for(lambda: [one for one in [self.device(device_id)] if condition(one)], what, PATIENCE)[0]

    def columns(self, table: str) -> set[str]:
        with closing(sqlite3.connect(self.office / "office.sqlite", timeout=10)) as database:
            return {row[1] for row in database.execute(f"PRAGMA table_info({table})")}

    def change_database(self, statement: str, *values: object) -> None:
        """Lets time pass that a test cannot wait for."""
        with closing(sqlite3.connect(self.office / "office.sqlite", timeout=10)) as database, database:
            database.execute(statement, values)


@dataclass
class Kiosk:
    """A machine in the kiosk role, and whoever stands before it."""

    machine: Container

    @property
    def directory(self) -> Path:
        return self.machine.data / "lib/vorzimmer/device"

    @property
    def screen(self) -> AtTheScreen:
        return AtTheScreen(port=8080, namespace=self.machine.name)

    def shows(self) -> dict[str, Any]:
        return dict(self.screen.get("/state"))

    @property
    def code(self) -> str:
        return str(wait_for(lambda: self.shows()["code"]["code"], "a code on the screen", PATIENCE))

    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 10**6:06}"

    def wait_until_it_shows(self, view: str) -> dict[str, Any]:
        def shown() -> dict[str, Any] | None:
            state = self.shows()
            return state if state["view"] == view else None

        return dict(wait_for(shown, f"the screen to show {view}", PATIENCE))

    def is_active(self, unit: str) -> bool:
        return self.machine.run(["systemctl", "is-active", unit]).stdout.strip() == "active"

    def adopted_by(self) -> str:
        """The fingerprint file of the authority that it obeys; empty while there is none."""
        path = self.directory / "ca.crt"
        return path.read_text() if path.exists() else ""
