"""What any website may read: the offices as JSON and as schema.org data, and the widget that shows them.

Everything here is the same for everybody, knows no cookie and may be kept for some seconds. See WEBSITE.md.
"""

from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, json, request
from werkzeug import Response as AnyResponse

from appliance.web.addresses import public_url
from appliance.web.api import public_shapes as shapes
from appliance.web.context import now, office
from appliance.web.views.linked_data import linked_data
from appliance.web.views.public import Place, public_offices

blueprint = APIBlueprint("public", __name__, tag="Public")

FRESH_SECONDS = 15
"""So long may anybody keep what was true a moment ago."""
WIDGET_SECONDS = 3600
WIDGET = Path(__file__).parents[3] / "kiosk_ui" / "static" / "js" / "widget" / "widget.js"
JSON_LD = "application/ld+json"


@blueprint.get("/api/public/offices")
@blueprint.output(shapes.PublicOffices)
def all_offices() -> AnyResponse:
    """All offices: state, hours, who waits, when it would be one's turn, and the ways in. `?lang=de` or `en`."""
    return _offices(None)


@blueprint.get("/api/public/offices/<int:office_id>")
@blueprint.output(shapes.PublicOffices)
def one_office(office_id: int) -> AnyResponse:
    """The same for one office."""
    return _offices(office_id)


@blueprint.get("/api/public/offices.jsonld")
@blueprint.output(shapes.LinkedData, content_type=JSON_LD)
def as_linked_data() -> AnyResponse:
    """Organisation, offices, hours and services as a schema.org graph (JSON-LD 1.1)."""
    graph = office().read(linked_data, Place.at(public_url()), now(), True)
    return _kept(Response(json.dumps(graph), mimetype=JSON_LD), FRESH_SECONDS)


@blueprint.get("/widget.js")
@blueprint.doc(hide=True)
def widget() -> AnyResponse:
    """The web component, as one module: it finds this server by the address that it was loaded from."""
    return _kept(Response(WIDGET.read_bytes(), mimetype="text/javascript"), WIDGET_SECONDS)


def offices_for_pages() -> dict[str, Any]:
    """What our own overview tells search engines: no services, it is loaded on phones."""
    return office().read(linked_data, Place.at(public_url()), now(), False)


def _offices(only: int | None) -> AnyResponse:
    shown = office().read(public_offices, only, public_url(), now())
    return _kept(Response(shown.model_dump_json(), mimetype="application/json"), FRESH_SECONDS)


def _kept(response: Response, seconds: int) -> AnyResponse:
    """Browsers and proxies keep it, and ask after it by its ETag."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.vary.add("Accept-Language")
    response.add_etag()
    return response.make_conditional(request)
