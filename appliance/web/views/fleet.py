"""The fleet as the administrator sees it: found, waiting, adopted and revoked, each in words with the next step."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain.device import Device
from appliance.domain.fleet import GOOD, Adopted, conditions, health_conditions
from appliance.fleet.care import Found
from appliance.fleet.configuration import SCREEN_HOURS
from appliance.store import devices, fleet, journal, offices, settings
from appliance.web.api import fleet_shapes as shapes
from appliance.web.api.shapes import NamedView, TodoView
from appliance.web.i18n import DEFAULT_TIME_ZONE, translate
from appliance.web.views.fleet_words import FOUND, OFFICE_SERVER, condition_view, filled


def fleet_view(found: Iterable[Found] | None, own_health: Mapping[str, Any], at: datetime) -> shapes.FleetView:
    """`found` None: this server looks for no devices."""
    zone, names = _zone(), {office.id: office.name for office in offices.all()}
    adopted = [_adopted(one, names, zone, at) for one in fleet.adopted()]
    server = server_view(own_health, at)
    untold = {one.device.id for one in fleet.not_yet_told()}
    everybody = devices.all()
    return shapes.FleetView(
        enabled=found is not None,
        at=at,
        server=server,
        discovered=[_found(one) for one in found or ()],
        pending=[_file(one, names) for one in fleet.files(at)],
        adopted=adopted,
        revoked=[_revoked(device, untold) for device in fleet.revoked()],
        replaceable=[NamedView(id=one.id, name=one.name) for one in everybody if one.revoked or not one.enrolled],
        todo=todo(server, adopted),
        screen_hours=shapes.ScreenHours(**(settings.get(SCREEN_HOURS) or {})),
        journal_id=journal.head(),
    )


def server_view(own_health: Mapping[str, Any], at: datetime) -> shapes.ServerView:
    found = health_conditions(own_health, at) or (GOOD,)
    return shapes.ServerView(conditions=[condition_view(one, _zone(), at) for one in found], health=dict(own_health))


def fleet_todo(own_health: Mapping[str, Any], at: datetime) -> list[TodoView]:
    """What the server and its devices need, without the rest of the view."""
    names = {office.id: office.name for office in offices.all()}
    return todo(server_view(own_health, at), [_adopted(one, names, _zone(), at) for one in fleet.adopted()])


def todo(server: shapes.ServerView, adopted: Iterable[shapes.AdoptedView]) -> list[TodoView]:
    """What somebody has to do, the server first."""
    subjects = [(translate(OFFICE_SERVER), server.conditions), *((one.name, one.conditions) for one in adopted)]
    return [
        TodoView(subject=name, text=one.text, next=one.next)
        for name, found in subjects
        for one in found
        if one.light == "bad"
    ]


def _adopted(one: Adopted, names: Mapping[int, str], zone: ZoneInfo, at: datetime) -> shapes.AdoptedView:
    device = one.device
    return shapes.AdoptedView(
        id=device.id,
        public_id=one.identity.public_id,
        name=device.name,
        place=device.place,
        function=device.function,
        office=NamedView(id=device.office_id, name=names[device.office_id]),
        pending=one.is_pending,
        conditions=[condition_view(each, zone, at) for each in conditions(one, at)],
        missing_since=one.missing_since(at),
        address=one.identity.address,
        adopted_at=one.adopted_at,
        health_at=one.health_at,
        health=dict(one.health),
        configuration_revision=one.configuration_revision,
        acknowledged_revision=one.acknowledged_revision,
        certificate_expires_at=one.certificate_expires_at,
    )


def _found(one: Found) -> shapes.FoundView:
    text, following = FOUND.get(one.state, FOUND["adopted"])
    return shapes.FoundView(
        id=one.id, address=one.address, version=one.version, state=one.state, text=filled(text, {}),
        next=filled(following, {}),
    )  # fmt: skip


def _file(one: fleet.AdoptionFile, names: Mapping[int, str]) -> shapes.FileView:
    plan = one.plan
    return shapes.FileView(
        id=one.id, name=plan.name, place=plan.place, function=plan.function, expires_at=one.expires_at,
        office=NamedView(id=plan.office_id, name=names[plan.office_id]),
    )  # fmt: skip


def _revoked(device: Device, untold: set[int]) -> shapes.RevokedView:
    return shapes.RevokedView(id=device.id, name=device.name, place=device.place, told=device.id not in untold)


def _zone() -> ZoneInfo:
    organisation = offices.organisation()
    return ZoneInfo(organisation.time_zone if organisation else DEFAULT_TIME_ZONE)
