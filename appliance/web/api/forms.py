"""Forms: defined by the administration, brought as a PDF, printed when a consultation has filled them in."""

import base64
from datetime import datetime
from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, request

from appliance.domain import form_seal
from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.operations import forms as operations
from appliance.web import auth
from appliance.web.api import form_shapes as shapes
from appliance.web.context import context, now, office, write_once
from appliance.web.views import forms as views

blueprint = APIBlueprint("forms", __name__, url_prefix="/api", tag="Forms")

LARGEST_PDF_REQUEST = 15 * 1024 * 1024
"""In bytes of JSON: 10 MB of PDF in base64; `boot.nginx` lets as much through."""

LARGEST_DEFINITION, LARGEST_FILLED = 1024 * 1024, 512 * 1024


@blueprint.before_request
def _let_forms_in() -> None:
    """Before the body is read; of definitions and PDFs only those that administrators bring."""
    if request.method == "GET":
        return
    if request.endpoint == "forms.print_filled":
        context().limits.check("form_pdf")
        request.max_content_length = LARGEST_FILLED
    else:
        auth.clerk(Role.ADMIN)
        is_pdf = request.endpoint == "forms.bring_pdf"
        request.max_content_length = LARGEST_PDF_REQUEST if is_pdf else LARGEST_DEFINITION


@blueprint.get("/admin/forms")
@blueprint.output(shapes.FormsView)
@auth.staff_only(Role.ADMIN)
def show_forms() -> shapes.FormsView:
    """All forms, and the services that they may be filled in for."""
    return office().read(views.all_forms)


@blueprint.post("/admin/forms")
@blueprint.input(shapes.FormEdit)
@blueprint.output(shapes.FormsView, status_code=201)
def add_form(json_data: shapes.FormEdit) -> shapes.FormsView:
    """A form that is printed on a page of ours."""
    admin = auth.clerk(Role.ADMIN)

    def made(at: datetime) -> dict[str, Any]:
        return {"id": operations.add(json_data.form(), None, json_data.services, admin.id, at)}

    return office().read(views.all_forms, int(write_once(f"clerk {admin.id}", made)["id"]))


@blueprint.put("/admin/forms/<int:form_id>")
@blueprint.input(shapes.FormEdit)
@blueprint.output(shapes.FormsView)
def change_form(form_id: int, json_data: shapes.FormEdit) -> shapes.FormsView:
    """As a whole. Who has it open keeps what was opened. Refused where somebody else has changed it meanwhile."""
    admin = auth.clerk(Role.ADMIN)
    office().write(operations.change, form_id, json_data.version, json_data.form(), json_data.services, admin.id, now())
    return office().read(views.all_forms)


@blueprint.post("/admin/forms/<int:form_id>/retire")
@blueprint.output(shapes.FormsView)
def retire_form(form_id: int) -> shapes.FormsView:
    """Nobody can open it any more. It can be brought back."""
    office().write(operations.retire, form_id, auth.clerk(Role.ADMIN).id, now())
    return office().read(views.all_forms)


@blueprint.post("/admin/forms/<int:form_id>/restore")
@blueprint.output(shapes.FormsView)
def restore_form(form_id: int) -> shapes.FormsView:
    """It is back as it was."""
    office().write(operations.restore, form_id, auth.clerk(Role.ADMIN).id, now())
    return office().read(views.all_forms)


@blueprint.post("/admin/forms/check")
@blueprint.input(shapes.FormDraft)
@blueprint.output(shapes.FaultsView)
def check_form(json_data: shapes.FormDraft) -> shapes.FaultsView:
    """What is not right in a definition yet. Nothing is saved."""
    faults = json_data.form().faults()
    return shapes.FaultsView(faults=[shapes.FaultView(field=one.index, part=one.part) for one in faults])


@blueprint.post("/admin/forms/pdf")
@blueprint.input(shapes.BroughtPdf)
@blueprint.output(shapes.FormsView, status_code=201)
def bring_pdf(json_data: shapes.BroughtPdf) -> shapes.FormsView:
    """A form out of the fields of a PDF, for no service yet. It is printed on that PDF."""
    from appliance.documents import pdf_form  # heavy, and needed by the few who bring one

    admin = auth.clerk(Role.ADMIN)
    try:
        pdf = base64.b64decode(json_data.pdf, validate=True)
    except ValueError:  # binascii.Error is one
        raise OfficeError("pdf_broken") from None
    form = pdf_form.read(pdf, json_data.name.removesuffix(".pdf").removesuffix(".PDF") or "PDF")

    def made(at: datetime) -> dict[str, Any]:
        return {"id": operations.add(views.with_free_title(form), pdf, [], admin.id, at)}

    return office().read(views.all_forms, int(write_once(f"clerk {admin.id}", made)["id"]))


@blueprint.get("/admin/forms/<int:form_id>/pdf")
@blueprint.doc(responses={200: "The form as it is printed before anybody has filled it in (PDF)."})
@auth.staff_only(Role.ADMIN)
def print_blank(form_id: int) -> Response:
    """The empty form on paper."""
    found = office().read(views.printable, form_id)
    return _pdf(found.form.title, views.blank(found), "inline")


@blueprint.post("/consultation-form/pdf")
@blueprint.input(shapes.SealedForm)
@blueprint.doc(responses={200: "The filled form (PDF)."})
def print_filled(json_data: shapes.SealedForm) -> Response:
    """What a consultation has filled in, as a PDF. Nothing of it is kept; the seal says that it is true."""
    filled = form_seal.opened(json_data.model_dump(), context().secret, now())
    found = office().read(views.printable, filled.form, filled.version)
    return _pdf(found.form.title, views.filled(found, filled), "attachment")


def _pdf(title: str, pdf: bytes, disposition: str) -> Response:
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(title)}.pdf"
    response.headers["Cache-Control"] = "no-store"
    return response
