"""Who may change what in a form that is filled in together. Judged by what a change made of the form's content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.form import Form
from appliance.domain.form_values import fits, objections
from appliance.live.messages import Refused

LONGEST_COMMENT = 1000
CLOCKS_DIFFER = timedelta(minutes=10)
"""A confirmation is of now: a phone's clock may be wrong by so much."""


class LongText(str):
    """What a text says in which both may write at once."""

    __slots__ = ()


@dataclass(frozen=True)
class Content:
    """What is in a form: `values` and `marks` by field name, `state` by what it is."""

    values: Mapping[str, object]
    marks: Mapping[str, object]
    state: Mapping[str, object]

    @property
    def is_confirmed(self) -> bool:
        return "confirmed" in self.state

    def is_locked(self, field: str) -> bool:
        mark = self.marks.get(field)
        return isinstance(mark, dict) and mark.get("locked") is True


@dataclass(frozen=True)
class Change:
    """What `role` made of the content. `saw_all`: nobody else had changed anything that this page had not seen."""

    role: str
    before: Content
    after: Content
    saw_all: bool
    at: datetime


def judge(form: Form, change: Change) -> None:
    """Raises `form_refused` for the first thing that the role may not do."""
    before, after = change.before, change.after
    for name in _differing(before.values, after.values):
        _judge_value(form, change, name)
    for name in _differing(before.marks, after.marks):
        _judge_mark(form, change, name)
    if _differing(before.state, after.state):
        _judge_state(form, change)


def _judge_value(form: Form, change: Change, name: str) -> None:
    field, value = form.field(name), change.after.values.get(name)
    if field is None or not field.may_be_written_by(change.role):
        raise _refused(f"`{name}` is not the {change.role}'s to write")
    if change.before.is_locked(name):
        raise _refused(f"`{name}` is locked")
    if change.before.is_confirmed and change.after.is_confirmed:
        raise _refused("the form is confirmed")
    is_long = field.type.value == "long_text"
    if isinstance(value, LongText) is not is_long or (value is not None and not fits(field, value)):
        raise _refused(f"`{name}` cannot have this value")


def _judge_mark(form: Form, change: Change, name: str) -> None:
    field, mark = form.field(name), change.after.marks.get(name)
    if change.role != "clerk" or field is None or not field.has_value:
        raise _refused("only the clerk marks fields")
    if mark is None:
        return
    if not isinstance(mark, dict) or not all(part in _MARKS and _MARKS[part](mark[part]) for part in mark):
        raise _refused("a mark has `locked`, `ticked` and `comment`")


def _judge_state(form: Form, change: Change) -> None:
    confirmed = change.after.state.get("confirmed")
    if change.role != "citizen" or set(change.after.state) - {"confirmed"}:
        raise _refused("only the citizen confirms")
    if confirmed is None:
        return
    if not _is_of_now(confirmed, change.at):
        raise _refused("`confirmed` is {at}, an instant of now")
    if not change.saw_all or objections(form, change.after.values):
        raise _refused("what is confirmed is complete, and was seen as it is")


def _is_of_now(confirmed: object, at: datetime) -> bool:
    try:
        said = datetime.fromisoformat(str(confirmed["at"])) if isinstance(confirmed, dict) else None
        return said is not None and set(confirmed) == {"at"} and abs(said - at) <= CLOCKS_DIFFER  # type: ignore[call-overload]
    except (KeyError, ValueError, TypeError):  # TypeError: without a time zone
        return False


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_comment(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_COMMENT


_MARKS = {"locked": _is_switch, "ticked": _is_switch, "comment": _is_comment}


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """A number that equals a bool is another value."""
    return {
        name
        for name in before.keys() | after.keys()
        if type(before.get(name)) is not type(after.get(name)) or before.get(name) != after.get(name)
    }


def _refused(detail: str) -> Refused:
    return Refused("form_refused", detail)
