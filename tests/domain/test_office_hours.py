"""Opening hours: what holds on a day, and what the clock makes of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.office_hours import CLOSED_WEEK, DayRule, Hours, OfficeHours, SpecialDays, Week, merged
from appliance.domain.ticket import Channel

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
MORNING, AFTERNOON = Hours(8 * 60, 12 * 60), Hours(14 * 60, 18 * 60)
ON_SITE, VIDEO = Channel.ON_SITE, Channel.VIDEO


def every_day(*hours: Hours) -> Week:
    return (hours,) * 7


def office(*hours: Hours, special: tuple[SpecialDays, ...] = (), holidays: dict[date, str] | None = None,
           zone: ZoneInfo = BERLIN) -> OfficeHours:  # fmt: skip
    return OfficeHours(zone, {ON_SITE: every_day(*hours)}, special, holidays or {})


def berlin(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN, fold=fold).astimezone(UTC)


def test_an_office_is_open_from_the_first_minute_until_before_the_last() -> None:
    hours = office(MORNING)
    assert hours.span_at(ON_SITE, berlin(MONDAY, 8)) is not None
    assert hours.span_at(ON_SITE, berlin(MONDAY, 8) - timedelta(microseconds=1)) is None
    assert hours.span_at(ON_SITE, berlin(MONDAY, 12)) is None
    assert hours.span_at(VIDEO, berlin(MONDAY, 9)) is None


def test_the_next_opening_is_later_today_or_on_the_next_day_that_has_one() -> None:
    hours = office(MORNING, AFTERNOON, holidays={MONDAY + timedelta(days=1): "Feiertag"})
    for at, opens in (
        (berlin(MONDAY, 6), berlin(MONDAY, 8)),
        (berlin(MONDAY, 9), berlin(MONDAY, 14)),
        (berlin(MONDAY, 19), berlin(MONDAY + timedelta(days=2), 8)),
    ):
        span = hours.next_span(ON_SITE, at)
        assert span is not None
        assert span.opens == opens


def test_an_office_that_never_opens_has_no_next_opening() -> None:
    assert OfficeHours(BERLIN, {ON_SITE: CLOSED_WEEK}).next_span(ON_SITE, berlin(MONDAY, 9)) is None
    assert not OfficeHours(BERLIN, {ON_SITE: CLOSED_WEEK}).is_planned


def test_hours_after_midnight_belong_to_the_evening_before() -> None:
    hours = office(special=(SpecialDays(1, MONDAY, MONDAY, (Hours(22 * 60, 26 * 60),)),))
    tuesday = MONDAY + timedelta(days=1)
    assert hours.span_at(ON_SITE, berlin(tuesday, 1, 59)) is not None
    assert hours.span_at(ON_SITE, berlin(tuesday, 2)) is None
    assert hours.day(ON_SITE, tuesday).hours == ()


def test_an_office_that_never_closes_has_one_opening() -> None:
    hours = office(Hours(0, 24 * 60))
    [span] = hours.spans(ON_SITE, MONDAY, MONDAY + timedelta(days=6))
    assert span.closes - span.opens == timedelta(days=7)


LONG = SpecialDays(1, MONDAY, MONDAY + timedelta(days=4), (), reason="Umbau")
ONE_DAY = SpecialDays(2, MONDAY, MONDAY, (AFTERNOON,), reason="Sprechtag")
ON_SITE_ONLY = SpecialDays(3, MONDAY, MONDAY, (), frozenset({ON_SITE}), reason="Wasserschaden")
LATER = SpecialDays(4, MONDAY, MONDAY, (MORNING,), frozenset({ON_SITE}), reason="Doch offen")


@pytest.mark.parametrize(
    ("special", "reason"),
    [
        ((LONG,), "Umbau"),
        ((LONG, ONE_DAY), "Sprechtag"),
        ((ONE_DAY, LONG), "Sprechtag"),
        ((LONG, ONE_DAY, ON_SITE_ONLY), "Wasserschaden"),
        ((ON_SITE_ONLY, LATER, ONE_DAY), "Doch offen"),
    ],
)
def test_of_special_days_the_shortest_then_the_channels_own_then_the_latest_decides(
    special: tuple[SpecialDays, ...], reason: str
) -> None:
    assert office(MORNING, special=special).day(ON_SITE, MONDAY).reason == reason


def test_a_holiday_closes_and_special_days_open_it_again() -> None:
    holidays = {MONDAY: "Buß- und Bettag"}
    closed = office(MORNING, holidays=holidays).day(ON_SITE, MONDAY)
    assert (closed.hours, closed.rule, closed.reason) == ((), DayRule.HOLIDAY, "Buß- und Bettag")
    assert office(MORNING, special=(ONE_DAY,), holidays=holidays).day(ON_SITE, MONDAY).hours == (AFTERNOON,)


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # 2:00 becomes 3:00; 3:00 becomes 2:00


@pytest.mark.parametrize(
    ("day", "hours", "length"),
    [
        (SPRING, Hours(60, 4 * 60), timedelta(hours=2)),
        (SPRING, Hours(2 * 60, 3 * 60), timedelta(0)),  # the hour that is skipped
        (AUTUMN, Hours(60, 4 * 60), timedelta(hours=4)),
        (AUTUMN, Hours(2 * 60, 2 * 60 + 30), timedelta(hours=1, minutes=30)),  # from its first to its second time
    ],
)
def test_the_clocks_change(day: date, hours: Hours, length: timedelta) -> None:
    spans = list(office(special=(SpecialDays(1, day, day, (hours,)),)).spans(ON_SITE, day, day))
    assert sum((span.closes - span.opens for span in spans), timedelta(0)) == length


@pytest.mark.parametrize(("opens", "closes"), [(-1, 60), (60, 60), (120, 60), (0, 2881), (1440, 1500)])
def test_hours_that_no_clock_shows_are_refused(opens: int, closes: int) -> None:
    with pytest.raises(ValueError):
        Hours(opens, closes)


# ---- whatever is entered

hours = st.builds(lambda opens, length: Hours(opens, min(opens + length, 2880)), st.integers(0, 1439),
                  st.integers(1, 1500))  # fmt: skip
days = st.dates(date(2026, 3, 20), date(2026, 4, 5)) | st.dates(date(2026, 10, 18), date(2026, 11, 1))
weeks = st.tuples(*[st.lists(hours, max_size=3).map(tuple)] * 7)
special = st.lists(
    st.builds(
        lambda id, first, length, hours, channels: SpecialDays(id, first, first + timedelta(length), hours, channels),
        st.integers(1, 50), days, st.integers(0, 6), st.lists(hours, max_size=2).map(tuple),
        st.frozensets(st.sampled_from(list(Channel)), max_size=2),
    ),
    max_size=4, unique_by=lambda one: one.id,
)  # fmt: skip
zones = st.sampled_from([BERLIN, ZoneInfo("UTC"), ZoneInfo("Atlantic/Azores"), ZoneInfo("Australia/Lord_Howe")])
offices = st.builds(
    lambda zone, week, special, holidays: OfficeHours(zone, {ON_SITE: week}, special, dict.fromkeys(holidays, "frei")),
    zones, weeks, special, st.frozensets(days, max_size=3),
)  # fmt: skip


@given(offices, days)
def test_openings_are_in_order_and_never_overlap(office: OfficeHours, day: date) -> None:
    spans = list(office.spans(ON_SITE, day - timedelta(days=5), day + timedelta(days=5)))
    assert all(span.opens < span.closes for span in spans)
    assert all(one.closes < other.opens for one, other in pairwise(spans))


@given(offices, days, st.integers(0, 24 * 60 - 1))
def test_an_office_is_open_exactly_within_its_openings(office: OfficeHours, day: date, minute: int) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    spans = office.spans(ON_SITE, day - timedelta(days=6), day + timedelta(days=6))
    assert (office.span_at(ON_SITE, at) is not None) == any(span.holds(at) for span in spans)


@given(offices, days, st.integers(0, 24 * 60 - 1))
def test_between_now_and_the_next_opening_it_does_not_open(office: OfficeHours, day: date, minute: int) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    following = office.next_span(ON_SITE, at)
    spans = office.spans(ON_SITE, day - timedelta(days=6), day + timedelta(days=20))
    between = [span for span in spans if at < span.opens and (following is None or span.opens < following.opens)]
    assert between == []


@given(st.lists(hours, max_size=6), st.integers(0, 2879))
def test_merging_loses_and_adds_no_minute(given_hours: list[Hours], minute: int) -> None:
    def holds(stretches: object) -> bool:
        return any(one.opens <= minute < one.closes for one in stretches)  # type: ignore[attr-defined]

    assert holds(merged(given_hours)) == holds(given_hours)
