"""What can go wrong when guests come to a consultation, and when it is handed over: code -> (HTTP status, text)."""


def _(message: str) -> str:
    return message


GUEST_PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_guest": (404, _("This invitation does not exist any more.")),
    "unknown_invitation": (
        401, _("This link does not hold any more. The conversation is over, or the invitation was taken back."),
    ),
    "not_your_consultation": (409, _("This conversation is no longer yours, or it is over. Nothing was changed.")),
    "too_many_guests": (409, _("Ten people were invited to this conversation. More are not possible.")),
    "room_full": (409, _("Two guests are in the room already. Please ask one of them to leave first.")),
    "colleague_away": (409, _("This colleague is not at a counter at the moment.")),
    "colleague_asked": (409, _("This colleague has been asked to a conversation already.")),
    "colleague_busy": (409, _("This colleague is serving somebody. You can hand over when their counter is free.")),
    "not_a_colleague": (409, _("You can hand over to a colleague who is in the room.")),
    "in_conversation": (409, _("You are in a conversation yourself. Please finish that first.")),
}  # fmt: skip
