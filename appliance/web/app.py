"""create_app: the only place where the parts are put together."""

from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

import appliance
from appliance.adapters.clock import speed_of
from appliance.config import Config
from appliance.domain.admission import SECURE_SESSION_COOKIE
from appliance.domain.errors import OfficeError
from appliance.ports import Clock
from appliance.store import offices
from appliance.store.database import Store
from appliance.store.server_key import server_key
from appliance.web import assets, calendars, challenges, description, errors, i18n, pages, security
from appliance.web.addresses import live_url, phones_welcome
from appliance.web.api import (
    administration,
    after_visit,
    announcements,
    appointment_desk,
    appointments,
    backups,
    boards,
    certificate,
    counters,
    desk,
    devices,
    fleet,
    forms,
    guests,
    help_calls,
    kiosk,
    messages,
    office_hours,
    printing,
    public,
    reception,
    sessions,
    set_up_file,
    setup,
    shapes,
    sightings,
    speech,
    staff,
    staffing,
    statistics,
    tickets,
    updates,
    waiting_list,
    waiting_times,
    website,
)
from appliance.web.api import offices as office_api
from appliance.web.context import Context
from appliance.web.parts import NO_PARTS, Parts
from appliance.web.rate_limits import RateLimits
from appliance.web.seen_pages import SeenPages

KIOSK_UI = Path(__file__).parents[2] / "kiosk_ui"
BLUEPRINTS = (
    *(tickets, appointments, waiting_list, kiosk, office_api, office_hours, sessions),  # the office at work
    *(counters, desk),  # at a counter
    *(guests, sightings, after_visit),  # in a consultation, and afterwards
    *(staff, staffing, calendars, waiting_times, statistics),  # its people, and how long others wait for them
    *(appointment_desk, reception, announcements),  # at the reception
    *(help_calls, printing),  # to a kiosk, whoever is in the house
    *(messages,),  # to those who are not there
    *(website, public),  # the town's own pages
    *(administration, forms, set_up_file),  # the town's offices and forms, and all of it as a file
    *(devices, boards, speech, fleet, updates, backups, certificate, setup),  # its machines
    *(pages, challenges),
)
LARGEST_REQUEST = 64 * 1024


def create_app(config: Config, store: Store, clock: Clock, parts: Parts = NO_PARTS) -> APIFlask:
    """The web over an open store, with the parts of a running server that this one has."""
    app = APIFlask(
        "vorzimmer", title="Vorzimmer", version=appliance.__version__, spec_path="/api/openapi.json", docs_path=None,
        json_errors=False, template_folder=str(KIOSK_UI / "templates"), static_folder=str(KIOSK_UI / "static"),
        static_url_path="/static",
    )  # fmt: skip
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, ORIGINS=config.origins, OPENAPI_VERSION="3.1.0",
                      VALIDATION_ERROR_SCHEMA=_PROBLEM, HTTP_ERROR_SCHEMA=_PROBLEM)  # fmt: skip
    app.security_schemes = _SECURITY
    app.extensions["vorzimmer"] = Context(
        config, store, clock, RateLimits(config.limits), server_key(config.data), parts,
        pages=parts.background.pages if parts.background else SeenPages(),
    )  # fmt: skip
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    for part in (errors, i18n, assets, security):
        part.install(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    app.before_request(lambda: _refuse_on_trial(config))
    app.error_processor(errors.framework_error)
    app.spec_processor(description.completed)
    app.context_processor(lambda: _page_values(config, store))
    app.add_url_rule("/healthz", "_health", lambda: _health(clock))
    return app


def _refuse_on_trial(config: Config) -> None:
    """A rollback brings the database of before back: until this version has proved itself, nothing is written."""
    if request.method not in ("GET", "HEAD") and config.closed_while is not None and config.closed_while.exists():
        raise OfficeError("on_trial")


def _page_values(config: Config, store: Store) -> dict[str, Any]:
    organisation = store.read(offices.organisation)
    return {
        "lang": i18n.language(),
        "live_url": live_url(),
        "version": appliance.__version__,
        "phones_welcome": phones_welcome(config),
        "linked_data": public.offices_for_pages,
        "organisation": organisation.name if organisation else "Vorzimmer",
        "time_zone": organisation.time_zone if organisation else i18n.DEFAULT_TIME_ZONE,
    }


def _health(clock: Clock) -> Response:
    shown = shapes.Health(version=appliance.__version__, at=clock.now(), clock_speed=speed_of(clock))
    return Response(shown.model_dump_json(), mimetype="application/json")


_SECURITY: dict[str, dict[str, str]] = {
    "ticket": {"type": "http", "scheme": "bearer", "description": "A ticket's token, `t_...`."},
    "appointment": {"type": "http", "scheme": "bearer", "description": "An appointment's token, `p_...`."},
    "waiting_entry": {"type": "http", "scheme": "bearer", "description": "An entry of the waiting list, `p_...`."},
    "guest": {"type": "http", "scheme": "bearer", "description": "The link of an invitation, `g_...`."},
    "device": {"type": "http", "scheme": "bearer", "description": "A device's token, `d_...`."},
    "welcome": {"type": "http", "scheme": "bearer", "description": "A new colleague's link, `w_...`."},
    "session": {"type": "apiKey", "in": "cookie", "name": SECURE_SESSION_COOKIE},
}

_PROBLEM = shapes.Problem.model_json_schema()
