"""The faces: server-rendered shells whose state comes by the API and the live connection."""

from flask import Blueprint, render_template

blueprint = Blueprint("pages", __name__)

PAGES = {
    "/": "citizen/offices.html",
    "/ticket": "citizen/ticket.html",
    "/kiosk/": "kiosk/kiosk.html",
    "/board/": "board/board.html",
    "/clerk/": "clerk/clerk.html",
    "/admin/": "admin/admin.html",
}
TEXTS = ("imprint", "privacy", "accessibility")


def _page(template: str, **values: str) -> str:
    return render_template(template, **values)


for _path, _template in PAGES.items():
    _endpoint = _template.removesuffix(".html").replace("/", "-")
    blueprint.add_url_rule(_path, endpoint=_endpoint, view_func=_page, defaults={"template": _template})
for _name in TEXTS:
    _values = {"template": "citizen/text.html", "text": _name}
    blueprint.add_url_rule(f"/{_name}", endpoint=_name, view_func=_page, defaults=_values)
