"""What the API of statistics is asked, and what it answers."""

from datetime import date
from typing import Literal

from appliance.domain.ticket import Channel
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import NamedView, Shape


class StatisticsQuery(Input):
    """Days from `first` to `last`, both included; left out: the last four weeks. Of one office, service, channel, or of
    all. `lang`: the language of a file that is opened by its address."""

    first: date | None = None
    last: date | None = None
    office: int | None = None
    service: int | None = None
    channel: Channel | None = None
    lang: Literal["de", "en"] | None = None


class TimesView(Shape):
    """Minutes: half took no longer than `median`, nine in ten no longer than `longest`. Null: too few to tell."""

    median: float | None
    longest: float | None


class CountedView(Shape):
    """People who came (`arrivals`) and who were `sent_on` from another service; how it ended for them; appointments
    that were `kept` and `missed`. Numbers of people are multiples of `step`; null: some, but fewer than `least`.
    """

    name: str
    arrivals: int | None
    sent_on: int | None
    served: int | None
    no_shows: int | None
    given_up: int | None
    kept: int | None
    missed: int | None
    waits: TimesView
    ways: TimesView
    works: TimesView


class SharesView(Shape):
    """Per cent, null where it cannot be said: of all who came who did not appear when they were called, and who gave up
    before; of the appointments those that were kept."""

    no_shows: int | None
    given_up: int | None
    kept: int | None


class TableView(Shape):
    """The same people by something: `name` says by what. `plots`: pictures of it (SVG)."""

    by: str
    name: str
    rows: list[CountedView]
    plots: list[str]


class OfficeChoice(NamedView):
    services: list[NamedView]


class ChannelChoiceView(Shape):
    channel: Channel
    name: str


class StatisticsView(Shape):
    """`today` is the town's; `earliest` the first day that is known at all."""

    first: date
    last: date
    today: date
    office: int | None
    service: int | None
    channel: Channel | None
    earliest: date | None
    least: int
    step: int
    offices: list[OfficeChoice]
    channels: list[ChannelChoiceView]
    total: CountedView
    shares: SharesView
    tables: list[TableView]
