"""Layouts of boards that show several entries: grids, panels, columns, a lead, a year, a table; boxes in mm.

How much of each entry is said is chosen here too: the whole text, the gist, or one line; and how many entries find
room. What is left out is said on the board.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from zhendi.model.entities import BoardSlot, Entry
from zhendi.render.layouts.cells import (
    FULL,
    GIST,
    LINE,
    Cell,
    Figure,
    Filled,
    Room,
    columns_in,
    inside,
    note_box_in,
    noted,
    surplus_said,
    with_note,
    without_note,
)
from zhendi.render.layouts.flows import sharp
from zhendi.render.layouts.grid import grid
from zhendi.typeset.spec import Box

_CARD, _NOTICE = 1.05, 1.3  # width over height of a cell that looks well
_LEAD, _PLAIN_LEAD = 0.4, 0.3  # of the width of a wide board, or of the height
_FEWEST_FIGURES = 3
_PHOTO = 0.46  # of the height of the lead
_PHOTO_ON_CARD = 0.34  # of its height
_SINK = 0.36  # of the room left over that stands above a single text
_MONTHS = 12
_MOST_CELLS = 12  # more notices than that rather follow one another in columns


def arrange_composite(layout: str, room: Room) -> tuple[tuple[Cell, ...], tuple[Figure, ...]]:
    """Divide the board by its layout."""
    intro: tuple[Cell, ...] = ()
    if room.intro:
        cell, room = _intro(room)
        intro = (cell,)
    figures: tuple[Figure, ...] = ()
    if len(room.slots) > 1:
        cells = _panels(room)
    elif not room.slots[0].entries:
        cells = (_empty(room, room.body, room.slots[0]),)
    elif layout == "chart":
        cells, figures = _chart(room)
    else:
        cells = _LAYOUTS.get(layout, _notices)(room)
    return (*intro, *cells), figures


def settled(cells: Sequence[Cell], fill: float) -> tuple[Cell, ...]:
    """Lower the text of a board that shows one thing into the optical middle; `fill` is the share that it takes."""
    if len(cells) != 1 or cells[0].style in {"table", "empty"} or len(cells[0].entries) > 1:
        return tuple(cells)
    down = (1 - min(fill, 1.0)) * cells[0].columns[0].height * _SINK
    columns = tuple(replace(box, y=box.y + down, height=box.height - down) for box in cells[0].columns)
    return (replace(cells[0], columns=columns),)


def _intro(room: Room) -> tuple[Cell, Room]:
    """Stand the board's own text over its entries."""
    body, em = room.body, room.comfort * 1.25
    height = room.comfort * 2
    while not room.fits(room.intro, (Box(body.x, body.y, body.width, height),), em) and height < body.height * 0.3:
        height += room.comfort
    box = Box(body.x, body.y, body.width, height)
    top = body.y + height + room.gap
    left = replace(room, body=Box(body.x, top, body.width, body.y + body.height - top), intro="")
    return Cell(box, (box,), room.intro, "text"), left


def _grid(room: Room, style: str, shape: float) -> tuple[Cell, ...]:
    """Give each entry a cell of its own: all say as much of theirs, and as many stand there as can be read."""
    slot = room.slots[0]
    for count in range(len(slot.entries), 0, -1):
        left = slot.slot.surplus + len(slot.entries) - count
        body = without_note(room, room.body) if left else room.body
        boxes = grid(body, count, room.gap, shape)
        for level in (FULL, GIST, LINE):
            cells = []
            for entry, box in zip(slot.entries, boxes, strict=False):
                html = room.write((entry,), level, style)
                picture, photo = _on_card(room, entry, box) if style == "card" else ("", None)
                columns = columns_in(inside(box, room.pad, photo.height if photo else 0.0), html, room, 3)
                cells.append(Cell(box, columns, html, style, (entry,), level=level, photo=photo, picture=picture))
            if all(room.fits(cell.html, cell.columns, room.worth(level, count)) for cell in cells):
                return with_note(cells, room, left)
    return with_note(cells, room, left)


