"""The pictures of `plots`, lying on their side: a name has a line of its own and may be long."""

from collections.abc import Iterator
from html import escape
from math import floor

from appliance.web.views.plots import LETTER, Column, Plot, framed, line, number_text, round_distance, top_of

LINE, BAR, BELOW = 28, 14, 22
"""Pixels from column to column, of a column, and of the scale below them."""

MOST_BESIDE, BEHIND = 280, 24
"""For the names, and for half a number at the end of the scale."""


def drawn_across(plot: Plot) -> str:
    """The picture as one `<svg>` element."""
    axis = _Axis(plot)
    height = LINE * len(plot.columns) + BELOW
    shapes = (*axis.scale(height - BELOW), '<g role="list">', *_rows(plot, axis), "</g>", *axis.goal(height - BELOW))
    return framed(plot, plot.width, height, "".join(shapes))


class _Axis:
    """From the names to the right."""

    def __init__(self, plot: Plot) -> None:
        longest = max((len(one.label) for one in plot.columns), default=0)
        self.plot, self.top = plot, top_of(plot)
        self.begins = min(longest * LETTER + 10, MOST_BESIDE)

    def x(self, value: float) -> float:
        return round(self.begins + value / self.top * (self.plot.width - self.begins - BEHIND), 1)

    def scale(self, bottom: float) -> Iterator[str]:
        distance = round_distance(self.top)
        yield '<g aria-hidden="true">'
        for number in range(floor(self.top / distance) + 1):
            x, words = self.x(number * distance), number_text(number * distance)
            yield line("plot-line", x, x, 0, bottom)
            yield f'<text class="plot-label" x="{x:g}" y="{bottom + 16:g}" text-anchor="middle">{words}</text>'
        yield "</g>"

    def goal(self, bottom: float) -> Iterator[str]:
        if self.plot.goal is not None:
            x = self.x(self.plot.goal)
            yield line("plot-goal", x, x, 0, bottom)


def _rows(plot: Plot, axis: _Axis) -> Iterator[str]:
    letters = axis.begins // LETTER
    for place, column in enumerate(plot.columns):
        y, words = place * LINE, escape(column.words)
        label = column.label if len(column.label) <= letters else f"{column.label[: letters - 1]}…"
        yield (
            f'<g role="listitem" aria-label="{words}"><title>{words}</title>'
            f'<rect class="plot-touch" x="0" y="{y}" width="{plot.width}" height="{LINE}"/>'
            f'<text class="plot-label" x="0" y="{y + LINE / 2 + 4:g}" aria-hidden="true">{escape(label)}</text>'
            f"{''.join(_shapes(column, axis, y + LINE / 2))}</g>"
        )


def _shapes(column: Column, axis: _Axis, middle: float) -> Iterator[str]:
    if column.high is None:
        yield f'<circle class="plot-untold" cx="{axis.x(0) + 5:g}" cy="{middle:g}" r="2.5"/>'
        return
    low, high = axis.x(column.low), axis.x(column.high)
    if column.reach is not None:
        reach = axis.x(column.reach)
        yield line("plot-reach", high, reach, middle, middle)
        yield line("plot-reach", reach, reach, middle - BAR / 4, middle + BAR / 4)
    if column.high > 0:
        yield (
            f'<rect class="plot-column" x="{low:g}" y="{middle - BAR / 2:g}" width="{max(high - low, 2):g}"'
            f' height="{BAR}" rx="2"/>'
        )
    if column.mark is not None:
        mark = axis.x(column.mark)
        yield line("plot-mark", mark, mark, middle - BAR / 2 - 3, middle + BAR / 2 + 3)
