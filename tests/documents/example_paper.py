"""The paper form of the demo town: a PDF with fields, as towns have them in their drawers.

`python -m tests.documents.example_paper` draws it, and writes what was read from it, where the demo takes both from.
"""

import json
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from appliance.demo import PAPER_FORM
from appliance.documents import pdf_form, typeface
from appliance.domain.form import to_json

LEFT, LABEL_SIZE = 60.0, 8.5
_LOOK = {"borderWidth": 0.5, "fontSize": 11, "height": 20, "forceBorder": True}
_REQUIRED = "required"

_ROWS: tuple[tuple[tuple[str, str, float, float, str], ...], ...] = (
    (("familienname", "Familienname", 0, 230, _REQUIRED), ("vornamen", "Vornamen", 245, 230, _REQUIRED)),
    (("geburtsname", "Geburtsname", 0, 230, ""), ("geburtsdatum", "Geburtsdatum", 245, 110, _REQUIRED)),
    (("strasse", "Straße und Hausnummer", 0, 340, _REQUIRED), ("ort", "Postleitzahl und Ort", 355, 120, _REQUIRED)),
    (("telefon", "Telefon für Rückfragen", 0, 230, ""),),
)
"""Name, label, distance from the left edge, width."""

_KINDS = (("simple", "einfache Meldebescheinigung"), ("extended", "erweiterte Meldebescheinigung"))
_WAYS = ("Abholung im Bürgeramt", "Zusendung per Post")


def certificate_of_residence() -> bytes:
    """Antrag auf Meldebescheinigung (section 18 BMG)."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, lang="de", invariant=1)
    canvas.setTitle("Antrag auf Meldebescheinigung")
    typeface.draw(canvas, LEFT, 785, "Stadt Musterstadt · Bürgeramt", 10)
    typeface.draw(canvas, LEFT, 755, "Antrag auf Meldebescheinigung", 18)
    typeface.draw(canvas, LEFT, 735, "nach § 18 Bundesmeldegesetz", 9)
    height = 690.0
    for row in _ROWS:
        for name, label, x, width, flags in row:
            _line(canvas, name, label, (LEFT + x, height), width, flags)
        height -= 48
    _choices(canvas, height)
    canvas.save()
    return file.getvalue()


def _line(canvas: Canvas, name: str, label: str, at: tuple[float, float], width: float, flags: str) -> None:
    x, y = at
    typeface.draw(canvas, x, y + 24, label, LABEL_SIZE)
    canvas.acroForm.textfield(name=name, tooltip=label, x=x, y=y, width=width, fieldFlags=flags, **_LOOK)


def _choices(canvas: Canvas, top: float) -> None:
    form: Any = canvas.acroForm
    typeface.draw(canvas, LEFT, top, "Welche Bescheinigung brauchen Sie?", LABEL_SIZE)
    for number, (value, label) in enumerate(_KINDS):
        y = top - 22 - 22 * number
        form.radio(name="art", tooltip="Welche Bescheinigung brauchen Sie?", value=value, x=LEFT, y=y, size=14,
                   buttonStyle="cross", fieldFlags="noToggleToOff required radio")  # fmt: skip
        typeface.draw(canvas, LEFT + 22, y + 3, label, 11)
    typeface.draw(canvas, LEFT, top - 80, "Wie möchten Sie sie bekommen?", LABEL_SIZE)
    form.choice(name="weg", tooltip="Wie möchten Sie sie bekommen?", value=_WAYS[0], options=list(_WAYS), x=LEFT,
                y=top - 104, width=230, **_LOOK)  # fmt: skip
    typeface.draw(canvas, LEFT, top - 128, "Wofür brauchen Sie sie?", LABEL_SIZE)
    form.textfield(name="zweck", tooltip="Wofür brauchen Sie sie?", x=LEFT, y=top - 196, width=475,
                   fieldFlags="multiline", maxlen=1000, **{**_LOOK, "height": 62})  # fmt: skip
    form.checkbox(name="gebuehr", tooltip="Ich übernehme die Gebühr.", x=LEFT, y=top - 228, size=14,
                  buttonStyle="cross", fieldFlags="required")  # fmt: skip
    typeface.draw(canvas, LEFT + 22, top - 225, "Ich übernehme die Gebühr.", 11)
    typeface.draw(canvas, LEFT, top - 300, "Datum, Unterschrift (bei Abgabe auf Papier)", LABEL_SIZE)
    canvas.line(LEFT, top - 288, LEFT + 230, top - 288)


if __name__ == "__main__":
    drawn = certificate_of_residence()
    PAPER_FORM.with_suffix(".pdf").write_bytes(drawn)
    definition = to_json(pdf_form.read(drawn, ""))
    PAPER_FORM.with_suffix(".json").write_text(json.dumps(definition, ensure_ascii=False, indent=1) + "\n")
