"""Where things stand on a board, in mm: margins, title, facts, columns, footer; before CSS sees anything.

Shares follow look.md: margin 1/12.5 of the short side, title at least 10 mm a metre of reading distance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zhendi.model.sizes import MM_PER_PT, Size
from zhendi.typeset.headline import break_title
from zhendi.typeset.spec import Box

_MARGIN = 12.5  # short sides a margin
_TITLE_PER_METRE = 10.0  # mm
_TITLE_SHARE = 0.105  # of the width of an upright board
_TITLE_SHARE_OF_HEIGHT = 0.09
_TITLE_LEADING = 1.28
_GUTTER = 2.2  # em of the body
_FIRST_WIDE = 0x2E80  # CJK radicals begin here
_COMFORT = 4.0  # mm of character a metre
_FLOOR = 2.5


@dataclass(frozen=True, slots=True)
class Title:
    """A title set in lines of one size (mm of the em)."""

    lines: tuple[str, ...]
    em: float

    @property
    def height(self) -> float:
        """Give the height of all lines in mm."""
        return len(self.lines) * self.em * _TITLE_LEADING


@dataclass(frozen=True, slots=True)
class Geometry:
    """The boxes of one board, in mm from its top left corner."""

    size: Size
    margin: float
    title: Title
    head: Box  # the zone of the title
    facts: Box  # the band of key facts; height 0 if there are none
    body: Box
    foot: Box
    small: float  # em of the footer and the line above the title

    @property
    def landscape(self) -> bool:
        """Say whether the board is wider than high."""
        return self.size.width > self.size.height


def comfort_pt(distance: float) -> float:
    """Give the body size for comfortable reading, 4 mm a metre."""
    return _COMFORT * distance / MM_PER_PT


def floor_pt(distance: float) -> float:
    """Give the smallest body size allowed, 2.5 mm a metre."""
    return _FLOOR * distance / MM_PER_PT


def ems(text: str) -> float:
    """Give the width of a text in em: Chinese takes one, Latin and digits about a half."""
    return sum(1.0 if ord(character) >= _FIRST_WIDE or character in "“”‘’—…·" else 0.56 for character in text)


def fit_title(text: str, size: Size, distance: float) -> Title:
    """Set a title in as few lines as give it its size: as large as the board's share allows and the width holds.

    It is never under 10 mm a metre of reading distance unless three lines of the full width force it.
    """
    least = _TITLE_PER_METRE * distance
    wanted = min(size.width * _TITLE_SHARE, size.height * _TITLE_SHARE_OF_HEIGHT)
    room = (size.width - 2 * min(size.width, size.height) / _MARGIN) * 0.98
    for count in (1, 2, 3):
        lines = break_title(text, None, count)
        em = min(wanted * (1 - 0.12 * (count - 1)), room / max(map(ems, lines)))
        if em >= min(wanted * 0.72, least * 1.6) or count == 3:  # noqa: PLR2004
            break
    return Title(lines, max(em, min(least, room / max(map(ems, lines)))))


def arrange_board(size: Size, title: Title, *, layout: str, facts: int, distance: float) -> Geometry:
    """Divide a board: head, band of key facts, body, foot."""
    margin = min(size.width, size.height) / _MARGIN
    small = min(max(title.em * 0.27, _COMFORT * distance * 0.62), margin * 0.75)
    inner = size.width - 2 * margin
    foot = Box(margin, size.height - margin * 0.55 - small * 2.4, inner, small * 2.4)
    if layout == "integrity":
        return _panel(size, title, margin, small, foot)
    head_height = margin * 0.9 + small * 1.8 + title.height + margin * 0.75
    rows = math.ceil(facts / (3 if inner / small > 46 else 2 if inner / small > 26 else 1)) if facts else 0  # noqa: PLR2004
    band = Box(margin, head_height + margin * 0.5, inner, rows * small * 3.0)
    top = head_height + (margin * 0.95 + band.height if facts else margin * 0.75)
    body = Box(margin, top, inner, foot.y - margin * 0.35 - top)
    return Geometry(size, margin, title, Box(0, 0, size.width, head_height), band, body, foot, small)


def _panel(size: Size, title: Title, margin: float, small: float, foot: Box) -> Geometry:
    """Divide a panel of the corridor: the motto stands upright at the right or above, the text below left."""
    wide = size.width > size.height
    top = margin * 1.2 + small * 2.2
    if wide:
        head = Box(size.width * 0.56, top, size.width * 0.44 - margin, foot.y - top - margin)
        body = Box(margin, size.height * 0.3, size.width * 0.44, foot.y - size.height * 0.3 - margin * 0.5)
    else:
        head = Box(margin, top, size.width - 2 * margin, size.height * 0.4)
        body = Box(margin, size.height * 0.5, size.width - 2 * margin, foot.y - size.height * 0.5 - margin * 1.6)
    return Geometry(size, margin, title, head, Box(margin, 0, 0, 0), body, foot, small)


def columns(box: Box, count: int, em: float) -> tuple[Box, ...]:
    """Divide a box into columns of equal width; `em` is the body's size in mm."""
    gutter = em * _GUTTER
    width = (box.width - gutter * (count - 1)) / count
    return tuple(Box(box.x + at * (width + gutter), box.y, width, box.height) for at in range(count))


def column_counts(box: Box, characters: int, em: tuple[float, float], line: Sequence[float]) -> tuple[int, ...]:
    """Give the numbers of columns worth trying for a text: those whose lines hold `line` characters at a likely size.

    `em` is the smallest and largest body size in mm.
    """
    likely = math.sqrt(box.width * box.height / (max(characters, 1) * 1.85))
    likely = min(max(likely, em[0]), em[1])
    least, most = line[0], line[1]
    fitting = [
        count for count in range(1, 7) if least <= (box.width - likely * _GUTTER * (count - 1)) / count / likely <= most
    ]
    return tuple(fitting) or (max(1, round(box.width / likely / ((least + most) / 2))),)
