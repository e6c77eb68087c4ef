"""Announcements: as those who wait see them, and as reception and supervisors make them."""

from datetime import datetime

from appliance.domain.announcement import LONGEST, Announcement
from appliance.store import announcements, journal, office_hours, offices
from appliance.web.api import announcement_shapes as shapes
from appliance.web.api.shapes import AnnouncementView, NamedView
from appliance.web.i18n import translations


def _(message: str) -> str:
    """Marks a text for the catalogue."""
    return message


COMMON = (
    _("Somebody of our team is missing today. Waiting takes longer than usual."),
    _("Very many people have come today. Waiting takes longer than usual."),
    _("Our computers do not work as they should at the moment. Please be patient: your place is kept."),
    _("We close earlier today. Everybody who has a number is still served."),
    _("Please have your documents ready when you are called. Then it is everybody’s turn sooner."),
)


def running(office_id: int, at: datetime) -> list[AnnouncementView]:
    return [AnnouncementView.model_validate(one) for one in announcements.of_office(office_id, at)]


def announcements_view(at: datetime) -> shapes.AnnouncementsView:
    return shapes.AnnouncementsView(
        at=at, offices=[NamedView.model_validate(office) for office in offices.all()],
        announcements=[known_view(one, at) for one in announcements.known()],
        wordings=[shapes.CommonWording(de=translations("de").gettext(text), en=text) for text in COMMON],
        latest_local=_local(at + LONGEST), journal_id=journal.head(),
    )  # fmt: skip


def one_announcement(announcement_id: int, at: datetime) -> shapes.KnownAnnouncement:
    return known_view(announcements.by_id(announcement_id), at)


def known_view(found: Announcement, at: datetime) -> shapes.KnownAnnouncement:
    return shapes.KnownAnnouncement(
        id=found.id, de=found.de, en=found.en, until=found.until, offices=list(found.offices),
        until_local=_local(found.until), made_at=found.made_at, runs=found.runs(at),
    )  # fmt: skip


def _local(moment: datetime) -> datetime:
    return moment.astimezone(office_hours.zone()).replace(tzinfo=None)
