"""Open, closing soon, closed, full, unstaffed: by hours, by hand, by who waits and works."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.domain.office_hours import Hours, OfficeHours
from appliance.domain.opening import (
    Lateness,
    OfficeState,
    Opening,
    by_hand_until,
    lateness,
    opening,
    overall,
    state,
)
from appliance.domain.organisation import Office
from appliance.domain.ticket import Channel

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
ON_SITE, VIDEO = Channel.ON_SITE, Channel.VIDEO
WEEK = ((Hours(8 * 60, 12 * 60), Hours(14 * 60, 18 * 60)),) * 7
HOURS = OfficeHours(BERLIN, {ON_SITE: WEEK})
BY_HAND = OfficeHours(BERLIN)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def office(is_open: bool = True, hand_until: datetime | None = None) -> Office:
    return Office(1, 1, "Bürgeramt", "A", "", is_open, 2, 60, hand_until=hand_until)


@pytest.mark.parametrize(
    ("now", "waiting", "staffed", "expected"),
    [
        (Opening(True), 1, 1, OfficeState.OPEN),
        (Opening(True), 2, 1, OfficeState.FULL),
        (Opening(True), 3, 1, OfficeState.FULL),
        (Opening(False), 0, 1, OfficeState.CLOSED),
        (Opening(True), 0, 0, OfficeState.UNSTAFFED),
        (Opening(True, closes_at=at(12)), 0, 1, OfficeState.OPEN),
        (Opening(True, closes_at=at(9, 30)), 0, 1, OfficeState.CLOSING_SOON),
    ],
)
def test_what_a_citizen_is_told_of_an_office(now: Opening, waiting: int, staffed: int, expected: OfficeState) -> None:
    assert state(now, office(), waiting, staffed, at(9)) is expected


def test_only_closed_and_full_offices_give_no_numbers() -> None:
    assert {one for one in OfficeState if not one.gives_numbers} == {OfficeState.CLOSED, OfficeState.FULL}


def test_an_office_without_hours_is_as_its_hand_says() -> None:
    assert opening(office(True), BY_HAND, ON_SITE, at(3)).is_open
    assert not opening(office(False), BY_HAND, ON_SITE, at(9)).is_open


def test_an_office_with_hours_says_when_it_closes_and_opens() -> None:
    assert opening(office(False), HOURS, ON_SITE, at(9)) == Opening(True, closes_at=at(12))
    assert opening(office(True), HOURS, ON_SITE, at(13)) == Opening(False, opens_at=at(14))
    assert opening(office(True), HOURS, VIDEO, at(9)) == Opening(False)


@pytest.mark.parametrize(
    ("switched", "is_open", "until"),
    [
        (at(9), False, at(12)),  # for the rest of this opening
        (at(13), True, at(14)),  # until the next begins
        (at(19), True, at(0, day=MONDAY + timedelta(days=1))),  # at the latest until midnight
        (at(9), True, None),  # as the plan says anyway
        (at(13), False, None),
    ],
)
def test_a_switch_by_hand_holds_until_the_plan_says_the_same_again(
    switched: datetime, is_open: bool, until: datetime | None
) -> None:
    assert by_hand_until(HOURS, [ON_SITE, VIDEO], is_open, switched) == until


def test_closed_by_hand_it_opens_with_the_next_opening() -> None:
    closed = office(False, hand_until=at(12))
    assert opening(closed, HOURS, ON_SITE, at(10)) == Opening(False, opens_at=at(14))
    assert opening(closed, HOURS, ON_SITE, at(14)).is_open


def test_open_by_hand_over_noon_it_does_not_close_when_the_afternoon_begins() -> None:
    open_by_hand = office(True, hand_until=at(14))
    assert opening(open_by_hand, HOURS, ON_SITE, at(13)) == Opening(True)
    assert opening(open_by_hand, HOURS, VIDEO, at(13)) == Opening(True, closes_at=at(14))


def test_an_office_is_open_as_long_as_one_of_its_channels_is() -> None:
    both = [Opening(True, closes_at=at(12)), Opening(True, closes_at=at(16))]
    assert overall(both) == Opening(True, closes_at=at(16))
    assert overall([*both, Opening(False, opens_at=at(14))]).closes_at == at(16)
    assert overall([Opening(False, opens_at=at(14)), Opening(False, opens_at=at(13), reason="Umzug")]) == Opening(
        False, opens_at=at(13), reason="Umzug"
    )


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (at(11), at(11, 30), Lateness.IN_TIME),
        (at(11, 30), at(12), Lateness.IN_TIME),
        (at(11, 50), at(12, 10), Lateness.DOUBTFUL),
        (at(12), at(12, 30), Lateness.TOO_LATE),
        (None, None, Lateness.IN_TIME),
    ],
)
def test_who_cannot_be_called_before_closing_is_too_late(
    opens: datetime | None, closes: datetime | None, expected: Lateness
) -> None:
    assert lateness(opens, closes, at(12)) is expected
    assert lateness(opens, closes, None) is Lateness.IN_TIME
