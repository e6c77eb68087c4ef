"""Pictures of the statistics: how many came and how long they waited. Hours and days stand beside each other, names
below each other."""

from collections.abc import Sequence

from appliance.domain.statistics import LEAST
from appliance.web.api.statistics_shapes import CountedView
from appliance.web.i18n import translate
from appliance.web.views import statistics_words as words
from appliance.web.views.plots import Column, Plot, drawn
from appliance.web.views.plots_across import drawn_across

LEAST_MINUTES, LEAST_PEOPLE = 10, 10
"""Scales go at least so far: short waits are to look short."""

HALF, WHOLE = 600, 1240
"""Of the page, in pixels."""

ACROSS = ("office", "service", "channel")
WIDE = ("day", "week", "month")


def plots(by: str, rows: Sequence[CountedView]) -> list[str]:
    if not rows:
        return []
    draw, width = (drawn_across if by in ACROSS else drawn), WHOLE if by in WIDE else HALF
    beside = translate(words.BESIDE)
    came = Plot(f"{by}-came", translate(words.CAME), beside, list(map(_came, rows)), LEAST_PEOPLE, width)
    waited = Plot(f"{by}-waited", translate(words.WAITED), beside, list(map(_waited, rows)), LEAST_MINUTES, width)
    return [draw(came), draw(waited)]


def _came(row: CountedView) -> Column:
    return Column(row.name, words.came(row.name, row.arrivals, LEAST), row.arrivals)


def _waited(row: CountedView) -> Column:
    said = words.waited(row.name, row.waits.median, row.waits.longest)
    return Column(row.name, said, row.waits.median, reach=row.waits.longest)
