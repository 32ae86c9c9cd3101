"""The frame that most boards share: head with unit and title, band of key facts, foot; all boxes in mm."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from zhendi.model.sizes import Size
from zhendi.render.facts import Fact, pieces
from zhendi.render.layouts.corner import (
    Corner,
    lying_corner,
    lying_width,
    side_of,
    standing_corner,
)
from zhendi.render.layouts.sheet import TITLE_LARGE, Sheet, Title, ems, title_on
from zhendi.typeset.spec import Box

_STACKED, _LINE = 1.7, 1.3  # em: the name and the gap of a stacked fact, a line of its value
_SNUG = 0.985  # of the width that is reckoned for breaking lines
_SPACED = 1.18  # em a character of the line above the title
_NAME = 0.62  # size of a fact's name, of its value's
_ENOUGH = 0.62  # of the size wanted for facts; smaller, they rather stand in more rows
_ROW = 2.9  # em of a fact's value
_FREE_FOOT = 100.0  # mm at the foot of a roll-up that its stand hides or that nobody reads
_ROLL_UP = 1500.0  # mm of height from which a narrow board is one
_OVER_ART = 0.4  # of the drawing at the foot that lies in the air, where text may stand
_EMBLEM, _CLEAR = 1.2, 1.3  # its height in em of the title; its height with the clear space below it
_SIDE_HEAD = 0.27  # of a banner's width
_SIDE_EMBLEM = 0.15  # of a banner's height
_ROUND = 0.5  # margins over and under a code in a head
_WITH_DIVIDER = 1.35  # heights of a banner's title that it takes with the line under it
_SIDE_TALLEST = 0.7  # of a banner's height: its title on all lines
_SIDE_SIGN, _SIDE_TITLE = 0.3, 0.16  # of a banner's height: the title of a sign, of another text


class PlacedFact(Struct, frozen=True):
    """A key fact and where it stands on the board; `em` is the size of its value in mm."""

    name: str
    value: str
    box: Box
    em: float
    first: bool  # of its row


class Frame(Struct, frozen=True):
    """Everything of a board that is not fitted, in mm from its top left corner."""

    size: Size
    margin: float
    side: bool  # the head stands at the left, not on top
    centred: bool
    head: Box
    eyebrow: Box
    title: Title
    title_box: Box
    divider: Box | None
    note: Box | None  # at the right of a wide head
    edge: Box
    band: Box | None
    facts: tuple[PlacedFact, ...]
    body: Box
    foot: Box  # the words at the foot
    strip: Box  # the ground that they stand on
    art: Box  # the theme's drawing at the foot
    small: float  # em of the line above the title
    foot_em: float
    emblem: Box | None = None
    corner: Corner | None = None  # with the code


class _Foot(Struct, frozen=True):
    words: Box
    strip: Box
    art: Box
    em: float
    top: float  # where text must end
    corner: Corner | None = None


def arrange_frame(sheet: Sheet, *, band: bool = True, text: float = 0.6, largest: float = TITLE_LARGE) -> Frame:
    """Divide a board into head, facts, body and foot.

    `text` is the share of the board that its text will have, `largest` the title's size at most, of the width.
    """
    foot = _foot(sheet)
    if sheet.banner:
        return _side(sheet, foot, band=band)
    size, margin = sheet.size, sheet.margin
    area = sheet.inner * size.height * text
    wanted = sheet.title_em(area, largest)
    # a wide head keeps a quarter of its width for the line at its right
    room = sheet.inner * (0.76 if sheet.wide else 1.0)
    room -= wanted * _EMBLEM * sheet.emblem * _CLEAR if sheet.wide else 0.0
    side = side_of(sheet) if sheet.wide else 0.0  # of the code, which stands at the right of a wide head
    taken = lying_width(side) + margin * 0.5 if side else 0.0
    room = min(room, sheet.inner - taken - margin * 0.5) if side else room
    fitted = title_on(sheet, room, wanted, wide=sheet.wide, most=2 if sheet.wide else 3)
    small = _small(sheet, fitted.em * (0.2 if sheet.wide else 0.3 if sheet.tall else 0.25), sheet.inner)
    top = sheet.share("head", 0, 0.8) * (0.75 if sheet.wide else 1.0)
    emblem, right, down = _emblem(sheet, fitted.em, top)
    eyebrow = Box(margin + right, top + down, sheet.inner - right, small * 1.6)
    words = Box(eyebrow.x, eyebrow.y + eyebrow.height + fitted.em * 0.14, eyebrow.width, fitted.height)
    below = words.y + words.height
    divider = None
    if not sheet.wide:
        height = fitted.em * 0.42
        width = min(height * 15, sheet.inner)
        divider = Box((size.width - width) / 2, below + fitted.em * 0.1, width, height)
        below = divider.y + height
    below = max(below + sheet.share("head", 1, 0.6) * (0.7 if sheet.wide else 1.0), side and side + margin * _ROUND)
    head = Box(0, 0, size.width, below)
    corner = lying_corner(side, margin + sheet.inner, head.height / 2) if side else foot.corner
    edge_height = sheet.share("edge", 0, 0.0) * (0.8 if sheet.wide else 1.0)
    edge = Box(0, head.height - 0.25, size.width, edge_height)
    note = _note(sheet, words, fitted, small, taken) if sheet.wide and sheet.motto else None
    top_of_body = head.height + edge_height + margin * 0.42
    placed: tuple[PlacedFact, ...] = ()
    box = None
    if band and sheet.facts:
        likely = 0.0 if sheet.common else sheet.likely(area) * 1.12  # the bands of a series are of one height
        em = min(max(likely, sheet.comfort * 1.35), fitted.em * (0.34 if sheet.wide else 0.46))
        placed, height = place_facts(sheet.facts, Box(margin, top_of_body, sheet.inner, 0), em, sheet.comfort)
        box = Box(margin, top_of_body, sheet.inner, height)
        top_of_body += height + margin * 0.5
    body = sheet.room(margin, top_of_body, sheet.inner, foot.top)
    return Frame(
        size, margin, False, not sheet.wide, head, eyebrow, fitted, words, divider, note, edge, box, placed, body,
        foot.words, foot.strip, foot.art, small, foot.em, emblem, corner,
    )  # fmt: skip


def _emblem(sheet: Sheet, title_em: float, top: float) -> tuple[Box | None, float, float]:
    """Stand the emblem over a centred title, or at the left of a wide one; give how far the words move for it.

    It keeps its proportions and a clear space of a quarter of its height on all sides.
    """
    if not sheet.emblem:
        return None, 0.0, 0.0
    height = min(title_em * _EMBLEM, sheet.size.height * (_SIDE_EMBLEM if sheet.banner else 1.0))
    width = height * sheet.emblem
    if sheet.wide and not sheet.banner:
        return Box(sheet.margin, top, width, height), width + height * (_CLEAR - 1), 0.0
    left = sheet.margin if sheet.banner else (sheet.size.width - width) / 2
    return Box(left, top, width, height), 0.0, height * _CLEAR


def _small(sheet: Sheet, wanted: float, room: float) -> float:
    """Give the size of the unit's name above the title, which stands on one line."""
    return min(max(wanted, sheet.comfort * 0.7), room / max(ems(sheet.unit) * _SPACED, 1.0))


