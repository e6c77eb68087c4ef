"""Who asks: a ticket or a device by bearer token, staff by session cookie.

Writes by cookie must come from our own pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, g, request

from appliance.domain.admission import PLAIN_SESSION_COOKIE, SECURE_SESSION_COOKIE
from appliance.domain.appointment import Appointment
from appliance.domain.device import Device
from appliance.domain.errors import OfficeError
from appliance.domain.guest import Guest
from appliance.domain.staff import Clerk, Role
from appliance.domain.ticket import Ticket
from appliance.domain.waiting_list import Entry
from appliance.store import admission, appointments, devices, guests, staff, tickets, waiting_list
from appliance.web.context import now, office

PAGE_HEADER = "X-Vorzimmer"
"""A header that no foreign form can send; with it the browser asks us before a cross-site script may call."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Session:
    token: str
    clerk: Clerk


def cookie_name() -> str:
    return SECURE_SESSION_COOKIE if request.is_secure else PLAIN_SESSION_COOKIE


def set_session(response: Response, token: str) -> None:
    response.set_cookie(cookie_name(), token, httponly=True, secure=request.is_secure, samesite="Lax", path="/")


def end_session(response: Response) -> None:
    response.delete_cookie(cookie_name(), httponly=True, secure=request.is_secure, samesite="Lax", path="/")


def session() -> Session:
    """The signed-in clerk. Raises not_signed_in, and cross_site for a write that no page of ours sent."""
    found = _session()
    if found is None:
        raise OfficeError("not_signed_in")
    if request.method not in ("GET", "HEAD"):
        check_same_site()
    return found


def clerk(*roles: Role) -> Clerk:
    """The signed-in clerk, who must have one of the roles if any are named."""
    found = session().clerk
    if roles and not found.has_any(*roles):
        raise OfficeError("forbidden")
    return found


def ticket() -> Ticket:
    """The ticket whose capability came as bearer. Raises unknown_ticket for a forged or expired one."""
    token = bearer("t_")
    principal = office().read(admission.ticket, token, now()) if token else None
    if principal is None:
        raise OfficeError("unknown_ticket")
    return office().read(tickets.by_id, principal.id)


def appointment() -> Appointment:
    """The appointment whose link came as bearer. Raises unknown_appointment for a forged one, link_ended for an old."""
    token = bearer("p_")
    found = office().read(appointments.by_link, token, now()) if token else None
    if found is None:
        raise OfficeError("unknown_appointment")
    return found


def waiting_entry() -> Entry:
    """The entry of the waiting list whose capability came as bearer. Raises unknown_waiting_entry."""
    token = bearer("p_")
    found = office().read(waiting_list.by_token, token) if token else None
    if found is None:
        raise OfficeError("unknown_waiting_entry")
    return found


def guest() -> Guest:
    """Who was invited by the link whose token came as bearer. Raises unknown_invitation for a forged or ended one."""
    token = bearer("g_")
    found = office().read(guests.by_token, token) if token else None
    if found is None:
        raise OfficeError("unknown_invitation")
    return found


def device() -> Device:
    """The enrolled device whose token came as bearer."""
    found = optional_device()
    if found is None:
        raise OfficeError("device_unknown")
    return found


def optional_device() -> Device | None:
    token = bearer("d_")
    if token is None:
        return None
    found = office().read(devices.by_token, token)
    if found is None:
        raise OfficeError("device_unknown")
    if found.revoked:
        raise OfficeError("device_revoked")
    return found


def bearer(prefix: str) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" and token.startswith(prefix) else None


def check_same_site() -> None:
    """Sec-Fetch-Site where the browser sends it, Origin otherwise, and always our header."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin not in (request.host_url.rstrip("/"), *current_app.config["ORIGINS"])
    if site != "same-origin" or foreign or request.headers.get(PAGE_HEADER) is None:
        raise OfficeError("cross_site")


def staff_only(*roles: Role) -> Callable[[F], F]:
    """A handler for signed-in clerks with one of these roles (any role if none is named)."""

    def decorate(handler: F) -> F:
        @wraps(handler)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            clerk(*roles)
            return handler(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def _session() -> Session | None:
    if "session" not in g:
        token = request.cookies.get(cookie_name(), "")
        g.session = office().read(_find, token) if token else None
    return g.session


def _find(token: str) -> Session | None:
    clerk_id = staff.session(token, now())
    return Session(token, staff.clerk(clerk_id)) if clerk_id is not None else None
