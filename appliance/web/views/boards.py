"""The call display: as it hangs on the wall, and as the administration sets it up."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from appliance.domain.board import LANGUAGES, BoardSettings
from appliance.domain.calling import Mode
from appliance.domain.device import Device
from appliance.domain.errors import OfficeError
from appliance.domain.organisation import Office, Service
from appliance.domain.ticket import Channel, Ticket
from appliance.operations import boards as operations
from appliance.store import boards, devices, diaries, journal, office_hours, offices, shown_windows, tickets
from appliance.store.shown_windows import ShownWindow
from appliance.web.api import board_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.views.announcements import running
from appliance.web.views.offices import NOT_PUBLIC, NOT_YET_KNOWN, brief, terminals
from appliance.web.views.spoken import call_phrases, place_of

LAST_CALLS = 8
CALLS_SHOWN_FOR = timedelta(hours=2)
SAMPLE = ("A017", "Schalter 3")


def board(device: Device | None, office_id: int | None, speakers: Mapping[str, str], at: datetime) -> shapes.BoardView:
    """A board shows the offices of its device; staff say which one. Other devices are no boards: forbidden."""
    settings, ids = _of_whom(device, office_id)
    shown = [office for office in map(offices.by_id, ids) if not office.retired] or [offices.by_id(ids[0])]
    local = at.astimezone(office_hours.zone())
    sound = settings.sound_at(local.hour * 60 + local.minute)
    languages = [language for language in sound.languages if language in speakers]
    organisation, windows = offices.organisation(), shown_windows.of_services()
    return shapes.BoardView(
        organisation=organisation.name if organisation else "",
        offices=[_office(office, at) for office in shown],
        calls=_calls(shown, languages, at),
        terminals=[terminal for office in shown for terminal in terminals(office.id, at)],
        windows=[window for office in shown for window in _windows(office, windows)],
        announcements=list({one.id: one for office in shown for one in running(office.id, at)}.values()),
        languages=languages,
        volume=sound.volume,
        journal_id=journal.head(),
    )


def boards_view(speakers: Mapping[str, str], at: datetime) -> shapes.BoardsView:
    return shapes.BoardsView(
        boards=[_known(device, at) for device in operations.all_boards()],
        offices=[NamedView.model_validate(office) for office in offices.all()],
        speakers=[shapes.SpeakerView(language=one, program=speakers.get(one, "")) for one in LANGUAGES],
        sample=_spoken(*SAMPLE, [language for language in LANGUAGES if language in speakers]),
        journal_id=journal.head(),
    )


def one_board(device_id: int, at: datetime) -> shapes.KnownBoard:
    return _known(devices.by_id(device_id), at)


def _of_whom(device: Device | None, office_id: int | None) -> tuple[BoardSettings, list[int]]:
    if device is not None:
        if not operations.is_board(device):
            raise OfficeError("forbidden")
        return boards.settings(device.id), operations.shown_offices(device)
    if office_id is None:
        raise OfficeError("unknown_office")
    return BoardSettings(), [office_id]


def _office(office: Office, at: datetime) -> shapes.BoardOfficeView:
    shown = brief(office, at) if office.is_public else brief(office, at).model_copy(update=NOT_PUBLIC)
    return shapes.BoardOfficeView(
        **shown.model_dump(), waiting=tickets.count_waiting(office.id),
        rule=_rule(office) if diaries.is_staffed(office.id) else None,
    )  # fmt: skip


def _rule(office: Office) -> shapes.RuleView:
    alternates = office.calling.mode is Mode.ALTERNATE
    return shapes.RuleView(
        appointment_minutes=None if alternates else office.calling.appointment_credit,
        numbers_per_appointment=office.calling.walk_ins_per_appointment if alternates else None,
    )


def _calls(shown: list[Office], languages: list[str], at: datetime) -> list[shapes.CallView]:
    """The newest first. Remote citizens are called on their own device and do not stand here."""
    called = [one for office in shown for one in tickets.last_called(office.id, at - CALLS_SHOWN_FOR, LAST_CALLS)]
    called.sort(key=lambda ticket: (ticket.rung_at or at, ticket.id), reverse=True)
    return [call for ticket in called[:LAST_CALLS] if (call := _call(ticket, languages)) is not None]


def _call(ticket: Ticket, languages: list[str]) -> shapes.CallView | None:
    """A call that somebody in the waiting room must follow: to a terminal or to a counter."""
    place = place_of(ticket)
    is_on_site = ticket.terminal_id is not None or ticket.channel is Channel.ON_SITE
    if ticket.called_at is None or place is None or not is_on_site:
        return None
    return shapes.CallView(
        ticket_id=ticket.id, number=ticket.number, place=place, called_at=ticket.called_at, recalls=ticket.recalls,
        state=ticket.state, spoken=_spoken(ticket.number, place.name, languages),
    )  # fmt: skip


def _spoken(number: str, place: str, languages: list[str]) -> list[shapes.SpokenView]:
    return [shapes.SpokenView(language=one, phrases=call_phrases(number, place, one)) for one in languages]


def _windows(office: Office, windows: dict[int, ShownWindow]) -> list[shapes.ServiceWindowView]:
    waiting = boards.waiting_by_service(office.id)
    return [
        _window(service, windows.get(service.id, NOT_YET_KNOWN), waiting) for service in offices.services(office.id)
    ]


def _window(service: Service, shown: ShownWindow, waiting: Mapping[int, int]) -> shapes.ServiceWindowView:
    return shapes.ServiceWindowView(
        office_id=service.office_id, service=service.name, waiting=waiting.get(service.id, 0),
        people_ahead=shown.people_ahead, opens=shown.opens_at, closes=shown.closes_at, reason=shown.reason,
    )  # fmt: skip


def _known(device: Device, at: datetime) -> shapes.KnownBoard:
    found, office = boards.settings(device.id), offices.by_id(device.office_id)
    quiet = None if found.quiet is None else {"begins": found.quiet[0], "ends": found.quiet[1]}
    further = [one for one in found.offices if one != office.id]
    return shapes.KnownBoard(
        id=device.id, name=device.name, place=device.place, office=NamedView(id=office.id, name=office.name),
        present=device.browser_present(at),
        settings=shapes.BoardSetUp.model_validate({**asdict(found), "offices": further, "quiet": quiet}),
    )  # fmt: skip
