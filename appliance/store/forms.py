"""Forms and their versions. A version is never changed; `paper` is the PDF that a form came from, where it did."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.form import Form, field_from_json, field_to_json
from appliance.store.rows import to_micros
from appliance.store.sql import execute, first, insert_row

_VERSIONS = "form_version v JOIN form f ON f.id = v.form_id"
_FORMS = f"SELECT v.form_id, v.version, v.title, v.fields FROM {_VERSIONS}"
_NEWEST = "v.version = f.version"
_OF_FORM = f"{_VERSIONS} WHERE {_NEWEST} AND f.id = ?"
_LIVING = f"{_NEWEST} AND f.retired_at IS NULL"
_BY_TITLE = "ORDER BY v.title COLLATE NOCASE, v.form_id"


def all() -> list[Form]:
    """As they are now, without those that are retired."""
    return [_form(row) for row in execute(f"{_FORMS} WHERE {_LIVING} {_BY_TITLE}")]


def of_service(service_id: int) -> list[Form]:
    """Those that may be filled in about it, as they are now."""
    rows = execute(
        f"{_FORMS} JOIN service_form s ON s.form_id = f.id WHERE {_LIVING} AND s.service_id = ? {_BY_TITLE}",
        (service_id,),
    )
    return [_form(row) for row in rows]


def of_consultation(consultation_id: int) -> list[Form]:
    """Those of the service that it is about."""
    row = first(
        "SELECT t.service_id FROM ticket t JOIN consultation c ON c.ticket_id = t.id WHERE c.id = ?", (consultation_id,)
    )
    return of_service(row[0]) if row else []


def by_id(form_id: int) -> Form:
    """As it is now, also when it is retired. Raises unknown_form."""
    return _found(f"SELECT v.form_id, v.version, v.title, v.fields FROM {_OF_FORM}", form_id)


def version(form_id: int, version: int) -> Form:
    """As it was. Raises unknown_form."""
    return _found(f"{_FORMS} WHERE f.id = ? AND v.version = ?", form_id, version)


def is_title_taken(title: str, but: int | None) -> bool:
    """By another one that is not retired; capitals make no difference."""
    return any(form.title.casefold() == title.casefold() and form.id != but for form in all())


def paper(form_id: int, version: int) -> bytes | None:
    row = first(
        "SELECT p.pdf FROM form_paper p JOIN form_version v ON v.paper_id = p.id WHERE v.form_id = ? AND v.version = ?",
        (form_id, version),
    )
    return row[0] if row else None


def with_paper() -> set[int]:
    """Ids of the forms that came from a PDF."""
    return {id for (id,) in execute(f"SELECT f.id FROM {_VERSIONS} WHERE {_NEWEST} AND v.paper_id > 0")}


def add(form: Form, pdf: bytes | None) -> int:
    """Its first version."""
    form_id = insert_row("INSERT INTO form (version) VALUES (?)", (1,))
    _add_version(form_id, 1, form, _add_paper(pdf))
    return form_id


def add_version(form_id: int, form: Form, at: datetime) -> None:
    """One more, on the same paper; it is the one that counts from now on."""
    _follow(form_id, form, first(f"SELECT v.paper_id FROM {_OF_FORM}", (form_id,))[0], at)


def set_paper(form_id: int, pdf: bytes | None, at: datetime) -> None:
    """The same form on another paper, or on ours (None)."""
    _follow(form_id, by_id(form_id), _add_paper(pdf), at)


def retire(form_id: int, at: datetime) -> None:
    execute("UPDATE form SET retired_at = ? WHERE id = ? AND retired_at IS NULL", (to_micros(at), form_id))


def restore(form_id: int) -> None:
    execute("UPDATE form SET retired_at = NULL WHERE id = ?", (form_id,))


def services() -> dict[int, list[int]]:
    """Ids of the services by form id, without those that are retired; forms without any are left out."""
    found: dict[int, list[int]] = {}
    for form_id, service_id in execute(
        "SELECT form_id, service_id FROM service_form JOIN service ON service.id = service_id"
        " WHERE retired_at IS NULL ORDER BY form_id, service_id"
    ):
        found.setdefault(form_id, []).append(service_id)
    return found


def set_services(form_id: int, service_ids: Iterable[int]) -> None:
    execute("DELETE FROM service_form WHERE form_id = ?", (form_id,))
    for service_id in service_ids:
        execute("INSERT INTO service_form (service_id, form_id) VALUES (?, ?)", (service_id, form_id))


def forget_before(moment: datetime) -> None:
    """Versions that ended before then, and papers that no version is printed on any more."""
    execute("DELETE FROM form_version WHERE ended_at < ?", (to_micros(moment),))
    execute("DELETE FROM form_paper WHERE id NOT IN (SELECT paper_id FROM form_version WHERE paper_id IS NOT NULL)")


def _follow(form_id: int, form: Form, paper_id: int | None, at: datetime) -> None:
    execute("UPDATE form_version SET ended_at = ? WHERE form_id = ? AND ended_at IS NULL", (to_micros(at), form_id))
    execute("UPDATE form SET version = version + 1 WHERE id = ?", (form_id,))
    _add_version(form_id, first("SELECT version FROM form WHERE id = ?", (form_id,))[0], form, paper_id)


def _add_paper(pdf: bytes | None) -> int | None:
    return None if pdf is None else insert_row("INSERT INTO form_paper (pdf) VALUES (?)", (pdf,))


def _add_version(form_id: int, version: int, form: Form, paper_id: int | None) -> None:
    fields = json.dumps([field_to_json(field) for field in form.fields], ensure_ascii=False)
    execute(
        "INSERT INTO form_version (form_id, version, title, fields, paper_id) VALUES (?, ?, ?, ?, ?)",
        (form_id, version, form.title, fields, paper_id),
    )


def _found(question: str, *values: int) -> Form:
    row = first(question, values)
    if row is None:
        raise OfficeError("unknown_form", form=values[0])
    return _form(row)


def _form(row: tuple[Any, ...]) -> Form:
    id, version, title, fields = row
    return Form(title, tuple(map(field_from_json, json.loads(fields))), id, version)
