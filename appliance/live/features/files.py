"""Files go from page to page (parcels.py, or no server at all); what the office allows is told here."""

from collections.abc import Mapping
from typing import ClassVar

from appliance.live.features.feature import Feature, Handler
from appliance.live.room import Room, Seat
from appliance.store import admission


class SentFiles(Feature):
    name = "files"
    shapes: ClassVar = {}
    handlers: Mapping[str, Handler] = {}

    def joined(self, room: Room, seat: Seat) -> Mapping[str, object]:
        allowed = self.config.files.of_office(admission.office_name(room.consultation))
        return {"files": {"largest": allowed.largest_mb * 1024 * 1024, "types": list(allowed.types)}}
