"""What can go wrong with forms and their PDFs: code -> (HTTP status, text)."""


def _(message: str) -> str:
    return message


FORM_PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_form": (404, _("This form does not exist any more.")),
    "invalid_form": (422, _("Something in this form is not right yet: %(fields)s")),
    "form_name_taken": (409, _("There is another form with the title %(name)s. Please choose a different one.")),
    "form_changed_meanwhile": (
        409,
        _("Somebody else has changed this form meanwhile. Nothing was saved; please load the page and look first."),
    ),
    "wrong_seal": (409, _("This form was not filled in here, or was changed on its way. Nothing was printed.")),
    "seal_too_old": (409, _("This form was filled in more than a day ago. It cannot be printed any more.")),
    "pdf_too_large": (422, _("This PDF is larger than %(megabytes)s MB. Please make it smaller first.")),
    "pdf_broken": (422, _("This file is damaged, or it is no PDF. Please save it once more as a PDF.")),
    "pdf_encrypted": (422, _("This PDF is locked with a password. Please save it without one.")),
    "pdf_xfa": (
        422,
        _(
            "This PDF is of Adobe’s kind XFA, which no browser can fill in. Please ask whoever made it for an ordinary"
            " PDF form (AcroForm)."
        ),
    ),
    "pdf_without_fields": (
        422, _("This PDF has no fields to fill in. You can build the form here instead, without a PDF."),
    ),
    "pdf_too_many_fields": (422, _("This PDF has more than %(most)s fields. Please divide it.")),
}  # fmt: skip
