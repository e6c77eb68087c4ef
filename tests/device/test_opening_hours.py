"""When the screen is on."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.device.opening_hours import checked_hours, in_hours

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = {"on": "07:30", "off": "18:30", "days": [0, 1, 2, 3, 4]}
FRIDAY_NIGHT = {"on": "20:00", "off": "02:00", "days": [4]}


@pytest.mark.parametrize(
    ("screen", "at", "expected"),
    [
        (None, "2026-03-01T03:00", True),
        (WEEKDAYS, "2026-03-02T07:29", False),
        (WEEKDAYS, "2026-03-02T07:30", True),
        (WEEKDAYS, "2026-03-02T18:29", True),
        (WEEKDAYS, "2026-03-02T18:30", False),
        (WEEKDAYS, "2026-03-01T12:00", False),  # a Sunday
        (WEEKDAYS, "2026-03-30T07:30", True),  # the Monday after the clocks were put forward
        (FRIDAY_NIGHT, "2026-03-06T19:59", False),
        (FRIDAY_NIGHT, "2026-03-06T20:00", True),
        (FRIDAY_NIGHT, "2026-03-07T01:59", True),
        (FRIDAY_NIGHT, "2026-03-07T02:00", False),
        (FRIDAY_NIGHT, "2026-03-06T01:00", False),  # that night began on Thursday
    ],
)
def test_the_screen_follows_the_hours_of_its_town(screen: dict[str, object] | None, at: str, expected: bool) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=BERLIN).astimezone(UTC)
    assert in_hours(checked_hours(screen), moment, BERLIN) is expected
