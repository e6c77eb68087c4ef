"""A form that citizen and clerk fill in together, on the table between them.

Values are in the memory of the room and of the pages only. Every update that the server accepts is signed, so that the
pages can give a restarted server back what it had accepted, and nothing else.
"""

import hashlib
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.domain.form import Form, to_json
from appliance.domain.form_seal import FilledForm, seal
from appliance.domain.form_values import objections, printed
from appliance.live.features.feature import Feature
from appliance.live.features.form_doc import FormDoc
from appliance.live.frames import timestamp, wire
from appliance.live.messages import Message, Refused, list_of, optional, text, whole_number
from appliance.live.room import Room, Seat
from appliance.store import forms
from appliance.store.server_key import server_key

LONGEST_UPDATE = 60_000
"""Characters of base64; a whole form is as long at most."""

LONGEST_DEFINITION = 120_000
"""Characters of JSON, as a message carries it."""

KEPT_EVERY = 100
"""After so many updates the pages may forget them for the whole form as it is then."""

_WRITERS = ("clerk", "citizen")
_PURPOSE = b"vorzimmer form update 1"


@dataclass
class Desk:
    """What a room keeps: forms by id, and which of them lies on the table. `epoch` tells it from an earlier memory."""

    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    forms: dict[int, FormDoc] = field(default_factory=dict)
    on_table: int | None = None


ENTRY = list_of(text(LONGEST_UPDATE, shortest=1), longest=2)
"""An update and its signature."""


class FillingIn(Feature):
    name = "form"
    shapes: ClassVar = {
        "form-open": {"form": whole_number},
        "form-close": {},
        "form-sync": {"form": whole_number},
        "form-update": {"form": whole_number, "update": text(LONGEST_UPDATE, shortest=1), "seen": whole_number},
        "form-restore": {"form": whole_number, "version": whole_number, "entries": list_of(ENTRY, longest=500)},
        "form-focus": {"form": whole_number, "field": optional(text(60))},
        "form-check": {"form": whole_number},
        "form-seal": {"form": whole_number},
    }

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(config, now)
        self.handlers = {
            "form-open": self.open,
            "form-close": self.close,
            "form-sync": self.sync,
            "form-update": self.update,
            "form-restore": self.restore,
            "form-focus": self.focus,
            "form-check": self.check,
            "form-seal": self.seal,
        }

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        desk = _desk(room)
        offered = forms.of_consultation(room.consultation) if seat.participant == "clerk" else []
        titles = [{"id": form.id, "title": form.title} for form in offered]
        return {"form": {"epoch": desk.epoch, "on_table": desk.on_table, "offered": titles}}

    def left(self, room: Room, seat: Seat) -> None:
        for doc in _desk(room).forms.values():
            doc.focus.pop(seat.participant, None)

    def open(self, room: Room, seat: Seat, message: Message) -> None:
        """Puts it on the table: as it was left, or anew."""
        _only(seat, "clerk")
        desk, form_id = _desk(room), _id(message)
        if form_id not in desk.forms:
            desk.forms[form_id] = FormDoc.blank(_offered(room, form_id))
        self._put_on_table(room, form_id)

    def close(self, room: Room, seat: Seat, _message: Message) -> None:
        """Off the table; what was filled in stays with the room."""
        _only(seat, "clerk")
        self._put_on_table(room, None)

    def sync(self, room: Room, seat: Seat, message: Message) -> None:
        doc = _doc(room, message)
        state = {"version": doc.form.version, "definition": _definition(doc.form), "focus": doc.focus}
        seat.say({**self._whole("form-state", room, doc), **state, "at": timestamp(self.now())})

    def update(self, room: Room, seat: Seat, message: Message) -> None:
        """The author gets it back too: that is the receipt."""
        _only(seat, *_WRITERS)
        doc, update, seen = _doc(room, message), str(message["update"]), message["seen"]
        assert isinstance(seen, int)
        doc.apply(_bytes(update), seat.participant, seen, self.now())
        frame = {"type": "form-update", "form": doc.form.id, "update": update, "from": seat.participant}
        _tell_all(room, {**frame, "sign": self._sign(room, doc.form, update), "step": doc.steps})
        if doc.steps % KEPT_EVERY == 0:
            _tell_all(room, self._whole("form-kept", room, doc))

    def restore(self, room: Room, seat: Seat, message: Message) -> None:
        """After a restart: what this server had signed for this room. A form that is here already takes it in too."""
        _only(seat, *_WRITERS)
        form, version, entries = _id(message), message["version"], message["entries"]
        assert isinstance(version, int) and isinstance(entries, list)
        known = _desk(room).forms.get(form)
        doc = known or FormDoc(_version(form, version))
        if doc.form.version != version:
            raise Refused("unknown_form", "this room has another version of it")
        if any(len(one) != 2 or not self._is_signed(room, doc.form, *one) for one in entries):
            raise Refused("form_refused", "this was not signed here")
        doc.restore([_bytes(update) for update, _ in entries])
        if not doc.is_restored:
            raise Refused("form_refused", "its beginning is missing")
        _desk(room).forms[form] = doc
        _tell_all(room, self._whole("form-kept", room, doc))

    def focus(self, room: Room, seat: Seat, message: Message) -> None:
        doc, name = _doc(room, message), message["field"]
        doc.focus.pop(seat.participant, None)
        if isinstance(name, str) and doc.form.field(name) is not None:
            doc.focus[seat.participant] = name
        frame = {"type": "form-focus", "form": doc.form.id, "field": doc.focus.get(seat.participant)}
        room.tell_others(seat, {**frame, "from": seat.participant})

    def check(self, room: Room, seat: Seat, message: Message) -> None:
        doc = _doc(room, message)
        found = objections(doc.form, doc.content().values)
        seat.say({"type": "form-checked", "form": doc.form.id, "objections": found, "step": doc.steps})

    def seal(self, room: Room, seat: Seat, message: Message) -> None:
        """What the web makes a PDF of."""
        _only(seat, *_WRITERS)
        doc = _doc(room, message)
        filled = FilledForm(
            room.consultation, doc.form.id, doc.form.version, printed(doc.form, doc.content().values),
            doc.confirmed_at, self.now(),
        )  # fmt: skip
        sealed = seal(filled, server_key(self.config.data))
        seat.say({"type": "form-sealed", "form": doc.form.id, "sealed": sealed})

    @cached_property
    def _signing_key(self) -> bytes:
        return hmac.new(server_key(self.config.data), _PURPOSE, hashlib.sha256).digest()

    def _put_on_table(self, room: Room, form: int | None) -> None:
        _desk(room).on_table = form
        _tell_all(room, {"type": "form-table", "form": form})

    def _whole(self, type: str, room: Room, doc: FormDoc) -> dict[str, object]:
        whole = b64encode(doc.whole()).decode()
        sign = self._sign(room, doc.form, whole)
        return {"type": type, "form": doc.form.id, "update": whole, "sign": sign, "step": doc.steps}

    def _sign(self, room: Room, form: Form, update: str) -> str:
        about = f"{room.consultation} {form.id} {form.version} {update}".encode()
        return b64encode(hmac.new(self._signing_key, about, hashlib.sha256).digest()).decode()

    def _is_signed(self, room: Room, form: Form, update: str, sign: str) -> bool:
        return hmac.compare_digest(self._sign(room, form, update).encode(), sign.encode())


