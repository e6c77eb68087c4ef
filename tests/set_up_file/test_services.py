"""Services from tables and from the FIM catalogue, as German offices write them."""

import pytest

from appliance.set_up_file.importing import Plan
from appliance.set_up_file.reading import FileKind, Upload, decoded
from appliance.store import offices
from tests.set_up_file.conftest import Server, said
from tests.town import Musterstadt

XZUFI = """<?xml version="1.0" encoding="ISO-8859-1"?>
<xzufi:transfer xmlns:xzufi="http://xoev.de/schemata/xzufi/2_2_0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <xzufi:leistung>
    <xzufi:id schemeAgencyID="L100001">1</xzufi:id>
    <xzufi:referenzLeiKa><code>99115003012000</code></xzufi:referenzLeiKa>
    <xzufi:modulText>
      <xzufi:leikaTextmodul><code>02</code></xzufi:leikaTextmodul>
      <xzufi:inhalt languageCode="de">Meldebescheinigung Ausstellung</xzufi:inhalt>
    </xzufi:modulText>
    <xzufi:modulText>
      <xzufi:leikaTextmodul><code>03</code><name>Leistungsbezeichnung II</name></xzufi:leikaTextmodul>
      <xzufi:inhalt languageCode="en">Get a registration certificate</xzufi:inhalt>
      <xzufi:inhalt languageCode="de">Meldebescheinigung beantragen</xzufi:inhalt>
    </xzufi:modulText>
    <xzufi:modulText>
      <xzufi:leikaTextmodul><code>06</code></xzufi:leikaTextmodul>
      <xzufi:inhalt languageCode="de">&lt;p&gt;Sie erhalten eine Bescheinigung.&lt;/p&gt;&lt;p&gt;Und mehr.&lt;/p&gt;</xzufi:inhalt>
    </xzufi:modulText>
    <xzufi:modulText>
      <xzufi:leikaTextmodul><code>08</code></xzufi:leikaTextmodul>
      <xzufi:inhalt languageCode="de"><![CDATA[<ul><li>Ausweis &amp; Pass</li><li>- Vollmacht</li></ul>]]></xzufi:inhalt>
    </xzufi:modulText>
  </xzufi:leistung>
  <xzufi:leistung>
    <xzufi:modulText>
      <xzufi:leikaTextmodul><code>02</code></xzufi:leikaTextmodul>
      <xzufi:inhalt languageCode="de-DE">Fischereischein</xzufi:inhalt>
    </xzufi:modulText>
  </xzufi:leistung>
</xzufi:transfer>
"""  # noqa: E501


def details(plan: Plan, name: str) -> dict[str, str]:
    return {one.key: one.after for change in plan.changes if change.name == name for one in change.details}


def test_a_table_of_german_excel_is_read_with_its_umlauts(server: Server, town: Musterstadt):
    raw = "Leistung;Dauer;Wege\r\nGrünabfälle;5 Minuten;persönlich / telefonisch\r\n".encode("cp1252")
    plan = server.try_out(decoded(raw), town.citizens_office.id)
    assert said(plan) == [("add", "service", "Grünabfälle")]
    assert details(plan, "Grünabfälle")["channels"] == "on_site, telephone"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_that_offices_use_is_known(encoding: str):
    assert decoded("Müll;Straße".encode(encoding)) == "Müll;Straße"


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_table_has_its_separator_from_the_first_line(server: Server, town: Musterstadt, mark: str):
    text = f"Leistung{mark}Minuten\nFundsachen{mark}5\n"
    assert details(server.try_out(text, town.citizens_office.id), "Fundsachen")["minutes"] == "5"


def test_what_is_known_is_brought_up_to_date_and_the_rest_stays(server: Server, town: Musterstadt):
    text = "Leistung;Minuten\nMELDEBESCHEINIGUNG;9\nFundsachen;\n"
    server.bring(text, town.citizens_office.id)
    services = {one.name: one for one in server.ask(offices.services, town.citizens_office.id)}
    assert len(services) == 5
    assert services["MELDEBESCHEINIGUNG"].minutes == 9
    assert services["MELDEBESCHEINIGUNG"].documents == "Personalausweis oder Reisepass"


def test_the_catalogue_gives_name_text_documents_and_key(server: Server, town: Musterstadt):
    """The service that is there is known by its key, as it has another name in the catalogue."""
    plan = server.try_out(XZUFI, town.citizens_office.id)
    assert said(plan) == [("change", "service", "Meldebescheinigung beantragen"), ("add", "service", "Fischereischein")]
    found = details(plan, "Meldebescheinigung beantragen")
    assert found["description"] == "Sie erhalten eine Bescheinigung."
    assert found["documents"] == "Ausweis & Pass\nVollmacht"
    assert "fim_key" not in found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("kind: vorzimmer-set-up, 1; 2", FileKind.SET_UP),
        ("# a comment; with marks\norganisation:\n", FileKind.SET_UP),
        ("Leistung;Dauer\n", FileKind.SERVICES),
        ("\ufeffLeistung\nFundsachen\n", FileKind.SERVICES),
        ("\n<?xml version='1.0'?>", FileKind.SERVICES),
        ("", FileKind.SET_UP),
    ],
)
def test_a_file_is_known_by_how_it_begins(text: str, kind: FileKind):
    assert Upload(text).kind is kind
