"""What somebody enters on the set-up page, and the town that it makes: one office with its services and counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from appliance.domain.errors import OfficeError
from appliance.domain.staff import SHORTEST_PASSWORD, Role, is_weak
from appliance.operations.set_up import (
    PlannedClerk,
    PlannedCounter,
    PlannedDepartment,
    PlannedOffice,
    PlannedService,
    Town,
)

EVERYTHING = (Role.CLERK, Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True)
class Plan:
    """`services` are those of the catalogue that the office begins with; counters are numbered from 1."""

    organisation: str
    time_zone: str
    admin_name: str
    sign_in_name: str
    password: str
    department: str
    office: str
    prefix: str
    place: str
    services: Sequence[PlannedService]
    counters: int

    def town(self) -> Town:
        """The administrator is the first clerk, and can do everything until colleagues come.

        Raises weak_password, unknown_time_zone, no_services.
        """
        if is_weak(self.password, self.sign_in_name):
            raise OfficeError("weak_password", least=SHORTEST_PASSWORD)
        if self.time_zone not in available_timezones():
            raise OfficeError("unknown_time_zone")
        if not self.services:
            raise OfficeError("no_services")
        counters = tuple(PlannedCounter(f"Schalter {number}") for number in range(1, self.counters + 1))
        office = PlannedOffice(self.office, self.prefix, self.place, tuple(self.services), counters)
        skills = tuple(service.name for service in self.services)
        admin = PlannedClerk(self.admin_name, self.sign_in_name, skills, EVERYTHING)
        return Town(self.organisation, (PlannedDepartment(self.department, (office,)),), (admin,), self.time_zone)
