"""What adoption and care of devices may refuse, for the table of problems: code -> (HTTP status, text)."""


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return message


FLEET_PROBLEMS: dict[str, tuple[int, str]] = {
    "adoption_intercepted": (
        409,
        _("Somebody on the network is between this server and the device. Nothing was adopted. Look at the cables."),
    ),
    "adoption_wrong_code": (
        409,
        _(
            "The code is not the one on the device’s screen. Nothing was adopted. Compare the six digits; after five"
            " wrong codes the device shows a new one. If the code is right and is still refused, somebody may be"
            " between this server and the device: then adopt it with a USB stick."
        ),
    ),
    "adoption_wait": (429, _("The device pauses after a wrong code. Please try again in %(seconds)s s.")),
    "adoption_locked": (
        429,
        _("Too many wrong codes: the device is locked for another %(minutes)s min. Then it shows a new code."),
    ),
    "adoption_code_changed": (409, _("The device shows another code now. Please type the new one.")),
    "adopted_elsewhere": (
        409,
        _(
            "This device belongs to another office server. Nothing was changed. If it is to come here, it has to be"
            " reset at the device first."
        ),
    ),
    "device_wrong_key": (
        409,
        _(
            "Another device than the one that was found answers at this address. Nothing was changed. Please look at"
            " the list again."
        ),
    ),
    "device_unreachable": (
        504,
        _("The device does not answer. Is it switched on and on the network? Nothing was changed."),
    ),
    "device_refused": (502, _("The device did not do this: %(reason)s. Nothing was changed.")),
    "not_found_any_more": (
        404,
        _("This device is not to be seen on the network any more. Is it still switched on?"),
    ),
    "not_adopted": (409, _("This device is not one of yours (any more).")),
    "still_connected": (
        409,
        _("%(device)s is connected. Revoke it first if the new device is to take its place."),
    ),
    "in_consultation": (409, _("Somebody is in a consultation at this device. Nobody is watched meanwhile.")),
    "unknown_secret": (404, _("This adoption file was used already, or is older than a day.")),
    "server_clock_wrong": (503, _("The clock of this server is wrong. Please set it first.")),
    "fleet_off": (409, _("This server looks after no devices. That is the task of the appliance.")),
    "not_set_up": (409, _("This server has no office yet. Please set it up first.")),
}
