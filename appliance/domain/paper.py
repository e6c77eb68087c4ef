"""A ticket on paper: what stands on it, and the job that prints it, at most once each time somebody wants it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ORDERED_FOR = timedelta(seconds=60)
"""So long may a job wait for its printer; then it dies. Nobody stands there any more, and paper that is refilled must
not print what people wanted before."""

BEGUN_FOR = timedelta(seconds=45)
"""So long may a printer take to say how it went; afterwards nobody knows, and the citizen is asked to look."""

SHOWN_FOR = timedelta(minutes=3)
"""A kiosk's page still hears how the newest job went."""

MODELS = (
    *("default", "simple", "TM-T20II", "TM-T88II", "TM-T88III", "TM-T88IV", "TM-T88V", "TM-P80", "TM-L90"),
    *("TSP600", "TUP500", "CT-S651", "RP326", "RP-F10-58mm", "RP-F10-80mm", "Sunmi-V2", "NT-5890K", "POS-5890"),
    *("ZJ-5870", "T-1", "TEP-200M", "TH230Plus"),
)
"""Profiles of python-escpos. `default` is what most understand; `simple` prints QR codes as pictures."""


class PrinterKind(StrEnum):
    USB = "usb"
    NETWORK = "network"


class PrinterState(StrEnum):
    """`UNKNOWN`: it does not answer questions, as cheap ones do not; it is taken for ready."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    ERROR = "error"
    MISSING = "missing"
    UNKNOWN = "unknown"

    @property
    def can_print(self) -> bool:
        return self in (PrinterState.READY, PrinterState.PAPER_LOW, PrinterState.UNKNOWN)


@dataclass(frozen=True)
class PrinterSettings:
    """`address`: `host` or `host:port` of a network printer. `model`: a profile of python-escpos (code pages, QR)."""

    kind: PrinterKind
    address: str = ""
    paper_mm: int = 80
    model: str = "default"


class JobState(StrEnum):
    """ordered -> begun -> printed | failed | unknown; ordered -> failed | died. `FAILED`: nothing of it was printed."""

    ORDERED = "ordered"
    BEGUN = "begun"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DIED = "died"


@dataclass(frozen=True)
class PrintJob:
    """`reason`: the state of the printer that kept it from being printed, "" where there is none."""

    id: int
    ticket_id: int
    device_id: int
    state: JobState
    reason: str
    ordered_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None


class Style(StrEnum):
    """How a line of the ticket looks."""

    HEAD = "head"
    TEXT = "text"
    STRONG = "strong"
    NUMBER = "number"
    QR = "qr"
    GAP = "gap"


@dataclass(frozen=True)
class Line:
    """One thing on the paper, broken to its width by the printer's side; of `QR` the text is what it leads to."""

    style: Style
    text: str = ""
