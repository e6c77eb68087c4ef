"""What anybody's website may read of the offices (see WEBSITE.md, which is its description). Times are RFC 3339 in UTC,
clock times "HH:MM" of the town; every `words` and `text` is in the language that was asked for.
"""

from datetime import date
from typing import Any

from pydantic import Field

from appliance.domain.ticket import Channel
from appliance.web.api.shapes import OpeningView, Shape, WaitView


class Links(Shape):
    """Where a citizen goes on. `join` and `book` are null while that is not possible."""

    page: str
    join: str | None
    book: str | None


class ServiceLinks(Links):
    """`form`: an online form of the town, null where there is none."""

    form: str | None


class ServiceWords(Shape):
    waiting: str = Field(description="How long it would take now, in one sentence; empty while nobody can know.")


class PublicService(Shape):
    """`documents`: what to bring, one thing each."""

    id: int
    name: str
    description: str
    documents: list[str]
    minutes: int
    fim_key: str
    languages: list[str]
    channels: list[Channel]
    window: WaitView
    words: ServiceWords
    links: ServiceLinks


class PublicDay(Shape):
    """`reason`: why it is no ordinary day."""

    day: date
    name: str
    hours: list[tuple[str, str]]
    text: str
    reason: str


class PublicHours(Shape):
    channel: Channel
    name: str
    days: list[PublicDay]


class OfficeWords(Shape):
    """`opening`: "geöffnet bis 12:00 Uhr"; `queue`: who waits; `waiting`: when it would be one's turn; `announcements`:
    what everybody who waits there is told, in German where nobody wrote it in another language.
    """

    opening: str
    queue: str
    waiting: str
    announcements: list[str]


class PublicOffice(OpeningView):
    """`hours`: of the next seven days, empty for an office that is opened and closed by hand."""

    id: int
    name: str
    department: str
    place: str
    waiting: int
    words: OfficeWords
    links: Links
    hours: list[PublicHours]
    services: list[PublicService]


class PublicOrganisation(Shape):
    name: str
    time_zone: str
    url: str


class CommonWords(Shape):
    """What stands on the buttons of a page that shows this."""

    join: str
    book: str
    hours: str
    page: str


class PublicOffices(Shape):
    organisation: PublicOrganisation
    language: str
    words: CommonWords
    offices: list[PublicOffice]


class LinkedData(Shape):
    """JSON-LD: its nodes are those of schema.org."""

    context: str = Field(alias="@context")
    graph: list[dict[str, Any]] = Field(alias="@graph")
