"""Statistics for those who lead an office: how many came, how long it took, how it ended. Per clerk nothing."""

from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response

from appliance.domain.staff import Role
from appliance.web import auth
from appliance.web.api import statistics_shapes as shapes
from appliance.web.context import now, office
from appliance.web.views.statistics import statistics_view
from appliance.web.views.statistics_file import csv_file

blueprint = APIBlueprint("statistics", __name__, url_prefix="/api/admin/statistics", tag="Statistics")


@blueprint.get("")
@blueprint.input(shapes.StatisticsQuery, location="query")
@blueprint.output(shapes.StatisticsView)
@auth.staff_only(Role.SUPERVISOR, Role.ADMIN)
def show(query_data: shapes.StatisticsQuery) -> shapes.StatisticsView:
    """What was counted on some days, by office, service, channel, hour, day of the week and day. Nothing about few."""
    return office().read(statistics_view, query_data, now())


@blueprint.get("/csv")
@blueprint.input(shapes.StatisticsQuery, location="query")
@blueprint.doc(responses={200: "The same as a table for spreadsheets (CSV, semicolons, UTF-8 with a mark)."})
@auth.staff_only(Role.SUPERVISOR, Role.ADMIN)
def export(query_data: shapes.StatisticsQuery) -> Response:
    """As a file for a spreadsheet, in the language of the request."""
    name, text = office().read(csv_file, query_data, now())
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
