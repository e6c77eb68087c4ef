"""What is wrong with a file: always with the line, so that people find it, and with a code that a text belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True)
class Finding:
    """`line` counts from 1. `code` is stable; its text says what is wrong and what to do, and may name the `facts`."""

    line: int
    code: str
    facts: dict[str, str] = field(default_factory=dict)


class Fault(Exception):
    """One value cannot be taken; whoever reads the section around it goes on with the next."""

    def __init__(self, line: int, code: str, **facts: object) -> None:
        super().__init__(code)
        self.finding = finding(line, code, **facts)


class BadFile(Exception):
    """The file cannot be followed; nothing was changed. `findings` in the order of their lines, at least one."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings, key=lambda one: one.line)
        super().__init__(", ".join(f"line {one.line}: {one.code}" for one in self.findings))


def finding(line: int, code: str, **facts: object) -> Finding:
    return Finding(line, code, {name: str(value) for name, value in facts.items()})


IN_GERMAN = {
    "montag": "monday", "dienstag": "tuesday", "mittwoch": "wednesday", "donnerstag": "thursday", "freitag": "friday",
    "samstag": "saturday", "sonnabend": "saturday", "sonntag": "sunday", "vor_ort": "on_site", "vor ort": "on_site",
    "telefon": "telephone", "ämter": "departments", "büros": "offices", "leistungen": "services",
    "schalter": "counters", "plätze": "places", "personen": "clerks", "texte": "texts", "träger": "organisation",
    "öffnungszeiten": "hours", "zeiten": "hours", "schließtage": "closing_days", "von": "from", "bis": "to",
    "grund": "reason", "kanäle": "channels", "sprachen": "languages", "unterlagen": "documents",
    "beschreibung": "description", "minuten": "minutes", "formular": "form", "rollen": "roles", "ort": "place",
    "kapazität": "capacity", "buchstabe": "prefix", "einsatzplan": "staffing", "termine": "booking",
    "aufruf": "calling", "formulare": "forms", "felder": "fields", "bezeichnung": "label", "hilfe": "help",
    "pflicht": "required",
}  # fmt: skip
"""The file's words are English; who writes the German one is told the English."""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, whatever its capitals; "" when none is near."""
    by_small = {one.lower(): one for one in known}
    english = IN_GERMAN.get(word.lower().replace("ae", "ä").replace("oe", "ö").replace("ue", "ü"), "")
    if english in by_small:
        return by_small[english]
    found = get_close_matches(word.lower(), by_small, n=1)
    return by_small[found[0]] if found else ""
