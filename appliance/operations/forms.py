"""What the administration changes of forms.

Every function ends with who did it (None: a file or a program) and the instant. Who has a form open keeps the version
that was opened. A definition that is not as it must be is refused with `invalid_form` (see `Form.faults`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.domain.errors import OfficeError
from appliance.domain.form import Form
from appliance.domain.journal import EventType
from appliance.store import forms, journal, offices

VERSIONS_KEPT = timedelta(days=2)
"""Longer than a room is open, and than a seal holds (`domain.form_seal`)."""


def add(form: Form, pdf: bytes | None, services: Sequence[int], clerk_id: int | None, at: datetime) -> int:
    """`pdf`: the paper on which it is printed, where it came from one.

    Raises invalid_form, form_name_taken, unknown_service.
    """
    form_id = forms.add(_checked(form, None), pdf)
    _attach(form_id, services)
    _changed(form_id, clerk_id, at)
    return form_id


def change(
    form_id: int, seen: int | None, form: Form, services: Sequence[int], clerk_id: int | None, at: datetime
) -> None:
    """Replaces the definition by a new version, if anything in it is new. `seen` is the version that was edited, None:
    whatever it is.

    Raises unknown_form, form_changed_meanwhile, invalid_form, form_name_taken, unknown_service.
    """
    known = forms.by_id(form_id)
    if seen is not None and seen != known.version:
        raise OfficeError("form_changed_meanwhile")
    new = replace(_checked(form, form_id), id=form_id, version=known.version)
    if new != known:
        forms.add_version(form_id, new, at)
    _attach(form_id, services)
    _changed(form_id, clerk_id, at)


def set_paper(form_id: int, pdf: bytes | None, clerk_id: int | None, at: datetime) -> None:
    """Printed on another PDF from now on, or on a page of ours (None). Raises unknown_form."""
    known = forms.by_id(form_id)
    if forms.paper(form_id, known.version) != pdf:
        forms.set_paper(form_id, pdf, at)
        _changed(form_id, clerk_id, at)


def retire(form_id: int, clerk_id: int | None, at: datetime) -> None:
    """Nobody can open it any more; who has it open goes on. Raises unknown_form."""
    forms.retire(forms.by_id(form_id).id, at)
    _changed(form_id, clerk_id, at)


def restore(form_id: int, clerk_id: int | None, at: datetime) -> None:
    """It is back as it was. Raises unknown_form, form_name_taken."""
    _checked(forms.by_id(form_id), form_id)
    forms.restore(form_id)
    _changed(form_id, clerk_id, at)


def forget(at: datetime) -> None:
    forms.forget_before(at - VERSIONS_KEPT)


def _checked(form: Form, form_id: int | None) -> Form:
    trimmed = replace(form, title=form.title.strip())
    faults = trimmed.faults()
    if faults:
        raise OfficeError("invalid_form", fields=", ".join(map(str, faults)))
    if forms.is_title_taken(trimmed.title, form_id):
        raise OfficeError("form_name_taken", name=trimmed.title)
    return trimmed


def _attach(form_id: int, services: Sequence[int]) -> None:
    wanted = dict.fromkeys(services)
    for service_id in wanted:
        if offices.service(service_id).retired:
            raise OfficeError("unknown_service", service=service_id)
    forms.set_services(form_id, wanted)


def _changed(form_id: int, clerk_id: int | None, at: datetime) -> None:
    journal.append(at, EventType.FORM_CHANGED, clerk=clerk_id, data={"form": form_id})
