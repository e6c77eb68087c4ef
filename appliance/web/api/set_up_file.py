"""The whole set-up as one file: fetched, checked with a plan of what it would change, applied."""

from apiflask import APIBlueprint
from flask import request

from appliance.adapters import public_holidays
from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.set_up_file.findings import BadFile
from appliance.set_up_file.importing import Doer, applied, tried
from appliance.set_up_file.reading import Upload
from appliance.web import auth
from appliance.web.api import set_up_file_shapes as shapes
from appliance.web.context import now, office
from appliance.web.views import set_up_file as views

blueprint = APIBlueprint("set_up_file", __name__, url_prefix="/api/set-up-file", tag="Set-up file")

LARGEST_FILE = 16 * 1024 * 1024
"""In bytes of JSON; `boot.nginx` lets as much through."""


@blueprint.before_request
def _let_files_in() -> None:
    """Before the body is read, and for those alone who may bring one."""
    if request.method == "POST":
        auth.clerk(Role.ADMIN)
        request.max_content_length = LARGEST_FILE


@blueprint.get("")
@blueprint.output(shapes.SetUpFileView)
@auth.staff_only(Role.ADMIN)
def export() -> shapes.SetUpFileView:
    """The present set-up as a file."""
    return office().read(views.exported, now())


@blueprint.post("/check")
@blueprint.input(shapes.BroughtFile)
@blueprint.output(shapes.CheckView)
def check(json_data: shapes.BroughtFile) -> shapes.CheckView:
    """What is wrong with a file; or what it would change, and what stands in the way. Nothing is changed."""
    upload = Upload(json_data.text, json_data.office_id)
    try:
        return views.planned(upload.kind, tried(office(), upload, _doer()))
    except BadFile as refusal:
        return views.refused(upload.kind, upload.text, refusal.findings)


@blueprint.post("/apply")
@blueprint.input(shapes.PlannedFile)
@blueprint.output(shapes.AppliedView)
def apply(json_data: shapes.PlannedFile) -> shapes.AppliedView:
    """Do what the plan says: everything or nothing. Refused where the set-up was changed meanwhile."""
    upload = Upload(json_data.text, json_data.office_id)
    try:
        welcomes = applied(office(), upload, json_data.fingerprint, _doer())
    except BadFile:
        raise OfficeError("plan_outdated") from None
    return shapes.AppliedView(welcomes=list(map(views.greeted, welcomes)))


def _doer() -> Doer:
    return Doer(auth.clerk(Role.ADMIN).id, now(), public_holidays.names)
