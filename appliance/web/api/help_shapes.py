"""What is said of calls for help."""

from datetime import datetime

from appliance.web.api.shapes import Shape


class HelpCallView(Shape):
    """A call as staff see it. `is_own`: the clerk who asks has taken it."""

    id: int
    device: str
    place: str
    office: str
    called_at: datetime
    taken_at: datetime | None
    taken_by: str | None
    is_own: bool


class HelpCalls(Shape):
    """`at` is the server's time. `listens`: whether this clerk is one who can come."""

    at: datetime
    listens: bool
    calls: list[HelpCallView]
