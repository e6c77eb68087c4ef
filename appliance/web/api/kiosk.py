"""What a kiosk does beside giving out numbers: people with an appointment check in."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.appointment import Appointment, check_in_token
from appliance.domain.device import Device
from appliance.domain.errors import OfficeError
from appliance.operations import check_in as operations
from appliance.operations import devices, printing
from appliance.operations.check_in import Arrival
from appliance.store import admission, appointments
from appliance.web import auth
from appliance.web.api import inputs, shapes
from appliance.web.api.tickets import address, qr_image
from appliance.web.context import context, now, office, write_once
from appliance.web.views.kiosk import checked_in_view

blueprint = APIBlueprint("kiosk", __name__, url_prefix="/api/kiosk", tag="Device")


@blueprint.post("/check-in")
@blueprint.input(inputs.KioskCheckIn)
@blueprint.output(shapes.CheckedInHere)
def check_in(json_data: inputs.KioskCheckIn) -> shapes.CheckedInHere:
    """Somebody with an appointment is here: six digits, or its QR code. A number that they took before stays theirs."""
    device = auth.device()
    if not device.function.takes_tickets:
        raise OfficeError("takes_no_tickets", device=device.name)
    found = _meant(device, json_data)
    arrival = Arrival(device.id, _number_before(json_data.ticket))
    write_once(f"device {device.id}", _check_in, found.id, context().secret, arrival)
    token = json_data.ticket or check_in_token(context().secret, found.uid)
    view = office().read(checked_in_view, found.id, now())
    return shapes.CheckedInHere(**view, token=token, url=address(token), qr=qr_image(address(token)))


@blueprint.post("/look")
@blueprint.input(inputs.CodeLook)
@blueprint.output({}, status_code=204)
def look(json_data: inputs.CodeLook) -> str:
    """Its page waits for the QR code of an appointment, or not any more: the agent's camera looks for it meanwhile."""
    device = auth.device()
    context().limits.check("tickets_kiosk", str(device.id))
    shown = context().shown
    shown.look(device.id, now()) if json_data.looking else shown.end(device.id)
    office().write(devices.tell, device.id, now())
    return ""


@blueprint.post("/shown")
@blueprint.input(inputs.ShownCode)
@blueprint.output({}, status_code=204)
def show(json_data: inputs.ShownCode) -> str:
    """The agent saw the link of an appointment. It is kept in memory until the page fetches it."""
    device = auth.device()
    context().limits.check("tickets_kiosk", str(device.id))
    context().shown.show(device.id, json_data.token, now())
    office().write(devices.tell, device.id, now())
    return ""


def _meant(device: Device, given: inputs.KioskCheckIn) -> Appointment:
    context().limits.check("appointment_code", str(device.id), code="too_many_attempts")
    token = context().shown.take(device.id, now()) if given.shown else given.token
    if token is not None:
        return _by_token(token)
    if given.code is None:
        raise OfficeError("invalid_input", fields="code")
    return office().read(operations.find, device.office_id, given.code, now())


def _by_token(token: str) -> Appointment:
    found = office().read(appointments.by_link, token, now())
    if found is None:
        raise OfficeError("unknown_appointment")
    return found


def _number_before(token: str | None) -> int | None:
    if token is None:
        return None
    principal = office().read(admission.ticket, token, now())
    if principal is None:
        raise OfficeError("unknown_ticket")
    return principal.id


def _check_in(appointment_id: int, secret: bytes, arrival: Arrival, at: datetime) -> dict[str, Any]:
    ticket_id = operations.check_in(appointment_id, secret, at, arrival)
    if arrival.device_id is not None:
        printing.order_where_possible(ticket_id, arrival.device_id, at)
    return {"ticket": ticket_id}
