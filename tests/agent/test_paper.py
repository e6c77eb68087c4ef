"""What a ticket's bytes say: read as a printer reads them."""

import pytest

from appliance.agent.paper import rendered
from appliance.domain.paper import MODELS, Line, Style

from .paper_reader import Reader

URL = "https://buergeramt.musterstadt.example/ticket#t_" + "aZ09-_" * 7 + "x"
TICKET = [
    Line(Style.HEAD, "Stadt Müßingen"),
    Line(Style.TEXT, "Bürgeramt Größe Äpfel Öl Überlingen"),
    Line(Style.GAP),
    Line(Style.NUMBER, "A017"),
    Line(Style.STRONG, "Sie sind dran: zwischen 10:24 und 10:31 Uhr"),
    Line(Style.QR, URL),
    Line(Style.TEXT, "Nehmen Sie Platz. Die Anzeige ruft Ihre Nummer auf und zeigt, wohin Sie gehen."),
]


WITHOUT_CUTTER = ("simple", "Sunmi-V2", "NT-5890K", "POS-5890", "ZJ-5870")
"""Their tickets are torn off."""


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("model", MODELS)
def test_every_model_prints_umlauts_the_number_large_and_a_code_that_leads_to_the_ticket(
    model: str, paper_mm: int
) -> None:
    printed = Reader(model).read(rendered(TICKET, paper_mm, model))
    words = (line.text for line in TICKET if line.style not in (Style.QR, Style.GAP))
    assert printed.text == " ".join(words)
    assert [row for row in printed.rows if row[0] > 1] == [(4, "A017")]
    assert printed.codes == [URL]
    assert printed.cuts == (model not in WITHOUT_CUTTER)


def test_no_row_is_wider_than_the_paper() -> None:
    narrow = Reader().read(rendered(TICKET, 58, "default"))
    assert max(len(row) for _, row in narrow.rows) <= 32
    assert max(len(row) for _, row in Reader().read(rendered(TICKET, 80, "default")).rows) <= 42


def test_a_long_number_still_stands_in_one_row() -> None:
    printed = Reader().read(rendered([Line(Style.NUMBER, "BMX1017/12")], 58, "default"))
    assert printed.rows == [(3, "BMX1017/12")]


def test_signs_that_the_printer_lacks_keep_the_rest_readable() -> None:
    printed = Reader("NT-5890K").read(rendered([Line(Style.TEXT, "Özgür Ağaoğlu – 3 €")], 58, "NT-5890K"))
    assert printed.text.startswith("Özgür A")
