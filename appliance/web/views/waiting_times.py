"""Promised against actual, as the administration shows it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from appliance.domain.organisation import Office
from appliance.domain.promise import Kept
from appliance.domain.statistics import told
from appliance.store import office_hours, offices, promises
from appliance.web.api.waiting_times_shapes import (
    DayKept,
    HourKept,
    KeptView,
    OfficeKept,
    PicturesView,
    ServiceKept,
)
from appliance.web.i18n import translate
from appliance.web.views import statistics_words as words
from appliance.web.views.waiting_times_plots import plots


def offices_view(since: datetime) -> list[OfficeKept]:
    first = since.astimezone(office_hours.zone()).date()
    return [_office(office, first) for office in offices.all()]


def _office(office: Office, since: date) -> OfficeKept:
    names = offices.service_names(office.id)
    total = promises.total(office.id, since)
    services = [
        ServiceKept(service=names[int(one.of)], **_figures(one)) for one in promises.by_service(office.id, since)
    ]
    hours = [HourKept(hour=int(one.of), **_figures(one)) for one in promises.by_hour(office.id, since)]
    days = [DayKept(day=date.fromisoformat(one.of), **_figures(one)) for one in promises.by_day(office.id, since)]
    return OfficeKept(
        id=office.id, name=office.name, total=None if total is None else KeptView(**_figures(total)),
        services=services, hours=hours, days=days, pictures=_pictures(office.id, services, hours, days),
    )  # fmt: skip


def _pictures(
    office_id: int, services: Sequence[ServiceKept], hours: Sequence[HourKept], days: Sequence[DayKept]
) -> list[PicturesView]:
    divided: dict[str, list[tuple[str, KeptView]]] = {
        "hour": [(words.hour(one.hour), one) for one in hours],
        "service": [(one.service, one) for one in services],
        "day": [(words.day(one.day), one) for one in days],
    }
    return [
        PicturesView(name=translate(words.TABLES[by]), plots=plots(f"{by}-{office_id}", rows, across=by == "service"))
        for by, rows in divided.items()
        if rows
    ]


def _figures(kept: Kept) -> dict[str, Any]:
    """With their number as statistics tell it: what a sum and its parts leave between them is nobody."""
    return {**{name: value for name, value in vars(kept).items() if name != "of"}, "count": told(kept.count)}
