"""Layout of a notice on office paper, in the manner of official documents (GB/T 9704-2012, 5 to 7).

On A4: 37 mm above, 28 mm left, text of 156 × 225 mm, 22 lines of 28 characters. On A3 all is larger by √2.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.model.sizes import MM_PER_PT
from zhendi.render.layouts.corner import side_of, standing_corner
from zhendi.render.layouts.frame import Frame
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, Title, ems
from zhendi.typeset.headline import break_title
from zhendi.typeset.spec import Box

_A4, _RATIO, _A3 = 210.0, 297 / 210, 300.0  # mm: width of A4, height over width, largest width that is office paper
_TOP, _LEFT, _WIDTH, _HEIGHT = 37.0, 28.0, 156.0, 225.0  # mm
_LINE = 225 / 22  # mm, between base lines
_BODY = 156 / 28  # mm: 三号 as 28 of them fill a line
_TITLE = 22 * MM_PER_PT  # 二号
_TITLE_LINES = 4
_ORGAN = 13.0  # mm at most: the name of the unit in the head
_RULE = 0.7  # mm
_NUMBER = 14 * MM_PER_PT  # 四号: the number of a sheet
_NUMBER_BELOW = 7.0  # mm under the text
_EDGE = 8.0  # mm from the sheet's edge to the card with the code
_NEAR = 0.03


def is_office_paper(width: float, height: float) -> bool:
    """Say whether a board of so many mm is an upright sheet that an office printer takes."""
    return width <= _A3 and abs(height / width / _RATIO - 1) < _NEAR


def arrange_document(sheet: Sheet) -> Sequence[Plan]:
    """Set the unit's name over a rule, the title, and the text at one size, over as many sheets as it needs.

    The code that leads to the page stands at the foot, at the right; the text ends above it.
    """
    unit = min(sheet.size.width / _A4, sheet.size.height / (_A4 * _RATIO))
    left, width = _LEFT * unit + (sheet.size.width - _A4 * unit) / 2, _WIDTH * unit
    bottom = (_TOP + _HEIGHT) * unit
    organ = min(_ORGAN * unit, width / max(ems(sheet.unit), 1.0))
    eyebrow = Box(left, _TOP * unit, width, organ * 1.3)
    rule = Box(left, eyebrow.y + eyebrow.height + 3 * unit, width, _RULE * unit)
    lines = break_title(sheet.entry.title, int(width / (_TITLE * unit)), _TITLE_LINES)
    title = Title(lines or (" ",), min(_TITLE * unit, width / max(map(ems, lines), default=1.0)))
    words = Box(left, rule.y + _LINE * unit * 1.5, width, title.height)
    top = words.y + words.height + _LINE * unit
    side, edge = side_of(sheet), _EDGE * unit
    corner = standing_corner(side, left + width - side, sheet.size.height - edge) if side else None
    ends = min(bottom, corner.card.y - edge / 2) if corner else bottom
    body = Box(left, top, width, ends - top)
    whole = Box(left, _TOP * unit, width, ends - _TOP * unit)
    room = width - side - edge if corner else width
    foot = Box(left, bottom + _NUMBER_BELOW * unit, room, _NUMBER * unit * 1.3)
    nothing = Box(0, 0, 0, 0)
    frame = Frame(
        sheet.size, sheet.margin, False, True, Box(0, 0, sheet.size.width, rule.y + rule.height), eyebrow, title, words,
        None, None, nothing, None, (), body, foot, nothing, nothing, organ, _NUMBER * unit,
        corner=corner,
    )  # fmt: skip
    slot = SlotPlan("body", (body,), rest=(whole,))
    body_pt = _BODY * unit / MM_PER_PT
    largest = _BODY * unit / title.em
    pitch = _LINE / _BODY
    return [Plan(frame, (slot,), {"rule": rule}, largest, sink=0.0, body_pt=body_pt, line_height=(pitch, pitch, pitch))]
