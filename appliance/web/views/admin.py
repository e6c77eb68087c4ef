"""Is everything all right? Offices, devices and addresses for the administrator."""

from datetime import datetime

import appliance
from appliance.domain.device import Device
from appliance.domain.opening import OfficeState
from appliance.store import devices, fleet, offices, staff, tickets
from appliance.web.api import admin_shapes, shapes
from appliance.web.views.offices import is_terminal, opening_view, terminal_state

FACES = {"citizen": "/", "kiosk": "/kiosk/", "clerk": "/clerk/", "board": "/board/", "admin": "/admin/"}


def admin_view(base_url: str, at: datetime) -> admin_shapes.AdminView:
    organisation, managed = offices.organisation(), fleet.known_ids()
    return admin_shapes.AdminView(
        organisation=organisation.name if organisation else "",
        version=appliance.__version__,
        offices=_offices(at),
        devices=[_device(device, device.id in managed, at) for device in devices.all()],
        addresses=[admin_shapes.AddressView(face=face, url=base_url + path) for face, path in FACES.items()],
    )


def _offices(at: datetime) -> list[admin_shapes.AdminOffice]:
    departments, clerks, counters = offices.departments(), staff.clerks(), staff.counters()
    shown = []
    for office in offices.all():
        now = opening_view(office, at)
        seats = [
            admin_shapes.AdminCounter(
                name=one.name, clerk=clerks[one.clerk_id].name if one.clerk_id is not None else None
            )
            for one in counters
            if one.office_id == office.id
        ]
        shown.append(
            admin_shapes.AdminOffice(
                id=office.id, name=office.name, department=departments[office.department_id].name,
                **now.model_dump(), open=now.state is not OfficeState.CLOSED, capacity=office.capacity,
                waiting=tickets.count_waiting(office.id), counters=seats,
            )
        )  # fmt: skip
    return shown


def _device(device: Device, managed: bool, at: datetime) -> admin_shapes.AdminDevice:
    seen = [moment for moment in (device.browser_seen_at, device.agent_seen_at) if moment is not None]
    state = terminal_state(device, tickets.at_terminal(device.id), at) if is_terminal(device) else None
    return admin_shapes.AdminDevice(
        id=device.id,
        name=device.name,
        place=device.place,
        function=device.function,
        office=shapes.NamedView(id=device.office_id, name=offices.by_id(device.office_id).name),
        enrolled=device.enrolled and not device.revoked,
        revoked=device.revoked,
        browser_present=device.browser_present(at),
        agent_present=device.agent_present(at),
        agent_expected=device.function.hosts_consultations,
        managed=managed,
        last_seen_at=max(seen) if seen else None,
        cameras=list(device.equipment.cameras),
        microphones=list(device.equipment.microphones),
        agent_version=device.equipment.version,
        state=state,
    )
