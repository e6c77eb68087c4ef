"""What can go wrong when a ticket is to be printed: code -> (HTTP status, text)."""


def _(message: str) -> str:
    return message


PAPER_PROBLEMS: dict[str, tuple[int, str]] = {
    "no_printer": (409, _("%(device)s has no printer. The number can be taken along with a phone.")),
    "printer_trouble": (409, _("The printer of %(device)s cannot print at the moment. Look at paper and lid.")),
    "print_job_is_over": (409, _("This print is over. It is not printed again by itself.")),
    "unknown_print_job": (404, _("This print does not exist any more.")),
}
