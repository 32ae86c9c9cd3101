"""What stands in the slug: crop and register marks on all plates; eyelets in the edge of a banner. Lengths in mm."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

SLUG = 12.0  # beyond the bleed
_GAP = 2.0  # between bleed and mark
_LENGTH = 6.0
_RING = 2.0  # radius of a register mark
_LINE_PT = 0.25
_EYELET_APART = 500.0
_EYELET = 6.0  # radius
_PT = 72 / 25.4
_ARC = 0.5523  # of the radius: a circle by four Bézier curves


def crop_marks(width: float, height: float, around: float) -> str:
    """Draw the lines at which the trim is cut, and a register mark on each side."""
    lines = []
    start, end = around + _GAP, around + _GAP + _LENGTH
    for x, (y, way) in product((0.0, width), ((0.0, -1), (height, 1))):
        lines.append(_line(x, y + way * start, x, y + way * end))
    for y, (x, way) in product((0.0, height), ((0.0, -1), (width, 1))):
        lines.append(_line(x + way * start, y, x + way * end, y))
    middle = around + _GAP + _LENGTH / 2
    for x, y in (
        (width / 2, -middle),
        (width / 2, height + middle),
        (-middle, height / 2),
        (width + middle, height / 2),
    ):
        lines += [_circle(x, y, _RING), _line(x - _RING * 1.5, y, x + _RING * 1.5, y)]
        lines.append(_line(x, y - _RING * 1.5, x, y + _RING * 1.5))
    return _drawn(lines)


def eyelets(width: float, height: float, edge: float) -> str:
    """Draw the places of the eyelets in the middle of the edge, at most 50 cm apart, and the corners of the board."""
    half = edge / 2
    marks = [_circle(x, y, _EYELET) for x, y in _eyelets(width + edge, height + edge, -half)]
    corners = product((0.0, width), (0.0, height))
    for x, y in corners:
        over, up = (1 if x else -1), (1 if y else -1)
        marks += [_line(x + over * _GAP, y, x + over * (_GAP + _LENGTH), y)]
        marks += [_line(x, y + up * _GAP, x, y + up * (_GAP + _LENGTH))]
    return _drawn(marks)


def _eyelets(width: float, height: float, start: float) -> Iterator[tuple[float, float]]:
    across, down = (max(1, -int(-side // _EYELET_APART)) for side in (width, height))
    for at in range(across + 1):
        yield from ((start + width * at / across, start), (start + width * at / across, start + height))
    for at in range(1, down):
        yield from ((start, start + height * at / down), (start + width, start + height * at / down))


def _drawn(lines: list[str]) -> str:
    return f"q /All CS 1 SCN {_LINE_PT} w\n" + "\n".join(lines) + "\nQ\n"


def _line(*points: float) -> str:
    x1, y1, x2, y2 = (f"{point * _PT:.3f}" for point in points)
    return f"{x1} {y1} m {x2} {y2} l S"


def _circle(x: float, y: float, radius: float) -> str:
    x, y, r = x * _PT, y * _PT, radius * _PT
    k = r * _ARC
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    drawn = " ".join(" ".join(f"{one:.3f}" for one in curve) + " c" for curve in curves)
    return f"{x + r:.3f} {y:.3f} m {drawn} s"
