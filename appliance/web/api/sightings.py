"""Documents that were shown in a consultation: noted by the clerk, without picture and number."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.sighting import DocumentKind
from appliance.domain.staff import Clerk, Role
from appliance.operations import sightings as operations
from appliance.web import auth
from appliance.web.api import after_visit_shapes as shapes
from appliance.web.context import office, write_once

blueprint = APIBlueprint("sightings", __name__, url_prefix="/api/consultations", tag="Consultation")


@blueprint.get("/<int:consultation_id>/sightings")
@blueprint.output(shapes.SightingsView)
def show(consultation_id: int) -> shapes.SightingsView:
    """What was shown in this consultation."""
    return _shown(consultation_id, auth.clerk(Role.CLERK))


@blueprint.post("/<int:consultation_id>/sightings")
@blueprint.input(shapes.SeenDocument)
@blueprint.output(shapes.SightingsView, status_code=201)
def note(consultation_id: int, json_data: shapes.SeenDocument) -> shapes.SightingsView:
    """This kind of document was shown."""
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _note, consultation_id, clerk.id, json_data.kind)
    return _shown(consultation_id, clerk)


@blueprint.delete("/<int:consultation_id>/sightings/<int:sighting_id>")
@blueprint.output(shapes.SightingsView)
def take_back(consultation_id: int, sighting_id: int) -> shapes.SightingsView:
    """It was noted by mistake; until the room closes."""
    clerk = auth.clerk(Role.CLERK)
    write_once(f"clerk {clerk.id}", _take_back, consultation_id, clerk.id, sighting_id)
    return _shown(consultation_id, clerk)


def _shown(consultation_id: int, clerk: Clerk) -> shapes.SightingsView:
    found = office().read(operations.of_consultation, consultation_id, clerk.id)
    return shapes.SightingsView(sightings=[shapes.SightingView.model_validate(one) for one in found])


def _note(consultation_id: int, clerk_id: int, kind: DocumentKind, at: datetime) -> dict[str, Any]:
    return {"sighting": operations.note(consultation_id, clerk_id, kind, at)}


def _take_back(consultation_id: int, clerk_id: int, sighting_id: int, at: datetime) -> dict[str, Any]:
    operations.take_back(consultation_id, clerk_id, sighting_id, at)
    return {}