def _note(sheet: Sheet, title_box: Box, title: Title, small: float, taken: float) -> Box | None:
    """Give the line at the right of a wide title where there is room for it; its height is 1.5 times its size."""
    room = sheet.inner - (title_box.x - sheet.margin) - title.width - title.em - taken
    em = min(small * 1.1, room / ems(sheet.motto))
    if em < sheet.comfort * 0.6:
        return None
    right = sheet.margin + sheet.inner - taken
    return Box(right - room, title_box.y + title_box.height - em * 1.5 - title.em * 0.16, room, em * 1.5)


def _foot(sheet: Sheet) -> _Foot:
    size, margin = sheet.size, sheet.margin
    free = _FREE_FOOT if sheet.tall and size.height >= _ROLL_UP else 0.0
    em = max(sheet.comfort * 0.66, margin * (0.3 if sheet.slender else 0.22))
    height = max(sheet.share("foot", 0, 0.8), em * 2.0)
    strip = Box(0, size.height - height - free, size.width, height + free)
    words = Box(margin, strip.y, sheet.inner, height)
    art_height = sheet.share("foot", 1, 1.2)
    ends = strip.y if sheet.share("foot", 2, 0.0) else size.height
    art = Box(0, strip.y - art_height, size.width, ends - strip.y + art_height)
    top = min(strip.y - margin * 0.4, art.y + art_height * _OVER_ART)
    if not sheet.code or sheet.wide:
        return _Foot(words, strip, art, em, top)
    side = side_of(sheet)  # of the code, which stands on the foot of an upright board, at its right
    corner = standing_corner(side, margin + sheet.inner - side, strip.y + height - margin * 0.16)
    words = Box(margin, strip.y, sheet.inner - side - margin * 0.5, height)
    return _Foot(words, strip, art, em, min(top, corner.card.y - margin * 0.3), corner)


