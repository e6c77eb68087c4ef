"""The faces: server-rendered shells whose state comes by the API and the live connection."""

from typing import cast

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request

from appliance.web.context import context

blueprint = APIBlueprint("pages", __name__, enable_openapi=False)

PAGES = {
    "/": "citizen/offices.html",
    "/ticket": "citizen/ticket.html",
    "/kiosk/": "kiosk/kiosk.html",
    "/board/": "board/board.html",
    "/clerk/": "clerk/clerk.html",
    "/admin/": "admin/admin.html",
    "/admin/hours/": "admin/hours.html",
    "/admin/devices/": "admin/fleet.html",
    "/setup/": "setup/setup.html",
}
SET_UP = "setup-setup"
"""The endpoint of the set-up page: where every page leads until there is an office, and none afterwards."""
TEXTS = ("imprint", "privacy", "accessibility")


def _page(template: str, **values: str) -> str:
    return render_template(template, **values)


@blueprint.before_request
def _lead_to_set_up() -> Response | None:
    first_run = context().parts.first_run
    here = (request.endpoint or "").endswith(SET_UP)
    if first_run is None or first_run.needed == here:
        return None
    return cast(Response, redirect("/setup/" if first_run.needed else "/admin/"))


for _path, _template in PAGES.items():
    _endpoint = _template.removesuffix(".html").replace("/", "-")
    blueprint.add_url_rule(_path, endpoint=_endpoint, view_func=_page, defaults={"template": _template})
for _name in TEXTS:
    _values = {"template": "citizen/text.html", "text": _name}
    blueprint.add_url_rule(f"/{_name}", endpoint=_name, view_func=_page, defaults=_values)
