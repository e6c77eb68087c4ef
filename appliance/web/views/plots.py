"""Pictures of numbers as SVG, made without a browser: columns that begin and end somewhere, with marks across them.
`plots_across` lays them on their side, for long names.

Colours and fonts come from css/plots.css by class. Whoever cannot see a picture hears its title, its description and
each column in words; a page sets the numbers as a table beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

HEIGHT, BELOW, BESIDE, ABOVE = 140, 22, 38, 10
"""Of the area for columns, for their labels, for the scale and above all, in pixels."""

WIDEST_STEP, NARROWEST_STEP = 48, 12
"""Pixels from column to column; wider where labels need it and there is room."""

LETTER = 7
"""Pixels that a letter of a label takes at most."""

MOST_LINES = 5


@dataclass(frozen=True)
class Column:
    """From `low` to `high` (None: not told), a line across at `mark`, a thin line on to `reach`. `words`: all of it."""

    label: str
    words: str
    high: float | None
    low: float = 0.0
    mark: float | None = None
    reach: float | None = None


@dataclass(frozen=True)
class Plot:
    """`name` is unique on its page. The scale goes at least to `most`. It is no wider than `width` if that can be.
    `goal`: a line through all columns."""

    name: str
    title: str
    description: str
    columns: Sequence[Column]
    most: float = 1.0
    width: int = 600
    goal: float | None = None


def drawn(plot: Plot) -> str:
    """The picture as one `<svg>` element."""
    step = _step(plot)
    width = BESIDE + step * len(plot.columns)
    top = top_of(plot)
    shapes = (*_scale(top, width), '<g role="list">', *_columns(plot, step, top), "</g>", *_goal(plot.goal, top, width))
    return framed(plot, width, ABOVE + HEIGHT + BELOW, "".join(shapes))


def framed(plot: Plot, width: float, height: float, shapes: str) -> str:
    """With its title and its description."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
        f' height="{height:g}" role="group" aria-labelledby="{plot.name}-title" aria-describedby="{plot.name}-words">'
        f'<title id="{plot.name}-title">{escape(plot.title)}</title>'
        f'<desc id="{plot.name}-words">{escape(plot.description)}</desc>{shapes}</svg>'
    )


def _step(plot: Plot) -> float:
    fitting = (plot.width - BESIDE) / max(len(plot.columns), 1)
    return max(NARROWEST_STEP, min(max(WIDEST_STEP, _longest(plot)), floor(fitting)))


def _longest(plot: Plot) -> int:
    """Pixels that a label takes at most."""
    return max((len(one.label) for one in plot.columns), default=0) * LETTER


def top_of(plot: Plot) -> float:
    values = (value for one in plot.columns for value in (one.high, one.mark, one.reach) if value is not None)
    return max(plot.most, plot.goal or 0.0, *values, 0.0)


def _scale(top: float, width: float) -> Iterator[str]:
    """Lines at round numbers."""
    distance = round_distance(top)
    yield '<g aria-hidden="true">'
    for number in range(floor(top / distance) + 1):
        y = _y(number * distance, top)
        yield f'<line class="plot-line" x1="{BESIDE}" x2="{width:g}" y1="{y:g}" y2="{y:g}"/>'
        words = number_text(number * distance)
        yield f'<text class="plot-label" x="{BESIDE - 6}" y="{y + 4:g}" text-anchor="end">{words}</text>'
    yield "</g>"


def round_distance(top: float) -> float:
    """1, 2 or 5 times a power of ten, so that there are few lines."""
    size = 10.0 ** floor(log10(top / MOST_LINES))
    return next(size * factor for factor in (1, 2, 5, 10) if top / (size * factor) <= MOST_LINES)


def number_text(number: float) -> str:
    """The same in all languages: thousands apart."""
    return f"{number:,g}".replace(",", "\u202f")


def _columns(plot: Plot, step: float, top: float) -> Iterator[str]:
    each = max(ceil(_longest(plot) / step), 1)
    for place, column in enumerate(plot.columns):
        x = BESIDE + place * step
        label = _label(column.label, x + step / 2) if place % each == 0 else ""
        yield (
            f'<g role="listitem" aria-label="{escape(column.words)}"><title>{escape(column.words)}</title>'
            f'<rect class="plot-touch" x="{x:g}" y="0" width="{step:g}" height="{ABOVE + HEIGHT}"/>'
            f"{''.join(_shapes(column, x, step, top))}{label}</g>"
        )


def _shapes(column: Column, x: float, step: float, top: float) -> Iterator[str]:
    middle, wide = x + step / 2, step * 0.56
    if column.high is None:
        yield f'<circle class="plot-untold" cx="{middle:g}" cy="{_y(0, top) - 5:g}" r="2.5"/>'
        return
    if column.reach is not None:
        yield line("plot-reach", middle, middle, _y(column.reach, top), _y(column.high, top))
        yield line("plot-reach", middle - wide / 4, middle + wide / 4, *(_y(column.reach, top),) * 2)
    high, low = _y(column.high, top), _y(column.low, top)
    if column.high > 0:
        yield (
            f'<rect class="plot-column" x="{middle - wide / 2:g}" y="{high:g}" width="{wide:g}"'
            f' height="{max(low - high, 2):g}" rx="2"/>'
        )
    if column.mark is not None:
        yield line("plot-mark", middle - wide / 2 - 3, middle + wide / 2 + 3, *(_y(column.mark, top),) * 2)


def _goal(goal: float | None, top: float, width: float) -> Iterator[str]:
    if goal is not None:
        yield line("plot-goal", BESIDE, width, *(_y(goal, top),) * 2)


def line(name: str, x1: float, x2: float, y1: float, y2: float) -> str:
    return f'<line class="{name}" x1="{x1:g}" x2="{x2:g}" y1="{y1:g}" y2="{y2:g}"/>'


def _label(words: str, x: float) -> str:
    y = ABOVE + HEIGHT + BELOW - 6
    return f'<text class="plot-label" x="{x:g}" y="{y}" text-anchor="middle" aria-hidden="true">{escape(words)}</text>'


def _y(value: float, top: float) -> float:
    return round(ABOVE + HEIGHT - value / top * HEIGHT, 1)
