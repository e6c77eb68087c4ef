"""What the device knows at the moment, in one place, and what follows from it for its screen."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from appliance.device.configuration import Configuration
from appliance.device.first_run_problem import Problem
from appliance.device.office_reach import NOT_ASKED, Reach
from appliance.privileged.installation import NOT_BEGUN, Progress, Stage


class View(StrEnum):
    """What the local page shows; OFFICE: the screen belongs to the office's page."""

    INSTALLING = "installing"
    INSTALLED = "installed"
    ROLE = "role"
    ROLE_CHOSEN = "role_chosen"
    ADOPTION = "adoption"
    STARTING = "starting"
    AWAY = "away"
    OFFICE = "office"


@dataclass(frozen=True)
class FoundServer:
    """An office server on the LAN; a hint, as everything that mDNS says."""

    name: str
    url: str


@dataclass(frozen=True)
class Attempt:
    """Somebody's server tried to adopt a device that has an office."""

    address: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    """`role` empty: not chosen yet. `chosen`: the role that was chosen now and is being set up.

    `problem`: why `vorzimmer.toml` did not give it one.

    `adopted` without a configuration: the office has not pushed one yet.
    """

    role: str = "kiosk"
    chosen: str = ""
    problem: Problem | None = None
    adopted: bool = False
    removed: bool = False
    configuration: Configuration | None = None
    addresses: tuple[str, ...] = ()
    servers: tuple[FoundServer, ...] = ()
    usb_files: tuple[str, ...] = ()
    reach: Reach = NOT_ASKED
    elsewhere: Attempt | None = None
    installation: Progress = NOT_BEGUN

    @property
    def state(self) -> str:
        """As the announcement hints at it."""
        if self.adopted:
            return "adopted"
        return "revoked" if self.removed else "new"

    @property
    def view(self) -> View:
        if self.installation.takes_the_machine:
            return View.INSTALLED if self.installation.stage is Stage.DONE else View.INSTALLING
        if self.chosen:
            return View.ROLE_CHOSEN
        if not self.role:
            return View.ROLE
        if not self.adopted:
            return View.ADOPTION
        if self.configuration is None:
            return View.STARTING
        if self.reach.is_away:
            return View.AWAY
        return View.OFFICE if self.reach.origin else View.STARTING


class Situation:
    """The facts, and a number that grows with every change: whoever follows waits for the next one."""

    def __init__(self, facts: Facts) -> None:
        self._changed = threading.Condition()
        self._facts, self._revision = facts, 1

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def revision(self) -> int:
        return self._revision

    def note(self, **changes: Any) -> None:
        """Fields of Facts. Nothing happens where they say what is known already."""
        with self._changed:
            facts = replace(self._facts, **changes)
            if facts != self._facts:
                self._facts = facts
                self._advance()

    def touch(self) -> None:
        """Something that is not among the facts changed: the code on the screen."""
        with self._changed:
            self._advance()

    def wait_after(self, revision: int, seconds: float) -> None:
        """Returns when there is a revision other than this one, or after these seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._revision != revision, seconds)

    def _advance(self) -> None:
        self._revision += 1
        self._changed.notify_all()
