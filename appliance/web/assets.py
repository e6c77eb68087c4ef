"""Static files with their hash in the address, compressed once and then served from memory."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).parents[2] / "kiosk_ui" / "static"
_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/problem+json")
_WORTH_COMPRESSING = 1_400  # bytes: what fits into one packet gains nothing


def install(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["icon"] = lambda name, size="": _icons(app).icon(name, size)
    app.after_request(_cached)
    app.after_request(_compressed)


@lru_cache(maxsize=1)
def _icons(app: Flask) -> Any:
    return app.jinja_env.get_template("icons.html").module


def asset(path: str) -> str:
    return url_for("static", filename=path, v=_version(path))


@lru_cache
def _version(path: str) -> str:
    file = STATIC / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"


def _cached(response: Response) -> Response:
    """With the hash in its address a file never changes; modules import each other without it and are asked after."""
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _compressed(response: Response) -> Response:
    acceptable = "gzip" in request.headers.get("Accept-Encoding", "") and response.status_code == 200
    if not acceptable or "Content-Encoding" in response.headers or not (response.mimetype or "").startswith(_TEXT):
        return response
    if request.endpoint == "static":
        response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _WORTH_COMPRESSING:
        return response
    response.set_data(_gzip_kept(body) if request.endpoint == "static" else gzip.compress(body, 5))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response


@lru_cache(maxsize=128)
def _gzip_kept(body: bytes) -> bytes:
    return gzip.compress(body, 9)
