"""Every refusal is a problem of RFC 9457 with a stable code and a translated text. Nothing was lost, and it says so."""

import errno
import logging
from datetime import date
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from appliance.domain.errors import OfficeError
from appliance.web.desk_problems import DESK_PROBLEMS
from appliance.web.fleet_problems import FLEET_PROBLEMS
from appliance.web.form_problems import FORM_PROBLEMS
from appliance.web.guest_problems import GUEST_PROBLEMS
from appliance.web.help_problems import HELP_PROBLEMS
from appliance.web.i18n import day_text, translate
from appliance.web.message_problems import MESSAGE_PROBLEMS
from appliance.web.office_problems import OFFICE_PROBLEMS
from appliance.web.paper_problems import PAPER_PROBLEMS
from appliance.web.reception_problems import RECEPTION_PROBLEMS
from provisioning.errors import ProvisioningError


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return message


PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_service": (404, _("This service does not exist. Please choose another one.")),
    "unknown_office": (404, _("This office does not exist.")),
    "unknown_device": (404, _("This device does not exist any more.")),
    "unknown_page": (404, _("This page does not exist.")),
    "unknown_ticket": (401, _("We do not know this ticket. Perhaps its link is incomplete or older than a day.")),
    "unknown_code": (404, _("This code is not valid or no longer valid. Please ask for a new one.")),
    "office_closed": (409, _("The office %(office)s is closed at the moment. No number was taken.")),
    "too_late_today": (
        409,
        _("Too many people are waiting at %(office)s: your turn would come after closing time. No number was taken."),
    ),
    "days_are_over": (422, _("These days are over. Please choose days to come.")),
    "unknown_special_days": (404, _("These days were removed already.")),
    "unknown_region": (422, _("There is no such region.")),
    "queue_full": (409, _("So many people are waiting at %(office)s that no more numbers are given out for now.")),
    "channel_not_offered": (409, _("%(service)s is not offered in this way. Please choose another way.")),
    "no_terminal_here": (409, _("This office has no video terminal. Please choose another way.")),
    "takes_no_tickets": (409, _("No numbers are given out at this device.")),
    "unknown_appointment": (401, _("We do not know this appointment. Perhaps its link is incomplete or too old.")),
    "link_ended": (410, _("This link has ended. The newest message about your appointment has the right one.")),
    "unknown_waiting_entry": (404, _("This entry of the waiting list does not exist any more.")),
    "no_waiting_list": (409, _("%(office)s keeps no waiting list. Please look for a free time again later.")),
    "too_many_entries": (409, _("With this address you are on the waiting list as often as one person may be.")),
    "offer_ended": (409, _("This offer has ended. You are still on the waiting list.")),
    "slot_taken": (409, _("This time was just taken by somebody else. Please choose another one.")),
    "hold_expired": (409, _("The time was kept for ten minutes and is free again. Please choose a time once more.")),
    "contact_missing": (422, _("Please give your name, and an e-mail address or a mobile number.")),
    "phone_missing": (422, _("Please give a telephone number at which we can call you.")),
    "too_many_appointments": (409, _("With this address you have as many appointments as one person may have.")),
    "several_offices": (422, _("These services belong to different offices. Please book them one by one.")),
    "too_early": (
        409, _("It is too early to check in: your appointment is at %(begins)s. You can check in from %(opens)s on."),
    ),
    "too_late": (
        409, _("Your appointment was at %(begins)s and is over. Please book a new one, or take a number."),
    ),
    "another_day": (409, _("Your appointment is not today. It is on %(day)s at %(begins)s.")),
    "wrong_office": (409, _("Your appointment is at another office: %(where)s. Please check in there.")),
    "already_checked_in": (409, _("You are checked in already. Your number is %(number)s.")),
    "appointment_cancelled": (409, _("This appointment was cancelled. You can book a new one, or take a number.")),
    "nobody_looks": (409, _("The QR code was not expected any more. Please show it once more.")),
    "unknown_appointment_code": (
        404, _("No appointment has this code. Please look at the six digits once more, or ask at the reception."),
    ),
    "unknown_sighting": (404, _("This note was taken back already.")),
    "too_many_sightings": (409, _("So many documents cannot be noted in one conversation.")),
    "feedback_given": (409, _("You have answered already. Thank you.")),
    "no_mail": (409, _("This office cannot send mails at the moment. Nothing was sent; please write the steps down.")),
    "changed_meanwhile": (
        409,
        _("The appointment was changed meanwhile. Nothing was done; the page shows the newest state."),
    ),
    "unknown_text": (404, _("There is no such text.")),
    "text_changed_meanwhile": (
        409, _("Somebody else has changed this text meanwhile. Nothing was saved; please copy yours and look first."),
    ),
    "unknown_diary": (404, _("This diary does not exist any more.")),
    "unknown_calendar": (404, _("This calendar was ended already.")),
    "unknown_absence": (404, _("This absence was removed already.")),
    "diary_of_clerk": (409, _("This diary belongs to a colleague: name and services are those of the colleague.")),
    "unknown_clerk": (404, _("This colleague does not work here any more.")),
    "invalid_sign_in_name": (
        422,
        _("A user name has two to forty small letters, digits, dots or hyphens, and begins with a letter or digit."),
    ),
    "sign_in_name_taken": (409, _("Somebody else signs in as %(name)s already. Please choose another user name.")),
    "no_role": (422, _("Please choose at least one role.")),
    "last_admin": (409, _("Nobody else could administer then. Please make somebody else an administrator first.")),
    "unknown_welcome": (
        401,
        _("This link does not hold any more: it was used, replaced or is older than a week. Please ask for a new one."),
    ),
    "not_begun": (409, _("The appointment has not begun yet. Perhaps the person is still coming.")),
    "wrong_state": (409, _("That is no longer possible: the ticket has moved on. Nothing was changed.")),
    "taken_by_other": (409, _("A colleague was faster. Nothing was changed; the list is up to date again.")),
    "absent": (409, _("Whoever waits is away from their page for a moment. They keep their place.")),
    "pick_not_allowed": (409, _("This office calls in order: %(number)s is next.")),
    "pick_reason_missing": (409, _("Please say why somebody is called before %(number)s.")),
    "nobody_waiting": (409, _("Nobody is waiting whom you can call.")),
    "not_your_service": (409, _("This service is not among those that you serve.")),
    "counter_at_home": (409, _("Nobody can come to a counter at home. Somebody in the house will call this number.")),
    "no_counter": (409, _("You are not at this counter any more. Please choose a counter.")),
    "counter_busy": (409, _("Somebody is being served at this counter. Please finish that first.")),
    "counter_occupied": (409, _("Somebody else is working at this counter. Please choose another one.")),
    "no_free_terminal": (409, _("No video terminal is free. These people keep their place.")),
    "awaits_confirmation": (409, _("The person confirms at the terminal. You need not do anything.")),
    "terminal_in_use": (409, _("This terminal is being used for a consultation.")),
    "wrong_code": (409, _("The code does not match the number that was called. Please check it on your ticket.")),
    "no_ticket_called": (409, _("No number is called to this terminal at the moment.")),
    "too_many_attempts": (429, _("That was tried too often. Please wait a minute.")),
    "too_many_requests": (429, _("Too many requests. Please wait a minute; nothing was lost.")),
    "undo_too_late": (409, _("It is too late to undo this. Nothing was changed.")),
    "not_signed_in": (401, _("Please sign in.")),
    "wrong_sign_in": (401, _("Name or password is not right.")),
    "forbidden": (403, _("Your role does not allow this.")),
    "cross_site": (403, _("This request came from another website and was refused.")),
    "device_unknown": (401, _("This device is not enrolled. Please enter a code from the administration page.")),
    "device_revoked": (401, _("This device was removed from the administration page.")),
    "wrong_setup_code": (
        401, _("This is not the code on the server’s screen. After six wrong tries it shows a new one."),
    ),
    "plan_outdated": (
        409,
        _("The set-up was changed since this file was checked. Nothing was done. Please check it once more."),
    ),
    "already_set_up": (409, _("This server has its office already. Please sign in.")),
    "being_installed": (
        409,
        _(
            "The system is being copied to the disk, or waits to be restarted from it. Nothing was changed. Please"
            " restart the server from its disk first, then set it up there."
        ),
    ),
    "being_set_up": (
        409,
        _(
            "An office is being set up or brought back on this server at the moment. Nothing was deleted. Please load"
            " this page again in a minute."
        ),
    ),
    "weak_password": (422, _("This password is too easy to guess. Please take at least %(least)s characters.")),
    "unknown_time_zone": (422, _("This time zone does not exist.")),
    "no_services": (422, _("Please choose at least one service.")),
    "invalid_prefix": (422, _("Ticket numbers begin with one or two capital letters.")),
    "invalid_host_name": (422, _("The machine cannot take this name: %(reason)s")),
    "not_restarted": (409, _("The server could not be restarted: %(reason)s")),
    "no_certificate": (422, _("This is not a certificate with its key: %(reason)s")),
    "certificate_expired": (422, _("This certificate is not valid now (from %(begins)s until %(ends)s).")),
    "certificate_for_others": (422, _("This certificate is not for %(name)s.")),
    "certificate_running": (409, _("A certificate is being fetched right now. Please wait a moment.")),
    "not_automatic": (409, _("Certificates are not fetched by themselves here.")),
    "acme_directory_unreachable": (
        409, _("The certificate directory could not be reached. Please check its address and the way out to it."),
    ),
    "acme_directory_untrusted": (
        409, _("Nobody known vouches for this certificate directory. Please give its certificate authority (PEM)."),
    ),
    "acme_no_directory": (409, _("There is no certificate directory at this address. Please check it.")),
    "acme_rate_limited": (409, _("The certificate directory wants fewer requests. Please try again later.")),
    "acme_refused": (409, _("The certificate directory refused: %(reason)s")),
    "appliance_only": (409, _("This is only possible on the appliance itself.")),
    "backup_running": (409, _("A backup is being made already.")),
    "no_backup_key": (409, _("There is no backup key yet. Please make one first and keep it in a safe place.")),
    "bad_backup_key": (422, _("This is not a backup key. It begins with AGE-SECRET-KEY-1.")),
    "wrong_backup_key": (409, _("This backup was made for another key.")),
    "damaged_backup": (422, _("This backup is damaged or incomplete. Please take an earlier one.")),
    "newer_backup": (409, _("This backup was made by a newer version (%(version)s). Please update first.")),
    "office_exists": (409, _("There is an office on this machine already. Nothing was changed.")),
    "disk_full": (
        507,
        _(
            "The disk of this server is full. Nothing was lost and nothing was changed. Please make room on it, or"
            " take a larger disk, and try again."
        ),
    ),
    "invalid_input": (422, _("Something in this request is not right: %(fields)s")),
    "too_large": (413, _("This request is too large.")),
    "method_not_allowed": (405, _("This address does not understand this kind of request.")),
    "idempotency_key_reused": (409, _("This key was already used for another request.")),
    "no_source": (422, _("Please say first where updates come from.")),
    "updates_busy": (409, _("An update is being fetched or written already.")),
    "nothing_to_update": (409, _("There is no newer version yet.")),
    "unknown_release": (404, _("This version is not here.")),
    "voice_silent": (409, _("This server has no voice. Everything can still be read.")),
    "voice_busy": (503, _("The voice has too much to say at the moment. Everything can still be read.")),
    "voice_failed": (500, _("This could not be read aloud. Everything can still be read.")),
    "on_trial": (503, _("The server was just updated and is being checked. Please try again in a minute.")),
    "stopping": (503, _("The server is restarting. Please try again in a moment; nothing was lost.")),
    "internal": (500, _("That did not work because of a fault of ours. Nothing was changed. Please try again.")),
    **DESK_PROBLEMS,
    **FLEET_PROBLEMS,
    **GUEST_PROBLEMS,
    **HELP_PROBLEMS,
    **FORM_PROBLEMS,
    **OFFICE_PROBLEMS,
    **PAPER_PROBLEMS,
    **MESSAGE_PROBLEMS,
    **RECEPTION_PROBLEMS,
}  # fmt: skip
"""Code -> (HTTP status, text)."""

