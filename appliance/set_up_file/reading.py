"""What kind of file somebody brought, and what it comes to: a set-up, or services for one office."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from appliance.set_up_file import schema, services
from appliance.set_up_file.completing import Wanted, completed
from appliance.set_up_file.findings import BadFile, finding
from appliance.set_up_file.model import SetUp
from appliance.store import office_hours

HolidayNames = Callable[[str, int], Mapping[date, str]]
"""The public holidays of a region from a year on. Raises ValueError for a region that does not exist."""

_KEY = re.compile(r"""["']?[\w-]+["']?\s*:(\s|$)|---|\{""")
_BYTE_ORDER_MARK = "\ufeff"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class FileKind(StrEnum):
    SET_UP = "set_up"
    SERVICES = "services"


@dataclass(frozen=True)
class Upload:
    """A file as it came. `office_id`: which office the services are for; a set-up needs none."""

    text: str
    office_id: int | None = None

    @property
    def kind(self) -> FileKind:
        """By its first line that says something."""
        lines = (line.strip() for line in self.text.lstrip(_BYTE_ORDER_MARK).splitlines())
        first = next((line for line in lines if line and not line.startswith("#")), "")
        is_table = any(mark in first for mark in services.DELIMITERS) or first.lower() in services.COLUMNS
        is_services = first.startswith("<") or (is_table and not _KEY.match(first))
        return FileKind.SERVICES if is_services else FileKind.SET_UP


Reading = Callable[[SetUp], Wanted]
"""What a file comes to beside the present set-up. Raises BadFile."""


def reading(upload: Upload, holidays: HolidayNames, at: datetime) -> Reading:
    """The slow part, done once and outside of any transaction. Raises BadFile."""
    text = upload.text.lstrip(_BYTE_ORDER_MARK)
    if upload.kind is FileKind.SERVICES:
        found, office_id = services.read(text), upload.office_id
        if office_id is None:
            raise BadFile([finding(1, "choose_office")])
        return lambda before: services.with_services(before, office_id, found)
    given = schema.read(text)
    return lambda before: completed(
        given, before, at.astimezone(office_hours.zone()).date(), lambda region: _exists(region, holidays, at)
    )


def _exists(region: str, holidays: HolidayNames, at: datetime) -> bool:
    try:
        holidays(region, at.year)
    except ValueError:
        return False
    return True


def decoded(raw: bytes) -> str:
    """Text of a file: UTF-8, UTF-16 with its mark, else what German Windows writes (cp1252)."""
    if raw.startswith(_WIDE):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
