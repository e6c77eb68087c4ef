"""Opening hours: the week of every office, special days, public holidays."""

from apiflask import APIBlueprint

from appliance.adapters import public_holidays
from appliance.domain.calling import CallingRules
from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import SpecialDays
from appliance.domain.staff import Role
from appliance.operations import calling
from appliance.operations import offices as operations
from appliance.store import office_hours as stored
from appliance.web import auth
from appliance.web.api import hours_shapes as shapes
from appliance.web.api.calling_shapes import CallingPlan
from appliance.web.context import now, office
from appliance.web.views.office_hours import all_hours

blueprint = APIBlueprint("office_hours", __name__, url_prefix="/api", tag="Opening hours")

KEEPERS = (Role.SUPERVISOR, Role.ADMIN)


@blueprint.get("/hours")
@blueprint.output(shapes.HoursView)
@auth.staff_only(*KEEPERS)
def show() -> shapes.HoursView:
    """All opening hours, and what they come to in the next days."""
    return _view()


@blueprint.put("/offices/<int:office_id>/hours")
@blueprint.input(shapes.HoursPlan)
@blueprint.output(shapes.HoursView)
def set_hours(office_id: int, json_data: shapes.HoursPlan) -> shapes.HoursView:
    """Replace an office's weekly hours. Without any it is opened and closed by hand."""
    clerk = auth.clerk(*KEEPERS)
    habits = operations.Habits(
        {channel: shapes.week(days) for channel, days in json_data.weekly.items()},
        json_data.keeps_holidays, json_data.closing_soon_minutes, json_data.late_tickets, json_data.at_closing,
    )  # fmt: skip
    office().write(operations.set_habits, office_id, habits, clerk.id, now())
    return _view()


@blueprint.put("/offices/<int:office_id>/calling")
@blueprint.input(CallingPlan)
@blueprint.output(shapes.HoursView)
def set_calling(office_id: int, json_data: CallingPlan) -> shapes.HoursView:
    """How the office calls from now on. Those who wait are put in the new order at once."""
    clerk = auth.clerk(*KEEPERS)
    office().write(calling.set_rules, office_id, CallingRules(**json_data.model_dump()), clerk.id, now())
    return _view()


@blueprint.post("/special-days")
@blueprint.input(shapes.NewSpecialDays)
@blueprint.output(shapes.HoursView, status_code=201)
def add_special_days(json_data: shapes.NewSpecialDays) -> shapes.HoursView:
    """Close, or keep other hours, for some days: one office or all."""
    clerk = auth.clerk(*KEEPERS)
    days = SpecialDays(0, json_data.first, json_data.last, tuple(map(shapes.hours, json_data.hours)),
                       frozenset(json_data.channels), json_data.reason)  # fmt: skip
    office().write(operations.add_special_days, json_data.office_id, days, clerk.id, now())
    return _view()


@blueprint.post("/special-days/<int:id>/remove")
@blueprint.output(shapes.HoursView)
def remove_special_days(id: int) -> shapes.HoursView:
    """The ordinary hours hold again."""
    clerk = auth.clerk(*KEEPERS)
    office().write(operations.remove_special_days, id, clerk.id, now())
    return _view()


@blueprint.put("/holidays")
@blueprint.input(shapes.RegionChoice)
@blueprint.output(shapes.HoursView)
@auth.staff_only(*KEEPERS)
def choose_region(json_data: shapes.RegionChoice) -> shapes.HoursView:
    """Whose public holidays close the offices that keep them; "" none."""
    at = now()
    try:
        names = public_holidays.names(json_data.region, at.astimezone(office().read(stored.zone)).year)
    except ValueError:
        raise OfficeError("unknown_region", region=json_data.region) from None
    office().write(operations.set_holidays, json_data.region, names, at)
    return _view()


def _view() -> shapes.HoursView:
    return office().read(all_hours, now())
