"""Calls for help, as the kiosk and those who hear them see them."""

from datetime import datetime

from appliance.domain.help_call import HelpCall
from appliance.domain.staff import Clerk
from appliance.operations import help_calls as operations
from appliance.store import devices, help_calls, offices, staff
from appliance.web.api import help_shapes as shapes
from appliance.web.api.shapes import HelpView


def help_view(device_id: int, is_heard: bool) -> HelpView | None:
    found = help_calls.of_device(device_id)
    if found is None:
        return None
    return HelpView(id=found.id, called_at=found.called_at, taken_at=found.taken_at, taken_by=_taker(found),
                           is_heard=is_heard)  # fmt: skip


def calls_view(clerk: Clerk, at: datetime) -> shapes.HelpCalls:
    listens = bool(operations.offices_heard(clerk))
    calls = [_call(found, clerk) for found in operations.heard_by(clerk)]
    return shapes.HelpCalls(at=at, listens=listens, calls=calls)


def _call(found: HelpCall, clerk: Clerk) -> shapes.HelpCallView:
    device = devices.by_id(found.device_id)
    return shapes.HelpCallView(
        id=found.id, device=device.name, place=device.place, office=offices.by_id(found.office_id).name,
        called_at=found.called_at, taken_at=found.taken_at, taken_by=_taker(found),
        is_own=found.clerk_id == clerk.id,
    )  # fmt: skip


def _taker(found: HelpCall) -> str | None:
    return None if found.clerk_id is None else staff.clerk(found.clerk_id).name
