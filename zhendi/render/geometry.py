"""Where things stand on a board, in mm: margins, title, facts, columns, footer; before CSS sees anything.

Shares follow look.md: margin 1/12.5 of the short side, title at least 10 mm a metre of reading distance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhendi.model.sizes import MM_PER_PT, Size
from zhendi.render.facts import Fact
from zhendi.typeset.headline import break_title
from zhendi.typeset.spec import Box

_MARGIN = 12.5  # short sides a margin
_TITLE_PER_METRE = 10.0  # mm
_TITLE_SHARE = 0.105  # of the width of an upright board
_TITLE_SHARE_OF_HEIGHT = 0.09
_TITLE_LEADING = 1.28
_PRICE_OF_LINES = (1.0, 0.86, 0.7)  # a second line must earn its height, the more so on a low board
_PRICE_WIDE = (1.0, 0.72, 0.5)
_FACT_SPACE = 2.4  # em
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
class PlacedFact:
    """A key fact and where it stands, in mm from the band's top left corner; `em` is the size of its value."""

    name: str
    value: str
    x: float
    y: float
    width: float
    em: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """The boxes of one board, in mm from its top left corner."""

    size: Size
    margin: float
    title: Title
    head: Box  # the zone of the title; of a panel: where the motto stands
    picture: Box | None  # of a panel: where its picture stands
    band: Box  # of the key facts; height 0 if there are none
    facts: tuple[PlacedFact, ...]
    body: Box
    foot: Box
    small: float  # em of the footer and the line above the title

    @property
    def wide(self) -> bool:
        """Say whether the board is wider than high."""
        return self.size.width > self.size.height


def comfort_pt(distance: float) -> float:
    """Give the body size for comfortable reading, 4 mm a metre."""
    return _COMFORT * distance / MM_PER_PT


def floor_pt(distance: float) -> float:
    """Give the smallest body size allowed, 2.5 mm a metre."""
    return _FLOOR * distance / MM_PER_PT


def ems(text: str) -> float:
    """Give the width of a text in em, on the wide side: Chinese one, bold Latin under two thirds, a border 1/4."""
    wide = [ord(character) >= _FIRST_WIDE or character in "“”‘’—…·" for character in text]
    borders = sum(here != after for here, after in pairwise(wide))
    return sum(1.0 if is_wide else 0.64 for is_wide in wide) + 0.25 * borders


def fit_title(text: str, size: Size, distance: float) -> Title:
    """Set a title in one to three lines, whichever makes it largest; more lines must earn their room.

    It is as large as the board's share allows and the width holds, and 10 mm a metre of reading distance where it can.
    """
    least = _TITLE_PER_METRE * distance
    wanted = max(min(size.width * _TITLE_SHARE, size.height * _TITLE_SHARE_OF_HEIGHT), min(least, size.height * 0.11))
    room = (size.width - 2 * min(size.width, size.height) / _MARGIN) * 0.98
    prices = _PRICE_WIDE if size.width > size.height else _PRICE_OF_LINES
    titles = []
    for count, price in enumerate(prices, 1):
        lines = break_title(text, None, count)
        titles.append(Title(lines, min(wanted * price, room / max(map(ems, lines)))))
    return max(titles, key=lambda title: title.em * prices[len(title.lines) - 1])


def arrange_board(size: Size, title: Title, facts: Sequence[Fact], distance: float) -> Geometry:
    """Divide a board: head, band of key facts, body, foot."""
    margin = min(size.width, size.height) / _MARGIN
    small = min(max(title.em * 0.27, _COMFORT * distance * 0.62), margin * 0.75)
    inner = size.width - 2 * margin
    foot = Box(margin, size.height - margin * 0.5 - small * 2.2, inner, small * 2.2)
    head_height = margin * 0.9 + small * 1.8 + title.height + margin * 0.8
    placed = place_facts(facts, inner, small)
    rows = max((fact.y for fact in placed), default=0.0)
    band_height = rows + small * 2.9 if placed else 0.0
    band = Box(margin, head_height + margin * 0.6, inner, band_height)
    top = head_height + (margin * 1.05 + band_height if placed else margin * 0.85)
    body = Box(margin, top, inner, foot.y - margin * 0.4 - top)
    head = Box(0, 0, size.width, head_height)
    return Geometry(size, margin, title, head, None, band, placed, body, foot, small)


def place_facts(facts: Sequence[Fact], width: float, em: float) -> tuple[PlacedFact, ...]:
    """Stand facts side by side while they fit, then below; one that is too wide by itself is set smaller."""
    placed: list[PlacedFact] = []
    x = y = 0.0
    for fact in facts:
        own = min(em, (width - 2 * em) / max(ems(fact.value), 1.0))
        needed = max(ems(fact.name) * em * 0.82, ems(fact.value) * own) + _FACT_SPACE * em
        if x and x + needed - _FACT_SPACE * em * 0.5 > width:
            x, y = 0.0, y + em * 3.3
        placed.append(PlacedFact(fact.name, fact.value, x, y, needed, own))
        x += needed
    return tuple(placed)


def arrange_panel(size: Size, title: Title, *, motto: bool, picture: bool, distance: float) -> Geometry:
    """Divide a panel of the corridor: an upright motto at the right with its picture, or a picture over a text."""
    margin = min(size.width, size.height) / _MARGIN
    small = max(min(size.width, size.height) * 0.021, _COMFORT * distance * 0.62)
    inner = size.width - 2 * margin
    foot = Box(margin, size.height - margin * 0.6 - small * 2.0, inner, small * 2.0)
    top = margin * 1.25 + small * 2.0
    if size.width > size.height:
        head = Box(size.width * 0.62, top, size.width * 0.38 - margin, foot.y - top - margin * 0.4)
        image = Box(margin, top, size.width * 0.5, (foot.y - top) * 0.46) if picture else None
        start = top + (foot.y - top) * (0.52 if picture else 0.2)
        body = Box(margin, start, size.width * 0.5, foot.y - start - margin * 0.5)
    elif motto:
        zone = (foot.y - top) * 0.5
        head = Box(margin + inner * 0.56, top, inner * 0.44, zone)
        image = Box(margin, top, inner * 0.52, zone) if picture else None
        start = top + zone + margin * 0.5
        body = Box(margin, start, inner, foot.y - start - margin * 0.9)
    else:
        head = Box(margin, top, inner, title.height)
        image_top = top + title.height + margin * 0.5
        image = Box(margin, image_top, inner, inner * 0.56) if picture else None
        start = image_top + (inner * 0.56 + margin * 0.5 if picture else 0.0)
        body = Box(margin, start, inner, foot.y - start - margin * 0.9)
    return Geometry(size, margin, title, head, image, Box(margin, 0, inner, 0), (), body, foot, small)


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
