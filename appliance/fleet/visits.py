"""One visit to one device: how is it, and does it have the right time, certificate and configuration?"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Adopted, Health, instant, renewal_due
from appliance.fleet.configuration import content
from appliance.fleet.links import Links
from appliance.operations import fleet as operations
from appliance.ports import Clock
from appliance.store import fleet
from appliance.store.database import Store
from provisioning.ca import DEVICE_LIFETIME
from provisioning.control import ControlClient
from provisioning.errors import ProvisioningError

CLOCK_MAY_DIFFER = timedelta(seconds=5)
NOTHING_TO_TELL = ("not_adopted", "adopted_elsewhere")
"""A revoked device that says this has nothing of ours any more."""

log = logging.getLogger(__name__)

Addresses = Callable[[Adopted], Iterable[str]]


@dataclass(frozen=True)
class Visits:
    """`addresses`: where else a device may be found, from mDNS or its own requests; TLS proves who is there."""

    store: Store
    clock: Clock
    config: Config
    secret: bytes
    links: Links
    addresses: Addresses = lambda adopted: ()

    def visit(self, adopted: Adopted) -> None:
        """Never raises: what went wrong is noted with the device, and the next round tries again."""
        try:
            self._visit(adopted)
        except OfficeError as refusal:
            log.debug(
                "visit to device %s ended: %s", adopted.device.id, refusal
            )  # revoked meanwhile, or we are stopping
        except Exception:
            log.exception("visit to device %s failed", adopted.device.id)

    def _visit(self, adopted: Adopted) -> None:
        try:
            if adopted.device.revoked:
                self._tell_revoked(adopted)
            else:
                self._care(self._met(adopted))
        except ProvisioningError as error:
            self._note(adopted, error.code)

    def _met(self, adopted: Adopted) -> tuple[Adopted, ControlClient]:
        """The device at the first address where it answers with its key. Raises what is most telling otherwise."""
        known = adopted.identity.address
        candidates = dict.fromkeys((known, *self.addresses(adopted)))
        errors = []
        for address in candidates:
            client = self.links.to(adopted, address=address)
            try:
                client.state()
            except ProvisioningError as error:
                errors.append(error)
                continue
            if address != known:
                self.store.write(fleet.moved, adopted.device.id, address)
                adopted = self.store.read(fleet.by_id, adopted.device.id)
            return adopted, client
        raise next((error for error in errors if error.code != "unreachable"), errors[0])

    def _care(self, met: tuple[Adopted, ControlClient]) -> None:
        adopted, client = met
        at = self.clock.now()
        if renewal_due(adopted, DEVICE_LIFETIME, at):
            self.store.write(fleet.certified, adopted.device.id, client.renew())
        health = self._health(adopted, client)
        moment = instant(_clock_of(health))
        if moment is not None and abs(moment - at) > CLOCK_MAY_DIFFER:
            client.set_time(at)
            health = client.health()  # what is still wrong then is worth telling
        self.store.write(fleet.answered, adopted.device.id, health, at)
        self._configure(self.store.read(fleet.by_id, adopted.device.id), client, _revision_of(health))

    def _health(self, adopted: Adopted, client: ControlClient) -> Health:
        """A restored server may not know of the device's latest certificate, nor when it expires."""
        try:
            return client.health()
        except ProvisioningError as error:
            if error.code != "expired":
                raise
            self.store.write(fleet.certified, adopted.device.id, client.renew())
            return client.health()

    def _configure(self, adopted: Adopted, client: ControlClient, has: int) -> None:
        """`has`: the revision that the device reports. It may be ahead of a server that was restored from a backup."""
        wanted = self.store.read(content, adopted, self.config, self.secret, self.clock.now())
        revision = adopted.configuration_revision
        if wanted.digest != adopted.configuration_digest or has > revision:
            revision = self.store.write(operations.configure, adopted.device.id, wanted.digest, wanted.token, has)
        if has < revision or adopted.acknowledged_revision != revision:
            acknowledged = client.configure(wanted.as_revision(revision))
            self.store.write(fleet.acknowledged, adopted.device.id, acknowledged)

    def _tell_revoked(self, adopted: Adopted) -> None:
        client = self.links.to(adopted)
        try:
            client.revoke()
        except ProvisioningError as error:
            if error.code not in NOTHING_TO_TELL:
                return
        self.store.write(fleet.release, adopted.device.id)

    def _note(self, adopted: Adopted, code: str) -> None:
        if adopted.trouble != code:
            self.store.write(fleet.failed, adopted.device.id, code)


def _clock_of(health: Health) -> object:
    clock = health.get("clock")
    return clock.get("at") if isinstance(clock, dict) else None


def _revision_of(health: Health) -> int:
    revision = health.get("configuration_revision")
    return revision if isinstance(revision, int) else 0
