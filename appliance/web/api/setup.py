"""The first run: set the office server up, or bring back the office of a backup. Guarded by the code on its screen."""

import os
import signal

from apiflask import APIBlueprint
from flask import request

from appliance.domain.errors import OfficeError
from appliance.setup import catalogue
from appliance.setup.first_run import FirstRun
from appliance.setup.plan import Plan
from appliance.web import auth
from appliance.web.api import inputs, shapes
from appliance.web.context import context

LARGEST_BACKUP = 4 << 30

blueprint = APIBlueprint("setup", __name__, url_prefix="/api/setup", tag="Set-up")


@blueprint.get("")
@blueprint.output(shapes.SetUpView)
def show() -> shapes.SetUpView:
    """Whether this server still waits for its town, and the services it can begin with."""
    offered = [shapes.OfferedService(name=one.name, minutes=one.minutes) for one in catalogue.SERVICES.values()]
    return shapes.SetUpView(needed=_first_run().needed, services=offered)


@blueprint.post("/code")
@blueprint.input(inputs.SetUpCode)
@blueprint.output({}, status_code=204)
def check_code(json_data: inputs.SetUpCode) -> str:
    """Is this the code on the server's screen?"""
    _guard()
    _first_run().check_code(json_data.code)
    return ""


@blueprint.post("")
@blueprint.input(inputs.SetUp)
@blueprint.output(shapes.SetUpDone, status_code=201)
def set_up(json_data: inputs.SetUp) -> shapes.SetUpDone:
    """Organisation, administrator and first office at once. The backup key is in this answer and nowhere else."""
    _guard()
    given = json_data.model_dump()
    code, host_name, names = given.pop("code"), given.pop("host_name"), given.pop("services")
    key = _first_run().set_up(code, Plan(services=catalogue.chosen(names), **given), host_name)
    return shapes.SetUpDone(backup_key=key.secret, admin="/admin/")


@blueprint.post("/restore")
@blueprint.output(shapes.RestoredView, status_code=202)
def bring_back() -> shapes.RestoredView:
    """A form with `code`, `key` and the file `backup`. The server starts anew with the office of the backup."""
    request.max_content_length = LARGEST_BACKUP
    _guard()
    backup = request.files.get("backup")
    if backup is None:
        raise OfficeError("invalid_input", fields="backup")
    code, key = request.form.get("code", ""), request.form.get("key", "")
    contents = _first_run().bring_back(code, backup.stream, key, _start_anew)
    return shapes.RestoredView(organisation=contents.organisation, created_at=contents.created_at)


def _guard() -> None:
    auth.check_same_site()
    context().limits.check("sign_in", code="too_many_attempts")


def _first_run() -> FirstRun:
    first_run = context().parts.first_run
    if first_run is None:
        raise OfficeError("unknown_page")
    return first_run


def _start_anew() -> None:
    """The master ends when this answer is out; whoever supervises it starts its successor."""
    os.kill(os.getppid(), signal.SIGTERM)
