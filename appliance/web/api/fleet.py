"""The fleet: devices with our image are found, adopted, looked after and revoked."""

import base64

from apiflask import APIBlueprint
from flask import Response, request

from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Plan
from appliance.domain.staff import Role
from appliance.fleet.care import Fleet
from appliance.fleet.configuration import SCREEN_HOURS
from appliance.store import settings
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import fleet_shapes as shapes
from appliance.web.context import context, now, office
from appliance.web.server_health import server_health
from appliance.web.views.fleet import fleet_view
from provisioning import enrolment
from provisioning.enrolment import FILE_NAME

blueprint = APIBlueprint("fleet", __name__, url_prefix="/api", tag="Fleet")


@blueprint.get("/fleet")
@blueprint.output(shapes.FleetView)
@auth.staff_only(Role.ADMIN, Role.SUPERVISOR)
def show() -> shapes.FleetView:
    """Devices that were found, wait for adoption, are adopted or revoked, and how they and this server are."""
    known = context().parts.fleet
    found = None if known is None else known.found()
    return office().read(fleet_view, found, server_health(), now())


@blueprint.post("/fleet/adopt")
@blueprint.input(shapes.Adoption)
@blueprint.output(shapes.NamedView, status_code=201)
@auth.staff_only(Role.ADMIN)
def adopt(json_data: shapes.Adoption) -> shapes.NamedView:
    """Adopt a device by the six digits that its screen shows. Takes a few seconds; a person compares the digits."""
    wanted = json_data
    address, code = _address(wanted), "".join(wanted.code.split())
    device_id = fleet().adopt(address, code, _plan(wanted), expected_id=wanted.id, replaces=wanted.replaces)
    return shapes.NamedView(id=device_id, name=wanted.name)


@blueprint.post("/fleet/rejoin")
@blueprint.input(shapes.Rejoining)
@blueprint.output(shapes.NamedView, status_code=201)
@auth.staff_only(Role.ADMIN)
def rejoin(json_data: shapes.Rejoining) -> shapes.NamedView:
    """Take a device back that this office adopted before, and that is missing here since a backup was restored."""
    wanted = json_data
    device_id = fleet().rejoin(_address(wanted), _plan(wanted), replaces=wanted.replaces)
    return shapes.NamedView(id=device_id, name=wanted.name)


@blueprint.post("/fleet/adoption-file")
@blueprint.input(shapes.DevicePlan)
@blueprint.output(shapes.AdoptionFileView, status_code=201)
@auth.staff_only(Role.ADMIN)
def issue_file(json_data: shapes.DevicePlan) -> shapes.AdoptionFileView:
    """A file for a USB stick that adopts one device within 24 hours, also where mDNS does not reach."""
    file = fleet().issue_file(_plan(json_data), public_url())
    return shapes.AdoptionFileView(file_name=FILE_NAME, content=file.to_text(), expires_at=file.expires_at)


@blueprint.post(enrolment.PATH.removeprefix("/api"))
@blueprint.input(shapes.FileAdoption)
@blueprint.output(shapes.AdoptedByFile)
def use_file(json_data: shapes.FileAdoption) -> shapes.AdoptedByFile:
    """A device with an adoption file hands in its secret and its signing request."""
    context().limits.check("adoption", code="too_many_attempts")
    certificate, configuration = fleet().use_file(json_data.secret, json_data.csr, request.remote_addr or "")
    return shapes.AdoptedByFile(certificate=certificate, configuration=configuration)


@blueprint.put("/fleet/screen-hours")
@blueprint.input(shapes.ScreenHours)
@blueprint.output(shapes.ScreenHours)
@auth.staff_only(Role.ADMIN)
def set_screen_hours(json_data: shapes.ScreenHours) -> shapes.ScreenHours:
    """When the screens of all devices are on; devices learn it in the next moments."""
    hours = json_data
    if hours.days and hours.on == hours.off:
        raise OfficeError("invalid_input", fields="on, off")
    office().write(settings.put, SCREEN_HOURS, hours.model_dump() if hours.days else {})
    fleet().wake()
    return hours


@blueprint.post("/fleet/<int:device_id>/revoke")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def revoke(device_id: int) -> str:
    """The device is ours no more, at once; it is told as soon as it answers."""
    fleet().revoke(device_id)
    return ""


@blueprint.post("/fleet/<int:device_id>/reboot")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def reboot(device_id: int) -> str:
    """Start the device anew. Refused during a consultation."""
    return _command(device_id, "reboot")


@blueprint.post("/fleet/<int:device_id>/identify")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def identify(device_id: int) -> str:
    """The device shows its name on its screen for a while."""
    return _command(device_id, "identify")


@blueprint.post("/fleet/<int:device_id>/reset")
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def reset(device_id: int) -> str:
    """Everything on the device is deleted; it belongs to no office afterwards. Refused during a consultation."""
    fleet().reset(device_id)
    return ""


@blueprint.post("/fleet/<int:device_id>/screenshot")
@blueprint.output(shapes.Picture)
@auth.staff_only(Role.ADMIN)
def screenshot(device_id: int) -> Response:
    """What its screen shows now. Refused during a consultation; the image is kept nowhere."""
    picture = shapes.Picture(png=base64.b64encode(fleet().screenshot(device_id)).decode())
    response = Response(picture.model_dump_json(), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/fleet/<int:device_id>/log")
@blueprint.input(shapes.LogQuery)
@blueprint.output(shapes.LogLines)
@auth.staff_only(Role.ADMIN)
def log(device_id: int, json_data: shapes.LogQuery) -> shapes.LogLines:
    """The last lines of its system log."""
    return shapes.LogLines(lines=fleet().log(device_id, json_data.lines))


@blueprint.post("/fleet/<int:device_id>/exit-code")
@blueprint.output(shapes.ExitCode, status_code=201)
@auth.staff_only(Role.ADMIN)
def exit_code(device_id: int) -> shapes.ExitCode:
    """A one-time code that leaves kiosk mode at this device."""
    code, expires_at = fleet().issue_exit_code(device_id)
    return shapes.ExitCode(code=code, expires_at=expires_at)


def fleet() -> Fleet:
    known = context().parts.fleet
    if known is None:
        raise OfficeError("fleet_off")
    return known


def _command(device_id: int, name: str) -> str:
    fleet().command(device_id, name)
    return ""


def _address(wanted: shapes.Rejoining) -> str:
    """Where the device answers: of two ways to name it, one."""
    if (wanted.id is None) == (wanted.address is None):
        raise OfficeError("invalid_input", fields="id, address")
    return fleet().address_of(wanted.id) if wanted.id is not None else str(wanted.address)


def _plan(wanted: shapes.DevicePlan) -> Plan:
    return Plan(wanted.name, wanted.place, wanted.office_id, wanted.function)
