"""Forms in the set-up file: what it does not say of them stays, above all their PDF and the places on it."""

import pytest

from appliance.documents import pdf_form
from appliance.operations import forms
from appliance.store import forms as rows
from tests.documents import example_paper
from tests.set_up_file.conftest import Server, said
from tests.town import Musterstadt

HEAD = "kind: vorzimmer-set-up\nformat: 1\n"
TITLE = "Antrag auf Meldebescheinigung"


@pytest.fixture
def paper_form(town: Musterstadt) -> int:
    """With a PDF, for the certificate of residence."""
    pdf = example_paper.certificate_of_residence()
    services = [town.services["Meldebescheinigung"].id]
    return int(town.do(forms.add, pdf_form.read(pdf, ""), pdf, services, None))


def test_a_form_with_a_pdf_brought_back_changes_nothing(server: Server, paper_form: int) -> None:
    assert said(server.try_out(server.export())) == []


def test_the_pdf_and_its_places_stay_when_the_file_changes_the_words(server: Server, paper_form: int) -> None:
    before = server.ask(rows.by_id, paper_form)
    changed = server.export().replace("label: Familienname", "label: Ihr Nachname")
    assert said(server.try_out(changed)) == [("change", "form", TITLE)]
    server.bring(changed)
    after = server.ask(rows.by_id, paper_form)
    assert (after.fields[0].label, after.fields[0].pdf) == ("Ihr Nachname", before.fields[0].pdf)
    assert [one.pdf for one in after.field("art").options] == [one.pdf for one in before.field("art").options]
    assert server.ask(rows.paper, paper_form, after.version) == example_paper.certificate_of_residence()


def test_a_list_of_forms_is_complete_and_a_form_is_renamed(server: Server, paper_form: int) -> None:
    plan = server.try_out(HEAD + "forms: []\n")
    assert said(plan) == [("retire", "form", TITLE)]
    server.bring(HEAD + f"forms:\n  - {{name: Bescheinigung, was: {TITLE}}}\n")
    assert server.ask(rows.by_id, paper_form).title == "Bescheinigung"


def test_a_plan_says_what_becomes_different_field_by_field(server: Server, paper_form: int) -> None:
    plan = server.try_out(server.export().replace("label: Familienname", "label: Nachname"))
    [detail] = plan.changes[0].details
    assert detail.key == "familienname" and "label: Familienname" in detail.before and "Nachname" in detail.after


def test_a_service_that_goes_takes_no_form_with_it(server: Server, paper_form: int) -> None:
    text = HEAD + (
        "departments:\n  - name: Fachbereich Bürgerdienste\n    offices:\n      - name: Bürgeramt\n        services:\n"
        "          - name: Personalausweis beantragen\n          - name: Reisepass beantragen\n"
        "          - name: Wohnsitz anmelden\n      - name: Standesamt\n"
    )
    server.bring(text)
    assert server.ask(rows.services) == {}
    assert [form.id for form in server.ask(rows.all)] == [paper_form]
