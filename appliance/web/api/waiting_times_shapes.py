"""What the API of waiting times answers."""

from datetime import date

from appliance.web.api.shapes import Shape


class KeptView(Shape):
    """`count` promises, rounded as in the statistics; the `share` of them that was kept; minutes: the mean distance of
    the middle of the promise from the wait (`error`), the mean promise from `lo` to `hi`, and the mean wait."""

    count: int
    share: float
    error: float
    lo: float
    hi: float
    waited: float


class ServiceKept(KeptView):
    service: str


class HourKept(KeptView):
    hour: int


class DayKept(KeptView):
    day: date


class PicturesView(Shape):
    """`name` says by what; `plots`: SVG."""

    name: str
    plots: list[str]


class OfficeKept(Shape):
    """`total` is null where there were too few to tell."""

    id: int
    name: str
    total: KeptView | None
    services: list[ServiceKept]
    hours: list[HourKept]
    days: list[DayKept]
    pictures: list[PicturesView]


class WaitingTimesView(Shape):
    """Of the last `days`; nothing is told about fewer than `least` promises."""

    days: int
    least: int
    offices: list[OfficeKept]
