"""What this process looks after by itself, again and again: network, sticks, office, and a machine that is stuck."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from appliance.device import configuration as stored
from appliance.device import first_run_problem
from appliance.device.adoption_file import listed
from appliance.device.office_reach import NOT_ASKED, probed
from appliance.device.recoveries import Recoveries
from appliance.device.session_link import SessionLink
from appliance.device.situation import Situation
from appliance.ports import Clock
from appliance.privileged.client import Privileged, PrivilegedError

log = logging.getLogger(__name__)

PROBE_EVERY_SECONDS = 5.0
USB_EVERY_SECONDS = 3.0


@dataclass
class Rounds:
    """`directory`: where configuration and identity lie. `answers`: does the office's server, at this origin?"""

    directory: Path
    situation: Situation
    session: SessionLink
    recoveries: Recoveries
    privileged: Privileged
    clock: Clock
    answers: Callable[[str], bool]
    addresses: Callable[[], tuple[str, ...]]
    monotonic: Callable[[], float] = time.monotonic
    first_run: Path = first_run_problem.FILE
    can_have_a_screen: Callable[[], bool] = lambda: True
    _due: dict[str, float] = field(default_factory=dict, init=False)
    _silent_since: float = field(init=False)

    def __post_init__(self) -> None:
        self._silent_since = self.monotonic()

    def go(self) -> None:
        self.situation.note(addresses=self.addresses())
        self._look_for_problem()
        self._look_for_files()
        self._look_for_office()
        self._reboot_if_nothing_else_helps()

    def _look_for_problem(self) -> None:
        """Of this machine's first run, which is over as soon as there is a role."""
        self.situation.note(problem=None if self.situation.facts.role else first_run_problem.read(self.first_run))

    def _look_for_files(self) -> None:
        facts = self.situation.facts
        if facts.adopted or facts.installation.takes_the_machine:
            self.situation.note(usb_files=())
        elif self._is_due("files", USB_EVERY_SECONDS):
            self.situation.note(usb_files=listed(self.privileged))

    def _look_for_office(self) -> None:
        facts = self.situation.facts
        office = facts.configuration
        if office is None or not facts.adopted:
            self.situation.note(reach=NOT_ASKED)
        elif self._is_due(f"probe {office.revision}", PROBE_EVERY_SECONDS):
            reach = probed(facts.reach, office, self.answers, self.clock.now())
            if reach.answers:
                stored.tell_agent(self.directory, office, reach.origin)
            self.situation.note(reach=reach)

    def _reboot_if_nothing_else_helps(self) -> None:
        """Only for the sake of the screen: where none can be, no reboot brings one. Silence counts from the moment when
        there could be one."""
        uptime, heard = self.monotonic(), self.session.heard
        if not self.can_have_a_screen():
            self._silent_since = uptime
            return
        if heard is not None:
            self._silent_since = max(self._silent_since, heard.at)
        reason = self.recoveries.reason_to_reboot(uptime, self._silent_since)
        if reason is None:
            return
        self._silent_since = uptime
        try:
            self.privileged.call("reboot", reason=reason)
            self.recoveries.count("reboot", uptime)
            log.error("rebooting: %s", reason)
        except PrivilegedError as refusal:
            log.error("%s; the reboot was refused: %s", reason, refusal)

    def _is_due(self, what: str, every: float) -> bool:
        """A configuration's first probe is due at once: the name of what is due has its revision."""
        now = self.monotonic()
        if now < self._due.get(what, float("-inf")):
            return False
        self._due[what] = now + every
        return True
