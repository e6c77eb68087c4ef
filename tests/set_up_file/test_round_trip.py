"""What is exported and brought back is the same: to the last sign, whatever a town has called its things."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.appointment import BookingRules, LateArrival
from appliance.domain.calling import CallingRules, Mode
from appliance.domain.form import Condition, Field, FieldType, Option, Writers, usual_length
from appliance.domain.message import AtClosing, MessageKind
from appliance.domain.message_text import MessageText
from appliance.domain.office_hours import Hours, SpecialDays, merged
from appliance.domain.organisation import LateTickets, OfficeSettings, ServiceSettings
from appliance.domain.staff import CounterSettings, Role
from appliance.domain.texts import TextLanguage, TextName
from appliance.domain.ticket import Channel
from appliance.operations.offices import Habits
from appliance.set_up_file import readers, schema
from appliance.set_up_file.completing import completed
from appliance.set_up_file.model import (
    NOTHING,
    Clerk,
    Counter,
    Department,
    Form,
    Office,
    Organisation,
    Place,
    Service,
    SetUp,
    Shift,
)
from appliance.set_up_file.tree import Scalar
from appliance.set_up_file.writing import stretches, written
from appliance.store.database import Store
from tests.fakes import SettableClock
from tests.set_up_file.conftest import Server, said
from tests.town import Musterstadt

MORNING = ((Hours(8 * 60, 12 * 60),),) * 5 + ((), ())
LATE = ((), (), (), (Hours(8 * 60, 12 * 60), Hours(22 * 60, 26 * 60)), (), (), ())
CHRISTMAS = SpecialDays(0, date(2026, 12, 24), date(2026, 12, 31), (), frozenset(), "Betriebsferien")
LONG_THURSDAY = SpecialDays(0, date(2026, 5, 7), date(2026, 5, 7), (Hours(480, 1200),), frozenset({Channel.VIDEO}), "")

FORM = Form(
    "Anmeldung: Wohnung", (("Bürgeramt", "Ummelden"),),
    (
        Field("who", FieldType.HEADING, "Wer?"),
        usual_length(Field("name", FieldType.NAME, "Name: ganz", "Wie im Ausweis", True, Writers.CITIZEN)),
        Field("kind", FieldType.CHOICE, "Art", options=(Option("yes", "yes"), Option("b", "Zwei: zu zweit"))),
        Field("box", FieldType.CHECKBOX, "Haken", shown_if=Condition("kind", "yes")),
        usual_length(Field("text", FieldType.LONG_TEXT, "Text", shown_if=Condition("box", True), longest=77)),
    ),
)  # fmt: skip

FULL = SetUp(
    Organisation("Stadt Neustadt", "Europe/Berlin", "NW", (CHRISTMAS,)),
    (
        Department(
            "Bürgerdienste",
            (
                Office(
                    "Bürgeramt", "A", "Rathaus: Foyer, links", True, 50, 90, 20, LateTickets.REFUSE,
                    AtClosing.TELEPHONE, False, 48,
                    {Channel.ON_SITE: MORNING, Channel.VIDEO: LATE}, (LONG_THURSDAY,),
                    BookingRules(horizon_days=30, late_arrival=LateArrival.REFUSE),
                    (
                        Service("Ummelden", "Auch \"online\".\n\n- kurz\n# kein Kommentar", "Ausweis\nFoto: digital",
                                "99115005104000", 12, (Channel.VIDEO,), ("de", "tr"), "https://neustadt.example/um",
                                False, True),
                        Service("No"),
                    ),
                    (Counter("Schalter 1"), Counter("Zuhause", at_home=True)),
                    (Shift("kaya", "", {Channel.VIDEO: MORNING}), Shift("", "Platz 1", {Channel.ON_SITE: MORNING})),
                    CallingRules(appointment_credit=90, mode=Mode.ALTERNATE, grace_seconds=120),
                ),
                Office("Fundbüro", "F"),
            ),
        ),
        Department("Ordnung"),
    ),
    (
        Clerk("Deniz Kaya", "kaya", (Role.SUPERVISOR, Role.ADMIN), (("Bürgeramt", "Ummelden"), ("Bürgeramt", "No"))),
        Clerk("Ömer Östlich", "null"),
    ),
    (Place("Platz 1", (("Bürgeramt", "Ummelden"),)),),
    {(MessageKind.CANCELLED, "de"): MessageText("Abgesagt: {when}", "{greeting}\n\nabgesagt.", "Abgesagt: {when}")},
    {(TextName.IMPRINT, TextLanguage.GERMAN): "# Impressum\n\n1. Stadt\n   Neustadt\n\n    code\n---\nEnde"},
    (FORM, Form("Leer: fast", (), (usual_length(Field("x", FieldType.DATE, "Tag")),))),
)  # fmt: skip


def read_back(set_up: SetUp) -> SetUp:
    return completed(schema.read(written(set_up)), NOTHING, date(2026, 3, 2), lambda region: True).set_up


def test_a_full_set_up_is_read_back_as_it_was_written():
    assert read_back(FULL) == FULL


def test_musterstadt_brought_back_changes_nothing(server: Server):
    assert said(server.try_out(server.export())) == []


def test_an_exported_town_fills_an_empty_server(tmp_path: Any, clock: SettableClock):
    store = Store(tmp_path / "here.sqlite")
    text = Server(Musterstadt(store, clock).store, clock).export()
    store.close()
    store = Store(tmp_path / "there.sqlite")
    there = Server(store, clock)
    welcomes = there.bring(text)
    assert there.export() == text
    assert [one.sign_in for one in welcomes] == ["yildiz", "kaya", "brandt", "hoffmann"]
    store.close()


def test_everything_that_can_be_said_arrives_on_an_empty_server(empty_server: Server):
    empty_server.bring(written(FULL))
    assert empty_server.export() == written(FULL)
    assert said(empty_server.try_out(written(FULL))) == []


# Names with what YAML might take for something else, and texts with lines of all kinds.
WORDS = (
    st.text(st.sampled_from("aßÖ1 :#-'\"&*!|>%@`{}[],?\\~./=\u2028\U0001f600"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
LINES = st.text(st.sampled_from("ab :#-'\"\t|>%\\\n[]{}"), max_size=30).map(str.strip)
STRETCHES = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda one: Hours(one[0], one[0] + one[1])), max_size=3
).map(merged)


@settings(max_examples=100, deadline=None)
@given(WORDS, LINES, LINES)
def test_names_and_texts_of_any_kind_are_read_back(name: str, description: str, documents: str):
    office = Office(name, "A", name, services=(Service(name, description, documents),))
    texts = {(TextName.IMPRINT, TextLanguage.ENGLISH): description} if description else {}
    clerks = (Clerk(name, "kaya", (Role.ADMIN,), ((name, name),)),)
    set_up = SetUp(Organisation(name), (Department(name, (office,)),), clerks, (), {}, texts)
    assert read_back(set_up) == set_up


@given(STRETCHES)
def test_hours_of_any_kind_are_read_back(hours: tuple[Hours, ...]):
    assert readers.hours(Scalar(1, stretches(hours))) == hours


@pytest.mark.parametrize(
    ("settings_of_the_office", "named_otherwise"),
    [
        (OfficeSettings, {}),
        (ServiceSettings, {}),
        (CounterSettings, {"is_home": "at_home"}),
        (Habits, {"weekly": "hours"}),
    ],
)
def test_whatever_the_administration_sets_is_in_the_file(
    settings_of_the_office: type[Any], named_otherwise: dict[str, str]
):
    in_the_file = {one.name for shape in (Office, Service, Counter) for one in fields(shape)}
    for one in fields(settings_of_the_office):
        assert named_otherwise.get(one.name, one.name) in in_the_file


@pytest.mark.parametrize("key", [*BookingRules.__dataclass_fields__, *CallingRules.__dataclass_fields__])
def test_every_rule_of_booking_and_calling_can_be_written(key: str):
    assert f"          {key}: " in written(FULL)
