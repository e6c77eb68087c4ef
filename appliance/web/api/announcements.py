"""Announcements to everybody who waits: on citizens' pages, at kiosks and on boards (reception, supervisor)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.announcement import Wording
from appliance.operations import announcements as operations
from appliance.store import office_hours
from appliance.web import auth
from appliance.web.api import announcement_shapes as shapes
from appliance.web.context import now, office, write_once
from appliance.web.views.announcements import announcements_view, one_announcement

blueprint = APIBlueprint("announcements", __name__, url_prefix="/api/announcements", tag="Announcement")


@blueprint.get("")
@blueprint.output(shapes.AnnouncementsView)
@auth.staff_only(*operations.ROLES)
def show() -> shapes.AnnouncementsView:
    """What is announced in the offices, what was, and what is often said."""
    return office().read(announcements_view, now())


@blueprint.post("")
@blueprint.input(shapes.AnnouncementInput)
@blueprint.output(shapes.KnownAnnouncement, status_code=201)
def make(json_data: shapes.AnnouncementInput) -> shapes.KnownAnnouncement:
    """Announce something to those who wait."""
    return _act(_make, json_data)


@blueprint.put("/<int:announcement_id>")
@blueprint.input(shapes.AnnouncementInput)
@blueprint.output(shapes.KnownAnnouncement)
def change(announcement_id: int, json_data: shapes.AnnouncementInput) -> shapes.KnownAnnouncement:
    """Other words, offices or time; one that is over is made again."""
    return _act(_change, announcement_id, json_data)


@blueprint.post("/<int:announcement_id>/end")
@blueprint.output(shapes.KnownAnnouncement)
def end(announcement_id: int) -> shapes.KnownAnnouncement:
    """It is over."""
    return _act(_end, announcement_id)


def _act(operation: Callable[..., dict[str, Any]], *arguments: Any) -> shapes.KnownAnnouncement:
    clerk = auth.clerk(*operations.ROLES)
    done = write_once(f"clerk {clerk.id}", operation, clerk.id, *arguments)
    return office().read(one_announcement, done["announcement"], now())


def _make(clerk_id: int, given: shapes.AnnouncementInput, at: datetime) -> dict[str, Any]:
    return {"announcement": operations.make(_wording(given), clerk_id, at)}


def _change(clerk_id: int, announcement_id: int, given: shapes.AnnouncementInput, at: datetime) -> dict[str, Any]:
    operations.change(announcement_id, _wording(given), clerk_id, at)
    return {"announcement": announcement_id}


def _end(clerk_id: int, announcement_id: int, at: datetime) -> dict[str, Any]:
    operations.end(announcement_id, clerk_id, at)
    return {"announcement": announcement_id}


def _wording(given: shapes.AnnouncementInput) -> Wording:
    until = given.until.replace(tzinfo=office_hours.zone()).astimezone(UTC)
    return Wording(tuple(sorted(set(given.offices))), given.de, given.en, until)
