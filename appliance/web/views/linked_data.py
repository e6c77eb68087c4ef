"""The offices as schema.org data (JSON-LD 1.1), for search engines and the federal service directories.

The door's hours stand at the office, those of video and telephone at their contact points. Hours past midnight end the
next day, as schema.org reads a `closes` before its `opens`; a day without hours is `00:00` to `00:00`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.office_hours import DAY_MINUTES, Day, DayRule, Hours, OfficeHours, Week
from appliance.domain.organisation import Office, Service
from appliance.domain.ticket import Channel
from appliance.operations import opening
from appliance.store import office_hours, offices
from appliance.web.i18n import translate
from appliance.web.views.public import CHANNEL_NAMES, Place

CONTEXT = "https://schema.org"
SPECIAL_DAYS_AHEAD = 60
LEIKA = "LeiKa"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_MINUTE = "23:59"
_MIDNIGHT = "00:00"

Node = dict[str, Any]


def linked_data(place: Place, at: datetime, with_services: bool) -> Node:
    """One graph: the organisation, its public offices, and their services where they are asked for."""
    graph = [_organisation(place)]
    for office in offices.public():
        graph.append(_office(office, place, at))
        if with_services:
            graph.extend(_service(service, office, place) for service in offices.services(office.id))
    return {"@context": CONTEXT, "@graph": graph}


def _organisation(place: Place) -> Node:
    organisation = offices.organisation()
    name = organisation.name if organisation else ""
    return {"@type": "GovernmentOrganization", "@id": f"{place.home}#town", "name": name, "url": place.home}


def _office(office: Office, place: Place, at: datetime) -> Node:
    hours = office_hours.of_office(office.id)
    channels = opening.channels(office.id)
    door = Channel.ON_SITE if Channel.ON_SITE in channels else next(iter(channels), Channel.ON_SITE)
    node: Node = {
        "@type": "GovernmentOffice", "@id": place.office(office.id), "name": office.name,
        "url": place.office(office.id),
        "parentOrganization": {
            "@type": "GovernmentOrganization", "name": offices.department(office.department_id).name,
            "parentOrganization": {"@id": f"{place.home}#town"},
        },
    }  # fmt: skip
    if office.place:
        node["location"] = {"@type": "Place", "name": office.place}
    if office.by_hours:
        node |= _opening_hours(hours, door, at)
    if contacts := [_contact(channel, hours, office, place) for channel in channels if channel is not Channel.ON_SITE]:
        node["contactPoint"] = contacts
    return node


def _contact(channel: Channel, hours: OfficeHours, office: Office, place: Place) -> Node:
    node: Node = {"@type": "ContactPoint", "contactType": translate(CHANNEL_NAMES[channel]),
                  "url": place.office(office.id)}  # fmt: skip
    if office.by_hours:
        node["hoursAvailable"] = list(_weekly(hours.weekly.get(channel, ())))
    return node


def _opening_hours(hours: OfficeHours, channel: Channel, at: datetime) -> Mapping[str, list[Node]]:
    today = hours.local_day(at)
    ahead = (hours.day(channel, today + timedelta(days=number)) for number in range(SPECIAL_DAYS_AHEAD))
    return {
        "openingHoursSpecification": list(_weekly(hours.weekly.get(channel, ()))),
        "specialOpeningHoursSpecification": [
            one for day in ahead if day.rule is not DayRule.WEEKLY for one in _special(day)
        ],
    }


def _weekly(week: Week | tuple[()]) -> Iterator[Node]:
    for weekday, day in zip(_WEEKDAYS, week, strict=False):
        for hours in day:
            yield {"@type": "OpeningHoursSpecification", "dayOfWeek": f"{CONTEXT}/{weekday}", **_times(hours)}


def _special(day: Day) -> Iterator[Node]:
    span = {"validFrom": day.day.isoformat(), "validThrough": day.day.isoformat()}
    named = {"name": day.reason} if day.reason else {}
    for times in [_times(hours) for hours in day.hours] or [{"opens": _MIDNIGHT, "closes": _MIDNIGHT}]:
        yield {"@type": "OpeningHoursSpecification", **span, **named, **times}


def _times(hours: Hours) -> dict[str, str]:
    if hours.closes == DAY_MINUTES:
        return {"opens": _clock(hours.opens), "closes": _LAST_MINUTE}
    return {"opens": _clock(hours.opens), "closes": _clock(hours.closes % DAY_MINUTES)}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _service(service: Service, office: Office, place: Place) -> Node:
    node: Node = {
        "@type": "GovernmentService", "@id": place.service(service.id), "name": service.name,
        "serviceOperator": {"@id": place.office(office.id)},
        "provider": {"@id": f"{place.home}#town"},
        "availableChannel": [_channel(channel, service, office, place) for channel in service.channels],
    }  # fmt: skip
    if service.description:
        node["description"] = service.description
    if service.fim_key:
        node["identifier"] = {"@type": "PropertyValue", "propertyID": LEIKA, "value": service.fim_key}
    return node


def _channel(channel: Channel, service: Service, office: Office, place: Place) -> Node:
    node: Node = {
        "@type": "ServiceChannel", "name": translate(CHANNEL_NAMES[channel]), "serviceUrl": place.service(service.id),
        "availableLanguage": list(service.languages), "processingTime": f"PT{service.minutes}M",
    }  # fmt: skip
    if channel is Channel.ON_SITE and office.place:
        node["serviceLocation"] = {"@type": "Place", "name": office.place}
    return node