_HTTP_CODES = {404: "unknown_page", 405: "method_not_allowed", 413: "too_large", 415: "invalid_input",
               400: "invalid_input", 422: "invalid_input", 429: "too_many_requests"}  # fmt: skip

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

log = logging.getLogger(__name__)


def problem(code: str, **facts: object) -> Response:
    """The response for a code; unknown codes are faults of ours."""
    status, text = PROBLEMS.get(code, PROBLEMS["internal"])
    response = jsonify(
        type=f"urn:vorzimmer:problem:{code}",
        title=code.replace("_", " "),
        status=status,
        code=code,
        detail=_filled(text, facts),
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def sentence(error: OfficeError) -> str:
    """What people read of it."""
    return _filled(PROBLEMS.get(error.code, PROBLEMS["internal"])[1], error.facts)


def install(app: Flask) -> None:
    app.register_error_handler(OfficeError, lambda error: problem(error.code, **error.facts))
    app.register_error_handler(ProvisioningError, lambda error: problem(error.code, **error.facts))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _of_the_machine)
    app.register_error_handler(Exception, _internal)


def _filled(text: str, facts: dict[str, object]) -> str:
    """A day among the facts is said in words."""
    translated = translate(text)
    said = {name: day_text(fact) if isinstance(fact, date) else fact for name, fact in facts.items()}
    try:
        return translated % said
    except KeyError:
        return translated


def _http(error: HTTPException) -> Response | HTTPException:
    """Problems for the API, the framework's own short page for a mistyped address."""
    if not request.path.startswith("/api/"):
        return error
    return problem(_HTTP_CODES.get(error.code or 500, "internal"), fields=error.description or "")


def _of_the_machine(error: OSError) -> Response:
    """A full disk is no fault of ours, and the administrator can do something about it."""
    if error.errno not in DISK_FULL:
        return _internal(error)
    log.error("%s %s: %s", request.method, request.path, error)
    return problem("disk_full")


def _internal(error: Exception) -> Response:
    log.exception("unexpected: %s %s", request.method, request.path)
    return problem("internal")


def framework_error(error: Any) -> Response:
    """APIFlask's own refusals (input that does not fit its shape) as problems like all others."""
    code = _HTTP_CODES.get(error.status_code, "internal")
    return problem(code, fields=_fields(error.detail) or error.message)


def _fields(detail: Any) -> str:
    """`{"json": {"code": ["..."]}}` -> the names of the fields."""
    if not isinstance(detail, dict):
        return ""
    return ", ".join(str(name) for part in detail.values() if isinstance(part, dict) for name in part)
