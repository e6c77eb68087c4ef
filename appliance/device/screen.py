"""What the screen shows, decided from the situation alone."""

from datetime import datetime

from appliance.device.opening_hours import in_hours
from appliance.device.session_link import Shown
from appliance.device.situation import Facts, View


def shown(facts: Facts, local: str, ca: str, in_consultation: bool, at: datetime) -> Shown:
    """`local`: the local page's origin. A consultation is not taken off the screen because the server is away: its
    media run from end to end."""
    office, origin = facts.configuration, facts.reach.origin
    if office is None or not facts.adopted:
        return Shown(f"{local}/", (local,), ca)
    awake = in_hours(office.screen, at, office.zone)
    if facts.view is View.OFFICE or (facts.view is View.AWAY and origin and in_consultation):
        return Shown(office.page(origin), (local, origin), ca, awake)
    return Shown(f"{local}/", (local,), ca, awake)
