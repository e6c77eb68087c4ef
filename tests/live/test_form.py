"""A form in a room: what one types reaches the others, and the server keeps and tells nothing that is forged."""

from unittest.mock import ANY

import pytest

from appliance.domain.form import Form
from appliance.domain.form_seal import opened
from appliance.store.server_key import server_key
from tests.live.form_page import FORM, FormPage, add_form, confirms, edited, marks, types, writes
from tests.live.town import now, token_of


@pytest.fixture
def table(town, clerk, phone):
    """The clerk has put the form on the table, and both pages have it."""
    consultation = town.open_consultation(town.take_ticket())
    return _both_at_the_table(add_form(town), clerk(), phone(1), consultation)


def _both_at_the_table(form, clerk, citizen, consultation):
    clerk.say("join", consultation=consultation, instance="c")
    assert clerk.hear("joined")["form"]["offered"] == [{"id": form, "title": "Anmeldung"}]
    citizen.say("join", consultation=consultation, instance="p")
    assert citizen.hear("joined")["form"]["offered"] == []
    clerk.hear("participant")
    clerk.say("form-open", form=form)
    pages = FormPage(clerk, form), FormPage(citizen, form)
    for one in pages:
        assert one.hear("form-table")["form"] == form
        assert one.sync()["definition"]["fields"][0]["label"] == "Familienname"
    return pages


def test_what_one_types_reaches_the_other_and_is_receipted(table):
    clerk, citizen = table
    citizen.edit(writes("family_name", "Şağlam"))
    assert citizen.hear("form-update")["from"] == "citizen"
    assert clerk.hear("form-update")["from"] == "citizen"
    assert clerk.values["family_name"] == "Şağlam"


def test_both_type_in_the_same_text_at_once_and_nothing_is_lost(table):
    clerk, citizen = table
    clerk.edit(types("reason", 0, "Umzug. "))
    citizen.edit(types("reason", 0, "Heirat. "))
    for one in (clerk, citizen):
        one.hear("form-update")
        one.hear("form-update")
    assert clerk.values["reason"] == citizen.values["reason"]
    assert sorted(str(clerk.values["reason"]).split()) == ["Heirat.", "Umzug."]


def test_a_forged_write_to_a_locked_field_is_refused_and_reaches_nobody(table):
    clerk, citizen = table
    clerk.edit(marks("family_name", locked=True))
    clerk.hear("form-update")
    citizen.hear("form-update")
    citizen.edit(writes("family_name", "Forged"))
    citizen.page.refused("form_refused")
    clerk.page.hear_nothing()
    assert FormPage(clerk.page, clerk.form).sync()["step"] == 1
    assert "family_name" not in clerk.values


def test_what_was_written_without_connection_is_merged(table, phone):
    clerk, citizen = table
    away = edited(citizen.doc, types("reason", 0, "Aus dem Zug. "))
    citizen.page.close()
    clerk.page.hear("participant")
    clerk.edit(types("reason", 0, "Am Schalter. "))
    clerk.hear("form-update")
    citizen.page = phone(1)
    citizen.page.say("join", consultation=1, instance="p")
    assert citizen.page.hear("joined")["form"]["on_table"] == citizen.form
    clerk.page.hear("participant")
    citizen.sync()
    citizen.send(away)
    citizen.hear("form-update")
    clerk.hear("form-update")
    assert clerk.values["reason"] == citizen.values["reason"]
    assert sorted(str(clerk.values["reason"]).split(". ")) == ["", "Am Schalter", "Aus dem Zug"]


def test_a_restarted_server_gets_back_what_it_had_signed_and_nothing_else(table, live, clerk, phone):
    first, second = table
    first.edit(writes("receipt", "33.1/7"))
    second.hear("form-update")
    first.hear("form-update")
    second.edit(writes("family_name", "Şağlam"))
    second.hear("form-update")
    live.stop()
    live.start()
    second.page = phone(1)
    second.page.say("join", consultation=1, instance="p")
    assert second.page.hear("joined")["form"]["on_table"] is None
    forged = [second.log[0], [second.log[1][0], second.log[0][1]]]
    second.page.say("form-restore", form=second.form, version=1, entries=forged)
    second.page.refused("form_refused")
    second.page.say("form-restore", form=second.form, version=1, entries=second.log)  # the clerk's field, too
    second.hear("form-kept")
    assert second.sync()["version"] == 1
    assert second.values["receipt"] == "33.1/7"
    first.page = clerk()
    first.page.say("join", consultation=1, instance="c")
    first.page.hear("joined")
    first.page.say("form-open", form=first.form)
    first.hear("form-table")
    first.sync()
    assert first.values["family_name"] == "Şağlam"


