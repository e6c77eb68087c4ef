"""How true the displayed waiting times were: promised against actual, for those who lead an office."""

from datetime import timedelta

from apiflask import APIBlueprint

from appliance.domain.promise import LEAST, REPORTED_DAYS
from appliance.domain.staff import Role
from appliance.web import auth
from appliance.web.api import waiting_times_shapes as shapes
from appliance.web.context import now, office
from appliance.web.views.waiting_times import offices_view

blueprint = APIBlueprint("waiting_times", __name__, url_prefix="/api", tag="Waiting times")


@blueprint.get("/admin/waiting-times")
@blueprint.output(shapes.WaitingTimesView)
@auth.staff_only(Role.SUPERVISOR, Role.ADMIN)
def show() -> shapes.WaitingTimesView:
    """What people were told in the last days when they took a number, and how long they waited. Per service, hour and
    day, never per clerk; nothing about what happened too rarely."""
    views = office().read(offices_view, now() - timedelta(days=REPORTED_DAYS))
    return shapes.WaitingTimesView(days=REPORTED_DAYS, least=LEAST, offices=views)
