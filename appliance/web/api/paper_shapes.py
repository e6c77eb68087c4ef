"""What is said of printers, and of tickets that are printed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from appliance.domain.paper import JobState, PrinterKind, PrinterState, Style
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import Shape


class PrintOrder(Input):
    """`device_id`: whose printer; None: the only one there is."""

    ticket_id: int
    device_id: int | None = None


class PrintHere(Input):
    """`ticket`: its token, which whoever stands at the kiosk has."""

    ticket: Annotated[str, Field(max_length=100)]


class PrintEnd(Input):
    state: Literal["printed", "failed", "unknown"]
    reason: PrinterState | Literal[""] = ""


class PrinterChoice(Input):
    """`kind` None: the device has no printer. `address` of a network printer: `host` or `host:port`."""

    kind: PrinterKind | None
    address: Annotated[str, Field(max_length=200, pattern=r"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])?(:\d{1,5})?$")] = ""
    paper_mm: Literal[58, 80] = 80
    model: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9-]+$")] = "default"


class PaperLine(Shape):
    style: Style
    text: str


class Paper(Shape):
    """What is to be printed now, once. `paper_mm` and `model` are the printer's."""

    lines: list[PaperLine]
    paper_mm: int
    model: str


class PrintJobView(Shape):
    id: int
    ticket_id: int
    number: str
    device: str
    state: JobState
    reason: str
    ordered_at: datetime


class PrinterView(Shape):
    """A printer that staff may use. `state` as its device last said."""

    device_id: int
    device: str
    place: str
    office: str
    state: PrinterState


class Printers(Shape):
    printers: list[PrinterView]


class ChosenPrinter(Shape):
    """As it is set for a device that gives out numbers; `kind` None: it has none, and so no `state`."""

    device_id: int
    device: str
    place: str
    kind: PrinterKind | None
    address: str
    paper_mm: int
    model: str
    state: PrinterState | None


class PrinterChoices(Shape):
    """`models` to choose from."""

    printers: list[ChosenPrinter]
    models: list[str]
