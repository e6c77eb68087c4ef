"""The staffing plan: diaries, their weeks and absences, the rules of booking, and calendars to subscribe to."""

import secrets
from dataclasses import replace
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, make_response

from appliance.domain.staff import Role
from appliance.operations import calendar_feeds, staffing
from appliance.store import appointments
from appliance.web import auth
from appliance.web.addresses import public_url
from appliance.web.api import staffing_shapes as shapes
from appliance.web.api.hours_shapes import week
from appliance.web.context import now, office
from appliance.web.views.staffing import free_days, plan

blueprint = APIBlueprint("staffing", __name__, url_prefix="/api", tag="Staffing plan")

KEEPERS = (Role.SUPERVISOR, Role.ADMIN)


@blueprint.get("/staffing")
@blueprint.input(shapes.StaffingQuery, location="query")
@blueprint.output(shapes.StaffingView)
@auth.staff_only(*KEEPERS)
def show(query_data: shapes.StaffingQuery) -> shapes.StaffingView:
    """Who can be booked when for an office, what is booked of it, and what no longer fits."""
    return office().read(plan, query_data.office, now())


@blueprint.get("/staffing/free")
@blueprint.input(shapes.FreeQuery, location="query")
@blueprint.output(shapes.FreeView)
@auth.staff_only(*KEEPERS)
def show_free(query_data: shapes.FreeQuery) -> shapes.FreeView:
    """What citizens are offered for a service in the next two weeks."""
    return office().read(free_days, query_data.service, query_data.channel, now())


@blueprint.post("/offices/<int:office_id>/diaries")
@blueprint.input(shapes.NewDiary)
@blueprint.output(shapes.StaffingView, status_code=201)
def add(office_id: int, json_data: shapes.NewDiary) -> shapes.StaffingView:
    """Somebody, or a place, can be booked for an office: at first in its opening hours."""
    clerk = auth.clerk(*KEEPERS)
    office().write(_add, office_id, json_data, clerk.id, now())
    return office().read(plan, office_id, now())


@blueprint.put("/offices/<int:office_id>/diaries/<int:diary_id>")
@blueprint.input(shapes.WeekOfDiary)
@blueprint.output(shapes.StaffingView)
def set_week(office_id: int, diary_id: int, json_data: shapes.WeekOfDiary) -> shapes.StaffingView:
    """Replace when a diary can be booked for an office."""
    clerk = auth.clerk(*KEEPERS)
    weekly = {channel: week(days) for channel, days in json_data.weekly.items()}
    office().write(staffing.set_week, diary_id, office_id, weekly, clerk.id, now())
    return office().read(plan, office_id, now())


@blueprint.put("/diaries/<int:diary_id>")
@blueprint.input(shapes.PlaceChange)
@blueprint.output({}, status_code=204)
def change_place(diary_id: int, json_data: shapes.PlaceChange) -> Response:
    """Name and services of a place without a clerk."""
    clerk = auth.clerk(*KEEPERS)
    office().write(staffing.change_place, diary_id, json_data.name, json_data.services, clerk.id, now())
    return make_response("", 204)


@blueprint.post("/diaries/<int:diary_id>/retire")
@blueprint.output({}, status_code=204)
def retire(diary_id: int) -> Response:
    """A diary that nobody can book any more, for any office. What is booked in it becomes a conflict."""
    clerk = auth.clerk(*KEEPERS)
    office().write(staffing.retire_diary, diary_id, clerk.id, now())
    return make_response("", 204)


@blueprint.post("/diaries/<int:diary_id>/absences")
@blueprint.input(shapes.NewAbsence)
@blueprint.output({}, status_code=204)
def add_absence(diary_id: int, json_data: shapes.NewAbsence) -> Response:
    """Days on which a diary cannot be booked."""
    clerk = auth.clerk(*KEEPERS)
    office().write(staffing.add_absence, diary_id, json_data.first, json_data.last, clerk.id, now())
    return make_response("", 204)


@blueprint.post("/absences/<int:absence_id>/remove")
@blueprint.output({}, status_code=204)
def remove_absence(absence_id: int) -> Response:
    """Back earlier, or never away."""
    clerk = auth.clerk(*KEEPERS)
    office().write(staffing.remove_absence, absence_id, clerk.id, now())
    return make_response("", 204)


@blueprint.put("/offices/<int:office_id>/booking-rules")
@blueprint.input(shapes.RulesShape)
@blueprint.output(shapes.StaffingView)
def set_rules(office_id: int, json_data: shapes.RulesShape) -> shapes.StaffingView:
    """How appointments of an office are booked."""
    clerk = auth.clerk(*KEEPERS)
    rules = replace(office().read(appointments.rules, office_id), **json_data.model_dump())
    office().write(staffing.set_rules, office_id, rules, clerk.id, now())
    return office().read(plan, office_id, now())


@blueprint.post("/calendars")
@blueprint.input(shapes.NewCalendar)
@blueprint.output(shapes.CalendarLink, status_code=201)
def make_calendar(json_data: shapes.NewCalendar) -> shapes.CalendarLink:
    """A new secret address for the calendar of an office or a diary; the earlier one ends."""
    clerk = auth.clerk(*KEEPERS)
    token = f"c_{secrets.token_urlsafe(32)}"
    wanted = (json_data.office_id, json_data.diary_id, json_data.with_names)
    made = office().write(calendar_feeds.renew, *wanted, token, clerk.id, now())
    return shapes.CalendarLink(id=made, url=f"{public_url()}/calendar/{token}.ics")


@blueprint.post("/calendars/<int:feed_id>/end")
@blueprint.output({}, status_code=204)
def end_calendar(feed_id: int) -> Response:
    """The address answers no longer."""
    clerk = auth.clerk(*KEEPERS)
    office().write(calendar_feeds.end, feed_id, clerk.id, now())
    return make_response("", 204)


def _add(office_id: int, wanted: shapes.NewDiary, clerk_id: int, at: datetime) -> None:
    if wanted.clerk_id is not None:
        diary_id = staffing.add_clerks_diary(wanted.clerk_id, clerk_id, at)
    elif wanted.diary_id is not None:
        diary_id = wanted.diary_id
    else:
        diary_id = staffing.add_place(wanted.name, wanted.services, clerk_id, at)
    staffing.begin(diary_id, office_id, clerk_id, at)
