"""What a layout may look at, and the measures that follow from size and reading distance (look.md, domain.md)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from zhendi.model.entities import Common, Entry, Picture
from zhendi.model.fields import Fields
from zhendi.model.sizes import Size
from zhendi.render.facts import Fact
from zhendi.typeset.headline import break_title
from zhendi.typeset.spec import Box

COMFORT, FLOOR = 4.0, 2.5  # mm of character a metre of reading distance
TITLE_LEADING = 1.26
GUTTER = 2.6  # em of the body
_MARGIN = 12.5  # short sides a margin
_TITLE_PER_METRE = 10.0  # mm
_TITLE_TO_BODY = 3.4
_TITLE_SMALL, TITLE_LARGE = 0.074, 0.108  # of the short side, and of the width of an upright board
_AREA_A_CHARACTER = 2.0  # em², with line spacing, indents and headings
_WIDE, _BANNER, _TALL = 1.15, 2.1, 0.5
_PRICES = (1.0, 0.78, 0.6)  # further lines of a title must earn their height
_PRICES_WIDE = (1.0, 0.62, 0.45)
_SEVERAL_LINES = 0.9  # of the size of a single line
_SNUG = 0.985  # of the room that a title fills at most
_BRIEF = 0.25  # of the height of a board, under which a text at its largest is brief
_SLIVER = 1.0  # mm
_FIRST_WIDE = 0x2E80  # CJK radicals begin here


class AnyFields:
    """The fields of an entry for any layout: one that its kind does not have is empty, `()`."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fields, name) if name in self._fields.declared else ()


class Title(Struct, frozen=True):
    """A title set in lines of one size (mm of the em)."""

    lines: tuple[str, ...]
    em: float
    room: int = 0  # lines that it keeps free, whether it has them or not

    @property
    def height(self) -> float:
        """Give the height of all lines in mm."""
        return max(len(self.lines), self.room) * self.em * TITLE_LEADING

    @property
    def width(self) -> float:
        """Give the width of the longest line in mm."""
        return max(map(ems, self.lines), default=0.0) * self.em


class Sheet(Struct, frozen=True):
    """An empty board and what is to stand on it."""

    size: Size
    distance: float  # m
    entry: Entry
    body: str  # the entry's text for boards, its pictures in place
    facts: tuple[Fact, ...]
    characters: int  # of the text that is fitted
    ranges: Mapping[str, tuple[float, ...]]  # of the theme
    picture: Callable[[str | None], Picture | None]
    pictures: Sequence[Picture] = ()
    unit: str = ""  # the line above the title
    motto: str = ""  # the line at the right of a wide head
    emblem: float = 0.0  # width over height of the official emblem; 0 where there is none
    most_columns: int = 99
    common: Common | None = None  # what its series shares
    most_lines: int = 99  # of the title
    plain: bool = False  # the plainest way of a layout is wanted: text that flows, over several boards if it must
    code: int = 0  # modules a side of the code that leads to the page, with its quiet zone; 0 where there is none

    @property
    def fields(self) -> AnyFields:
        """Give the fields of the entry's kind."""
        return AnyFields(self.entry.fields)

    @property
    def margin(self) -> float:
        """Give the margin in mm."""
        return min(self.size.width, self.size.height) / _MARGIN

    @property
    def inner(self) -> float:
        """Give the width between the margins in mm."""
        return self.size.width - 2 * self.margin

    @property
    def comfort(self) -> float:
        """Give the body size in mm that is comfortable at the board's distance."""
        return COMFORT * self.distance

    @property
    def wide(self) -> bool:
        """Say whether the board lies."""
        return self.size.width >= self.size.height * _WIDE

    @property
    def banner(self) -> bool:
        """Say whether it is so wide that the title stands beside the text."""
        return self.size.width >= self.size.height * _BANNER

    @property
    def tall(self) -> bool:
        """Say whether it is as narrow and high as a roll-up."""
        return self.size.width <= self.size.height * _TALL

    @property
    def slender(self) -> bool:
        """Say whether it is a roll-up or a banner: large, but with a short side that makes small signs too small."""
        return self.tall or self.banner

    def room(self, x: float, y: float, width: float, bottom: float) -> Box:
        """Give the box for a text down to `bottom`; where nothing is left a sliver, in which no text fits."""
        return Box(x, y, width, max(bottom - y, _SLIVER))

    def share(self, name: str, at: int, default: float) -> float:
        """Give a measure of the theme in mm; the theme names it in margins."""
        values = self.ranges.get(name, ())
        return (values[at] if at < len(values) else default) * self.margin

    def likely(self, area: float) -> float:
        """Guess the body size in mm at which the text fills an area in mm²."""
        return max(math.sqrt(max(area, 0.0) / (max(self.characters, 1) * _AREA_A_CHARACTER)), self.comfort)

    def height_of(self, em: float, width: float) -> float:
        """Guess the height in mm that the text takes at a body size of `em` mm in one column."""
        return self.characters * _AREA_A_CHARACTER * em * em / width + 2 * em

    @property
    def brief(self) -> bool:
        """Say whether the text is so short that the board is a sign: a large title, a sentence or two."""
        if any(mark in self.body for mark in ("<table", "<img", "<ul", "<ol", "<h2")):
            return False
        em = self.title_em(self.inner * self.size.height * 0.6) / 2
        return self.height_of(em, self.inner) < self.size.height * _BRIEF

    def title_em(self, area: float, largest: float = TITLE_LARGE) -> float:
        """Give the title's size in mm: 3–4 × the body that is likely, never below what its distance asks."""
        least = max(_TITLE_PER_METRE * self.distance, min(self.size.width, self.size.height) * _TITLE_SMALL)
        most = max(least, min(self.size.width, self.size.height * (1.0 if self.wide else 1.2)) * largest)
        return min(max(_TITLE_TO_BODY * self.likely(area), least), most)


