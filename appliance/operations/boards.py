"""Boards: set up by the administration, each for its place on the wall."""

from dataclasses import replace
from datetime import datetime

from appliance.domain.board import BoardSettings
from appliance.domain.device import Device, Function
from appliance.domain.errors import OfficeError
from appliance.operations import devices as device_operations
from appliance.store import boards, devices, offices


def set_up(device_id: int, settings: BoardSettings, at: datetime) -> None:
    """What it shows and how it sounds; the board takes it over at once.

    Raises unknown_device for what is no board, unknown_office, invalid_input.
    """
    device = devices.by_id(device_id)
    if not is_board(device):
        raise OfficeError("unknown_device", device=device_id)
    if faults := settings.faults():
        raise OfficeError("invalid_input", fields=", ".join(faults))
    further = tuple(dict.fromkeys(one for one in settings.offices if one != device.office_id))
    for office_id in further:
        offices.by_id(office_id)
    boards.set_up(device_id, replace(settings, offices=further))
    device_operations.tell(device_id, at)


def all_boards() -> list[Device]:
    return [device for device in devices.all() if is_board(device)]


def shown_offices(device: Device) -> list[int]:
    """Ids, its own office first."""
    return list(dict.fromkeys((device.office_id, *boards.further_offices(device.id))))


def is_board(device: Device) -> bool:
    return device.function is Function.BOARD and not device.revoked
