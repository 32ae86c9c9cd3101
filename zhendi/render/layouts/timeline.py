"""Layout of a year: what is done when, each time with its own cell along a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import arrange_frame
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, ems
from zhendi.typeset.spec import Box

_ITEM = re.compile(r"<li[^>]*>\s*(?:<p[^>]*>)?(.*?)(?:</p>)?\s*</li>", re.DOTALL)
_WHEN = re.compile(r"^([^<]{1,8}?)[：:](.+)$", re.DOTALL)
_FEWEST, _MOST = 3, 24
_LABEL = 0.2  # of a cell's width: the time, where it stands left of the text
_LABEL_HIGH = 0.3  # of a cell's height: the time, where it stands over the text
_DOT = 0.16  # margins
_LARGEST, _LARGEST_TALL = 0.42, 0.62  # of the title: the text of a cell; a roll-up has narrow titles and low cells


class Moment(Struct, frozen=True):
    """One time on the line: its words, the box they stand in, and the dot that marks it."""

    when: str
    label: Box
    dot: Box


def arrange_timeline(sheet: Sheet) -> Sequence[Plan]:
    """Set a list of “time: what” along lines, 1–6 to a row; any other text as it comes."""
    frame = arrange_frame(sheet, band=False)
    found = [_WHEN.match(item.strip()) for item in _ITEM.findall(sheet.body)]
    pairs = [(match[1].strip(), match[2].strip()) for match in found if match]
    if not _FEWEST <= len(pairs) <= _MOST or len(pairs) < len(found) or _rest(sheet.body):
        return flow_plans(sheet, frame, {"moments": (), "lines": (), "when_em": 0.0})
    zone = replace(frame.body, y=frame.body.y + sheet.margin * 0.2, height=frame.body.height - sheet.margin * 0.2)
    across = _across(sheet, len(pairs))
    down = -(-len(pairs) // across)
    gap = sheet.margin * 0.5
    width, height = (zone.width - gap * (across - 1)) / across, zone.height / down
    moments, slots, lines = [], [], []
    dot, stroke = sheet.margin * _DOT, max(sheet.margin * 0.02, 0.25)
    for at, (when, what) in enumerate(pairs):
        row, column = (at // across, at % across) if sheet.wide else (at % down, at // down)
        cell = Box(zone.x + column * (width + gap), zone.y + row * height, width, height)
        label, mark, text = _over(cell, dot) if sheet.wide else _beside(cell, dot)
        moments.append(Moment(when, label, mark))
        slots.append(SlotPlan(f"moment{at}", (text,), {"text": what, "ems": ems(plain(what))}, split=False))
    centre = dot / 2 - stroke / 2
    if sheet.wide:
        lines = [Box(zone.x, zone.y + row * height + centre, zone.width, stroke) for row in range(down)]
    else:
        firsts = moments[::down]
        lines = [Box(m.dot.x + centre, zone.y, stroke, zone.height) for m in firsts]
    em = min(_fitting(moment) for moment in moments)
    em = min(em, frame.title.em * (_LARGEST_TALL if sheet.tall else 0.55))
    words = {"moments": moments, "lines": lines, "when_em": em}
    return [Plan(frame, tuple(slots), words, middles=not sheet.wide, largest=_LARGEST_TALL if sheet.tall else _LARGEST)]


def _rest(body: str) -> str:
    return plain(re.sub(r"</?[uo]l[^>]*>", "", _ITEM.sub("", body))).strip()


def _across(sheet: Sheet, count: int) -> int:
    """Give the number of cells in a row: as many as keep a cell's words to readable lines."""
    most = 6 if sheet.banner else 4 if sheet.wide else 1 if sheet.tall or count <= 6 else 2  # noqa: PLR2004
    return min(most, count)


def _beside(cell: Box, dot: float) -> tuple[Box, Box, Box]:
    label = Box(cell.x, cell.y, cell.width * _LABEL, cell.height)
    mark = Box(label.x + label.width + dot * 0.6, cell.y + (cell.height - dot) / 2, dot, dot)
    left = mark.x + dot * 2
    return label, mark, Box(left, cell.y, cell.x + cell.width - left, cell.height * 0.94)


def _over(cell: Box, dot: float) -> tuple[Box, Box, Box]:
    mark = Box(cell.x, cell.y, dot, dot)
    label = Box(cell.x, cell.y + dot * 1.4, cell.width, (cell.height - dot) * _LABEL_HIGH)
    top = label.y + label.height
    return label, mark, Box(cell.x, top, cell.width, (cell.y + cell.height - top) * 0.92)


def _fitting(moment: Moment) -> float:
    return min(moment.label.width / (ems(moment.when) + 0.2), moment.label.height * 0.8)
