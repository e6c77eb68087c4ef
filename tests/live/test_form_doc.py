"""A shared form takes a change only from whoever may make it, and only as a whole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from appliance.domain.form import Field, FieldType, Form, usual_length
from appliance.live.features.form_doc import FormDoc
from appliance.live.messages import Refused
from tests.live.form_page import FORM, confirms, edited, empty_doc, marks, types, writes

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT = NOW.isoformat()


@pytest.fixture
def form() -> FormDoc:
    return FormDoc.blank(FORM)


def copy_of(form: FormDoc) -> Doc[Any]:
    doc = empty_doc()
    doc.apply_update(form.whole())
    return doc


def change(form: FormDoc, who: str, *edits: Any, seen: int = 100) -> None:
    doc = copy_of(form)
    form.apply(edited(doc, lambda doc: [edit(doc) for edit in edits]), who, seen, NOW)


def values(form: FormDoc) -> dict[str, object]:
    return {name: value for name, value in form.content().values.items() if value != ""}


def embeds(doc: Doc[Any]) -> None:
    doc["values"]["reason"].insert_embed(0, {"image": "x"})


def test_both_write_what_is_theirs(form):
    change(form, "citizen", writes("family_name", "Şağlam"), writes("consent", True), writes("pages", ["b", "a"]))
    change(form, "clerk", writes("receipt", "33.1/7"), types("reason", 0, "Umzug"))
    change(form, "citizen", types("reason", 5, " im Mai"))
    assert values(form) == {
        "family_name": "Şağlam", "consent": True, "pages": ["b", "a"], "receipt": "33.1/7", "reason": "Umzug im Mai",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "edit"),
    [
        ("citizen", writes("receipt", "33.1/7")),
        ("clerk", writes("consent", True)),
        ("citizen", marks("family_name", ticked=True)),
        ("clerk", confirms(AT)),
        ("citizen", writes("nickname", "Mo")),
        ("citizen", writes("family_name", 7.0)),
        ("citizen", writes("married", 1.0)),
        ("citizen", writes("family_name", "x" * 121)),
        ("citizen", writes("family_name", "Mo\x00")),
        ("citizen", writes("pages", ["c"])),
        ("citizen", writes("family_name", Text("Mo"))),
        ("citizen", writes("family_name", Map({"a": 1}))),
        ("citizen", writes("reason", "plain")),
        ("citizen", writes("reason", Text("another"))),
        ("citizen", lambda doc: doc["values"].pop("reason")),
        ("citizen", embeds),
        ("citizen", types("reason", 0, "x" * 4001)),
        ("citizen", lambda doc: doc.get("junk", type=Map).__setitem__("a", 1)),
        ("clerk", marks("family_name", locked="yes")),
        ("clerk", marks("family_name", comment="x" * 1001)),
        ("clerk", marks("nickname", ticked=True)),
        ("clerk", marks("family_name", colour="red")),
        ("citizen", confirms("yesterday")),
        ("citizen", lambda doc: doc["state"].__setitem__("paid", True)),
    ],
)
def test_what_is_not_theirs_or_does_not_fit_is_refused_and_changes_nothing(form, who, edit):
    before = form.whole()
    with pytest.raises(Refused, match="form_refused"):
        change(form, who, edit)
    assert form.whole() == before
    change(form, "citizen", writes("family_name", "Şağlam"))
    assert values(form) == {"family_name": "Şağlam"}


def test_a_locked_field_is_nobodys_until_the_clerk_opens_it(form):
    change(form, "citizen", writes("family_name", "Şağlam"))
    change(form, "clerk", marks("family_name", locked=True))
    for who in ("citizen", "clerk"):
        for edit in (writes("family_name", "Mo"), lambda doc: doc["values"].pop("family_name")):
            with pytest.raises(Refused, match="form_refused"):
                change(form, who, edit)
    assert values(form) == {"family_name": "Şağlam"}
    change(form, "clerk", marks("family_name", locked=False, ticked=True, comment="geprüft"))
    change(form, "citizen", writes("family_name", "Mo"))


def test_confirmed_is_what_is_complete_and_then_it_stays_so(form):
    with pytest.raises(Refused):
        change(form, "citizen", confirms(AT))  # the name is wanting
    change(form, "citizen", writes("family_name", "Şağlam"))
    change(form, "citizen", confirms(AT))
    assert form.confirmed_at == NOW
    for who in ("citizen", "clerk"):
        with pytest.raises(Refused):
            change(form, who, writes("family_name", "Mo"))
    change(form, "clerk", marks("family_name", ticked=True))
    change(form, "citizen", lambda doc: doc["state"].pop("confirmed"))
    assert form.confirmed_at is None
    change(form, "citizen", writes("family_name", "Mo"))


def test_nobody_confirms_what_another_changed_unseen(form):
    change(form, "citizen", writes("family_name", "Şağlam"))
    change(form, "clerk", writes("family_name", "Saglam"))
    with pytest.raises(Refused):
        change(form, "citizen", confirms(AT), seen=1)
    change(form, "citizen", confirms(AT), seen=2)


@pytest.mark.parametrize("off", [timedelta(minutes=11), timedelta(minutes=-11)])
def test_a_confirmation_is_of_now(form, off):
    change(form, "citizen", writes("family_name", "Şağlam"))
    with pytest.raises(Refused):
        change(form, "citizen", confirms((NOW + off).isoformat()))


def test_nothing_waits_in_the_document_for_somebody_elses_change(form):
    """Else it would be judged as a change of the one who completes it."""
    clerk = copy_of(form)
    first = edited(clerk, writes("receipt", "33.1/7"))
    second = edited(clerk, writes("receipt", "33.1/8"))
    deletion = edited(copy_of_with(form, first, second), lambda doc: doc["values"].pop("receipt"))
    for early in (second, deletion):
        with pytest.raises(Refused):
            form.apply(early, "citizen", 100, NOW)
    form.apply(first, "clerk", 100, NOW)
    assert values(form) == {"receipt": "33.1/7"}
    form.apply(second, "clerk", 100, NOW)
    assert values(form) == {"receipt": "33.1/8"}


def copy_of_with(form: FormDoc, *updates: bytes) -> Doc[Any]:
    doc = copy_of(form)
    for update in updates:
        doc.apply_update(update)
    return doc


def test_a_client_number_is_one_persons(form):
    clerk = copy_of(form)
    form.apply(edited(clerk, writes("family_name", "Mo")), "clerk", 0, NOW)
    with pytest.raises(Refused):
        form.apply(edited(clerk, writes("family_name", "Forged")), "citizen", 100, NOW)


@pytest.mark.parametrize("garbage", [b"", b"\xff\xff", b"\x01\x01\x07\x00\x04", b"x" * 300])
def test_garbage_is_refused(form, garbage):
    with pytest.raises(Refused, match="malformed"):
        form.apply(garbage, "citizen", 0, NOW)
    change(form, "citizen", writes("family_name", "Şağlam"))


def test_a_form_does_not_grow_without_end():
    fields = tuple(usual_length(Field(f"t{n}", FieldType.LONG_TEXT, "T", longest=10_000)) for n in range(6))
    form = FormDoc.blank(Form("Lang", fields))
    for n in range(4):
        change(form, "citizen", types(f"t{n}", 0, "x" * 10_000))
    with pytest.raises(Refused, match="form_full"):
        change(form, "citizen", types("t4", 0, "x" * 10_000))
    clerk = copy_of(form)
    for _ in range(300):  # what was deleted again weighs next to nothing
        form.apply(edited(clerk, types("t5", 0, "x" * 100)), "clerk", 0, NOW)
        form.apply(edited(clerk, lambda doc: doc["values"]["t5"].clear()), "clerk", 0, NOW)


def test_a_restarted_server_takes_back_what_it_knew(form):
    change(form, "citizen", writes("family_name", "Şağlam"), types("reason", 0, "Umzug"))
    change(form, "citizen", confirms(AT))
    again = FormDoc(FORM)
    again.restore([form.whole()])
    assert again.is_restored
    assert again.content() == form.content()
    assert again.confirmed_at == NOW
    beginning_missing = FormDoc(FORM)
    beginning_missing.restore([])
    assert not beginning_missing.is_restored
