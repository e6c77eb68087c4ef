"""What can go wrong at the reception, beside what tickets and appointments say themselves: code -> (status, text)."""


def _(message: str) -> str:
    return message


RECEPTION_PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_announcement": (404, _("This announcement does not exist any more.")),
    "not_left_alone": (409, _("Somebody looks after %(number)s again. Nothing was changed.")),
    "announcement_time": (422, _("Please choose an end that is still to come, within the next seven days.")),
}