def _on_card(room: Room, entry: Entry, box: Box) -> tuple[str, Box | None]:
    """Lay an entry's picture over the top of its card, where it has one that is sharp enough."""
    picture = room.picture(entry)
    wanted = replace(box, height=box.height * _PHOTO_ON_CARD)
    photo = sharp(wanted, picture) if picture else None
    return (picture.path, photo) if picture and photo == wanted else ("", None)


def _notices(room: Room) -> tuple[Cell, ...]:
    if len(room.slots[0].entries) > _MOST_CELLS:
        return _columned(room)
    return _grid(room, "notice", _NOTICE)


def _cards(room: Room) -> tuple[Cell, ...]:
    return _grid(room, "card", _CARD)


def _list(room: Room, slot: Filled, box: Box, style: str, most: int) -> Cell:
    """Let entries follow one another in one or more columns; none is cut, what finds no room is said."""
    inner = inside(box, room.pad) if style != "table" else box
    for count in range(len(slot.entries), 0, -1):
        left = slot.slot.surplus + len(slot.entries) - count
        text = without_note(room, inner) if left else inner
        for level in (FULL, GIST, LINE):
            html = room.write(slot.entries[:count], level, style)
            columns = columns_in(text, html, room, most)
            cell = Cell(box, columns, html, style, slot.entries[:count], slot.slot.title, level=level)
            if room.fits(html, columns, room.worth(level, count)):
                return noted(cell, room, inner, left)
    return noted(cell, room, inner, left)


def _columned(room: Room) -> tuple[Cell, ...]:
    return (_list(room, room.slots[0], room.body, "list", 4),)


def _lead(room: Room) -> tuple[Cell, ...]:
    """Set the first entry large, and the others beside it or below."""
    slot, body = room.slots[0], room.body
    first, rest = slot.entries[0], slot.entries[1:]
    share = (_LEAD if room.picture(first) else _PLAIN_LEAD) if rest else 1.0
    if room.wide:
        lead = replace(body, width=body.width * share - room.gap * bool(rest))
        side = Box(body.x + body.width * share, body.y, body.width * (1 - share), body.height)
    else:
        lead = replace(body, height=body.height * share - room.gap * bool(rest))
        side = Box(body.x, body.y + body.height * share, body.width, body.height * (1 - share))
    cell = _first(room, first, lead)
    return (cell, _list(room, replace(slot, entries=rest), side, "list", 3)) if rest else (cell,)


def _first(room: Room, entry: Entry, box: Box) -> Cell:
    """Set one entry large, under its picture where it has one that is sharp enough."""
    picture = room.picture(entry)
    photo = sharp(replace(box, height=box.height * _PHOTO), picture) if picture else None
    if photo is None or photo.width < box.width - 1:
        return _list(room, Filled(BoardSlot(), (entry,)), box, "lead", 2)
    below = replace(box, y=box.y + photo.height, height=box.height - photo.height)
    cell = _list(room, Filled(BoardSlot(), (entry,)), below, "lead", 2)
    return replace(cell, outer=box, photo=photo, picture=picture.path if picture else "")


def _panels(room: Room) -> tuple[Cell, ...]:
    """Stand several slots side by side on a wide board, one below the other on an upright one."""
    total = sum(filled.slot.share for filled in room.slots)
    count = len(room.slots)
    cells: list[Cell] = []
    at = room.body.x if room.wide else room.body.y
    whole = (room.body.width if room.wide else room.body.height) - room.gap * (count - 1)
    for filled in room.slots:
        span = whole * filled.slot.share / total
        box = replace(room.body, x=at, width=span) if room.wide else replace(room.body, y=at, height=span)
        cells.append(_panel(room, filled, box))
        at += span + room.gap
    return tuple(cells)


def _panel(room: Room, filled: Filled, box: Box) -> Cell:
    bar = room.bar(box) if filled.slot.title else None
    below = replace(box, y=box.y + bar.height, height=box.height - bar.height) if bar else box
    if filled.entries:
        cell = _list(room, filled, below, "list", 3 if filled.slot.flows else 1)
    elif filled.slot.text:
        inner = inside(below, room.pad)
        columns = columns_in(inner, filled.slot.text, room, 3 if filled.slot.flows else 1)
        cell = Cell(below, columns, filled.slot.text, "text")
    else:
        cell = _empty(room, below, filled)
    return replace(cell, outer=box, title=filled.slot.title, bar=bar)


