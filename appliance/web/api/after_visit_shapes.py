"""What is asked and answered about documents that were shown, and after a visit."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from appliance.domain.feedback import LONGEST_COMMENT, Answer
from appliance.domain.sighting import DocumentKind
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import NamedView, Shape

Address = Annotated[str, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")]


class SeenDocument(Input):
    kind: DocumentKind


class SightingView(Shape):
    """`clerk`: the name of the one who looked at it."""

    id: int
    kind: DocumentKind
    clerk: str
    at: datetime


class SightingsView(Shape):
    sightings: list[SightingView]


class StepsToSend(Input):
    """`consent`: the citizen has agreed to get them at this address."""

    email: Address
    steps: Annotated[str, Field(max_length=2000)] = ""
    consent: Literal[True]


class StepsWish(Input):
    email: Address
    consent: Literal[True]


class FeedbackInput(Input):
    answer: Answer
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


class TerminalFeedback(Input):
    answer: Answer


class SaidView(Shape):
    """Of one service. Where so few have answered that one could guess who, `counts` and `comments` are empty."""

    service: NamedView
    office: NamedView
    is_shown: bool
    total: int | None
    counts: dict[Answer, int]
    comments: list[str]


class FeedbackView(Shape):
    """`least`: answers about a service that are needed before they are shown."""

    days: int
    least: int
    services: list[SaidView]
