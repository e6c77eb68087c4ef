"""The care of the fleet: one thread that visits every device again and again, and what an administrator may ask for.

The server dials its devices, never the other way round. Everything here works in a checkout as on the appliance.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import appliance
from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Adopted, Plan, conditions
from appliance.fleet.adoption import Adoption
from appliance.fleet.configuration import joined_address, split_address
from appliance.fleet.crew import Crew
from appliance.fleet.links import PATIENCE_SECONDS, PICTURE_SECONDS, Links, refusal
from appliance.fleet.neighbours import Found, Neighbours
from appliance.fleet.visits import Visits
from appliance.operations import devices as device_operations
from appliance.operations import exit_codes
from appliance.operations import fleet as operations
from appliance.ports import Clock
from appliance.store import fleet, offices
from appliance.store.database import Store
from provisioning.ca import Authority, ControlIdentity
from provisioning.control import ControlClient
from provisioning.control.wire import PORT
from provisioning.discovery import Announced
from provisioning.enrolment import AdoptionFile, new_secret
from provisioning.errors import ProvisioningError
from provisioning.keys import device_id_of

AUTHORITY_DIRECTORY = "ca"
STOP_SECONDS = 1.0
"""A visit that waits for a silent device must not hold up a restart: it is left behind, and the store refuses it."""
RELOAD_IDENTITY = timedelta(days=1)
HTTPS_PORT = 443

T = TypeVar("T")

log = logging.getLogger(__name__)

Job = Callable[[datetime], None]


class Fleet:
    """Made once in the process that owns the store. Its methods may be called from any thread.

    `secret`: the server's own key, from which devices' tokens are derived. `jobs` are called once in every round
    (the rollout of updates, for example) and must not take long. Before the office is set up nothing happens here: the
    authority is made then.
    """

    def __init__(self, store: Store, clock: Clock, config: Config, secret: bytes) -> None:
        self._store, self._clock, self._config, self._secret = store, clock, config, secret
        self.jobs: list[Job] = []
        self._loading = threading.Lock()
        self._links: Links | None = None
        self._links_at = clock.now()
        self._neighbours = Neighbours(config.fleet.interfaces)
        self._asked_from: dict[int, str] = {}
        self._shown: dict[int, tuple[str, ...]] = {}
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._crew = Crew()
        self._thread = threading.Thread(target=self._work, name="fleet", daemon=True)

    # The thread

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        self._thread.join(STOP_SECONDS)
        self._crew.dismiss()
        self._neighbours.close()

    def wake(self) -> None:
        """Something is to be told to devices: the next round begins now."""
        self._wake.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.round()
            except Exception:
                log.exception("a round through the fleet failed; the next one comes")
            self._wake.wait(self._config.fleet.pull_seconds)

    def round(self) -> None:
        """Visit everybody once. Returns when all were visited."""
        if self._store.read(offices.organisation) is None:
            return
        links = self.links()
        if self._config.fleet.mdns:
            self._neighbours.ensure(self._announced(links))
        visits = Visits(self._store, self._clock, self._config, self._secret, links, self._other_addresses)
        everybody = [*self._store.read(fleet.adopted), *self._store.read(fleet.not_yet_told)]
        self._crew.do([partial(visits.visit, one) for one in everybody])
        self._tell_changes()
        for job in self.jobs:
            job(self._clock.now())

    def _tell_changes(self) -> None:
        """Pages look again when a device's state in words is another one, also when only time has passed."""
        at = self._clock.now()
        shown = {one.device.id: _words(one, at) for one in self._store.read(fleet.adopted)}
        for device_id, words in shown.items():
            if self._shown.get(device_id) != words:
                self._store.write(operations.changed, device_id, at)
        self._shown = shown

    # Finding and adopting

    def found(self) -> list[Found]:
        """Devices on the network that are none of ours."""
        ours = {one.identity.public_id for one in self._store.read(fleet.adopted)}
        return [one for one in self._neighbours.found() if one.id not in ours]

    def adopt(
        self, address: str, code: str, plan: Plan, *, expected_id: str | None = None, replaces: int | None = None
    ) -> int:
        """`address` is where the device answers; with `expected_id` the key there must be the one that was found."""
        fingerprint = next((one.fingerprint for one in self._neighbours.found() if one.id == expected_id), "")
        device_id = self._adoption().by_code(
            _valid(address), code, plan, expected_fingerprint=fingerprint, replaces=replaces
        )
        self.wake()
        return device_id

    def rejoin(self, address: str, plan: Plan, *, replaces: int | None = None) -> int:
        """Take a device back that says it is ours and is not in the list. Raises adopted_elsewhere, not_adopted."""
        device_id = self._adoption().rejoin(_valid(address), plan, replaces)
        self.wake()
        return device_id

    def address_of(self, public_id: str) -> str:
        """Raises not_found_any_more."""
        found = next((one for one in self._neighbours.found() if one.id == public_id), None)
        if found is None:
            raise OfficeError("not_found_any_more")
        return found.address

    def issue_file(self, plan: Plan, server: str) -> AdoptionFile:
        """What is to be written on the stick. `server`: this server's address, if none is configured for devices."""
        secret = new_secret()
        expires_at = self._store.write(operations.issue_file, secret, plan, self._clock.now())
        return AdoptionFile(
            self.links().authority.certificate_pem, self._config.fleet.url or server, secret, expires_at,
            plan.function.value, plan.place,
        )  # fmt: skip

    def use_file(self, secret: str, csr: str, host: str) -> tuple[str, dict[str, object]]:
        """Certificate (PEM) and first configuration of the device at `host`. Raises unknown_secret."""
        answer = self._adoption().by_file(secret, csr, joined_address(host, PORT))
        self.wake()
        return answer

    def asked(self, device_id: int, host: str) -> None:
        """The device's own requests come from there: where to look for it when it has moved."""
        self._asked_from[device_id] = host

    # What an administrator may ask of one device

    def revoke(self, device_id: int) -> None:
        """Its token ends at once; the device itself hears of it as soon as it answers. Raises terminal_in_use."""
        self._store.read(fleet.by_id, device_id)
        self._store.write(device_operations.revoke, device_id, self._clock.now())
        self.wake()

    def command(self, device_id: int, name: str) -> None:
        """`reboot` or `identify`. Raises terminal_in_use where a citizen would be disturbed."""
        if name != "identify":
            self._store.read(operations.require_idle, device_id, "terminal_in_use")
        self._ask(device_id, lambda device: device.command(name))

    def order(self, device_id: int, name: str, arguments: dict[str, object]) -> None:
        """What the server's own work asks of a device (`updates`). Raises OfficeError, ProvisioningError."""
        self._ask(device_id, lambda device: device.command(name, arguments))

    def reset(self, device_id: int) -> None:
        """The device deletes everything, and is ours no more. Raises terminal_in_use."""
        self.command(device_id, "reset")
        self._store.write(operations.withdraw, device_id, False, self._clock.now())

    def screenshot(self, device_id: int) -> bytes:
        """PNG. Raises in_consultation, by our knowledge or the device's."""
        self._store.read(operations.require_idle, device_id, "in_consultation")
        return self._ask(device_id, lambda device: device.screenshot(), PICTURE_SECONDS)

    def log(self, device_id: int, lines: int) -> list[str]:
        return self._ask(device_id, lambda device: device.log(lines))

    def issue_exit_code(self, device_id: int) -> tuple[str, datetime]:
        """A code and when it expires; the device learns its hash in the next moments."""
        self._store.read(fleet.by_id, device_id)
        code, hashed = exit_codes.new_code()
        expires_at = self._store.write(exit_codes.issue, device_id, hashed, self._clock.now())
        self.wake()
        return code, expires_at

    def _ask(self, device_id: int, question: Callable[[ControlClient], T], seconds: float = PATIENCE_SECONDS) -> T:
        adopted = self._store.read(fleet.by_id, device_id)
        try:
            return question(self.links().to(adopted, seconds=seconds))
        except ProvisioningError as error:
            raise refusal(error) from error

    # What this server is

    def links(self) -> Links:
        """With a control certificate that was renewed in good time; the authority stays. Raises not_set_up."""
        at = self._clock.now()
        with self._loading:
            if self._links is None or abs(at - self._links_at) >= RELOAD_IDENTITY:
                self._links, self._links_at = self._load_links(at), at
            return self._links

    def _load_links(self, at: datetime) -> Links:
        organisation = self._store.read(offices.organisation)
        if organisation is None:
            raise OfficeError("not_set_up")
        directory = self._config.data / AUTHORITY_DIRECTORY
        authority = Authority.load_or_create(directory, organisation.name, at)
        return Links(authority, ControlIdentity.load_or_create(directory, authority, at), self._clock.now)

    def _adoption(self) -> Adoption:
        return Adoption(self._store, self._clock, self._config, self._secret, self.links())

    def _announced(self, links: Links) -> Announced:
        fingerprint = links.authority.fingerprint
        port = HTTPS_PORT if self._config.one_origin else self._config.port
        return Announced(device_id_of(fingerprint), "server", appliance.__version__, "adopted", fingerprint, port)

    def _other_addresses(self, adopted: Adopted) -> Iterable[str]:
        yield from self._neighbours.addresses(adopted.identity.public_id)
        host = self._asked_from.get(adopted.device.id)
        if host:
            yield joined_address(host, split_address(adopted.identity.address)[1])


def _words(adopted: Adopted, at: datetime) -> tuple[str, ...]:
    return tuple(one.code for one in conditions(adopted, at))


def _valid(address: str) -> str:
    try:
        return joined_address(*split_address(address))
    except ValueError:
        raise OfficeError("invalid_input", fields="address") from None
