"""The faces: server-rendered shells whose state comes by the API and the live connection."""

from typing import cast

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request

from appliance.domain.texts import TextName
from appliance.web import legal_texts
from appliance.web.context import context

blueprint = APIBlueprint("pages", __name__, enable_openapi=False)

PAGES = {
    "/": "citizen/offices.html",
    "/ticket": "citizen/ticket.html",
    "/guest": "guest/guest.html",
    "/waiting-list": "citizen/waiting_list.html",
    "/book": "citizen/book.html",
    "/appointment": "citizen/appointment.html",
    "/kiosk/": "kiosk/kiosk.html",
    "/board/": "board/board.html",
    "/clerk/": "clerk/clerk.html",
    "/clerk/welcome": "clerk/welcome.html",
    "/clerk/appointments/": "clerk/appointments.html",
    "/reception/": "reception/reception.html",
    "/admin/": "admin/admin.html",
    "/admin/offices/": "admin/offices_page.html",
    "/admin/offices/new/": "admin/new_office.html",
    "/admin/offices/preview": "admin/preview.html",
    "/admin/staff/": "admin/staff.html",
    "/admin/forms/": "admin/forms.html",
    "/admin/hours/": "admin/hours.html",
    "/admin/staffing/": "admin/staffing.html",
    "/admin/waiting-times/": "admin/waiting_times.html",
    "/admin/statistics/": "admin/statistics.html",
    "/admin/messages/": "admin/messages.html",
    "/admin/website/": "admin/website.html",
    "/admin/set-up-file/": "admin/set_up_file.html",
    "/admin/devices/": "admin/fleet.html",
    "/admin/boards/": "admin/boards.html",
    "/setup/": "setup/setup.html",
}
SET_UP = "setup-setup"
"""The endpoint of the set-up page: where every page leads until there is an office, and none afterwards."""


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
for _name in TextName:
    for _path, _easy in ((f"/{_name}", False), (f"/{_name}/easy", True)):
        _values = {"name": _name, "easy": _easy}
        blueprint.add_url_rule(_path, endpoint=_path[1:], view_func=legal_texts.page, defaults=_values)
