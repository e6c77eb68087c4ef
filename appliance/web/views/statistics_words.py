"""What the statistics say in words, in the request's language."""

from datetime import date, timedelta

from babel.dates import format_date

from appliance.domain.ticket import Channel
from appliance.web.i18n import locale, translate


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return message


CHANNELS = {Channel.ON_SITE: _("in person"), Channel.VIDEO: _("by video"), Channel.TELEPHONE: _("by telephone")}
TABLES = {
    "office": _("By office"),
    "service": _("By service"),
    "channel": _("By channel"),
    "hour": _("By the hour in which people came"),
    "weekday": _("By day of the week"),
    "day": _("By day"),
    "week": _("By week"),
    "month": _("By month"),
}
TOTAL = _("All together")
HEADINGS = (
    _("First day"), _("Last day"), _("Divided"), _("Of what"), _("People who came"), _("Sent here by another service"),
    _("Served"), _("Did not appear when called"), _("Gave up before"), _("Appointments kept"), _("Appointments missed"),
    _("Waiting time: half at most (minutes)"), _("Waiting time: nine in ten at most (minutes)"),
    _("Way: half at most (minutes)"), _("Way: nine in ten at most (minutes)"),
    _("Time at the counter: half at most (minutes)"), _("Time at the counter: nine in ten at most (minutes)"),
)  # fmt: skip
"""Of the columns of the file, in its order."""

FILE_NAME = _("statistics")
CAME, WAITED = _("How many came"), _("Waiting time in minutes: half (bar), nine in ten (line)")
BESIDE = _("All numbers stand in the table below the picture.")
_CAME, _FEW_CAME = _("{what}: {count} came"), _("{what}: fewer than {least} came")
_WAITED = _("{what}: half waited up to {median} minutes, nine in ten up to {longest}")
_MEDIAN_ONLY = _("{what}: half waited up to {median} minutes")
_UNKNOWN_WAIT = _("{what}: too few were called to say anything")


def say(message: str, **values: object) -> str:
    return translate(message).format(**values)


def came(what: str, count: int | None, least: int) -> str:
    return say(_CAME, what=what, count=count) if count is not None else say(_FEW_CAME, what=what, least=least)


def waited(what: str, median: float | None, longest: float | None) -> str:
    if median is None:
        return say(_UNKNOWN_WAIT, what=what)
    if longest is None:
        return say(_MEDIAN_ONLY, what=what, median=f"{median:.0f}")
    return say(_WAITED, what=what, median=f"{median:.0f}", longest=f"{longest:.0f}")


def hour(number: int) -> str:
    return say(_("{hour} o’clock"), hour=number)


def weekday(number: int) -> str:
    """0 is Monday."""
    return format_date(date(2024, 1, 1) + timedelta(days=number), "EEEE", locale=locale())


def day(one: date) -> str:
    return format_date(one, "EEE, d.M." if locale() == "de" else "EEE, d MMM", locale=locale())


def week(monday: date) -> str:
    """`KW 10, 2.3.`"""
    beginning = format_date(monday, "d.M.yy" if locale() == "de" else "d MMM yy", locale=locale())
    return say(_("week of {day}"), day=beginning)


def month(one: date) -> str:
    return format_date(one, "LLL yyyy", locale=locale())
