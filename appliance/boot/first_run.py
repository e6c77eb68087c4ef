"""`vorzimmer first-run`: runs while the machine has no role, until it has one.

`vorzimmer.toml` on the boot partition or on a stick decides, also one that is plugged in later. Meanwhile somebody is
asked: on the kiosk's screen where there is graphics (the local page; touch, mouse and keyboard do), otherwise by text.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.boot import screen
from appliance.boot.boots import BOOT_PARTITIONS
from appliance.boot.provisioning_file import FILE_NAME, BadFile, Wishes, read
from appliance.boot.screen import Screen
from appliance.boot.told import Told, told
from appliance.boot.unattended import CannotInstall, Unattended
from appliance.privileged.client import Privileged, PrivilegedError
from appliance.privileged.machine import Machine
from provisioning.files import EVERYONE_READS, write_atomically

LOOK_AGAIN_SECONDS = 3.0
PROBLEM_FILE = "first-run.json"

QUESTION = """\
VORZIMMER

Was soll dieses Gerät sein?              What is this machine going to be?

   1   Server des Bürgerbüros            office server
   2   Kiosk, Terminal oder Anzeige      kiosk, terminal or board

Taste 1 oder 2. Oder ein USB-Stick mit der Datei vorzimmer.toml.
Press 1 or 2. Or plug in a USB stick with the file vorzimmer.toml.
"""
ROLES = {"1": "server", "2": "kiosk"}

BAD_FILE, NOT_INSTALLED = "bad_file", "not_installed"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """`code`: what could not be done; `text`: line and reason, in English, as the file's keys are."""

    code: str = ""
    text: str = ""


NO_PROBLEM = Problem()


@dataclass
class FirstRun:
    """`rest` passes the time until the next look."""

    machine: Machine
    privileged: Privileged
    screen: Screen | None
    rest: Callable[[float], None] = time.sleep
    _told: Problem = NO_PROBLEM
    _asked: bool = False
    _installation_ended: bool = False

    def __call__(self) -> Told:
        """Returns what the machine is told once it has a role."""
        while not (known := told(self.machine.root)).role:
            try:
                self.look()
            except PrivilegedError as error:
                log.error("%s; looking again", error)
                self.rest(LOOK_AGAIN_SECONDS)
        if known.role == "kiosk":
            self.machine.run(["systemctl", "--no-block", "try-restart", "vorzimmer-device.service"])
        return known

    def look(self) -> None:
        """One look for a file, and one chance to press a key."""
        text = self.file()
        if text is None and self._told.code == BAD_FILE:
            self.forget_problem()
        wishes = self.understood(text) if text is not None else None
        if wishes is not None:
            return self.follow(wishes)
        if has_graphics(self.machine.root.base):
            self.ask_on_screen()
            self.rest(LOOK_AGAIN_SECONDS)
        else:
            self.ask_by_text()

    def file(self) -> str | None:
        """The boot partition's file before one of a stick."""
        for directory in BOOT_PARTITIONS:
            path = self.machine.root.base / directory / FILE_NAME
            if path.is_file():
                return path.read_text(errors="replace")
        if FILE_NAME not in self.privileged.call("usb_files"):
            return None
        return str(self.privileged.call("read_usb_file", name=FILE_NAME)["data"])

    def understood(self, text: str) -> Wishes | None:
        try:
            return read(text, self.machine)
        except BadFile as error:
            self.tell_problem(Problem(BAD_FILE, f"{FILE_NAME}: {error}"))
            return None

    def follow(self, wishes: Wishes) -> None:
        """The role comes last: until then everything is done again after a power cut."""
        if self._told.code == BAD_FILE:
            self.forget_problem()
        if wishes.install_to and self.installs(wishes.install_to):
            return self.rest(LOOK_AGAIN_SECONDS)
        known = told(self.machine.root)
        call = self.privileged.call
        call("set_host", name=wishes.name or known.name, time_zone=wishes.time_zone or known.time_zone)
        if wishes.network:
            call("set_network", **wishes.network)
        if wishes.server:
            call("set_office_server", address=wishes.server)
        call("set_role", role=wishes.role)

    def installs(self, disk: str) -> bool:
        """True: to this disk, now or until the machine is off; once only, whatever comes of it."""
        if self._installation_ended:
            return True
        try:
            self._installation_ended = Unattended(self.privileged, self.show).install(disk)
        except CannotInstall as reason:
            self._installation_ended = True
            self.tell_problem(Problem(NOT_INSTALLED, f"{FILE_NAME}: install_to: {reason}"))
        return self._installation_ended

    def show(self, text: str) -> None:
        if self.screen is not None:
            self.screen.show(text)

    def ask_on_screen(self) -> None:
        if not self._asked:
            self._asked = True
            self.machine.run(["systemctl", "--no-block", "start", "vorzimmer-kiosk.target"])

    def ask_by_text(self) -> None:
        if self.screen is None:
            return self.rest(LOOK_AGAIN_SECONDS)
        self.screen.show(f"{QUESTION}\n{self._told.text}")
        role = ROLES.get(self.screen.key(LOOK_AGAIN_SECONDS))
        if role is not None:
            self.privileged.call("set_role", role=role)

    def tell_problem(self, problem: Problem) -> None:
        """For the log, the text screen, and the local page (`/run/vorzimmer/first-run.json`)."""
        if problem != self._told:
            self._told = problem
            log.error("%s", problem.text)
            self.show(problem.text)
            told = {"code": problem.code, "problem": problem.text}
            write_atomically(self.machine.root.run / PROBLEM_FILE, json.dumps(told), EVERYONE_READS)

    def forget_problem(self) -> None:
        """The file was corrected, or its stick was taken out."""
        self._told = NO_PROBLEM
        (self.machine.root.run / PROBLEM_FILE).unlink(missing_ok=True)


def has_graphics(base: Path = Path("/")) -> bool:
    return any((base / "dev/dri").glob("card*"))


def run() -> int:
    with screen.opened() as terminal:
        FirstRun(Machine(), Privileged(), terminal)()
    return 0
