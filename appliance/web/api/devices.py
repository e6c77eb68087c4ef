"""Devices: how they enrol, what they see of themselves, and how the admin manages them."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import request

from appliance.domain.device import Equipment
from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.operations import consultations
from appliance.operations import devices as operations
from appliance.store import devices
from appliance.web import auth
from appliance.web.addresses import live_url, public_url
from appliance.web.api import admin_shapes, inputs, shapes
from appliance.web.context import context, now, office, write_once
from appliance.web.server_health import server_health
from appliance.web.views.admin import admin_view
from appliance.web.views.devices import device_view
from appliance.web.views.fleet import fleet_todo
from appliance.web.views.help_calls import help_view
from appliance.web.views.messages import trouble as message_trouble

blueprint = APIBlueprint("devices", __name__, url_prefix="/api", tag="Device")


@blueprint.post("/devices/enroll")
@blueprint.input(inputs.EnrolmentCode)
@blueprint.output(shapes.Enrolled)
def enrol(json_data: inputs.EnrolmentCode) -> shapes.Enrolled:
    """Exchange a one-time code for the device's token."""
    context().limits.check("enrolment", code="too_many_attempts")
    device, token = office().write(operations.enrol, json_data.code, now())
    return shapes.Enrolled(token=token, device=_view(device.id))


@blueprint.get("/device")
@blueprint.output(shapes.DeviceView)
def show() -> shapes.DeviceView:
    """The device whose token is the bearer, its office, and the ticket that was called to it."""
    return _view(auth.device().id)


@blueprint.post("/device/seen")
@blueprint.input(inputs.Sighting)
@blueprint.output({}, status_code=204)
def seen(json_data: inputs.Sighting) -> str:
    """A sign of life of the browser or the agent, with what the agent found connected."""
    device = auth.device()
    office().write(operations.seen, device.id, json_data.face, _equipment(json_data), now())
    if (fleet := context().parts.fleet) is not None:
        fleet.asked(device.id, request.remote_addr or "")
    return ""


@blueprint.post("/device/confirm")
@blueprint.input(inputs.Confirmation)
@blueprint.output(shapes.DeviceView)
def confirm(json_data: inputs.Confirmation) -> shapes.DeviceView:
    """The citizen who was called to this terminal is here: six digits, or the ticket's QR code."""
    device = auth.device()
    if json_data.token is None:
        if json_data.code is None:
            raise OfficeError("invalid_input", fields="code")
        context().limits.check("short_code", str(device.id), code="too_many_attempts")
    write_once(f"device {device.id}", _confirm, device.id, json_data)
    return _view(device.id)


@blueprint.get("/admin")
@blueprint.output(admin_shapes.AdminView)
@auth.staff_only(Role.ADMIN, Role.SUPERVISOR)
def admin() -> admin_shapes.AdminView:
    """Offices, devices, addresses, version, what they need; for administrators also of backups and certificate."""
    view = office().read(admin_view, public_url(), now())
    view.message_trouble = office().read(message_trouble, now())
    view.fleet_todo = office().read(fleet_todo, server_health(), now())
    if Role.ADMIN in auth.clerk().roles:
        _add_what_only_administrators_mend(view)
    return view


def _add_what_only_administrators_mend(view: admin_shapes.AdminView) -> None:
    parts = context().parts
    if parts.nightly is not None:
        view.backup_trouble = parts.nightly.trouble()
    trouble = parts.certificate.trouble() if parts.certificate is not None else None
    if trouble is not None:
        view.certificate_trouble = admin_shapes.CertificateTroubleView(code=trouble.code, days=trouble.days)


@blueprint.post("/devices")
@blueprint.input(inputs.NewDevice)
@blueprint.output(shapes.RegisteredDevice, status_code=201)
@auth.staff_only(Role.ADMIN)
def register(json_data: inputs.NewDevice) -> shapes.RegisteredDevice:
    """Expect a device; the answer's one-time code enrols it."""
    new = json_data
    device_id = office().write(operations.register, new.office_id, new.name, new.place, new.function, now())
    code, expires_at = office().write(operations.issue_code, device_id, now())
    return shapes.RegisteredDevice(
        device=shapes.NamedView(id=device_id, name=new.name), code=code, expires_at=expires_at
    )


@blueprint.patch("/devices/<int:device_id>")
@blueprint.input(inputs.DeviceChange)
@blueprint.output(shapes.NamedView)
@auth.staff_only(Role.ADMIN)
def change(device_id: int, json_data: inputs.DeviceChange) -> shapes.NamedView:
    """Name, place, office or function."""
    office().write(operations.assign, device_id, json_data.model_dump(exclude_none=True, mode="json"), now())
    device = office().read(devices.by_id, device_id)
    return shapes.NamedView(id=device.id, name=device.name)


@blueprint.post("/devices/<int:device_id>/code")
@blueprint.output(shapes.IssuedCode)
@auth.staff_only(Role.ADMIN)
def issue_code(device_id: int) -> shapes.IssuedCode:
    """A fresh one-time code."""
    code, expires_at = office().write(operations.issue_code, device_id, now())
    return shapes.IssuedCode(code=code, expires_at=expires_at)


@blueprint.post("/devices/<int:device_id>/revoke")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def revoke(device_id: int) -> str:
    """The device loses its access at once."""
    office().write(operations.revoke, device_id, now())
    return ""


def _view(device_id: int) -> shapes.DeviceView:
    view, shown = office().read(device_view, device_id, live_url(), now()), context().shown
    view.looks_for_code, view.code_shown = shown.looking(device_id, now()), shown.is_shown(device_id, now())
    view.help = office().read(help_view, device_id, context().listeners.hears(view.office.id, now()))
    return view


def _equipment(sighting: inputs.Sighting) -> Equipment | None:
    if sighting.face != "agent" or sighting.cameras is None:
        return None
    cameras = tuple(one.model_dump() for one in sighting.cameras)
    microphones = tuple(one.model_dump() for one in sighting.microphones or [])
    printer = {} if sighting.printer is None else {"state": sighting.printer.state.value}
    return Equipment(cameras, microphones, sighting.version, printer)


def _confirm(device_id: int, given: inputs.Confirmation, at: datetime) -> dict[str, Any]:
    if given.token is not None:
        return {"consultation": consultations.confirm_by_token(device_id, given.token, at)}
    assert given.code is not None
    return {"consultation": consultations.confirm_by_code(device_id, given.code, at)}
