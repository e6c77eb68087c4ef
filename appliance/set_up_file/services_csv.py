"""Services from a table: CSV as spreadsheets write it, with a first row of names, German or English.

Semicolon, comma or tab; the columns may come in any order, and only the name is needed. A cell that is left empty says
nothing. Several things in a cell stand on lines of their own, or between bars ("a | b"); channels and languages may
have commas between them as well.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from appliance.set_up_file.findings import BadFile, Finding, finding
from appliance.set_up_file.readers import unknown
from appliance.set_up_file.schema import SERVICE
from appliance.set_up_file.sections import Given
from appliance.set_up_file.tree import Entries, Items, Node, Scalar

MOST_ROWS = 2000
DELIMITERS = (";", ",", "\t")

COLUMNS = {
    "name": "name", "leistung": "name", "bezeichnung": "name", "anliegen": "name",
    "description": "description", "beschreibung": "description", "kurztext": "description",
    "documents": "documents", "unterlagen": "documents", "erforderliche unterlagen": "documents",
    "fim_key": "fim_key", "fim": "fim_key", "leika": "fim_key", "leika-schlüssel": "fim_key",
    "fim-schlüssel": "fim_key", "leistungsschlüssel": "fim_key",
    "minutes": "minutes", "minuten": "minutes", "dauer": "minutes",
    "channels": "channels", "kanäle": "channels", "wege": "channels",
    "languages": "languages", "sprachen": "languages",
    "form": "form", "formular": "form", "online-antrag": "form",
    "takes_numbers": "takes_numbers", "nummern": "takes_numbers",
    "takes_appointments": "takes_appointments", "termine": "takes_appointments",
}  # fmt: skip

WORDS = {
    "vor ort": "on_site", "persönlich": "on_site", "in person": "on_site",
    "video": "video", "per video": "video",
    "telefon": "telephone", "telefonisch": "telephone", "rückruf": "telephone", "telephone": "telephone",
    "deutsch": "de", "englisch": "en", "türkisch": "tr", "arabisch": "ar", "ukrainisch": "uk", "russisch": "ru",
    "polnisch": "pl", "französisch": "fr", "spanisch": "es", "italienisch": "it", "rumänisch": "ro",
}  # fmt: skip
"""What people write for the words of the format."""

_BARS = re.compile(r"\s*(?:\||\n)\s*")
_BARS_AND_COMMAS = re.compile(r"\s*(?:\||\n|,|/)\s*")
_MINUTES = re.compile(r"(\d+)\s*(?:min\.?|minuten?|minutes?)?", re.IGNORECASE)


def read(text: str) -> tuple[Given, ...]:
    """One section of a service for each row. Raises BadFile."""
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    findings: list[Finding] = []
    try:
        columns = _columns(next(rows, []), findings)
        found = [] if findings else _services(rows, columns, findings)
    except csv.Error as error:
        findings.append(finding(rows.line_num or 1, "bad_table", reason=error))
        found = []
    if not found and not findings:
        findings.append(finding(1, "no_rows"))
    if findings:
        raise BadFile(findings)
    return tuple(found)


def _delimiter(text: str) -> str:
    """The one that the first line has most of."""
    head = text.partition("\n")[0]
    return max(DELIMITERS, key=head.count)


def _columns(head: Sequence[str], findings: list[Finding]) -> list[str]:
    """The key of every column; "" for one without a name."""
    found: list[str] = []
    for title in head:
        word = " ".join(title.lower().split()).strip('"')
        if word and word not in COLUMNS:
            findings.append(unknown(1, "unknown_column", title.strip(), COLUMNS).finding)
        found.append(COLUMNS.get(word, ""))
    for key in sorted({key for key in found if key and found.count(key) > 1}):
        findings.append(finding(1, "column_twice", value=key))
    if "name" not in found and not findings:
        findings.append(finding(1, "no_name_column"))
    return found


def _services(rows: Any, columns: list[str], findings: list[Finding]) -> list[Given]:
    found: list[Given] = []
    names: dict[str, int] = {}
    end = rows.line_num
    for row in rows:
        line, end = end + 1, rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        if len(found) == MOST_ROWS:
            raise BadFile([finding(line, "too_many_rows", most=MOST_ROWS)])
        given = _service(row, columns, line, findings)
        name = str(given.get("name")).casefold()
        if name in names:
            findings.append(finding(line, "name_twice", value=given.get("name"), first=names[name]))
        names.setdefault(name, line)
        found.append(given)
    return found


def _service(row: Sequence[str], columns: list[str], line: int, findings: list[Finding]) -> Given:
    if len(row) > len(columns):
        findings.append(finding(line, "too_many_cells", cells=len(row), columns=len(columns)))
        return Given(line, {"name": f"line {line}"})
    pairs: list[tuple[Scalar, Node]] = []
    for key, cell in zip(columns, row, strict=False):
        if key and cell.strip():
            pairs.append((Scalar(line, key), _CELLS.get(key, _as_it_is)(cell.strip(), line)))
    if not any(key.text == "name" for key, _ in pairs):
        findings.append(finding(line, "row_without_name"))
        return Given(line, {"name": f"line {line}"})
    return SERVICE.read(Entries(line, tuple(pairs)), findings)


def _as_it_is(cell: str, line: int) -> Node:
    return Scalar(line, cell, is_plain=False)


def _several(pattern: re.Pattern[str]) -> Callable[[str, int], Node]:
    def read_cell(cell: str, line: int) -> Node:
        parts = filter(None, pattern.split(cell))
        return Items(line, tuple(Scalar(line, WORDS.get(part.lower(), part), is_plain=False) for part in parts))

    return read_cell


def _minutes(cell: str, line: int) -> Node:
    match = _MINUTES.fullmatch(cell)
    return Scalar(line, match[1] if match else cell)


def _yes_or_no(cell: str, line: int) -> Node:
    return Scalar(line, {"x": "yes", "-": "no", "1": "yes", "0": "no"}.get(cell.lower(), cell))


_CELLS = {
    "documents": _several(_BARS),
    "channels": _several(_BARS_AND_COMMAS),
    "languages": _several(_BARS_AND_COMMAS),
    "minutes": _minutes,
    "takes_numbers": _yes_or_no,
    "takes_appointments": _yes_or_no,
}
