"""A ticket on paper, in the language of whoever took it; printers and jobs as pages see them."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from appliance.domain.device import Device
from appliance.domain.paper import MODELS, SHOWN_FOR, Line, PrinterKind, PrinterSettings, PrinterState, Style
from appliance.domain.ticket import CODE_DIGITS, Channel, Ticket
from appliance.operations import printing as operations
from appliance.store import devices, offices, printing, shown_windows, tickets
from appliance.store.shown_windows import ShownWindow
from appliance.web.api import paper_shapes as shapes
from appliance.web.api.shapes import DevicePrint, DevicePrinter
from appliance.web.i18n import LANGUAGES, main_language, translations
from appliance.web.views.offices import names_of


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated into the ticket's language."""
    return message


_WHY_NO_WINDOW = {
    "nobody_on_duty": _("Your turn: as soon as a counter is staffed"),
    "too_late_today": _("Your turn: probably no longer today"),
    "no_free_terminal": _("Your turn: as soon as a terminal is free"),
}
_GOES_ON = {
    "counter": _("Take a seat. The display calls your number and shows where to go."),
    "terminal": _("Take a seat. The display calls your number to a terminal. Show this code there, or enter {code}."),
    "video": _("Open the page with this code on your phone and leave it open: the conversation begins there."),
    "telephone": _("You need not wait here. We call you when it is your turn."),
}


def paper_view(job_id: int, url: str, phones_welcome: bool) -> shapes.Paper:
    """What is printed for a job that has begun. `url` opens the ticket's page."""
    job = printing.by_id(job_id)
    settings = printing.printer(job.device_id)
    assert settings is not None
    ticket = tickets.by_id(job.ticket_id)
    lines = ticket_lines(ticket, url if phones_welcome or ticket.at_terminal else "")
    shown = [shapes.PaperLine(style=line.style, text=line.text) for line in lines]
    return shapes.Paper(lines=shown, paper_mm=settings.paper_mm, model=settings.model)


def ticket_lines(ticket: Ticket, url: str) -> list[Line]:
    """Without a `url` there is no QR code: phones would not trust this server."""
    words = _Words(ticket.language)
    organisation, office = offices.organisation(), offices.by_id(ticket.office_id)
    service = names_of([offices.service(id) for id in ticket.services])
    people = words(_("{count} people"), count=ticket.persons) if ticket.persons > 1 else ""
    return [
        Line(Style.HEAD, organisation.name if organisation else ""),
        Line(Style.TEXT, office.name),
        Line(Style.GAP),
        Line(Style.TEXT, words(_("Your number"))),
        Line(Style.NUMBER, ticket.number),
        Line(Style.STRONG, ", ".join(filter(None, (service, people)))),
        Line(Style.GAP),
        *_wait(ticket, words),
        Line(Style.TEXT, words(_("Taken on {day} at {time}"), day=words.day(ticket.taken_at),
                               time=words.time(ticket.taken_at))),
        *([Line(Style.GAP), Line(Style.QR, url)] if url else []),
        *([Line(Style.TEXT, words(_("Scan it: your phone then shows when it is your turn.")))] if url else []),
        Line(Style.GAP),
        Line(Style.STRONG, words(_GOES_ON[_way(ticket)], code=_grouped(ticket.code))),
    ]  # fmt: skip


def _wait(ticket: Ticket, words: "_Words") -> Iterator[Line]:
    """As a clock window, and who is before; nothing for somebody whose turn it is already."""
    shown = shown_windows.of_ticket(ticket.id) or shown_windows.of_services().get(ticket.service_id)
    if shown is None:
        return
    yield Line(Style.STRONG, _window(shown, words))
    if shown.people_ahead == 0:
        yield Line(Style.TEXT, words(_("Nobody is before you.")))
    elif shown.people_ahead == 1:
        yield Line(Style.TEXT, words(_("1 person is before you.")))
    else:
        yield Line(Style.TEXT, words(_("{count} people are before you."), count=shown.people_ahead))


