"""The corner with the code that leads to the board's page: its size follows from the reading distance; boxes in mm."""

from __future__ import annotations

from msgspec import Struct

from zhendi.render.code import CAPTION, MODULE
from zhendi.render.layouts.sheet import Sheet
from zhendi.typeset.spec import Box

_LEAST, _MOST = 0.12, 0.3  # of the short side
_LINE = 1.45  # em of the caption under the code
_UPRIGHT = 1.5  # em of the caption at its side


class Corner(Struct, frozen=True):
    """A white card with a code, which brings its own quiet zone, and a caption; `upright`: that stands at its left."""

    card: Box
    code: Box
    words: Box
    em: float
    upright: bool = False


def side_of(sheet: Sheet) -> float:
    """Give the side of the code in mm; 0 where a board has none."""
    short = min(sheet.size.width, sheet.size.height)
    wanted = max(sheet.code * MODULE * sheet.distance, short * _LEAST)
    return min(wanted, short * _MOST) if sheet.code else 0.0


def lying_width(side: float) -> float:
    """Give the width in mm of a card whose caption stands upright at its left."""
    return side * (1 + CAPTION * _UPRIGHT)


def lying_corner(side: float, right: float, middle: float) -> Corner:
    """Stand a card with its caption at its left, its right edge and the middle of its height given."""
    width, em = lying_width(side), side * CAPTION
    card = Box(right - width, middle - side / 2, width, side)
    words = Box(card.x + em * 0.55, card.y, em, side)
    return Corner(card, Box(right - side, card.y, side, side), words, em, upright=True)


def standing_height(side: float) -> float:
    """Give the height in mm of a card with its caption under the code."""
    return side * (1 + CAPTION * _LINE) - side * CAPTION * 0.4


def standing_corner(side: float, left: float, bottom: float) -> Corner:
    """Stand a card with its caption under the code; its left and its lower edge are given."""
    em, height = side * CAPTION, standing_height(side)
    card = Box(left, bottom - height, side, height)
    return Corner(card, Box(left, card.y, side, side), Box(left, bottom - em * _LINE - em * 0.25, side, em * _LINE), em)