def _empty(room: Room, box: Box, filled: Filled) -> Cell:
    """Show an empty slot as a calm place: the theme's motif, and a sentence in the optical middle."""
    inner = inside(box, room.pad)
    width = min(inner.width, max(room.comfort * 34, inner.width * 0.5))
    text = Box(inner.x + (inner.width - width) / 2, inner.y + inner.height * 0.56, width, inner.height * 0.3)
    return Cell(box, (text,), f'<p class="empty-line">{filled.slot.empty}</p>', "empty")


def _months(room: Room) -> tuple[Cell, ...]:
    """Give each month of the year a cell with its number; an empty month keeps its place."""
    slot, whole = room.slots[0], room.body
    year = max((entry.date.year for entry in slot.entries if entry.date), default=0)
    by_month: dict[int, list[Entry]] = {}
    for entry in sorted(slot.entries, key=lambda entry: (str(entry.date), entry.source)):
        by_month.setdefault(entry.date.month if entry.date and entry.date.year == year else 0, []).append(entry)
    left = slot.slot.surplus + len(by_month.get(0, ()))
    if left:
        room = replace(room, body=without_note(room, room.body))
    across = 6 if room.body.width > room.body.height * 1.9 else 4 if room.wide else 3
    rows = _MONTHS // across
    width = (room.body.width - room.gap * (across - 1)) / across
    height = (room.body.height - room.gap * (rows - 1)) / rows
    cells = []
    for month in range(1, _MONTHS + 1):
        row, column = divmod(month - 1, across)
        box = Box(room.body.x + column * (width + room.gap), room.body.y + row * (height + room.gap), width, height)
        bar = room.bar(box)
        below = replace(box, y=box.y + bar.height, height=box.height - bar.height)
        found = tuple(by_month.get(month, ()))
        cell = _list(room, Filled(BoardSlot(), found), below, "month", 1) if found else Cell(below, (), "", "month")
        cells.append(replace(cell, outer=box, title=f"{month}月", bar=bar))
    if left:
        cells.append(Cell(whole, (), "", "note", note=surplus_said(left), note_box=note_box_in(room, whole)))
    return tuple(cells)


def _chart(room: Room) -> tuple[tuple[Cell, ...], tuple[Figure, ...]]:
    """Count the entries by their state in large figures, and list them in a table below."""
    slot, body = room.slots[0], room.body
    counts = tally(slot.entries)
    height = min(body.height * 0.2, room.comfort * 9)
    width = (body.width - room.gap * (len(counts) - 1)) / max(len(counts), _FEWEST_FIGURES)
    figures = tuple(
        Figure(number, name, Box(body.x + at * (width + room.gap), body.y, width, height))
        for at, (name, number) in enumerate(counts.items())
    )
    top = body.y + height + room.gap
    below = Box(body.x, top, body.width, body.y + body.height - top)
    return (_list(room, slot, below, "table", 1 if len(slot.entries) < 12 else 2),), figures  # noqa: PLR2004


def tally(entries: Sequence[Entry]) -> Mapping[str, int]:
    """Count entries in all, and by what their kind calls their state or form."""
    counted = Counter(
        getattr(entry.fields, "state", None) or getattr(entry.fields, "form", None) or entry.state.value
        for entry in entries
    )
    order = ("未开始", "整改中", "长期坚持", "已完成")
    known = sorted(counted, key=lambda word: (order.index(word) if word in order else -counted[word], word))
    return {"总数": len(entries), **{word: counted[word] for word in known[:4]}}


_LAYOUTS: Mapping[str, Callable[[Room], tuple[Cell, ...]]] = {
    "slots": _notices,
    "cards": _cards,
    "columns": _columned,
    "panel": _lead,
    "timeline": _months,
}
