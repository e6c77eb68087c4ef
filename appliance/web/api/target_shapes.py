"""To whom a ticket can be passed on."""

from appliance.web.api.shapes import NamedView, Shape


class TargetOffice(NamedView):
    services: list[NamedView]


class TargetCounter(NamedView):
    """`clerk` who is there."""

    office: str
    clerk: str


class TargetColleague(NamedView):
    """`counter` at which the colleague is, and its `office`."""

    counter: str
    office: str


class TargetsView(Shape):
    offices: list[TargetOffice]
    counters: list[TargetCounter]
    colleagues: list[TargetColleague]
