"""Where a certificate directory asks whether the public name is ours: through port 80, without TLS."""

from apiflask import APIBlueprint
from flask import Response, abort

from appliance.web.context import context

blueprint = APIBlueprint("challenges", __name__, enable_openapi=False)


@blueprint.get("/.well-known/acme-challenge/<token>")
def answer(token: str) -> Response:
    """Only what an order that runs now is asked."""
    certificate = context().parts.certificate
    found = certificate.challenges.answer(token) if certificate else None
    if found is None:
        abort(404)
    return Response(found, mimetype="application/octet-stream")
