"""A page that fills in a form: its own document of Yjs, and the messages of PROTOCOL.md."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from pycrdt import Doc, Map, Text

from appliance.domain.form import Field, FieldType, Form, Option, Writers, usual_length
from appliance.store import forms
from tests.live.client import Json, Page
from tests.live.town import Town

FIELDS = (
    Field("family_name", FieldType.NAME, "Familienname", required=True),
    Field("moved_on", FieldType.DATE, "Einzugsdatum"),
    Field("reason", FieldType.LONG_TEXT, "Grund"),
    Field("married", FieldType.CHECKBOX, "Verheiratet"),
    Field("pages", FieldType.CHOICES, "Seiten", options=(Option("a", "A"), Option("b", "B"))),
    Field("receipt", FieldType.TEXT, "Aktenzeichen", writers=Writers.CLERK),
    Field("consent", FieldType.CHECKBOX, "Einverstanden", writers=Writers.CITIZEN),
)
FORM = Form("Anmeldung", tuple(map(usual_length, FIELDS)))

Edit = Callable[[Doc[Any]], object]


def add_form(town: Town, form: Form = FORM) -> int:
    """A form of the town's service; its id."""

    def operation() -> int:
        form_id = forms.add(form, None)
        forms.set_services(form_id, [town.service])
        return form_id

    return town.write(operation)


def empty_doc() -> Doc[Any]:
    doc: Doc[Any] = Doc()
    for name in ("values", "marks", "state"):
        doc.get(name, type=Map)
    return doc


def edited(doc: Doc[Any], edit: Edit) -> bytes:
    """What the edit adds to the document, as an update."""
    before = doc.get_state()
    with doc.transaction():
        edit(doc)
    return doc.get_update(before)


def writes(name: str, value: object) -> Edit:
    return lambda doc: doc["values"].__setitem__(name, value)


def marks(name: str, **mark: object) -> Edit:
    return lambda doc: doc["marks"].__setitem__(name, mark)


def confirms(at: str) -> Edit:
    return lambda doc: doc["state"].__setitem__("confirmed", {"at": at})


def types(name: str, index: int, text: str) -> Edit:
    return lambda doc: doc["values"][name].insert(index, text)


class FormPage:
    """`log`: what the server signed, as a page keeps it for a restarted server."""

    def __init__(self, page: Page, form: int) -> None:
        self.page, self.form = page, form
        self.doc = empty_doc()
        self.log: list[list[str]] = []
        self.seen = 0

    def sync(self) -> Json:
        self.page.say("form-sync", form=self.form)
        return self.hear("form-state")

    def edit(self, edit: Edit) -> None:
        self.send(edited(self.doc, edit))

    def send(self, update: bytes) -> None:
        self.page.say("form-update", form=self.form, update=b64encode(update).decode(), seen=self.seen)

    def hear(self, type: str) -> Json:
        frame = self.page.hear(type)
        if "update" in frame:
            self.doc.apply_update(b64decode(frame["update"]))
            entry = [frame["update"], frame["sign"]]
            self.log = [*self.log, entry] if type == "form-update" else [entry]
            self.seen = frame["step"]
        return frame

    @property
    def values(self) -> dict[str, object]:
        return {name: str(value) if isinstance(value, Text) else value for name, value in self.doc["values"].items()}
