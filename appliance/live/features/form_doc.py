"""The shared document of one form in one room (Yjs): an update counts when its author may make it, and is whole.

`values`, `marks` and `state` are maps (see PROTOCOL.md); a long text is a shared text inside of `values`, put there by
the server, so that nobody's text is replaced by another's.
"""

from collections.abc import Iterator
from datetime import datetime

from pycrdt import Doc, Map, MapEvent, Text, get_update

from appliance.domain.form import FieldType, Form
from appliance.live.features.form_rights import Change, Content, LongText, judge
from appliance.live.messages import Refused

MOST_BYTES = 45_000
"""Of the whole document, so that it fits into one message, in base64."""

_ROOTS = ("values", "marks", "state")
_NOTHING_NEW = 0


class FormDoc:
    """`steps` counts the updates that were accepted; `focus`: the field in which a participant is."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._long_texts = [field.name for field in form.fields if field.type is FieldType.LONG_TEXT]
        self.steps = 0
        self.focus: dict[str, str] = {}
        self.confirmed_at: datetime | None = None
        self._content = Content({}, {}, {})
        self._last_step: dict[str, int] = {}
        self._authors: dict[int, str] = {}
        self._doc = _empty()
        self._weight = 0
        self._renew_trial()

    @classmethod
    def blank(cls, form: Form) -> "FormDoc":
        fresh = cls(form)
        values = fresh._doc.get("values", type=Map)
        for name in fresh._long_texts:
            values[name] = Text()
        fresh._renew_trial()
        return fresh

    def whole(self) -> bytes:
        """Everything, as one update."""
        return self._doc.get_update()

    def content(self) -> Content:
        return self._content

    def apply(self, update: bytes, author: str, seen: int, at: datetime) -> None:
        """`seen`: the steps that the author's page knew. Raises malformed, form_refused, form_full."""
        try:
            after, clients = self._tried(update, author)
            change = Change(author, self._content, after, self._saw_all(author, seen), at)
            judge(self.form, change)
        except Refused:
            self._renew_trial()
            raise
        self._doc.apply_update(update)
        self._authors.update(dict.fromkeys(clients, author))
        self._weight += len(update)
        self.steps += 1
        self._last_step[author] = self.steps
        if after.is_confirmed is not self._content.is_confirmed:
            self.confirmed_at = at if after.is_confirmed else None
        self._content = after

    def restore(self, updates: list[bytes]) -> None:
        """What this server accepted before it was restarted: judged already."""
        for update in updates:
            self._doc.apply_update(update)
        self.steps += 1
        self._renew_trial()
        confirmed = self._content.state.get("confirmed")
        self.confirmed_at = datetime.fromisoformat(confirmed["at"]) if isinstance(confirmed, dict) else None

    @property
    def is_restored(self) -> bool:
        """Everything is there that a form of ours begins with."""
        return all(isinstance(self._content.values.get(name), LongText) for name in self._long_texts)

    def _renew_trial(self) -> None:
        """The copy on which an update is tried, before it reaches anybody."""
        whole = self._doc.get_update()
        self._trial, self._replaced, self._weight = _empty(), set[str](), len(whole)
        self._trial.apply_update(whole)
        self._content = _content(self._trial)
        self._observed = self._trial.get("values", type=Map)  # heard only for as long as somebody holds it
        self._observed.observe(self._values_set)

    def _values_set(self, event: MapEvent) -> None:
        self._replaced.update(event.keys)  # type: ignore[attr-defined]

    def _tried(self, update: bytes, author: str) -> tuple[Content, list[int]]:
        """The content with it, and the client numbers under which it was written."""
        self._replaced.clear()
        before = _clocks(self._trial.get_state())
        try:
            self._trial.apply_update(update)
            rest = get_update(update, self._trial.get_state())
        except ValueError:
            raise Refused("malformed", "`update` is an update of Yjs in base64") from None
        clocks = _clocks(self._trial.get_state())
        if not _is_whole(rest, clocks):
            raise Refused("form_refused", "an earlier update is missing")
        if any(name in self._replaced for name in self._long_texts):
            raise Refused("form_refused", "a long text is written in, not replaced")
        clients = [client for client in clocks if clocks[client] != before.get(client)]
        self._check_authors(clients, author)
        self._check_size(update)
        return _content(self._trial), clients

    def _check_authors(self, clients: list[int], author: str) -> None:
        """A client number of Yjs is one person's: under another's, changes would be lost unseen."""
        if any(self._authors.get(client, author) != author for client in clients):
            raise Refused("form_refused", "this client number is somebody else's")

    def _check_size(self, update: bytes) -> None:
        if self._weight + len(update) <= MOST_BYTES:
            return
        self._weight = len(self._doc.get_update())
        if len(self._trial.get_update()) > MOST_BYTES:
            raise Refused("form_full", f"a filled form has at most {MOST_BYTES} bytes, with its history")

    def _saw_all(self, author: str, seen: int) -> bool:
        return all(step <= seen for other, step in self._last_step.items() if other != author)


def _empty() -> Doc[Map[object]]:
    doc: Doc[Map[object]] = Doc(allow_multithreading=True)  # else a collection of garbage in another thread panics
    for name in _ROOTS:
        doc.get(name, type=Map)
    return doc


def _content(doc: Doc[Map[object]]) -> Content:
    """Raises form_refused for what is no content."""
    if set(doc.keys()) != set(_ROOTS):
        raise Refused("form_refused", "a form has `values`, `marks` and `state`")
    with doc.transaction():
        values, marks, state = ({name: _plain(value) for name, value in doc[root].items()} for root in _ROOTS)
    return Content(values, marks, state)


def _plain(value: object) -> object:
    if not isinstance(value, Text):
        return value
    if any(not isinstance(chunk, str) or attributes for chunk, attributes in value.diff()):
        raise Refused("form_refused", "a long text is plain")
    return LongText(str(value))


def _is_whole(rest: bytes, clocks: dict[int, int]) -> bool:
    """Is all of an update in the document that has these clocks? `rest`: what of it the document does not know, which
    is what it deletes, and whatever hangs in the air because something earlier is missing."""
    numbers = _numbers(rest)
    if next(numbers) != _NOTHING_NEW:
        return False
    for _ in range(next(numbers)):
        client = next(numbers)
        for _ in range(next(numbers)):
            if next(numbers) + next(numbers) > clocks.get(client, 0):
                return False
    return True


def _clocks(state: bytes) -> dict[int, int]:
    """A state vector: how much is known of each client."""
    numbers = _numbers(state)
    return {next(numbers): next(numbers) for _ in range(next(numbers))}


def _numbers(encoded: bytes) -> Iterator[int]:
    """Variable-length integers of lib0: seven bits a byte, the lowest first."""
    number = shift = 0
    for byte in encoded:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
