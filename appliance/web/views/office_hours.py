"""Opening hours as the administration sees and changes them."""

from datetime import datetime, timedelta

from appliance.adapters import public_holidays
from appliance.domain.office_hours import Day, OfficeHours, SpecialDays
from appliance.domain.organisation import Office
from appliance.operations import opening
from appliance.store import closing_notices, office_hours, offices
from appliance.web.api import hours_shapes as shapes
from appliance.web.api.calling_shapes import CallingPlan
from appliance.web.api.shapes import NamedView
from appliance.web.views.offices import opening_view

DAYS_AHEAD = 14
HOLIDAYS_AHEAD = timedelta(days=366)


def all_hours(at: datetime) -> shapes.HoursView:
    organisation = offices.organisation()
    today = at.astimezone(office_hours.zone()).date()
    holidays = office_hours.holidays().items()
    return shapes.HoursView(
        offices=[_office(office, at) for office in offices.all()],
        special=[_special(None, days) for days in office_hours.own_special(None)],
        region=organisation.land if organisation else "",
        regions=[shapes.RegionView.model_validate(region) for region in public_holidays.regions()],
        holidays=[
            shapes.HolidayView(day=day, name=name) for day, name in holidays if today <= day < today + HOLIDAYS_AHEAD
        ],
    )


def _office(office: Office, at: datetime) -> shapes.OfficeHoursView:
    hours = office_hours.of_office(office.id)
    channels = opening.channels(office.id)
    return shapes.OfficeHoursView(
        office=NamedView(id=office.id, name=office.name),
        opening=opening_view(office, at),
        channels=channels,
        by_hours=office.by_hours,
        weekly={channel: [list(map(shapes.clock_times, day)) for day in week]
                for channel, week in office_hours.week(office.id).items()},
        keeps_holidays=office_hours.keeps_holidays(office.id),
        closing_soon_minutes=office.closing_soon_minutes,
        late_tickets=office.late_tickets,
        at_closing=closing_notices.rule(office.id),
        calling=CallingPlan.model_validate(office.calling),
        special=[_special(office.id, days) for days in office_hours.own_special(office.id)],
        ahead=[shapes.AheadView(channel=channel, days=_ahead(hours, channel, at)) for channel in channels]
        if office.by_hours else [],
    )  # fmt: skip


def _ahead(hours: OfficeHours, channel: shapes.Channel, at: datetime) -> list[shapes.DayView]:
    today = hours.local_day(at)
    return [_day(hours.day(channel, today + timedelta(days=number))) for number in range(DAYS_AHEAD)]


def _day(day: Day) -> shapes.DayView:
    return shapes.DayView(day=day.day, hours=list(map(shapes.clock_times, day.hours)), rule=day.rule, reason=day.reason)


def _special(office_id: int | None, days: SpecialDays) -> shapes.SpecialDaysView:
    return shapes.SpecialDaysView(
        id=days.id, office_id=office_id, first=days.first, last=days.last,
        hours=list(map(shapes.clock_times, days.hours)), channels=sorted(days.channels), reason=days.reason,
    )  # fmt: skip