def test_who_has_the_form_open_keeps_its_version(table, town, clerk):
    from appliance.store import forms

    page, _ = table
    town.write(lambda: forms.add_version(page.form, Form("Neu", FORM.fields[:1]), now()))
    page.page.say("form-close")
    assert page.hear("form-table")["form"] is None
    page.page.say("form-open", form=page.form)
    page.hear("form-table")
    assert page.sync()["definition"]["title"] == "Anmeldung"


def test_everybody_sees_in_which_field_the_other_is(table):
    clerk, citizen = table
    citizen.page.say("form-focus", form=citizen.form, field="reason")
    heard = clerk.page.hear("form-focus")
    assert (heard["from"], heard["field"]) == ("citizen", "reason")
    assert clerk.sync()["focus"] == {"citizen": "reason"}
    citizen.page.say("form-focus", form=citizen.form, field="no_such_field")
    assert clerk.page.hear("form-focus")["field"] is None
    citizen.page.say("form-focus", form=citizen.form, field="reason")
    clerk.page.hear("form-focus")
    citizen.page.say("leave")
    clerk.page.hear("participant")
    assert clerk.sync()["focus"] == {}


def test_what_is_wanting_is_told_and_a_confirmed_form_is_sealed(table, town):
    _, citizen = table
    citizen.page.say("form-check", form=citizen.form)
    assert citizen.page.hear("form-checked")["objections"] == {"family_name": "required"}
    citizen.edit(writes("family_name", "Şağlam"))
    citizen.hear("form-update")
    citizen.edit(confirms(now().isoformat()))
    citizen.hear("form-update")
    citizen.page.say("form-seal", form=citizen.form)
    sealed = citizen.page.hear("form-sealed")["sealed"]
    filled = opened(sealed, server_key(town.config.data), now())
    assert (filled.consultation, filled.form, filled.values) == (1, citizen.form, {"family_name": "Şağlam"})
    assert filled.confirmed_at is not None


def test_only_the_clerk_puts_forms_on_the_table_and_away(table):
    _, citizen = table
    for said in ("form-open", "form-close"):
        citizen.page.say(said, form=citizen.form)
        citizen.page.refused("not_admitted")


def test_a_guest_reads_along_and_writes_nothing(table, town, guest):
    clerk, citizen = table
    town.let_in(town.invite_guest(1))
    page = guest(1)
    page.say("join", consultation=1, instance="g")
    assert page.hear("joined")["form"] == {"epoch": ANY, "on_table": clerk.form, "offered": []}
    for one in (clerk, citizen):
        one.page.hear("participant")
    interpreter = FormPage(page, clerk.form)
    interpreter.sync()
    citizen.edit(writes("family_name", "Şağlam"))
    interpreter.hear("form-update")
    assert interpreter.values["family_name"] == "Şağlam"
    interpreter.edit(writes("family_name", "Forged"))
    page.refused("not_admitted")
    for said in ("form-seal", "form-open"):
        page.say(said, form=clerk.form)
        page.refused("not_admitted")
    page.say("form-restore", form=clerk.form, version=1, entries=interpreter.log)
    page.refused("not_admitted")


def test_the_terminals_agent_neither_hears_nor_writes(town, clerk, terminal):
    consultation = town.open_consultation(town.take_ticket(at_terminal=True))
    at_desk, agent = clerk(), terminal(face="agent")
    form = add_form(town)
    for page, instance in ((at_desk, "c"), (agent, "a")):
        page.say("join", consultation=consultation, instance=instance)
        page.hear("joined")
    at_desk.say("form-open", form=form)
    agent.hear_nothing()
    writer = FormPage(agent, form)
    writer.edit(writes("family_name", "Forged"))
    agent.refused("not_admitted")
    agent.say("form-seal", form=form)
    agent.refused("not_admitted")


def test_only_forms_of_the_service_are_opened(town, clerk):
    consultation = town.open_consultation(town.take_ticket())
    page = clerk()
    page.say("join", consultation=consultation, instance="c")
    page.hear("joined")
    page.say("form-open", form=99)
    page.refused("unknown_form")
    page.say("form-sync", form=99)
    page.refused("unknown_form")
    page.say("form-update", form=99, update="!", seen=0)
    page.refused("unknown_form")


def test_garbage_is_the_senders_alone(table):
    clerk, citizen = table
    for update in ("no base64 at all", "////"):
        citizen.page.say("form-update", form=citizen.form, update=update, seen=0)
        citizen.page.refused("malformed")
    clerk.page.hear_nothing()


def test_the_pages_may_forget_single_updates_now_and_then(table):
    _, citizen = table
    for index in range(100):
        citizen.edit(types("reason", index, "x"))
        citizen.hear("form-update")
    citizen.hear("form-kept")
    assert len(citizen.log) == 1
    assert token_of(1) not in str(citizen.log)
