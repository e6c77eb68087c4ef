"""The town writes its imprint, privacy notice and accessibility statement."""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.texts import LONGEST, TextLanguage, TextName
from appliance.store import journal, texts


def write(
    name: TextName, language: TextLanguage, body: str, seen: int | None, clerk_id: int | None, at: datetime
) -> None:
    """Replaces the text. `seen` is the revision that the writer had before them (0: ours), None: whatever it is.

    Raises text_changed_meanwhile, and invalid_input for an empty or too long text.
    """
    body = body.replace("\r\n", "\n").strip()
    if not body or len(body) > LONGEST:
        raise OfficeError("invalid_input", fields="body")
    _check(name, language, seen)
    known = texts.get(name, language)
    if known is None or known.body != body:
        texts.put(name, language, body, at)
        _changed(name, language, clerk_id, at)


def take_back(name: TextName, language: TextLanguage, seen: int | None, clerk_id: int | None, at: datetime) -> None:
    """Ours holds again. Raises text_changed_meanwhile."""
    _check(name, language, seen)
    if texts.get(name, language) is not None:
        texts.remove(name, language)
        _changed(name, language, clerk_id, at)


def _check(name: TextName, language: TextLanguage, seen: int | None) -> None:
    known = texts.get(name, language)
    if seen is not None and seen != (known.revision if known else 0):
        raise OfficeError("text_changed_meanwhile")


def _changed(name: TextName, language: TextLanguage, clerk_id: int | None, at: datetime) -> None:
    data: dict[str, object] = {"text": name.value, "language": language.value}
    journal.append(at, EventType.TEXT_CHANGED, clerk=clerk_id, data=data)
