"""Public holidays of the Länder."""

from datetime import date

import pytest

from appliance.adapters.public_holidays import names, regions


def test_there_are_sixteen_laender_and_what_differs_within_them() -> None:
    keys = [region.key for region in regions()]
    assert len(keys) == len(set(keys)) == 16 + 3 + 1


@pytest.mark.parametrize(
    ("day", "name", "have", "have_not"),
    [
        (date(2026, 11, 18), "Buß- und Bettag", ["SN"], ["BY", "BE"]),
        (date(2026, 8, 15), "Mariä Himmelfahrt", ["BY+catholic", "SL"], ["BY", "NW"]),
        (date(2026, 6, 4), "Fronleichnam", ["BY", "SN+catholic", "TH+catholic"], ["SN", "TH"]),
        (date(2026, 8, 8), "Augsburger Hohes Friedensfest", ["Augsburg"], ["BY"]),
        (date(2027, 5, 6), "Christi Himmelfahrt", ["HH", "BW"], []),
    ],
)
def test_a_holiday_is_that_of_its_land(day: date, name: str, have: list[str], have_not: list[str]) -> None:
    assert [names(key, 2026).get(day) for key in have] == [name] * len(have)
    assert [key for key in have_not if day in names(key, 2026)] == []


def test_no_region_has_no_holidays_and_an_unknown_one_is_refused() -> None:
    assert names("", 2026) == {}
    with pytest.raises(ValueError, match="Atlantis"):
        names("Atlantis", 2026)
