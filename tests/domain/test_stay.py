"""Stays are read from a ticket's history as a person with a watch would."""

from datetime import UTC, datetime, timedelta

from appliance.domain.journal import Event, EventType
from appliance.domain.stay import Concern, Ending, Stay, stays
from appliance.domain.ticket import Channel

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RESIDENCE = Concern(office_id=1, service_id=3, channel=Channel.ON_SITE)
VEHICLE = Concern(office_id=3, service_id=7, channel=Channel.ON_SITE)


def history(*happened: tuple[float, EventType] | tuple[float, EventType, dict[str, object]]) -> list[Event]:
    """Minutes after nine, and what was; their ids count from 1."""
    return [
        Event(number, NINE + timedelta(minutes=one[0]), one[1], data=one[2] if len(one) == 3 else {})
        for number, one in enumerate(happened, 1)
    ]


def minutes(stay: Stay) -> tuple[float | None, ...]:
    """Waited, way, work."""
    return tuple(None if one is None else one / timedelta(minutes=1) for one in (stay.waited, stay.way, stay.work))


def only(found: list[Stay]) -> Stay:
    [stay] = found
    return stay


def test_a_visit_has_three_times() -> None:
    events = history(
        (0, EventType.TICKET_TAKEN),
        (12, EventType.TICKET_CALLED),
        (12.5, EventType.TICKET_RECALLED),
        (14, EventType.TICKET_ADMITTED),
        (24, EventType.TICKET_FINISHED),
    )
    stay = only(stays(events, RESIDENCE))
    assert (minutes(stay), stay.ending, stay.is_arrival) == ((12, 2, 10), Ending.SERVED, True)


def test_what_was_taken_back_has_never_happened() -> None:
    events = history(
        (0, EventType.TICKET_TAKEN),
        (5, EventType.TICKET_CALLED),
        (5.1, EventType.ACTION_UNDONE, {"undone": 2}),
        (12, EventType.TICKET_CALLED),
        (13, EventType.TICKET_ADMITTED),
        (20, EventType.TICKET_FINISHED),
        (20.1, EventType.ACTION_UNDONE, {"undone": 6}),
        (23, EventType.TICKET_FINISHED),
    )
    assert minutes(only(stays(events, RESIDENCE))) == (12, 1, 10)


def test_parked_time_belongs_to_nobody() -> None:
    """Parked for a photo, served on; parked again, and back to waiting at the old place."""
    events = history(
        (0, EventType.TICKET_TAKEN),
        (10, EventType.TICKET_CALLED),
        (11, EventType.TICKET_ADMITTED),
        (15, EventType.TICKET_PARKED),
        (35, EventType.TICKET_RESUMED),
        (38, EventType.TICKET_PARKED),
        (60, EventType.TICKET_RETURNED),
        (64, EventType.TICKET_CALLED),
        (65, EventType.TICKET_ADMITTED),
        (70, EventType.TICKET_FINISHED),
    )
    stay = only(stays(events, RESIDENCE))
    assert minutes(stay) == (10 + 4, 1 + 1, 4 + 3 + 5)


def test_a_transfer_to_another_service_ends_one_stay_and_begins_another() -> None:
    events = history(
        (0, EventType.TICKET_TAKEN),
        (10, EventType.TICKET_CALLED),
        (11, EventType.TICKET_ADMITTED),
        (15, EventType.TICKET_TRANSFERRED, {"before": {"office_id": 1, "service_id": 3}}),
        (21, EventType.TICKET_CALLED, {"before": {"called_at": None}}),
        (22, EventType.TICKET_ADMITTED),
        (30, EventType.TICKET_FINISHED),
    )
    first, second = stays(events, VEHICLE)
    assert (first.concern, first.is_arrival, first.ending) == (RESIDENCE, True, Ending.HANDED_ON)
    assert (second.concern, second.is_arrival, second.ending) == (VEHICLE, False, Ending.SERVED)
    assert (minutes(first), minutes(second)) == ((10, 1, 4), (6, 1, 8))


def test_a_transfer_to_a_colleague_goes_on_with_the_same_stay() -> None:
    events = history(
        (0, EventType.TICKET_TAKEN),
        (10, EventType.TICKET_CALLED),
        (11, EventType.TICKET_TRANSFERRED, {"before": {"for_clerk_id": None}}),
        (20, EventType.TICKET_CALLED),
        (20, EventType.TICKET_NO_SHOW),
    )
    stay = only(stays(events, RESIDENCE))
    assert (minutes(stay), stay.ending) == ((10 + 9, None, None), Ending.NO_SHOW)


def test_whoever_gives_up_was_never_called() -> None:
    events = history((0, EventType.TICKET_TAKEN), (40, EventType.TICKET_CANCELLED))
    stay = only(stays(events, RESIDENCE))
    assert (minutes(stay), stay.ending) == ((None, None, None), Ending.GIVEN_UP)


def test_coming_early_for_an_appointment_is_no_waiting() -> None:
    events = history((0, EventType.TICKET_TAKEN), (25, EventType.TICKET_CALLED))
    assert minutes(only(stays(events, RESIDENCE, NINE + timedelta(minutes=20)))) == (5, None, None)
    assert minutes(only(stays(events, RESIDENCE, NINE + timedelta(minutes=30)))) == (0, None, None)


def test_a_check_in_by_mistake_is_nobody() -> None:
    events = history(
        (0, EventType.TICKET_TAKEN),
        (0, EventType.APPOINTMENT_CHECKED_IN, {"appointment": 1}),
        (0.1, EventType.TICKET_CANCELLED),
    )
    assert stays(events, RESIDENCE) == []


def test_the_channel_is_that_of_the_end() -> None:
    video = Concern(1, 3, Channel.VIDEO)
    events = history(
        (0, EventType.TICKET_TAKEN),
        (3, EventType.TICKET_CHANNEL_CHANGED, {"before": {"channel": "on_site"}}),
        (9, EventType.TICKET_CALLED),
    )
    assert only(stays(events, video)).concern == video


def test_a_concern_that_was_split_off_is_no_further_arrival() -> None:
    events = history((5, EventType.TICKET_TAKEN, {"split_from": 1}), (8, EventType.TICKET_CALLED))
    stay = only(stays(events, RESIDENCE))
    assert (minutes(stay), stay.is_arrival) == ((3, None, None), False)
    assert stays([*events, Event(3, NINE, EventType.TICKET_CANCELLED, data={"joined": 1})], RESIDENCE) == []


def test_whoever_is_resumed_at_a_terminal_is_called_once_more() -> None:
    events = history(
        (0, EventType.TICKET_TAKEN),
        (5, EventType.TICKET_CALLED),
        (6, EventType.TICKET_ADMITTED),
        (10, EventType.TICKET_PARKED),
        (20, EventType.TICKET_RESUMED, {"called": True}),
        (21, EventType.TICKET_ADMITTED),
        (25, EventType.TICKET_FINISHED),
    )
    assert minutes(only(stays(events, RESIDENCE))) == (5, 1 + 1, 4 + 4)
