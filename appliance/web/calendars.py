"""The calendars that offices and diaries are subscribed by: read-only, under a secret address."""

from datetime import datetime

from flask import Blueprint, Response, request

from appliance.adapters import icalendar
from appliance.adapters.icalendar import Entry
from appliance.domain.appointment import Appointment
from appliance.domain.errors import OfficeError
from appliance.operations import calendar_feeds as operations
from appliance.store import calendar_feeds, diaries, office_hours, offices
from appliance.store.calendar_feeds import Feed
from appliance.web.context import context, now, office
from appliance.web.i18n import translate

blueprint = Blueprint("calendars", __name__)

FRESH_SECONDS = 300


def _(message: str) -> str:
    return message


_CHANNELS = {"on_site": _("in person"), "video": _("by video"), "telephone": _("by telephone")}


@blueprint.get("/calendar/<token>.ics")
def show(token: str) -> Response:
    """As `text/calendar`. An address that was ended or made up is not found."""
    context().limits.check("slots")
    try:
        content = office().read(_calendar, token, now())
    except OfficeError:
        return Response(status=404)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.cache_control.private = True
    response.cache_control.max_age = FRESH_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def _calendar(token: str, at: datetime) -> bytes:
    feed = calendar_feeds.by_token(token)
    entries = [_entry(one, feed.with_names) for one in operations.entries(feed, at)]
    return icalendar.calendar(entries, office_hours.zone(), at, name=_name(feed))


def _name(feed: Feed) -> str:
    if feed.office_id is not None:
        return offices.by_id(feed.office_id).name
    return diaries.by_id(feed.diary_id or 0).name


def _entry(one: Appointment, with_names: bool) -> Entry:
    """Who comes is nobody's business but the office's: a calendar lies on many machines."""
    services = ", ".join(offices.service(service_id).name for service_id in one.services)
    name = one.contact.name if with_names and one.contact else ""
    persons = translate(_("%(count)s people"), count=one.persons) if one.persons > 1 else ""
    place = offices.by_id(one.office_id)
    return Entry(
        uid=one.uid,
        sequence=one.sequence,
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        summary=" · ".join(filter(None, [services, translate(_CHANNELS[one.channel]), name, persons])),
        description=translate(_("Code %(code)s"), code=one.code),
        location=", ".join(filter(None, [place.name, place.place])),
    )
