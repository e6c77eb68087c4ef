"""Offices for citizens, and their opening."""

from apiflask import APIBlueprint
from flask import make_response, request
from werkzeug import Response

from appliance.domain.organisation import Office
from appliance.domain.staff import Role
from appliance.operations import offices as operations
from appliance.web import auth
from appliance.web.api import shapes
from appliance.web.context import now, office
from appliance.web.views import offices as views

blueprint = APIBlueprint("offices", __name__, url_prefix="/api", tag="Office")


@blueprint.get("/offices")
@blueprint.output(shapes.OfficesView)
def list_offices() -> Response:
    """All offices with state, people waiting and services. Answers 304 to a matching ETag."""
    shown = office().read(views.all_offices, now())
    response = make_response(shown.model_dump_json())
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/offices/<int:office_id>/open")
@blueprint.output(shapes.OfficeView)
def open_office(office_id: int) -> shapes.OfficeView:
    """Begin to give out numbers (supervisor, admin)."""
    return _set_open(office_id, True)


@blueprint.post("/offices/<int:office_id>/close")
@blueprint.output(shapes.OfficeView)
def close_office(office_id: int) -> shapes.OfficeView:
    """Give out no more numbers; those who wait keep their place (supervisor, admin)."""
    return _set_open(office_id, False)


def _set_open(office_id: int, is_open: bool) -> shapes.OfficeView:
    clerk = auth.clerk(Role.SUPERVISOR, Role.ADMIN)
    changed: Office = office().write(operations.set_open, office_id, is_open, clerk.id, now())
    return office().read(views.one_office, changed.id, now())