def ems(text: str) -> float:
    """Give the width of a text in em, on the wide side: Chinese one, bold Latin under two thirds, a border 1/4."""
    wide = [ord(character) >= _FIRST_WIDE or character in "“”‘’—…·" for character in text]
    borders = sum(here != after for here, after in pairwise(wide))
    return sum(1.0 if is_wide else 0.64 for is_wide in wide) + 0.25 * borders


def fit_title(text: str, room: float, wanted: float, *, wide: bool = False, most: int = 3) -> Title:
    """Set a title in the number of lines that makes it largest, up to the size wanted; `room` is the width in mm."""
    prices = _PRICES_WIDE if wide else _PRICES
    titles = []
    for count in range(1, most + 1):
        lines = break_title(text, None, count) or (" ",)
        em = min(wanted * (1.0 if len(lines) == 1 else _SEVERAL_LINES), room * _SNUG / max(map(ems, lines)))
        titles.append((em * prices[min(len(lines), len(prices)) - 1], -count, Title(lines, em)))
    return max(titles, key=lambda title: title[:2])[2]


def title_on(sheet: Sheet, room: float, wanted: float, *, wide: bool = False, most: int = 3) -> Title:
    """Set the title of a board; in a series at the size, and with the lines kept free, that all its members share."""
    text, common = sheet.entry.title, sheet.common
    if common is None:
        return fit_title(text, room, wanted, wide=wide, most=min(most, sheet.most_lines))
    broken = (break_title(text, None, count) for count in range(1, common.title_lines + 1))
    lines = [one or (" ",) for one in broken]
    fitting = (one for one in lines if max(map(ems, one)) * common.title_em <= room)
    return Title(next(fitting, lines[-1]), common.title_em, common.title_lines)


def columns(box: Box, count: int, em: float) -> tuple[Box, ...]:
    """Divide a box into columns of equal width; `em` is the body's likely size in mm."""
    gutter = em * GUTTER
    width = (box.width - gutter * (count - 1)) / count
    return tuple(Box(box.x + at * (width + gutter), box.y, width, box.height) for at in range(count))


def column_counts(box: Box, em: tuple[float, float], line: Sequence[float]) -> tuple[int, ...]:
    """Give the numbers of columns worth trying: those whose lines hold `line` characters at a likely size.

    `em` is the range of likely body sizes in mm.
    """
    least, most = line[0], line[1]
    found = [
        count for count in range(1, 7) if least <= _line(box, count, em[0]) and _line(box, count, em[1]) <= most * 1.15
    ]
    middle = math.sqrt(em[0] * em[1])
    return tuple(found) or (max(1, round(box.width / middle / ((least + most) / 2))),)


def _line(box: Box, count: int, em: float) -> float:
    return (box.width - em * GUTTER * (count - 1)) / count / em
