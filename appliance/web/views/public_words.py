"""What a town's website says about an office, in whole phrases: who reads the JSON needs no words and no clock.

The messages are those of our own faces, so that the town's page and ours say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.domain.office_hours import Hours
from appliance.domain.opening import OfficeState
from appliance.web.api.hours_shapes import clock_times
from appliance.web.api.shapes import OpeningView, WaitView
from appliance.web.i18n import day_text, translate


def _(message: str) -> str:
    """Marks a text for the catalogue."""
    return message


_OPENING = {
    OfficeState.OPEN: _("open"),
    OfficeState.UNSTAFFED: _("open, nobody at a counter yet"),
    OfficeState.FULL: _("full, no new numbers"),
    OfficeState.CLOSED: _("closed"),
}
_OPEN_UNTIL = {OfficeState.OPEN: _("open until {time}"), OfficeState.CLOSING_SOON: _("closes at {time}")}
_OPENS = _("closed, opens {when}")
_DAYS = (_("today at {time}"), _("tomorrow at {time}"))
_LATER = _("on {day} at {time}")

_BETWEEN, _ABOUT = _("between {from} and {to}"), _("at about {from}")
_TURN = _("If you take a number now, it will probably be your turn {when}.")
_HALTED = {
    "nobody_on_duty": _("Nobody is on duty at the moment. Your place is kept."),
    "too_late_today": _("There may not be enough time left today. Your place is kept."),
    "no_free_terminal": _("No video terminal is free at the moment. Your place is kept."),
}
_QUEUE = (_("Nobody is waiting"), _("1 person is waiting"), _("{count} people are waiting"))

_HOURS = _("{hours}")
_CLOSED = _("closed")


@dataclass(frozen=True)
class Words:
    """In the request's language, at one instant of the town."""

    zone: ZoneInfo
    at: datetime

    def opening(self, now: OpeningView) -> str:
        if now.state is OfficeState.CLOSED and now.opens_at is not None:
            line = _filled(_OPENS, when=self._when(now.opens_at))
        elif now.state in _OPEN_UNTIL and now.closes_at is not None:
            line = _filled(_OPEN_UNTIL[now.state], time=self._clock(now.closes_at))
        else:
            line = translate(_OPENING.get(now.state, _OPENING[OfficeState.OPEN]))
        because = now.closed_because if now.state is OfficeState.CLOSED else ""
        return f"{line} ({because})" if because else line

    def queue(self, waiting: int) -> str:
        return _filled(_QUEUE[min(waiting, 2)], count=str(waiting))

    def turn(self, windows: Sequence[WaitView]) -> str:
        """When it would be one's turn: from the earliest to the latest of these services; "" without any."""
        begins = [one.opens for one in windows if one.opens is not None]
        ends = [one.closes for one in windows if one.closes is not None]
        if begins and ends:
            return _filled(_TURN, when=self._between(min(begins), max(ends)))
        reasons = [one.reason for one in windows if one.reason in _HALTED]
        return translate(_HALTED[reasons[0]]) if reasons and reasons[0] else ""

    def hours(self, hours: Sequence[Hours]) -> str:
        stretches = ", ".join("–".join(clock_times(one)) for one in hours)
        return _filled(_HOURS, hours=stretches) if hours else translate(_CLOSED)

    def _between(self, begin: datetime, end: datetime) -> str:
        first, last = self._clock(begin), self._clock(end)
        return _filled(_ABOUT if first == last else _BETWEEN, **{"from": first, "to": last})

    def _when(self, moment: datetime) -> str:
        day, today = moment.astimezone(self.zone).date(), self.at.astimezone(self.zone).date()
        ahead = (day - today) // timedelta(days=1)
        pattern = _DAYS[ahead] if 0 <= ahead < len(_DAYS) else _LATER
        return _filled(pattern, day=day_text(day), time=self._clock(moment))

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M}"


def _filled(message: str, **values: str) -> str:
    """Placeholders as in the pages, where scripts fill them in."""
    return translate(message).format(**values)
