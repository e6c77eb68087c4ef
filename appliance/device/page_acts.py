"""What a person at the device may do on its local page: before adoption anybody, afterwards with a service pass."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from appliance.device.control_port import OfficeOrders
from appliance.device.local_page import Act
from appliance.device.service_entry import ServiceEntry
from appliance.device.situation import Situation
from appliance.privileged.client import Privileged
from appliance.privileged.installation import Installation
from provisioning.errors import ProvisioningError

ROLES = ("kiosk", "server")
Given = Mapping[str, Any]
Nothing: Mapping[str, Any] = {}


@dataclass(frozen=True)
class PageActs:
    """`adopt_by_file` takes the name of a file on a stick; `health` makes the report."""

    situation: Situation
    service: ServiceEntry
    orders: OfficeOrders
    privileged: Privileged
    adopt_by_file: Callable[[str], None]
    health: Callable[[], dict[str, Any]]
    installation: Installation

    def table(self) -> Mapping[str, Act]:
        return {
            "/role": self._choose_role,
            "/adopt-by-file": self._adopt_by_file,
            "/install/disks": self._by_whoever_may(self._disks),
            "/install/begin": self._by_whoever_may(self._install),
            "/install/reboot": self._when_installed(self.installation.start_anew),
            "/install/power-off": self._when_installed(self.installation.switch_off),
            "/service/enter": self._enter,
            "/service/about": self._with_pass(lambda: {"health": self.health()}),
            "/service/leave": self._with_pass(self._leave),
            "/service/reboot": self._with_pass(self._reboot),
            "/service/power-off": self._with_pass(self._power_off),
            "/service/reset": self._with_pass(self._reset),
        }

    def _choose_role(self, given: Given, _: str) -> Mapping[str, Any]:
        """Once: afterwards only a reset to factory state asks again. Errors: `not_allowed`, `malformed`, `busy` (this
        system is on its way to the disk, and the choice would stay on the stick)."""
        if self.situation.facts.role:
            raise ProvisioningError("not_allowed")
        if self.installation.progress.takes_the_machine:
            raise ProvisioningError("busy")
        role = given.get("role")
        if role not in ROLES:
            raise ProvisioningError("malformed", what="role")
        self.privileged.call("set_role", role=role)
        self.situation.note(chosen=role)
        return Nothing

    def _adopt_by_file(self, given: Given, _: str) -> Mapping[str, Any]:
        self.adopt_by_file(str(given.get("name", "")))
        return Nothing

    def _disks(self, _: Given) -> Mapping[str, Any]:
        return {"disks": [asdict(disk) for disk in self.installation.disks()]}

    def _install(self, given: Given) -> Mapping[str, Any]:
        """What goes wrong, the state says. Errors: `busy` (a role was chosen, and the machine is being set up)."""
        if self.situation.facts.chosen:
            raise ProvisioningError("busy")
        self.installation.begin(str(given.get("disk", "")), str(given.get("confirm", "")))
        return Nothing

    def _by_whoever_may(self, act: Callable[[Given], Mapping[str, Any]]) -> Act:
        """The installed system begins anew, so of a device with an office an administrator has to decide it."""

        def guarded(given: Given, presented: str) -> Mapping[str, Any]:
            if self.situation.facts.adopted:
                self.service.require(presented)
            return act(given)

        return guarded

    def _when_installed(self, act: Callable[[], None]) -> Act:
        """By anybody: nothing else is left to do then, and the pass may be used up meanwhile."""

        def done(_: Given, __: str) -> Mapping[str, Any]:
            act()
            return Nothing

        return done

    def _enter(self, given: Given, _: str) -> Mapping[str, Any]:
        return {"pass": self.service.enter(str(given.get("code", "")))}

    def _with_pass(self, act: Callable[[], Mapping[str, Any]]) -> Act:
        def guarded(_: Given, presented: str) -> Mapping[str, Any]:
            self.service.require(presented)
            return act()

        return guarded

    def _leave(self) -> Mapping[str, Any]:
        self.service.leave()
        return Nothing

    def _reboot(self) -> Mapping[str, Any]:
        self.orders.reboot({"reason": "asked for at the device"})
        return Nothing

    def _reset(self) -> Mapping[str, Any]:
        self.orders.reset({})
        return Nothing

    def _power_off(self) -> Mapping[str, Any]:
        self.privileged.call("power_off")
        return Nothing
