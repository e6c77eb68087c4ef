"""Public holidays of the German Länder, by the `holidays` package; in parts of some they depend on the parish."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from holidays import CATHOLIC, PUBLIC, country_holidays
from holidays.countries.germany import Germany

_PARISH = "+catholic"
_WITH_PARISHES = ("BY", "SN", "TH")
"""Where only towns with many Catholics have Corpus Christi or the Assumption."""

_CITY = "Augsburg"
"""The one town with a holiday of its own."""


@dataclass(frozen=True)
class Region:
    """`key` is stored; `name` is German. `in_catholic_towns`: those of the Land that have its Catholic holidays too."""

    key: str
    name: str
    in_catholic_towns: bool = False


def regions() -> list[Region]:
    """By their names."""
    return sorted(_regions(), key=lambda region: (region.name, region.in_catholic_towns))


def names(key: str, first_year: int, years: int = 3) -> dict[date, str]:
    """German names by day. Raises ValueError for a region that does not exist; "" has no holidays."""
    if key == "":
        return {}
    if key not in {region.key for region in regions()}:
        raise ValueError(f"no region {key!r}")
    land, is_catholic = key.removesuffix(_PARISH), key.endswith(_PARISH)
    categories = (PUBLIC, CATHOLIC) if is_catholic else (PUBLIC,)
    found = country_holidays(
        "DE", subdiv=land, years=range(first_year, first_year + years), language="de", categories=categories
    )
    return dict(sorted(found.items()))


def _regions() -> Iterator[Region]:
    for name, key in Germany.subdivisions_aliases.items():
        yield Region(key, name)
        if key in _WITH_PARISHES:
            yield Region(key + _PARISH, name, in_catholic_towns=True)
    yield Region(_CITY, "Bayern: Augsburg")
