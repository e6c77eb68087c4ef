"""The fleet's conditions in words, each with the next step. Codes are `domain.fleet`'s; `%(name)s` are their facts."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.domain.fleet import Condition
from appliance.web.api.fleet_shapes import ConditionView
from appliance.web.i18n import translate


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return message


NOTHING = ""
OFFICE_SERVER = _("Office server")

CONDITIONS: dict[str, tuple[str, str]] = {
    "good": (_("Ready"), NOTHING),
    "pending": (_("Adopted, sets itself up"), _("Nothing to do: this takes a few seconds.")),
    "never_answered": (
        _("Has not answered since its adoption"),
        _("Is it switched on and on the network? Its own screen says more. If it still shows a code, adopt it again."),
    ),
    "missing": (
        _("Does not answer, since %(since)s"),
        _("Is it switched on and on the network? It returns by itself."),
    ),
    "not_adopted": (
        _("Was reset and belongs to no office any more"),
        _("Adopt it again with the code on its screen, or revoke it here."),
    ),
    "adopted_elsewhere": (
        _("Belongs to another office server"),
        _("If that is not meant: reset it at the device, then adopt it here again."),
    ),
    "wrong_fingerprint": (
        _("Somebody else answers at its address"),
        _("Look at the device. If it was exchanged, revoke it here and adopt the new one."),
    ),
    "certificate_expired": (
        _("Its certificate has expired"),
        _("It is renewed by itself. If this stays, compare the clocks of device and server."),
    ),
    "configuration_pending": (_("Is taking over new settings"), NOTHING),
    "screen_dark": (
        _("Its screen shows nothing"),
        _("It tries to recover by itself. If this stays for minutes, restart it."),
    ),
    "update_failed": (
        _("The update to %(version)s did not work: %(reason)s"),
        _("It goes on with the version that works. Nothing was lost."),
    ),
    "no_camera": (_("No camera found"), _("Check its cable. People can still talk and write.")),
    "no_document_camera": (_("No document camera found"), _("Check its cable. Video works without it.")),
    "no_microphone": (_("No microphone found"), _("Check its cable. People can still write.")),
    "printer_trouble": (_("The printer reports: %(state)s"), _("Look at paper and lid.")),
    "ticket_printer_paper_low": (_("Its paper for numbers runs out soon"), _("Lay a new roll ready.")),
    "ticket_printer_paper_out": (_("It has no paper for numbers"), _("Put in a new roll.")),
    "ticket_printer_cover_open": (_("The lid of its printer is open"), _("Close the lid.")),
    "ticket_printer_offline": (_("Its printer does not take anything"), _("Look at paper, lid and cable.")),
    "ticket_printer_error": (_("Its printer reports an error"), _("Switch it off and on. Look for jammed paper.")),
    "ticket_printer_missing": (_("Its printer for numbers is not there"), _("Check its cable and its power.")),
    "disk_full": (
        _("Only %(percent)s % of its disk is free"),
        _("Old versions are removed by themselves. If this stays, call your administrator."),
    ),
    "too_hot": (_("Is too hot: %(degrees)s °C"), _("Free its ventilation slots.")),
    "clock_wrong": (
        _("Its clock is wrong by %(minutes)s min"),
        _("It is set by itself. If this comes back after switching off, its battery is empty."),
    ),
    "relay_missing": (
        _("The relay for video is not installed"),
        _("Install the package coturn, then restart the server. Until then some people reach you only by text."),
    ),
    "relay_silent": (
        _("The relay for video does not answer"),
        _("It is started again by itself. If this stays, another program may use its port."),
    ),
}  # fmt: skip
"""Code -> (what is, what to do)."""

FOUND: dict[str, tuple[str, str]] = {
    "new": (_("Waits to be adopted"), _("Type the six digits that it shows.")),
    "locked": (_("Locked after wrong codes"), _("It opens by itself. Its screen says when.")),
    "adopted": (
        _("Belongs to an office server already"),
        _("Was it yours before a backup was restored? Then take it back. Otherwise reset it at the device."),
    ),
    "revoked": (_("Was removed from its office"), _("Reset it at the device, then adopt it.")),
}  # fmt: skip


def condition_view(condition: Condition, zone: ZoneInfo, at: datetime) -> ConditionView:
    text, following = CONDITIONS[condition.code]
    facts = {name: _shown(value, zone, at) for name, value in condition.facts.items()}
    return ConditionView(
        code=condition.code, light=condition.light, text=filled(text, facts), next=filled(following, facts)
    )


def filled(text: str, facts: Mapping[str, object]) -> str:
    """Translated; `%` alone is a percent sign here, only known `%(name)s` are replaced."""
    shown = translate(text) if text else ""
    for name, value in facts.items():
        shown = shown.replace(f"%({name})s", str(value))
    return shown


def _shown(value: object, zone: ZoneInfo, at: datetime) -> object:
    """A clock time, with its date when that was not today."""
    if not isinstance(value, datetime):
        return value
    local, today = value.astimezone(zone), at.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d.%m.%Y, %H:%M}"