def _desk(room: Room) -> Desk:
    desk: Desk = room.memory.setdefault(FillingIn.name, Desk())
    return desk


def _id(message: Message) -> int:
    form = message["form"]
    assert isinstance(form, int)
    return form


def _doc(room: Room, message: Message) -> FormDoc:
    doc = _desk(room).forms.get(_id(message))
    if doc is None:
        raise Refused("unknown_form", "this form is not in the room")
    return doc


def _offered(room: Room, form_id: int) -> Form:
    form = next((form for form in forms.of_consultation(room.consultation) if form.id == form_id), None)
    if form is None:
        raise Refused("unknown_form", "this form is not one of the service")
    if len(json.dumps(_definition(form))) > LONGEST_DEFINITION:
        raise Refused("form_full", f"a form has at most {LONGEST_DEFINITION} characters")
    return form


def _version(form_id: int, version: int) -> Form:
    try:
        return forms.version(form_id, version)
    except OfficeError:
        raise Refused("unknown_form", "there is no such version") from None


def _definition(form: Form) -> Mapping[str, object]:
    """What a page needs of it: where it is printed is not for pages."""
    definition = to_json(form)
    for asked in definition["fields"]:
        for one in (asked, *asked["options"]):
            del one["pdf"]
    return definition


def _only(seat: Seat, *allowed: str) -> None:
    if seat.participant not in allowed:
        raise Refused("not_admitted", f"only for {' and '.join(allowed)}")


def _tell_all(room: Room, message: Mapping[str, object]) -> None:
    """But the terminal's agent, which has no use for it."""
    frame = wire(message)
    for seat in room.seats.values():
        if seat.participant != "agent":
            seat.connection.send(frame)


def _bytes(update: str) -> bytes:
    try:
        return b64decode(update, validate=True)
    except NoBase64:
        raise Refused("malformed", "`update` is base64") from None
