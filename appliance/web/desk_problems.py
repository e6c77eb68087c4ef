"""What can go wrong with a clerk's deeds beyond calling and finishing: code -> (HTTP status, text)."""


def _(message: str) -> str:
    return message


DESK_PROBLEMS: dict[str, tuple[int, str]] = {
    "called_just_now": (409, _("%(number)s was called just now. You can call again in a few seconds.")),
    "call_again_first": (409, _("This office calls more often before somebody counts as not come. Please call again.")),
    "for_somebody_else": (409, _("%(number)s waits for a colleague or for another counter.")),
    "colleague_cannot": (409, _("%(name)s cannot take this number: another service, or nobody can come there.")),
    "too_many_services": (409, _("A number cannot be for more services than ten.")),
    "last_service": (409, _("The number is for this one service only, or no longer for it. Nothing was changed.")),
    "no_pause": (409, _("There is no pause at this counter. Nothing was changed.")),
}
