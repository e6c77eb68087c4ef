"""What is printed beside a field: most forms say there, and only there, what belongs into it."""

from dataclasses import dataclass
from typing import Any

from pypdf import PageObject

from appliance.domain.form import Place

ROW = 8.0
"""Points: text whose baseline is so near to the middle of a field stands beside it."""

REACH = 40.0
"""Points from a box or circle to its words."""

ABOVE, ASIDE = 16.0, 12.0
"""Points from the upper edge of a field to the words above it, and how far they may begin to its left or right."""


@dataclass(frozen=True)
class Words:
    """A piece of text; `x` and `y` are where its baseline begins."""

    x: float
    y: float
    text: str


def printed_on(page: PageObject) -> list[Words]:
    """Every line of text where its drawing begins; none of a page that cannot be read."""
    found: list[Words] = []

    def visit(text: str, moved: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            x, y = matrix[4] * moved[0] + matrix[5] * moved[2] + moved[4], (
                matrix[4] * moved[1] + matrix[5] * moved[3] + moved[5]
            )  # fmt: skip
            found.append(Words(x, y, " ".join(text.split())))

    try:
        page.extract_text(visitor_text=visit)
    except Exception:  # a typeface that pypdf does not understand: the form is still a form
        return []
    return found


def right_of(place: Place, words: list[Words]) -> str:
    """Of a box or circle."""
    _left, bottom, right, top = place.rect
    beside = [one for one in words if -ROW < one.y + ROW / 2 - (bottom + top) / 2 < ROW and 0 <= one.x - right < REACH]
    return min(beside, key=lambda one: one.x).text if beside else ""


def above_or_left(place: Place, words: list[Words]) -> str:
    """Of a field for text."""
    left, bottom, _right, top = place.rect
    above = [one for one in words if 0 <= one.y - top < ABOVE and abs(one.x - left) < ASIDE]
    if above:
        return min(above, key=lambda one: one.y).text
    row = [one for one in words if one.x < left and -ROW < one.y + ROW / 2 - (bottom + top) / 2 < ROW]
    return max(row, key=lambda one: one.x).text if row else ""
