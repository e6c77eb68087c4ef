"""The fictitious identity card that lies under the synthetic camera. Nobody could take it for a real one."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Blue, green, red; height x width x 3."""

Colour = tuple[int, int, int]

WIDTH_MM, HEIGHT_MM = 85.6, 54.0
"""ISO/IEC 7810 ID-1."""

MM_PER_POINT = 25.4 / 72

INK: Colour = (52, 40, 34)
FAINT: Colour = (150, 128, 110)
WARNING: Colour = (60, 50, 190)
GROUND_LEFT, GROUND_RIGHT = (238, 230, 216), (214, 232, 238)


@dataclass(frozen=True)
class Line:
    """One printed line. `points` is its type size; `x` and `y` (its base line) in mm from the card's top left."""

    text: str
    x: float
    y: float
    points: float
    colour: Colour = INK
    weight: int = 400


LINES = (
    Line("MUSTERSTADT", 4, 7, 9, weight=700),
    Line("MUSTER / SPECIMEN", 44, 7, 9, WARNING, 700),
    Line("kein Ausweis, nur für Vorführungen", 44, 10.6, 6, WARNING),
    Line("Name / Surname", 32, 15.5, 6, FAINT),
    Line("MUSTERMANN", 32, 19.2, 10, weight=600),
    Line("Vornamen / Given names", 32, 23.2, 6, FAINT),
    Line("ERIKA", 32, 26.9, 10, weight=600),
    Line("Geburtstag / Date of birth", 32, 30.7, 6, FAINT),
    Line("12.08.1964", 32, 34.1, 8),
    Line("Nummer / Number", 61, 30.7, 6, FAINT),
    Line("MUSTER0000", 61, 34.1, 8),
    Line("Anschrift / Address", 32, 37.6, 6, FAINT),
    Line("Musterweg 7, 12345 Musterstadt", 32, 41, 8),
    Line("This card shows that text of eight points can be read.", 4, 46.3, 8),
    Line("Six points: all names and numbers on it are invented, it proves nothing.", 4, 50.4, 6),
)


def legible_text(points: float) -> str:
    """The lines of one type size, in reading order: what a reader of the picture must find."""
    return " ".join(line.text for line in LINES if line.points == points)


def drawn(pixels_per_mm: float) -> Picture:
    """The card at a camera's scale."""
    picture = ground(round(WIDTH_MM * pixels_per_mm), round(HEIGHT_MM * pixels_per_mm))
    draw_portrait(picture, pixels_per_mm)
    for line in LINES:
        draw_line(picture, line, pixels_per_mm)
    return picture


def ground(width: int, height: int) -> Picture:
    """A soft gradient with waves, as printed cards have."""
    ramp = np.linspace(0, 1, width)[None, :, None]
    colours = np.array(GROUND_LEFT) * (1 - ramp) + np.array(GROUND_RIGHT) * ramp
    rows = np.arange(height)[:, None, None]
    waves = 3 * np.sin(rows / 9 + 4 * np.sin(ramp * 6))
    return (colours + waves).clip(0, 255).astype(np.uint8)


def draw_portrait(picture: Picture, scale: float) -> None:
    """A drawn head, not a photograph of anybody."""
    left, top, right, bottom = (round(mm * scale) for mm in (4, 11, 28, 42))
    field = picture[top:bottom, left:right]
    field[:] = (205, 205, 196)
    height, width = field.shape[:2]
    centre = width // 2
    shoulders, head = (width * 2 // 5, height // 3), (width // 4, height // 4)
    cv2.ellipse(field, (centre, height), shoulders, 0, 180, 360, (120, 104, 92), -1, cv2.LINE_AA)
    cv2.ellipse(field, (centre, height * 2 // 5), head, 0, 0, 360, (172, 180, 196), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (left, top), (right, bottom), FAINT, 2, cv2.LINE_AA)


def draw_line(picture: Picture, line: Line, scale: float) -> None:
    origin = round(line.x * scale), round(line.y * scale)
    size = round(line.points * MM_PER_POINT * scale)
    cv2.putText(picture, line.text, origin, line.colour, cv2.FontFace("sans"), size, line.weight)
