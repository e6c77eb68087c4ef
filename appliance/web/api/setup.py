"""The first run: set the office server up, or bring back the office of a backup. Guarded by the code on its screen."""

import os
import signal

from apiflask import APIBlueprint
from flask import request

from appliance.domain.errors import OfficeError
from appliance.privileged.client import PrivilegedError
from appliance.privileged.installation import Installation
from appliance.setup import catalogue
from appliance.setup.first_run import FirstRun
from appliance.setup.plan import Plan
from appliance.web import auth
from appliance.web.api import inputs, machine_shapes
from appliance.web.context import context

LARGEST_BACKUP = 4 << 30
CODE_HEADER = "X-Setup-Code"

blueprint = APIBlueprint("setup", __name__, url_prefix="/api/setup", tag="Set-up")


@blueprint.get("")
@blueprint.output(machine_shapes.SetUpView)
def show() -> machine_shapes.SetUpView:
    """Whether this server still waits for its town, and the services it can begin with."""
    offered = [machine_shapes.OfferedService(name=one.name, minutes=one.minutes) for one in catalogue.SERVICES.values()]
    return machine_shapes.SetUpView(needed=_first_run().needed, services=offered)


@blueprint.post("/code")
@blueprint.input(inputs.SetUpBegins)
@blueprint.output({}, status_code=204)
def check_code(json_data: inputs.SetUpBegins) -> str:
    """Is this the code on the server's screen? A server whose clock nobody has set takes the time of the browser."""
    _guard()
    _first_run().check_code(json_data.code)
    if json_data.at is not None:
        _first_run().compare_clock(json_data.at)
    return ""


@blueprint.post("")
@blueprint.input(inputs.SetUp)
@blueprint.output(machine_shapes.SetUpDone, status_code=201)
def set_up(json_data: inputs.SetUp) -> machine_shapes.SetUpDone:
    """Organisation, administrator and first office at once. The backup key is in this answer and nowhere else."""
    _guard()
    given = json_data.model_dump()
    code, host_name, names = given.pop("code"), given.pop("host_name"), given.pop("services")
    key = _first_run().set_up(code, Plan(services=catalogue.chosen(names), **given), host_name)
    return machine_shapes.SetUpDone(backup_key=key.secret, admin="/admin/")


@blueprint.post("/restore")
@blueprint.output(machine_shapes.RestoredView, status_code=202)
def bring_back() -> machine_shapes.RestoredView:
    """A form with `key` and the file `backup`, the code in `X-Setup-Code`: without it no byte of the form is taken.

    The server starts anew with the office of the backup.
    """
    _guard()
    code = request.headers.get(CODE_HEADER, "")
    _first_run().check_code(code)
    _first_run().require_the_machine()
    request.max_content_length = LARGEST_BACKUP
    backup = request.files.get("backup")
    if backup is None:
        raise OfficeError("invalid_input", fields="backup")
    contents = _first_run().bring_back(code, backup.stream, request.form.get("key", ""), _start_anew)
    return machine_shapes.RestoredView(organisation=contents.organisation, created_at=contents.created_at)


@blueprint.post("/disks")
@blueprint.input(inputs.SetUpCode)
@blueprint.output(machine_shapes.InternalDisks)
def list_disks(json_data: inputs.SetUpCode) -> machine_shapes.InternalDisks:
    """Where this system could be installed to, if it runs from a stick."""
    installation = _installation(json_data.code)
    return machine_shapes.InternalDisks.model_validate(
        {"disks": installation.disks(), "installation": installation.progress}, from_attributes=True
    )


@blueprint.post("/install")
@blueprint.input(inputs.ChosenDisk)
@blueprint.output(machine_shapes.InstallationView, status_code=202)
def install(json_data: inputs.ChosenDisk) -> machine_shapes.InstallationView:
    """Delete everything on this disk and install the system to it; `/install/progress` tells how far that is."""
    _installation(json_data.code)
    progress = _first_run().install(json_data.disk, json_data.confirm)
    return machine_shapes.InstallationView.model_validate(progress)


@blueprint.post("/install/progress")
@blueprint.input(inputs.SetUpCode)
@blueprint.output(machine_shapes.InstallationView)
def tell_progress(json_data: inputs.SetUpCode) -> machine_shapes.InstallationView:
    """How far the installation is. Changes nothing; the code does not belong into an address."""
    progress = _installation(json_data.code, limit="set_up_progress").progress
    return machine_shapes.InstallationView.model_validate(progress)


@blueprint.post("/install/end")
@blueprint.input(inputs.EndOfInstallation)
@blueprint.output({}, status_code=204)
def end_installation(json_data: inputs.EndOfInstallation) -> str:
    """Restart the installed machine or switch it off, so that the stick can be taken out."""
    installation = _installation(json_data.code)
    try:
        (installation.start_anew if json_data.deed == "restart" else installation.switch_off)()
    except PrivilegedError as error:
        raise OfficeError("not_restarted", reason=error.text) from None
    return ""


def _installation(code: str, limit: str = "sign_in") -> Installation:
    _guard(limit)
    first_run = _first_run()
    first_run.check_code(code)
    return first_run.installation


def _guard(limit: str = "sign_in") -> None:
    auth.check_same_site()
    context().limits.check(limit, code="too_many_attempts")


def _first_run() -> FirstRun:
    first_run = context().parts.first_run
    if first_run is None:
        raise OfficeError("unknown_page")
    return first_run


def _start_anew() -> None:
    """The master ends when this answer is out; whoever supervises it starts its successor."""
    os.kill(os.getppid(), signal.SIGTERM)
