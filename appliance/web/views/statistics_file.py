"""The statistics as a table for spreadsheets: semicolons, and a mark at the beginning by which they see UTF-8."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

from appliance.domain.statistics import COUNTS, LEAST, TIMES
from appliance.operations import statistics
from appliance.web.api.statistics_shapes import CountedView, StatisticsQuery
from appliance.web.i18n import locale, translate
from appliance.web.views import statistics_words as words
from appliance.web.views.statistics import divisions, rows, selection, whole

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a name for something to be computed."""


def csv_file(query: StatisticsQuery, at: datetime) -> tuple[str, str]:
    """Its name and its text: the whole in a line, then each division line by line."""
    wanted = selection(query, at)
    counted = statistics.selected(wanted, at)
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(translate, words.HEADINGS))
    days = [wanted.first.isoformat(), wanted.last.isoformat()]
    writer.writerow([*days, translate(words.TOTAL), "", *_numbers(whole(counted))])
    for division in divisions(wanted, counted):
        for row in rows(division, counted):
            writer.writerow([*days, translate(words.TABLES[division.by]), _safe(row.name), *_numbers(row)])
    return f"{translate(words.FILE_NAME)}-{days[0]}-{days[1]}.csv", MARK + text.getvalue()


def _numbers(row: CountedView) -> Iterator[str]:
    for name in COUNTS:
        count = getattr(row, name)
        yield str(count) if count is not None else f"<{LEAST}"
    for name in TIMES:
        times = getattr(row, name)
        yield from map(_minutes, (times.median, times.longest))


def _minutes(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}".replace(".", "," if locale() == "de" else ".")


def _safe(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name
