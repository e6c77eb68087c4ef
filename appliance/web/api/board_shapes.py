"""What the call display is answered, and what the administration sets of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from appliance.domain.board import DAY_MINUTES, LEAST_VOLUME, MOST_VOLUME
from appliance.domain.ticket import TicketState
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import (
    AnnouncementView,
    NamedView,
    OfficeBrief,
    PlaceView,
    Shape,
    TerminalView,
    WaitView,
)

Language = Literal["de", "en"]
Minute = Annotated[int, Field(ge=0, lt=DAY_MINUTES)]


class SpokenView(Shape):
    """A call in one language: texts for `POST /api/speech`, said one after the other."""

    language: str
    phrases: list[str]


class CallView(Shape):
    """`spoken`: in the languages that this board says calls in now; empty where it is silent."""

    ticket_id: int
    number: str
    place: PlaceView
    called_at: datetime
    recalls: int
    state: TicketState
    spoken: list[SpokenView] = Field(default_factory=list)


class RuleView(Shape):
    """How appointments and numbers follow each other: by credit of so many minutes, or so many numbers to each."""

    appointment_minutes: int | None
    numbers_per_appointment: int | None


class BoardOfficeView(OfficeBrief):
    """`rule`: None where nobody comes with an appointment."""

    waiting: int
    rule: RuleView | None


class ServiceWindowView(WaitView):
    """`waiting`: how many tickets wait for this service."""

    office_id: int
    service: str
    waiting: int


class BoardView(Shape):
    """`offices`: the board's own first; what follows is of all of them. `volume`: percent, of gong and voice."""

    organisation: str
    offices: list[BoardOfficeView]
    calls: list[CallView]
    terminals: list[TerminalView]
    windows: list[ServiceWindowView]
    announcements: list[AnnouncementView]
    languages: list[str]
    volume: int
    journal_id: int


class QuietView(Input):
    """Minutes after midnight."""

    begins: Minute
    ends: Minute


class BoardSetUp(Input):
    """`offices`: beside the device's own. `quiet`: when nobody speaks and the gong is soft."""

    offices: Annotated[list[int], Field(max_length=20)] = Field(default_factory=list)
    speaks: bool
    languages: list[Language]
    volume: Annotated[int, Field(ge=LEAST_VOLUME, le=MOST_VOLUME)]
    quiet: QuietView | None = None


class KnownBoard(Shape):
    id: int
    name: str
    place: str
    office: NamedView
    present: bool
    settings: BoardSetUp


class SpeakerView(Shape):
    """Which program says a language; "" where none does."""

    language: str
    program: str


class BoardsView(Shape):
    """`sample`: a call to listen to, in every language that can be said."""

    boards: list[KnownBoard]
    offices: list[NamedView]
    speakers: list[SpeakerView]
    sample: list[SpokenView]
    journal_id: int
