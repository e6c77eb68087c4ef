"""Adopting a device: by the code on its screen, or by a file that was carried to it.

Only a person adopts: either somebody compared six digits, or somebody carried the stick. What a device found on the
network says of itself decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Adopted, Identity, Plan
from appliance.fleet.configuration import Content, content, joined_address, split_address
from appliance.fleet.links import Links, refusal
from appliance.operations import fleet as operations
from appliance.ports import Clock
from appliance.store import fleet
from appliance.store.database import Store
from provisioning.control import ProvenDevice
from provisioning.errors import ProvisioningError
from provisioning.keys import certificate_from_pem, device_id_of, fingerprint_of, public_key_of, request_from_pem


@dataclass(frozen=True)
class Adoption:
    store: Store
    clock: Clock
    config: Config
    secret: bytes
    links: Links

    def by_code(
        self, address: str, code: str, plan: Plan, *, expected_fingerprint: str = "", replaces: int | None = None
    ) -> int:
        """The device's id. When the last answer is lost, the device stays pending and the next visit decides.

        Raises OfficeError, with a code for each way in which this can fail; nothing is left behind then.
        """
        attempt = _Attempt(self, address, plan, replaces)
        try:
            done = self.links.adopt(address, code, expected_fingerprint, attempt.configuration)
        except ProvisioningError as error:
            if attempt.row is None:
                raise refusal(error) from error
            if error.code != "unconfirmed":
                self.store.write(operations.withdraw, *attempt.row, self.clock.now())
                raise refusal(error) from error
            return attempt.row[0]
        assert attempt.row is not None
        device_id = attempt.row[0]
        revision = done.acknowledged_revision
        self.store.write(operations.confirmed, device_id, done.certificate_expires_at, revision)
        return device_id

    def rejoin(self, address: str, plan: Plan, replaces: int | None = None) -> int:
        """Takes a device back that is ours by its certificate and missing in our list: our backup was older than it.

        No code is asked for: a person compared one when it was adopted. The next visit brings it its configuration.
        """
        try:
            fingerprint = self.links.known_key(address)
        except ProvisioningError as error:
            raise refusal(error) from error
        identity = Identity(device_id_of(fingerprint), fingerprint, joined_address(*split_address(address)))
        return self.store.write(operations.adopt, identity, plan, replaces, self.clock.now())[0]

    def by_file(self, secret: str, csr: str, address: str) -> tuple[str, dict[str, object]]:
        """Certificate and first configuration for the device that hands in this secret.

        Raises unknown_secret, and invalid_input for a bad request, which leaves the file unused.
        """
        at = self.clock.now()
        fingerprint = _fingerprint(csr)
        public_id = device_id_of(fingerprint)
        certificate = self.links.authority.issue_device(csr, public_id, at, fingerprint=fingerprint)
        identity = Identity(public_id, fingerprint, address)
        device_id = self.store.write(_use_file, secret, identity, at)
        expires_at = certificate_from_pem(certificate).not_valid_after_utc
        self.store.write(fleet.certified, device_id, expires_at)
        return certificate, self.first_configuration(device_id)

    def first_configuration(self, device_id: int) -> dict[str, object]:
        known = self.store.read(fleet.by_id, device_id)
        wanted = self._content(known)
        revision = self.store.write(operations.configure, device_id, wanted.digest, wanted.token, 0)
        return wanted.as_revision(revision)

    def _content(self, adopted: Adopted) -> Content:
        return self.store.read(content, adopted, self.config, self.secret, self.clock.now())


@dataclass
class _Attempt:
    """One adoption by code. `row` is the device's id and whether it is new, once the device has proved the code."""

    adoption: Adoption
    address: str
    plan: Plan
    replaces: int | None
    row: tuple[int, bool] | None = None

    def configuration(self, proven: ProvenDevice) -> Mapping[str, object]:
        identity = Identity(proven.id, proven.fingerprint, joined_address(*split_address(self.address)))
        at = self.adoption.clock.now()
        self.row = self.adoption.store.write(operations.adopt, identity, self.plan, self.replaces, at)
        return self.adoption.first_configuration(self.row[0])


def _use_file(secret: str, identity: Identity, at: datetime) -> int:
    """One transaction: the file is used up exactly when the device is in the list."""
    plan = operations.use_file(secret, at)
    return operations.adopt(identity, plan, None, at)[0]


def _fingerprint(csr: str) -> str:
    try:
        return fingerprint_of(public_key_of(request_from_pem(csr)))
    except ProvisioningError as error:
        raise OfficeError("invalid_input", fields="csr") from error