def _window(shown: ShownWindow, words: "_Words") -> str:
    if shown.opens_at is None or shown.closes_at is None:
        return words(_WHY_NO_WINDOW.get(shown.reason or "", _("Your turn: time not known yet")))
    opens, closes = words.time(shown.opens_at), words.time(shown.closes_at)
    if opens == closes:
        return words(_("Your turn: at about {time}"), time=opens)
    return words(_("Your turn: between {opens} and {closes}"), opens=opens, closes=closes)


def _way(ticket: Ticket) -> str:
    if ticket.at_terminal:
        return "terminal"
    return "counter" if ticket.channel is Channel.ON_SITE else ticket.channel.value


def _grouped(code: str) -> str:
    return f"{code[: CODE_DIGITS // 2]} {code[CODE_DIGITS // 2 :]}"


class _Words:
    """Texts in one language, whatever language the request has: the printer's request has none."""

    def __init__(self, language: str) -> None:
        self._code = language if language in LANGUAGES else LANGUAGES[0]
        self._locale = main_language(self._code)
        self._zone = ZoneInfo(organisation.time_zone) if (organisation := offices.organisation()) else ZoneInfo("UTC")

    def __call__(self, message: str, **values: object) -> str:
        return translations(self._code).gettext(message).format(**values)

    def time(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%H:%M}"

    def day(self, moment: datetime) -> str:
        pattern = "EEEE, d. MMMM" if self._locale == "de" else "EEEE, d MMMM"
        return format_date(moment.astimezone(self._zone).date(), pattern, locale=self._locale)


def device_printer(device_id: int, at: datetime) -> DevicePrinter | None:
    settings = printing.printer(device_id)
    state = operations.printer_state(devices.by_id(device_id), at)
    if settings is None or state is None:
        return None
    return DevicePrinter(kind=settings.kind, address=settings.address, state=state, can_print=state.can_print)


def device_print(device_id: int, at: datetime) -> DevicePrint | None:
    """How the newest job went, for the page of whoever wanted it."""
    job = printing.newest(device_id)
    if job is None or at - job.ordered_at > SHOWN_FOR:
        return None
    return DevicePrint(id=job.id, ticket_id=job.ticket_id, state=job.state, reason=job.reason)


def to_print(device_id: int) -> int | None:
    job = printing.first_ordered(device_id)
    return None if job is None else job.id


def job_view(job_id: int) -> shapes.PrintJobView:
    job = printing.by_id(job_id)
    return shapes.PrintJobView(
        id=job.id, ticket_id=job.ticket_id, number=tickets.by_id(job.ticket_id).number,
        device=devices.by_id(job.device_id).name, state=job.state, reason=job.reason, ordered_at=job.ordered_at,
    )  # fmt: skip


def printers_view(at: datetime) -> shapes.Printers:
    found = [devices.by_id(id) for id in printing.devices_with_printer()]
    return shapes.Printers(
        printers=[
            shapes.PrinterView(
                device_id=one.id, device=one.name, place=one.place, office=offices.by_id(one.office_id).name,
                state=operations.printer_state(one, at) or PrinterState.MISSING,
            )
            for one in found
        ]
    )  # fmt: skip


def choices_view(at: datetime) -> shapes.PrinterChoices:
    """Of all devices that give out numbers."""
    found = [one for one in devices.all() if one.function.takes_tickets and not one.revoked]
    return shapes.PrinterChoices(printers=[_choice(one, at) for one in found], models=list(MODELS))


def _choice(device: Device, at: datetime) -> shapes.ChosenPrinter:
    found = printing.printer(device.id)
    settings = found or PrinterSettings(PrinterKind.USB)
    return shapes.ChosenPrinter(
        device_id=device.id, device=device.name, place=device.place, kind=found.kind if found else None,
        address=settings.address, paper_mm=settings.paper_mm, model=settings.model,
        state=operations.printer_state(device, at),
    )  # fmt: skip
