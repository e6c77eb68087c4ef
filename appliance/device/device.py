"""The device put together: its parts know the situation, and not each other."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.device import adoption_file, first_run_problem, health, qr, screen
from appliance.device import configuration as stored
from appliance.device.control_port import OfficeOrders
from appliance.device.hardware import Machine
from appliance.device.local_page import LocalPage
from appliance.device.neighbourhood import Neighbourhood
from appliance.device.office_reach import Probe, ask
from appliance.device.page_acts import PageActs
from appliance.device.page_state import leads_to, page_state
from appliance.device.recoveries import FILE_NAME as RECOVERIES
from appliance.device.recoveries import Recoveries
from appliance.device.rounds import Rounds
from appliance.device.service_entry import FILE_NAME as USED_CODES
from appliance.device.service_entry import ServiceEntry
from appliance.device.session_link import SessionLink
from appliance.device.situation import Attempt, Facts, Situation
from appliance.device.updates import Source, Updates
from appliance.ports import Clock
from appliance.privileged.client import Privileged
from appliance.privileged.installation import Installation, Progress
from provisioning.addresses import own_addresses
from provisioning.clock import EARLIEST_PLAUSIBLE, DeviceClock, office_context
from provisioning.codes import Codes
from provisioning.control import ControlServer
from provisioning.discovery import Announced, Interfaces
from provisioning.enrolment import enrol
from provisioning.identity import DeviceIdentity

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
IPV4_IN_IPV6 = "::ffff:"


@dataclass(frozen=True)
class Settings:
    """Where the device keeps its things and listens; tests and developers name their own places and ports (0: any).

    `system`: root's directory, with root's count of recoveries. `users`: who may be the session. `role`: empty where
    nobody has chosen one yet. `first_run`: what `vorzimmer first-run` says of its file.
    """

    data: Path
    system: Path
    session_socket: Path
    users: frozenset[int]
    port: int = 8443
    page_port: int = 8080
    address: str = ""
    interfaces: Interfaces | None = None
    role: str = "kiosk"
    name: str = "Vorzimmer"
    first_run: Path = first_run_problem.FILE
    machine: Machine = field(default_factory=Machine)
    release: health.Release = field(default_factory=health.release)


@dataclass(frozen=True)
class World:
    """What comes from outside of this process."""

    clock: Clock
    privileged: Privileged = field(default_factory=Privileged)
    probe: Probe = ask
    addresses: Callable[[], tuple[str, ...]] = own_addresses
    monotonic: Callable[[], float] = time.monotonic
    synchronised: Callable[[], bool] = health.SYNCHRONISED.exists


class Device:
    """Made in the constructor, listens from `start` to `stop`; `tick` is one second of its life."""

    def __init__(self, settings: Settings, world: World) -> None:
        self.settings, self.world = settings, world
        self.identity = DeviceIdentity.load_or_create(settings.data)
        self.situation = Situation(self._facts_at_start())
        self.codes = Codes(now=world.monotonic, changed=self.situation.touch)
        self.recoveries = Recoveries(settings.data / RECOVERIES, settings.system / RECOVERIES)
        self.session = SessionLink(settings.session_socket, settings.users, self._recovered, world.monotonic)
        self.clock = DeviceClock(_earliest(settings.release), world.clock.now, world.synchronised)
        self.updates = Updates(settings.data / "update", world.privileged, self._release_source)
        self.health = health.HealthReport(
            settings.machine, settings.data, world.clock, self.clock.trusted, self.identity, self.situation,
            self.session, self.recoveries, self.updates.report, settings.release,
        )  # fmt: skip
        self.orders = OfficeOrders(
            settings.data, settings.name, settings.release.version, self.situation, self.session, world.privileged,
            world.clock, self.health, self.updates,
        )  # fmt: skip
        self.control = ControlServer(
            self.identity, self.orders, settings.address, settings.port, codes=self.codes, clock=self.clock,
            on_change=self._identity_changed, on_other_office=self._other_office,
        )  # fmt: skip
        self.service = ServiceEntry(settings.data / USED_CODES, self._admin_code_hashes, world.monotonic)
        acts = PageActs(
            self.situation, self.service, self.orders, world.privileged, self._adopt_by_file, self.health,
            Installation(world.privileged, self._installed),
        )  # fmt: skip
        self.page = LocalPage(settings.page_port, self._page_state, self._qr_code, acts.table(), self.session.described)
        self.neighbourhood = Neighbourhood(self.situation, self._announced, settings.interfaces)
        self.rounds = Rounds(
            settings.data, self.situation, self.session, self.recoveries, world.privileged, world.clock,
            self._office_answers, world.addresses, world.monotonic, settings.first_run,
            settings.machine.can_have_a_screen,
        )  # fmt: skip
        self._stopping = threading.Event()

    def start(self) -> None:
        for part in (self.session, self.page, self.control):
            part.start()

    def run(self) -> None:
        """Until `stop`. A second that goes wrong is logged, and the next one comes."""
        while not self._stopping.is_set():
            revision = self.situation.revision
            try:
                self.tick()
            except Exception:
                log.exception("a second of the device's life went wrong")
            self.situation.wait_after(revision, TICK_SECONDS)

    def end(self) -> None:
        """Lets `run` return. Safe in a signal handler: takes no lock."""
        self._stopping.set()

    def stop(self) -> None:
        self.end()
        self.neighbourhood.close()
        self.control.stop()
        self.page.stop()
        self.session.close()

    def tick(self) -> None:
        self.rounds.go()
        facts, ca = self.situation.facts, self.identity.authority_pem
        self.session.show(
            screen.shown(facts, self.page.origin, ca, self.session.in_consultation, self.world.clock.now())
        )  # fmt: skip
        self.neighbourhood.look()

    # -- what the parts ask for

    def _facts_at_start(self) -> Facts:
        adopted = self.identity.adopted
        return Facts(
            role=self.settings.role,
            adopted=adopted,
            removed=not adopted and stored.was_removed(self.settings.data),
            configuration=stored.load(self.settings.data) if adopted else None,
        )

    def _office_answers(self, origin: str) -> bool:
        return self.world.probe(origin, self.identity.authority_pem, self.clock)

    def _release_source(self) -> Source | None:
        facts, ca = self.situation.facts, self.identity.authority_pem
        if facts.configuration is None or not facts.reach.origin:
            return None
        return Source(facts.reach.origin, facts.configuration.token, office_context(ca, self.clock))

    def _identity_changed(self) -> None:
        adopted = self.identity.adopted
        self.situation.note(adopted=adopted, removed=not adopted and stored.was_removed(self.settings.data))

    def _other_office(self, address: str) -> None:
        attempt = Attempt(address.removeprefix(IPV4_IN_IPV6), self.world.clock.now())
        self.situation.note(elsewhere=attempt)

    def _adopt_by_file(self, name: str) -> None:
        """Errors: PrivilegedError; those of `provisioning.enrolment`."""
        file = adoption_file.read(self.world.privileged, name)
        self.control.adopted_by(
            lambda: enrol(
                file, self.identity, self.clock, lambda pushed: self.orders.adopted(pushed, self.world.clock.now())
            )
        )

    def _installed(self, progress: Progress) -> None:
        self.situation.note(installation=progress)

    def _recovered(self, layer: str) -> None:
        self.recoveries.count(layer, self.world.monotonic())

    def _admin_code_hashes(self) -> tuple[str, ...]:
        office = self.situation.facts.configuration
        return office.admin_code_hashes if office else ()

    def _announced(self) -> Announced:
        state = self.control.state()["state"]
        facts = self.situation.facts
        return Announced(
            id=self.identity.id, role="kiosk", version=self.settings.release.version,
            state="revoked" if facts.removed and state == "new" else str(state),
            fingerprint=self.identity.fingerprint, port=self.control.port, addresses=facts.addresses,
        )  # fmt: skip

    def _page_state(self, after: int, seconds: float) -> Mapping[str, Any]:
        locked = self.codes.state().locked_for_s
        self.situation.wait_after(after, min(seconds, locked) if locked else seconds)
        revision = self.situation.revision
        return page_state(
            self.situation.facts, revision, self.codes.state(), self.identity.id, self.settings.name,
            self.settings.release.version,
        )  # fmt: skip

    def _qr_code(self) -> bytes | None:
        facts, code = self.situation.facts, self.codes.state().code
        if facts.adopted or not code:
            return None
        address = facts.addresses[0] if facts.addresses else ""
        return qr.drawn(qr.adoption_text(self.identity.id, code, leads_to(facts).url, address))


def _earliest(release: health.Release) -> datetime:
    """Nothing that ended before this release was built is valid now, whatever the clock says."""
    try:
        return datetime.fromisoformat(release.built_at)
    except ValueError:
        return EARLIEST_PLAUSIBLE
