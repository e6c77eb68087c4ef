"""The offices as any website may show them: state, hours, who waits, when it would be one's turn, and the ways in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import OfficeHours
from appliance.domain.opening import Lateness
from appliance.domain.organisation import LateTickets, Office, Service
from appliance.domain.ticket import Channel
from appliance.operations import opening
from appliance.store import diaries, office_hours, offices
from appliance.web import i18n
from appliance.web.api import public_shapes as shapes
from appliance.web.api.hours_shapes import clock_times
from appliance.web.api.shapes import ChannelView, OfficeView, OpeningView, ServiceView
from appliance.web.i18n import day_text, translate
from appliance.web.views.offices import office_view
from appliance.web.views.public_words import Words

DAYS_AHEAD = 7


def _(message: str) -> str:
    """Marks a text for the catalogue."""
    return message


PAGE = _("Open the digital citizens’ office")
CHANNEL_NAMES = {
    Channel.ON_SITE: _("in person"),
    Channel.VIDEO: _("by video"),
    Channel.TELEPHONE: _("by telephone"),
}


def public_offices(only: int | None, base: str, at: datetime) -> shapes.PublicOffices:
    """All that citizens see, or one of them. `base` is our public address. Raises unknown_office."""
    organisation = offices.organisation()
    zone = office_hours.zone()
    shown = [office for office in offices.public() if only in (None, office.id)]
    if only is not None and not shown:
        raise OfficeError("unknown_office", office=only)
    place = Place.at(base)
    words = Words(zone, at)
    return shapes.PublicOffices(
        organisation=shapes.PublicOrganisation(
            name=organisation.name if organisation else "", time_zone=zone.key, url=place.home
        ),
        language=i18n.language(),
        words=shapes.CommonWords(
            join=translate(_("Take a number")), book=translate(_("Book an appointment")),
            hours=translate(_("Opening hours")), page=translate(PAGE),
        ),
        offices=[_office(office, place, words, at) for office in shown],
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where our citizen pages are, in the language that was asked for. `base`: our address, no slash at its end."""

    base: str
    query: str

    @classmethod
    def at(cls, base: str) -> "Place":
        language = i18n.language()
        return cls(base, "" if language == i18n.DEFAULT_LANGUAGE else f"?lang={language}")

    @property
    def home(self) -> str:
        return f"{self.base}/{self.query}"

    def office(self, office_id: int) -> str:
        return f"{self.home}#office/{office_id}"

    def service(self, service_id: int) -> str:
        return f"{self.home}#service/{service_id}"

    def booking(self, what: Literal["office", "service"], id: int) -> str:
        return f"{self.base}/book{self.query}#{what}/{id}"


@dataclass(frozen=True)
class _Shown:
    """One office at one instant. `bookable`: ids of the services that somebody of the staffing plan serves; whether a
    day is free, the calendar says.
    """

    office: Office
    view: OfficeView
    place: Place
    bookable: set[int]
    words: Words

    def service(self, service: Service, shown: ServiceView) -> shapes.PublicService:
        return shapes.PublicService(
            id=service.id, name=service.name, description=service.description,
            documents=[line for line in service.documents.splitlines() if line.strip()],
            minutes=service.minutes, fim_key=service.fim_key, languages=list(service.languages),
            channels=list(service.channels), window=shown.window,
            words=shapes.ServiceWords(
                waiting=self.words.turn([shown.window]) if self.takes_numbers(service, shown) else ""
            ),
            links=shapes.ServiceLinks(
                page=self.place.service(service.id),
                join=self.place.service(service.id) if self._joins_from_afar(service, shown) else None,
                book=self.place.booking("service", service.id) if service.id in self.bookable else None,
                form=service.form or None,
            ),
        )  # fmt: skip

    def takes_numbers(self, service: Service, shown: ServiceView) -> bool:
        """At this moment, in any way."""
        return self.view.gives_numbers and service.takes_numbers and any(map(self._is_taken, shown.channel_states))

    def _joins_from_afar(self, service: Service, shown: ServiceView) -> bool:
        by_video = any(one.channel is Channel.VIDEO and self._is_taken(one) for one in shown.channel_states)
        return by_video and self.takes_numbers(service, shown)

    def _is_taken(self, channel: ChannelView) -> bool:
        refused = self.office.late_tickets is LateTickets.REFUSE and channel.late is Lateness.TOO_LATE
        return channel.is_open and not refused


def _office(office: Office, place: Place, words: Words, at: datetime) -> shapes.PublicOffice:
    view = office_view(office, at)
    known = {service.id: service for service in offices.services(office.id)}
    shown = _Shown(office, view, place, _bookable(office.id, known.values()), words)
    services = [shown.service(known[one.id], one) for one in view.services]
    joinable = [one.window for one in view.services if shown.takes_numbers(known[one.id], one)]
    return shapes.PublicOffice(
        **view.model_dump(include=set(OpeningView.model_fields)),
        id=office.id, name=office.name, department=view.department, place=office.place, waiting=view.waiting,
        words=shapes.OfficeWords(
            opening=words.opening(view), queue=words.queue(view.waiting), waiting=words.turn(joinable),
            announcements=[one.en if one.en and i18n.language() == "en" else one.de for one in view.announcements],
        ),
        links=shapes.Links(
            page=place.office(office.id),
            join=_leading(place.office(office.id), [one.links.join for one in services]),
            book=_leading(place.booking("office", office.id), [one.links.book for one in services]),
        ),
        hours=_hours(office, words, at) if office.by_hours else [],
        services=services,
    )  # fmt: skip


def _leading(page: str, links: Sequence[str | None]) -> str | None:
    """To the only service that there is, or to the office, where one chooses."""
    found = [link for link in links if link is not None]
    if len(found) == len(links) == 1:
        return found[0]
    return page if found else None


def _bookable(office_id: int, services: Iterable[Service]) -> set[int]:
    served = {diary.id: diary.services for diary in diaries.of_office(office_id)}
    lines = diaries.staffing(office_id)
    return {
        service.id
        for service in services
        if service.takes_appointments
        and any(service.id in served[line.diary_id] and line.channels.intersection(service.channels) for line in lines)
    }


def _hours(office: Office, words: Words, at: datetime) -> list[shapes.PublicHours]:
    hours = office_hours.of_office(office.id)
    return [
        shapes.PublicHours(
            channel=channel, name=translate(CHANNEL_NAMES[channel]), days=_days(hours, channel, words, at)
        )
        for channel in opening.channels(office.id)
    ]  # fmt: skip


def _days(hours: OfficeHours, channel: Channel, words: Words, at: datetime) -> list[shapes.PublicDay]:
    today = hours.local_day(at)
    ahead = [hours.day(channel, today + timedelta(days=number)) for number in range(DAYS_AHEAD)]
    return [
        shapes.PublicDay(
            day=one.day, name=day_text(one.day), hours=list(map(clock_times, one.hours)), text=words.hours(one.hours),
            reason=one.reason,
        )
        for one in ahead
    ]  # fmt: skip
