"""Forms for the administration, and filled ones as PDFs.

What is printed speaks the town's language, German, whatever the page does: citizen and clerk get the same document.
"""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from babel.dates import format_date, format_time

from appliance.domain import form as definitions
from appliance.domain.form import Form
from appliance.domain.form_seal import FilledForm
from appliance.domain.form_values import Value, printed
from appliance.store import forms, office_hours, offices
from appliance.web import i18n
from appliance.web.api import form_shapes as shapes

if TYPE_CHECKING:
    from appliance.documents.answers import Words

DAY = "%d.%m.%Y"


def _(message: str) -> str:
    return message


def all_forms(changed: int | None = None) -> shapes.FormsView:
    organisation, attached, with_paper = offices.organisation(), forms.services(), forms.with_paper()
    names = {office.id: office.name for office in offices.all()}
    return shapes.FormsView(
        organisation=organisation.name if organisation else "",
        changed=changed,
        offices=[shapes.FormOffice(id=id, name=name) for id, name in names.items()],
        services=[
            shapes.FormService(id=one.id, name=one.name, office=names[one.office_id]) for one in offices.services()
        ],
        forms=[_form(form, attached.get(form.id, []), form.id in with_paper) for form in forms.all()],
    )


def free_title(title: str) -> str:
    """With a number where another form has it already."""
    numbered = (f"{title} ({number})" for number in range(2, len(forms.all()) + 3))
    return title if not forms.is_title_taken(title, None) else next(
        one for one in numbered if not forms.is_title_taken(one, None)
    )  # fmt: skip


@dataclass(frozen=True)
class Printable:
    """What is needed from the store to print a form. Printing takes a while, and needs the store no more."""

    form: Form
    pdf: bytes | None
    town: str
    zone: tzinfo


def printable(form_id: int, version: int | None = None) -> Printable:
    """As it is now, or in a version. Raises unknown_form, also when the version was forgotten."""
    form = forms.by_id(form_id) if version is None else forms.version(form_id, version)
    organisation = offices.organisation()
    town = organisation.name if organisation else ""
    return Printable(form, forms.paper(form.id, form.version), town, office_hours.zone())


def blank(found: Printable) -> bytes:
    """What the form looks like on paper before anybody has filled it in."""
    return _on_paper(found, {}, [])


def filled(found: Printable, sealed: FilledForm) -> bytes:
    return _on_paper(found, printed(found.form, sealed.values), _remarks(sealed, found.zone))


def _form(form: Form, services: list[int], has_paper: bool) -> shapes.FormView:
    return shapes.FormView(**definitions.to_json(form), services=services, has_paper=has_paper)


def _on_paper(found: Printable, values: dict[str, Value], remarks: list[str]) -> bytes:
    """The libraries are heavy, and most processes never print: they are loaded when somebody does."""
    from appliance.documents import pdf_paper, pdf_sheet

    if found.pdf is not None:
        return pdf_paper.filled(found.pdf, found.form, values, _words())
    return pdf_sheet.sheet(found.form, values, found.town, remarks, _words())


def _remarks(sealed: FilledForm, zone: tzinfo) -> list[str]:
    given = _in_german(_("Filled in together in a consultation on %(day)s at %(time)s."), sealed.at.astimezone(zone))
    if sealed.confirmed_at is None:
        return [given, _in_german(_("Not confirmed by the citizen."))]
    confirmed_at = sealed.confirmed_at.astimezone(zone)
    return [given, _in_german(_("Confirmed by the citizen on %(day)s at %(time)s."), confirmed_at)]


def _words() -> "Words":
    from appliance.documents.answers import Words

    return Words(
        language=i18n.DEFAULT_LANGUAGE, yes=_in_german(_("yes")), no=_in_german(_("no")),
        page=_in_german(_("Page {page} of {pages}")), annex=_in_german(_("Annex: {title}")),
        see_annex=_in_german(_("see annex")), date=DAY,
    )  # fmt: skip


def _in_german(message: str, at: datetime | None = None) -> str:
    """`at` in the town's time."""
    language = i18n.DEFAULT_LANGUAGE
    text = i18n.translations(language).gettext(message)
    if at is None:
        return text
    return text % {
        "day": format_date(at, "d. MMMM y", language),
        "time": format_time(at.time(), "HH:mm", locale=language),
    }


def with_free_title(form: Form) -> Form:
    return replace(form, title=free_title(form.title))
