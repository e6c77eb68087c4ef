"""What can go wrong when the administration changes offices, and when citizens meet what it changed: code -> (HTTP
status, text)."""


def _(message: str) -> str:
    return message


OFFICE_PROBLEMS: dict[str, tuple[int, str]] = {
    "unknown_department": (404, _("This department does not exist.")),
    "unknown_counter": (404, _("This counter does not exist.")),
    "name_taken": (409, _("There is another one with the name %(name)s. Please choose a different name.")),
    "prefix_taken": (409, _("Another office’s numbers begin with %(prefix)s. Please choose other letters.")),
    "department_in_use": (409, _("%(department)s still has offices. Please move or remove them first.")),
    "office_in_use": (
        409,
        _(
            "%(office)s cannot be removed yet: %(waiting)s people are waiting, and there are %(appointments)s"
            " appointments. Please hide it from citizens first."
        ),
    ),
    "office_staffed": (409, _("Somebody is working at a counter of %(office)s. It can be removed afterwards.")),
    "office_has_devices": (409, _("%(office)s still has devices. Please give them to another office first.")),
    "service_in_use": (
        409,
        _(
            "%(service)s cannot be removed yet: %(waiting)s people are waiting for it, and there are %(appointments)s"
            " appointments. You can stop new numbers and appointments for it."
        ),
    ),
    "counter_in_use": (409, _("Somebody is working at %(counter)s. Please change it when they have left.")),
    "by_appointment_only": (409, _("%(service)s is by appointment only. No number was taken.")),
    "walk_in_only": (409, _("No appointments are made for %(service)s. Please take a number.")),
}
