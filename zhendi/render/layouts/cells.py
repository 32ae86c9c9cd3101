"""What boards of several entries are divided into: the room that they have, its cells, figures, notes; boxes in mm."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.model.entities import BoardSlot, Entry, Picture
from zhendi.model.sizes import MM_PER_PX
from zhendi.render.layouts.frame import Frame
from zhendi.typeset.pack import pack
from zhendi.typeset.predict import guess_strip
from zhendi.typeset.spec import Box

FULL, GIST, LINE = 0, 1, 2  # how much of an entry is said
_ENOUGH = 1.02  # of the comfortable size: below it nothing is said
_WORTH = {FULL: 1.7, GIST: 1.2, LINE: _ENOUGH}  # of the same, at which so much of several entries is worth saying
_LONGEST_LINE = 40.0  # em, over which a text is set in columns
_USUAL_LINE = 27.0
_SHORT = 0.5  # of its box: a text that fills less rather stands in one column
_BAR = 0.52  # of the title's em: the bar with a slot's title
_MOST_BAR = 0.17  # of the height of its cell
_NOTE = 1.9  # em of comfort: the line that says how many more there are
_PAD = 0.26  # of the margin
Write = Callable[[Sequence[Entry], int, str], str]  # entries, how much of each, style → HTML


class Filled(Struct, frozen=True):
    """A slot with the entries that stand in it."""

    slot: BoardSlot
    entries: tuple[Entry, ...]


class Cell(Struct, frozen=True):
    """A box of the board with one text; `note` says what found no room."""

    outer: Box
    columns: tuple[Box, ...]
    html: str
    style: str  # notice, card, list, lead, month, table, text, empty
    entries: tuple[Entry, ...] = ()
    title: str = ""
    bar: Box | None = None
    note: str = ""
    note_box: Box | None = None
    level: int = FULL
    photo: Box | None = None
    picture: str = ""  # path in the output


class Figure(Struct, frozen=True):
    """A large number and what it counts."""

    number: int
    name: str
    box: Box


class Room(Struct, frozen=True):
    """The board between head and foot, and what is to stand in it; `caution` widens every guess of a text's length."""

    frame: Frame
    body: Box
    slots: tuple[Filled, ...]
    write: Write
    comfort: float  # mm
    ceiling: float  # mm
    caution: float = 1.0
    intro: str = ""  # HTML
    picture: Callable[[Entry], Picture | None] = lambda _: None

    @property
    def gap(self) -> float:
        """Give the room between cells in mm."""
        return self.frame.margin * 0.34

    @property
    def pad(self) -> float:
        """Give the room between a cell's edge and its text in mm."""
        return max(self.comfort * 0.8, self.frame.margin * _PAD)

    def bar(self, box: Box) -> Box:
        """Give the bar with a cell's title."""
        return replace(box, height=min(self.frame.title.em * _BAR, box.height * _MOST_BAR))

    def worth(self, level: int, count: int) -> float:
        """Give the size in mm that so much of each of so many entries must promise; a single one rather says all."""
        if count == 1:
            return self.comfort * _ENOUGH
        return self.comfort * (_WORTH[level] if count > 2 or level else (_WORTH[level] + _ENOUGH) / 2)  # noqa: PLR2004

    @property
    def wide(self) -> bool:
        """Say whether the room lies."""
        return self.body.width >= self.body.height

    def fits(self, html: str, columns: Sequence[Box], em: float) -> bool:
        """Foresee whether a text finds room at a size."""
        width, size = columns[0].width / MM_PER_PX, em / MM_PER_PX
        strip = guess_strip("", html, width, size, 1.7)
        heights = [box.height / MM_PER_PX / self.caution for box in columns]
        lines = sum(max(1, math.ceil(atom.natural / atom.room * self.caution)) for atom in strip.atoms)
        room = sum(max(0, int(height / (size * 1.7))) for height in heights)
        return lines <= room and bool(pack(strip, heights, 1.0).runs)


def inside(box: Box, pad: float, top: float = 0.0, bottom: float = 0.0) -> Box:
    """Give the box for a text in a cell: `pad` off all sides, and what stands over and under it."""
    return Box(box.x + pad, box.y + pad + top, box.width - 2 * pad, max(1.0, box.height - 2 * pad - top - bottom))


def columns_in(box: Box, html: str, room: Room, most: int = 4) -> tuple[Box, ...]:
    """Divide a box into columns whose lines are easy to read at the size that the text will likely have."""
    length = max(1, len(html) * 0.6)
    likely = min(max(math.sqrt(box.width * box.height / length / 1.9), room.comfort), room.ceiling)
    line = box.width / likely
    short = length * likely * likely * 1.9 < box.width * box.height * _SHORT
    count = (
        1 if line <= (_LONGEST_LINE * 1.5 if short else _LONGEST_LINE) else min(most, max(1, round(line / _USUAL_LINE)))
    )
    gutter = likely * 2.0
    width = (box.width - gutter * (count - 1)) / count
    return tuple(Box(box.x + at * (width + gutter), box.y, width, box.height) for at in range(count))


def surplus_said(left: int) -> str:
    """Say how many entries found no room; nothing where none is left."""
    return f"另有 {left} 项见网站" if left else ""


def with_note(cells: Sequence[Cell], room: Room, left: int) -> tuple[Cell, ...]:
    """Note under the last cell how many entries are left."""
    if not left:
        return tuple(cells)
    return (*cells[:-1], replace(cells[-1], note=surplus_said(left), note_box=note_box_in(room, room.body)))


def without_note(room: Room, box: Box) -> Box:
    """Give a box without the line that the note takes."""
    return replace(box, height=box.height - room.comfort * _NOTE)


def note_box_in(room: Room, box: Box) -> Box:
    """Give the box of the note, at the foot of another."""
    height = room.comfort * _NOTE
    return Box(box.x, box.y + box.height - height, box.width, height)


def noted(cell: Cell, room: Room, inner: Box, left: int) -> Cell:
    """Note in a cell how many entries of its slot are left."""
    return replace(cell, note=surplus_said(left), note_box=note_box_in(room, inner) if left else None)