def _side(sheet: Sheet, foot: _Foot, *, band: bool) -> Frame:
    """Stand the head of a banner at its left, the whole height of the board."""
    size, margin = sheet.size, sheet.margin
    width = size.width * _SIDE_HEAD
    room = width - 2 * margin
    wanted = size.height * (_SIDE_SIGN if sheet.brief else _SIDE_TITLE)  # the head has nothing else to hold
    fitted = title_on(sheet, room, wanted, most=4)
    if fitted.height > size.height * _SIDE_TALLEST:
        fitted = title_on(sheet, room, fitted.em * size.height * _SIDE_TALLEST / fitted.height, most=4)
    small = _small(sheet, fitted.em * 0.22, room)
    head = Box(0, 0, width, size.height)
    middle = size.height * 0.44 - fitted.height / 2
    emblem, _, down = _emblem(sheet, fitted.em, margin * 0.9)
    eyebrow = Box(margin, margin * 0.9 + down, room, small * 1.6)
    side = min(side_of(sheet), room)
    corner = standing_corner(side, margin, size.height - margin * 0.9) if side else None
    if corner:
        free = corner.card.y - margin * 0.5 - eyebrow.y - eyebrow.height
        if fitted.height * _WITH_DIVIDER > free:
            fitted = title_on(sheet, room, wanted * free / (fitted.height * _WITH_DIVIDER), most=4)
        middle = min(middle, eyebrow.y + eyebrow.height + (free - fitted.height * _WITH_DIVIDER) / 2)
    words = Box(margin, max(middle, eyebrow.y + eyebrow.height + small), room, fitted.height)
    height = fitted.em * 0.4
    under, ends = words.y + words.height + fitted.em * 0.2, corner.card.y if corner else foot.words.y
    divider = Box(margin, under, min(height * 15, room), height) if under + height < ends else None
    placed: tuple[PlacedFact, ...] = ()
    top = margin
    if band and sheet.facts:
        area = Box(width + margin, top, size.width - width - 2 * margin, 0)
        placed, tall = place_facts(sheet.facts, area, max(sheet.comfort * 1.2, fitted.em * 0.34), sheet.comfort)
        top += tall + margin * 0.5
    right = sheet.room(width + margin, top, size.width - width - 2 * margin, foot.top)
    box = Box(right.x, margin, right.width, top - margin * 1.5) if placed else None
    words_at_foot = Box(right.x, foot.words.y, right.width, foot.words.height)
    return Frame(
        size, margin, True, False, head, eyebrow, fitted, words, divider, None, Box(width, 0, 0, 0), box, placed, right,
        words_at_foot, foot.strip, foot.art, small, foot.em, emblem, corner,
    )  # fmt: skip


def place_facts(facts: Sequence[Fact], area: Box, em: float, least: float) -> tuple[tuple[PlacedFact, ...], float]:
    """Stand facts side by side over a width, in more rows where they must; give them and the height they take.

    `em` is the size wanted for their values in mm, `least` the smallest one allowed.
    """

    def needed(fact: Fact, size: float) -> float:
        return max(ems(fact.name) * _NAME, ems(fact.value)) * size + size * 1.5

    def broken(count: int) -> tuple[float, list[Sequence[Fact]]]:
        each = -(-len(facts) // count)
        rows = [facts[at : at + each] for at in range(0, len(facts), each)]
        widest = max(sum(needed(fact, em) for fact in row) for row in rows)
        return em * min(1.0, area.width / widest), rows

    tries = [broken(count) for count in range(1, len(facts) + 1)]
    size, rows = next((found for found in tries if found[0] >= max(em * _ENOUGH, least)), tries[-1])
    em = max(size, least)
    placed: list[PlacedFact] = []
    y = area.y
    for row in rows:
        spare = max(0.0, area.width - sum(needed(fact, em) for fact in row)) / len(row)
        spare = spare if len(row) > 1 else 0.0
        x = area.x
        for fact in row:
            width = min(needed(fact, em) + spare, area.width)
            own = min(em, (width - em * 0.6) / max(ems(fact.value), 1.0))
            placed.append(PlacedFact(fact.name, fact.value, Box(x, y, width, em * _ROW), own, fact is row[0]))
            x += width
        y += em * _ROW
    return tuple(placed), y - area.y


def stack_facts(facts: Sequence[Fact], area: Box, em: float) -> tuple[PlacedFact, ...]:
    """Stand facts one below the other in a narrow column, as large as its height allows; long values break."""

    def heights(size: float) -> list[float]:
        return [(_STACKED + _LINE * lines(fact.value, size)) * size for fact in facts]

    def lines(value: str, size: float) -> int:
        room = area.width * _SNUG / size
        if ems(value) <= room or value.isascii():
            return 1
        return sum(math.ceil(ems(piece) / room) for piece in pieces(value))

    while sum(heights(em)) > area.height and em > 1.0:
        em *= 0.97
    placed: list[PlacedFact] = []
    y = area.y
    for fact, height in zip(facts, heights(em), strict=True):
        whole = area.width * _SNUG / max(ems(fact.value), 1.0)  # an address of the net has no place to break
        own = min(em, whole) if fact.value.isascii() else em
        placed.append(PlacedFact(fact.name, fact.value, Box(area.x, y, area.width, height), own, first=True))
        y += height
    return tuple(placed)
