"""What the API of messages is asked and what it answers. Passwords go in and never come out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from appliance.domain.message import Medium, MessageKind, MessageState
from appliance.domain.texts import TextLanguage
from appliance.messages.markup import Kind
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import NamedView, Shape

ADDRESS = r"^([^@\s,<>]+@[^@\s,<>]+)?$"
Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[str, Field(max_length=500)]
HttpCode = Annotated[int, Field(ge=100, le=599)]


class MailChoice(Input):
    """An empty password keeps the one that is stored. `kind` folder: as files, where the demo put them."""

    kind: Literal["none", "smtp", "folder"]
    host: Annotated[str, Field(max_length=200)] = ""
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, Field(max_length=200)] = ""
    password: Secret = ""
    sender: Annotated[str, Field(max_length=200, pattern=ADDRESS)] = ""
    sender_name: Annotated[str, Field(max_length=120)] = ""
    ca_pem: Annotated[str, Field(max_length=20_000)] = ""


class SmsChoice(Input):
    """An empty password keeps the one that is stored. See `SmsSettings` for the placeholders of a gateway."""

    kind: Literal["none", "http", "smpp"]
    sender: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(pattern=r"^\+[1-9]\d{0,3}$")] = "+49"
    url: Annotated[str, Field(max_length=500, pattern=r"^(https?://\S+)?$")] = ""
    method: Literal["POST", "PUT", "GET"] = "POST"
    headers: Annotated[str, Field(max_length=2000)] = ""
    body: Annotated[str, Field(max_length=2000)] = ""
    success: Annotated[tuple[HttpCode, ...], Field(min_length=1, max_length=20)] = (200, 201, 202)
    host: Annotated[str, Field(max_length=200)] = ""
    port: Port = 2775
    tls: bool = False
    user: Annotated[str, Field(max_length=200)] = ""
    password: Secret = ""


class Keeping(Input):
    keep_days: Annotated[int, Field(ge=1, le=90)]


class Reminding(Input):
    """Hours before the beginning; 0: no reminder."""

    hours: Annotated[int, Field(ge=0, le=24 * 14)]


class TestMessage(Input):
    medium: Medium
    address: Annotated[str, Field(min_length=3, max_length=200)]
    language: Literal["de", "en"] = "de"


class TextChoice(Input):
    subject: Annotated[str, Field(max_length=200)]
    body: Annotated[str, Field(max_length=5000)]
    sms: Annotated[str, Field(max_length=600)]


class TextTry(TextChoice):
    kind: MessageKind
    language: TextLanguage


class MailView(Shape):
    kind: str
    host: str
    port: int
    security: str
    user: str
    has_password: bool
    sender: str
    sender_name: str
    ca_pem: str
    folder: str


class SmsView(Shape):
    kind: str
    sender: str
    country: str
    url: str
    method: str
    headers: str
    body: str
    success: list[int]
    host: str
    port: int
    tls: bool
    user: str
    has_password: bool


class WaysView(Shape):
    """`links_lead_to`: the address in messages; not `is_public`: only this machine itself can open it."""

    mail: MailView
    sms: SmsView
    keep_days: int
    links_lead_to: str
    is_public: bool


class TestResult(Shape):
    """`problem` and `reason` as of a message in trouble; "" when the other side took it."""

    sent: bool
    problem: str
    reason: str


class TroubleView(Shape):
    """A message that was not sent. `problem` "": it was not tried, as its way is not set up."""

    id: int
    kind: MessageKind
    medium: Medium
    state: MessageState
    office: NamedView | None
    name: str
    address: str
    attempts: int
    created_at: datetime
    next_at: datetime
    problem: str
    reason: str


class CountsView(Shape):
    """`planned`: their time has not come; `due`: they should be on their way."""

    planned: int = 0
    due: int = 0
    sent: int = 0
    dropped: int = 0
    failed: int = 0


class ReminderView(Shape):
    office: NamedView
    hours: int


class OwnTextView(Shape):
    kind: MessageKind
    language: TextLanguage


class MessagesView(Shape):
    """`ready`: by which media messages leave. `own_texts`: those that the town wrote itself."""

    ready: list[Medium]
    counts: CountsView
    trouble: list[TroubleView]
    reminders: list[ReminderView]
    own_texts: list[OwnTextView]


class PlaceholderView(Shape):
    """`example`: what it may stand for."""

    name: str
    example: str


class TextView(TextChoice):
    """`placeholders` that may stand in it."""

    kind: MessageKind
    language: TextLanguage
    is_own: bool
    placeholders: list[PlaceholderView]


class SpanView(Shape):
    text: str
    strong: bool


class BlockView(Shape):
    kind: Kind
    lines: list[list[SpanView]]
    url: str


class PreviewView(Shape):
    """With an example's values. `fault`: why it could not be saved so; "" if it could."""

    subject: str
    content: list[BlockView]
    sms: str
    sms_parts: int
    fault: str
