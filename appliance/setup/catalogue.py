"""Services that a town can begin with: those of the demo town, which are the most asked for."""

from appliance import musterstadt
from appliance.domain.errors import OfficeError
from appliance.operations.set_up import PlannedService

SERVICES: dict[str, PlannedService] = {
    service.name: service
    for department in musterstadt.TOWN.departments
    for office in department.offices
    for service in office.services
}
"""By name, in the order in which they are offered."""


def chosen(names: list[str]) -> list[PlannedService]:
    """Raises unknown_service."""
    unknown = [name for name in names if name not in SERVICES]
    if unknown:
        raise OfficeError("unknown_service", service=unknown[0])
    return [SERVICES[name] for name in SERVICES if name in names]
