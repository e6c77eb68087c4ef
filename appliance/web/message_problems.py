"""What can go wrong with messages and their texts: code -> (HTTP status, text)."""


def _(message: str) -> str:
    return message


MESSAGE_PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_message": (404, _("This message does not exist any more.")),
    "message_ended": (409, _("This message was sent or dropped meanwhile. Nothing was changed.")),
    "unknown_text": (404, _("There is no such text.")),
    "text_missing": (422, _("Subject, text and SMS are all needed.")),
    "unknown_placeholder": (422, _("{%(name)s} does not exist here. Did you mean {%(suggestion)s}?")),
    "placeholder_missing": (422, _("{%(name)s} is missing: without it the message would be of no use.")),
}
