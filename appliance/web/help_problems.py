"""What can go wrong when somebody goes to help at a kiosk: code -> (HTTP status, text)."""


def _(message: str) -> str:
    return message


HELP_PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_help_call": (404, _("This call for help does not exist any more.")),
    "help_is_coming": (409, _("%(clerk)s is on the way already.")),
    "help_is_over": (409, _("This call for help is over: it was withdrawn or settled.")),
}
