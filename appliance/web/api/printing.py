"""Tickets on paper: the kiosk's page and staff order them, the device's agent prints each job once."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.errors import OfficeError
from appliance.domain.paper import JobState, PrinterSettings
from appliance.domain.staff import Role
from appliance.operations import printing as operations
from appliance.store import admission, printing
from appliance.web import auth
from appliance.web.addresses import phones_welcome
from appliance.web.api import paper_shapes as shapes
from appliance.web.api.tickets import address
from appliance.web.context import context, now, office, write_once
from appliance.web.views.paper import choices_view, job_view, paper_view, printers_view

blueprint = APIBlueprint("printing", __name__, url_prefix="/api", tag="Paper")

STAFF = (Role.CLERK, Role.RECEPTION, Role.SUPERVISOR)


@blueprint.post("/device/print")
@blueprint.input(shapes.PrintHere)
@blueprint.output(shapes.PrintJobView)
def print_here(json_data: shapes.PrintHere) -> shapes.PrintJobView:
    """Whoever stands at this kiosk wants the ticket on paper, perhaps once more."""
    device = auth.device()
    context().limits.check("tickets_kiosk", str(device.id))
    principal = office().read(admission.ticket, json_data.ticket, now())
    if principal is None:
        raise OfficeError("unknown_ticket")
    done = write_once(f"device {device.id}", _order, principal.id, device.id)
    return office().read(job_view, done["job"])


@blueprint.post("/device/print-jobs/<int:job_id>/begin")
@blueprint.output(shapes.Paper)
def begin(job_id: int) -> shapes.Paper:
    """The agent takes this job to print it now; nobody is given it again."""
    device = auth.device()
    token = office().write(operations.begin, job_id, device.id, context().secret, now())
    return office().read(paper_view, job_id, address(token), phones_welcome(context().config))


@blueprint.post("/device/print-jobs/<int:job_id>/end")
@blueprint.input(shapes.PrintEnd)
@blueprint.output({}, status_code=204)
def end(job_id: int, json_data: shapes.PrintEnd) -> str:
    """How it went, as far as the agent knows."""
    device = auth.device()
    office().write(operations.end, job_id, device.id, JobState(json_data.state), str(json_data.reason), now())
    return ""


@blueprint.get("/printers")
@blueprint.output(shapes.Printers)
@auth.staff_only(*STAFF)
def printers() -> shapes.Printers:
    """Where a ticket can be printed."""
    return office().read(printers_view, now())


@blueprint.post("/print-jobs")
@blueprint.input(shapes.PrintOrder)
@blueprint.output(shapes.PrintJobView)
@auth.staff_only(*STAFF)
def order(json_data: shapes.PrintOrder) -> shapes.PrintJobView:
    """Print a ticket, perhaps once more."""
    device_id = json_data.device_id or office().read(_only_printer)
    done = write_once(f"clerk {auth.clerk().id}", _order, json_data.ticket_id, device_id)
    return office().read(job_view, done["job"])


@blueprint.get("/print-jobs/<int:job_id>")
@blueprint.output(shapes.PrintJobView)
@auth.staff_only(*STAFF)
def show(job_id: int) -> shapes.PrintJobView:
    """How it went."""
    return office().read(job_view, job_id)


@blueprint.get("/devices/printers")
@blueprint.output(shapes.PrinterChoices)
@auth.staff_only(Role.ADMIN, Role.SUPERVISOR)
def chosen() -> shapes.PrinterChoices:
    """Which printer each kiosk has, how it is, and the models to choose from."""
    return office().read(choices_view, now())


@blueprint.put("/devices/<int:device_id>/printer")
@blueprint.input(shapes.PrinterChoice)
@blueprint.output({}, status_code=204)
@auth.staff_only(Role.ADMIN)
def choose(device_id: int, json_data: shapes.PrinterChoice) -> str:
    """Which printer the device has."""
    chosen = json_data
    settings = None
    if chosen.kind is not None:
        settings = PrinterSettings(chosen.kind, chosen.address, chosen.paper_mm, chosen.model)
    office().write(operations.set_printer, device_id, settings, now())
    return ""


def _order(ticket_id: int, device_id: int, at: datetime) -> dict[str, Any]:
    return {"job": operations.order(ticket_id, device_id, at)}


def _only_printer() -> int:
    found = printing.devices_with_printer()
    if len(found) != 1:
        raise OfficeError("invalid_input", fields="device_id")
    return found[0]
