"""The statistics as pages and files show them: nothing about few people (`domain.statistics.told`)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.statistics import COUNTS, LEAST, STEP, TIMES, Cell, Tally, longest, median, share, told
from appliance.operations import statistics
from appliance.operations.statistics import Selection
from appliance.store import office_hours, offices
from appliance.web.api import statistics_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.i18n import translate
from appliance.web.views import statistics_words as words
from appliance.web.views.statistics_plots import plots

USUAL = timedelta(days=27)
"""From the first to the last day, where nobody has chosen: four weeks."""

MOST_DAYS, MOST_WEEKS = 62, 400
"""So many days are shown one by one, and as weeks."""

Counted = Iterable[tuple[Cell, Tally]]


@dataclass(frozen=True)
class _Names:
    """Of offices and services, of those that are retired too."""

    offices: dict[int, str]
    services: dict[int, str]


@dataclass(frozen=True)
class Division:
    """`of`: to what a cell belongs; keys are shown in their order, each by its name."""

    by: str
    of: Callable[[Cell], Any]
    named: Callable[[Any], str]


def selection(query: shapes.StatisticsQuery, at: datetime) -> Selection:
    """Raises invalid_input where the last day is before the first."""
    last = query.last or at.astimezone(office_hours.zone()).date()
    first = query.first or last - USUAL
    if first > last:
        raise OfficeError("invalid_input", fields="first, last")
    return Selection(first, last, query.office, query.service, query.channel)


def statistics_view(query: shapes.StatisticsQuery, at: datetime) -> shapes.StatisticsView:
    wanted = selection(query, at)
    counted = statistics.selected(wanted, at)
    total = _sum(counted)
    came = total.arrivals + total.sent_on
    return shapes.StatisticsView(
        first=wanted.first, last=wanted.last, today=at.astimezone(office_hours.zone()).date(),
        office=wanted.office_id, service=wanted.service_id, channel=wanted.channel,
        earliest=statistics.earliest(), least=LEAST, step=STEP,
        offices=[_choice(office.id, office.name) for office in offices.all()],
        channels=[shapes.ChannelChoiceView(channel=one, name=translate(words.CHANNELS[one])) for one in words.CHANNELS],
        total=whole(counted),
        shares=shapes.SharesView(
            no_shows=share(total.no_shows, came - total.no_shows),
            given_up=share(total.given_up, came - total.given_up),
            kept=share(total.kept, total.missed),
        ),
        tables=[_table(division, counted) for division in divisions(wanted, counted)],
    )  # fmt: skip


def whole(counted: Counted) -> shapes.CountedView:
    return counted_view(translate(words.TOTAL), _sum(counted))


def divisions(wanted: Selection, counted: Counted) -> list[Division]:
    """Those that divide anything: one office is not divided by office."""
    names = _names(counted)
    possible = [
        Division("office", lambda cell: cell.office_id, lambda key: names.offices[key]),
        Division("service", lambda cell: cell.service_id, lambda key: names.services[key]),
        Division("channel", lambda cell: cell.channel, lambda key: translate(words.CHANNELS[key])),
        Division("hour", lambda cell: cell.hour, words.hour),
        Division("weekday", lambda cell: cell.day.weekday(), words.weekday),
        _period(wanted),
    ]
    chosen = {"office": wanted.office_id, "service": wanted.service_id, "channel": wanted.channel}
    return [one for one in possible if chosen.get(one.by) is None and not (one.by == "office" and wanted.service_id)]


def rows(division: Division, counted: Counted) -> list[shapes.CountedView]:
    groups: defaultdict[Any, Tally] = defaultdict(Tally)
    for cell, tally in counted:
        groups[division.of(cell)].add(tally)
    return [counted_view(division.named(key), groups[key]) for key in sorted(groups)]


def counted_view(name: str, tally: Tally) -> shapes.CountedView:
    counts = {one: told(getattr(tally, one)) for one in COUNTS}
    times = {one: _times(getattr(tally, one)) for one in TIMES}
    return shapes.CountedView.model_validate({"name": name, **counts, **times})


def _times(times: list[int]) -> shapes.TimesView:
    return shapes.TimesView(median=median(times), longest=longest(times))


def _table(division: Division, counted: Counted) -> shapes.TableView:
    found = rows(division, counted)
    return shapes.TableView(
        by=division.by, name=translate(words.TABLES[division.by]), rows=found, plots=plots(division.by, found)
    )


def _period(wanted: Selection) -> Division:
    days = (wanted.last - wanted.first).days + 1
    if days <= MOST_DAYS:
        return Division("day", lambda cell: cell.day, words.day)
    if days <= MOST_WEEKS:
        return Division("week", lambda cell: cell.day - timedelta(days=cell.day.weekday()), words.week)
    return Division("month", lambda cell: date(cell.day.year, cell.day.month, 1), words.month)


def _sum(counted: Counted) -> Tally:
    total = Tally()
    for _, tally in counted:
        total.add(tally)
    return total


def _names(counted: Counted) -> _Names:
    ids = {cell.office_id for cell, _ in counted}
    services: dict[int, str] = {}
    for office_id in ids:
        services |= offices.service_names(office_id)
    return _Names({office_id: offices.by_id(office_id).name for office_id in ids}, services)


def _choice(office_id: int, name: str) -> shapes.OfficeChoice:
    services = [NamedView(id=one.id, name=one.name) for one in offices.services(office_id)]
    return shapes.OfficeChoice(id=office_id, name=name, services=services)
