"""Headers that keep every page to itself: nothing is loaded from elsewhere, nobody frames us, no address leaks.

Only what is made for other websites (PUBLIC) may be read by them: without credentials, as it is the same for everybody.
"""

from flask import Flask, Response, request

from appliance.web.addresses import live_url

PUBLIC = ("/api/public/", "/widget.js")

PREVIEW = "pages.admin-preview"
"""The assistant for a new office shows the citizens' page in a frame."""


def install(app: Flask) -> None:
    app.after_request(_protected)


def _protected(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.path.startswith(PUBLIC):
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers["Access-Control-Allow-Origin"] = "*"
    if request.endpoint == "static":
        headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"  # a drawing opened by itself
        return response
    framed_by = "'self'" if request.endpoint == PREVIEW else "'none'"
    headers["Content-Security-Policy"] = (
        f"default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' {live_url()};"
        f" object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}"
    )
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), geolocation=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
