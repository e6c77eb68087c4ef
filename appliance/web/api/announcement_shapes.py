"""What the API of announcements is asked and what it answers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, NaiveDatetime

from appliance.domain.announcement import MOST_CHARACTERS
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import AnnouncementView, NamedView, Shape

MOST_OFFICES = 200


class AnnouncementInput(Input):
    """`until` is the town's own clock time, without a zone. `en` left empty: English pages show the German text."""

    offices: Annotated[list[int], Field(min_length=1, max_length=MOST_OFFICES)]
    de: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
    en: Annotated[str, Field(max_length=MOST_CHARACTERS)] = ""
    until: NaiveDatetime


class KnownAnnouncement(AnnouncementView):
    """`until_local`: `until` as the town's own clock time, as `AnnouncementInput` wants it."""

    offices: list[int]
    until_local: NaiveDatetime
    made_at: datetime
    runs: bool


class CommonWording(Shape):
    """What is often said, to begin with."""

    de: str
    en: str


class AnnouncementsView(Shape):
    """Of all offices, the newest first: those that run, and those that can be made again."""

    at: datetime
    offices: list[NamedView]
    announcements: list[KnownAnnouncement]
    wordings: list[CommonWording]
    latest_local: NaiveDatetime
    journal_id: int
