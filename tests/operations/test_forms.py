"""Forms in the administration's hands: versions, the services they belong to, what is kept and what is forgotten."""

from dataclasses import replace

import pytest

from appliance.domain.form import Field, FieldType, Form, usual_length
from appliance.operations import forms, upkeep
from appliance.store import consultations, journal
from appliance.store import forms as rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

NAME = usual_length(Field("name", FieldType.NAME, "Name"))
MOVED = Field("moved", FieldType.CHECKBOX, "Umgezogen")
FORM = Form("Anmeldung", (NAME,))
LONGER = Form("Anmeldung", (NAME, MOVED))


@pytest.fixture
def form(town: Musterstadt) -> int:
    """Anmeldung, for registering a residence."""
    return int(town.do(forms.add, FORM, None, [town.residence.id], None))


def test_a_form_is_found_with_its_service_and_with_nothing_else(town: Musterstadt, form: int) -> None:
    assert town.ask(rows.of_service, town.residence.id) == [replace(FORM, id=form, version=1)]
    assert town.ask(rows.of_service, town.id_card.id) == []


def test_a_consultation_knows_the_forms_of_its_service(town: Musterstadt, form: int, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    consultation = town.ask(consultations.running_of_ticket, ticket.id)
    assert [one.id for one in town.ask(rows.of_consultation, consultation.id)] == [form]


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(town: Musterstadt, form: int) -> None:
    town.do(forms.change, form, 1, LONGER, [town.id_card.id], None)
    assert town.ask(rows.by_id, form) == replace(LONGER, id=form, version=2)
    assert town.ask(rows.version, form, 1) == replace(FORM, id=form, version=1)
    assert town.ask(rows.services) == {form: [town.id_card.id]}


def test_a_change_of_nothing_but_the_services_is_no_new_version(town: Musterstadt, form: int) -> None:
    town.do(forms.change, form, 1, FORM, [town.residence.id, town.id_card.id], None)
    assert town.ask(rows.by_id, form).version == 1
    assert town.ask(rows.services)[form] == sorted([town.residence.id, town.id_card.id])


def test_of_two_who_edit_the_second_is_told(town: Musterstadt, form: int, refused: Refused) -> None:
    town.do(forms.change, form, 1, LONGER, [], None)
    with refused("form_changed_meanwhile"):
        town.do(forms.change, form, 1, replace(FORM, title="Ummeldung"), [], None)


def test_a_form_with_faults_is_not_kept(town: Musterstadt, form: int, refused: Refused) -> None:
    with refused("invalid_form"):
        town.do(forms.change, form, 1, Form("Anmeldung", (NAME, NAME)), [], None)
    assert town.ask(rows.by_id, form).version == 1


def test_two_forms_do_not_share_a_title(town: Musterstadt, form: int, refused: Refused) -> None:
    with refused("form_name_taken"):
        town.do(forms.add, replace(FORM, title=" ANMELDUNG "), None, [], None)


def test_an_unknown_service_is_refused(town: Musterstadt, refused: Refused) -> None:
    with refused("unknown_service"):
        town.do(forms.add, FORM, None, [999], None)
    assert town.ask(rows.all) == []


def test_a_retired_form_is_not_offered_but_whoever_has_it_open_goes_on(
    town: Musterstadt, form: int, refused: Refused
) -> None:
    town.do(forms.retire, form, None)
    assert (town.ask(rows.all), town.ask(rows.of_service, town.residence.id)) == ([], [])
    assert town.ask(rows.version, form, 1).title == "Anmeldung"
    other = town.do(forms.add, FORM, None, [], None)
    with refused("form_name_taken"):
        town.do(forms.restore, form, None)
    town.do(forms.retire, other, None)
    town.do(forms.restore, form, None)
    assert [one.id for one in town.ask(rows.of_service, town.residence.id)] == [form]


def test_a_paper_stays_with_its_versions(town: Musterstadt) -> None:
    form = town.do(forms.add, FORM, b"%PDF-1", [], None)
    town.do(forms.change, form, 1, LONGER, [], None)
    town.do(forms.set_paper, form, b"%PDF-2", None)
    assert [town.ask(rows.paper, form, version) for version in (1, 2, 3, 4)] == [b"%PDF-1", b"%PDF-1", b"%PDF-2", None]
    assert town.ask(rows.with_paper) == {form}
    town.do(forms.set_paper, form, b"%PDF-2", None)
    assert town.ask(rows.by_id, form).version == 3


def test_old_versions_and_their_papers_are_forgotten_when_no_room_can_have_them_open(
    town: Musterstadt, refused: Refused
) -> None:
    form = town.do(forms.add, FORM, b"%PDF-1", [], None)
    town.do(forms.set_paper, form, b"%PDF-2", None)
    town.clock.advance(hours=47)
    town.do(upkeep.forget)
    assert town.ask(rows.paper, form, 1) == b"%PDF-1"
    town.clock.advance(hours=2)
    town.do(upkeep.forget)
    with refused("unknown_form"):
        town.ask(rows.version, form, 1)
    assert town.ask(rows.paper, form, 2) == b"%PDF-2"
    assert town.ask(lambda: rows.execute("SELECT count(*) FROM form_paper").fetchone()[0]) == 1


def test_who_changed_a_form_stands_in_the_journal(town: Musterstadt, form: int) -> None:
    town.do(forms.retire, form, town.clerk_id("hoffmann"))
    event = town.ask(journal.after, 0)[-1]
    assert (event.type, event.clerk_id, event.data) == ("FormChanged", town.clerk_id("hoffmann"), {"form": form})
