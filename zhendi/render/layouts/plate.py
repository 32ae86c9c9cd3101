"""Layout of plates for doors, windows and desks: a name as large as the plate holds, and at most a line under it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import arrange_frame
from zhendi.render.layouts.plan import Plan
from zhendi.render.layouts.sheet import Sheet, ems, fit_title
from zhendi.typeset.spec import Box

_NAME = 0.4  # of the height at most
_LINE = 0.17  # of the height: the unit's name, and the line under the title
_BORDER = 0.45  # margins


def arrange_plate(sheet: Sheet) -> Sequence[Plan]:
    """Centre the name between the unit over it and a line under it, inside a border."""
    size, margin = sheet.size, sheet.margin * 1.2
    inner = size.width - 2 * margin
    frame = arrange_frame(replace(sheet, facts=(), code=0), band=False)
    two_lines = ems(sheet.entry.title) * size.height * _NAME > inner * 2
    title = fit_title(sheet.entry.title, inner, size.height * _NAME, most=2 if two_lines else 1)
    small = min(size.height * _LINE * 0.5, inner / max(ems(sheet.unit) * 1.2, 1.0))
    line = size.height * _LINE if sheet.characters else 0.0
    whole = small * 1.6 + title.height + line
    top = max((size.height - whole) * 0.46, margin * 0.7)
    words = Box(margin, top + small * 1.6, inner, title.height)
    body = Box(margin, words.y + words.height + size.height * 0.02, inner, max(line, 1.0))
    edge = sheet.margin * _BORDER
    border = Box(edge, edge, size.width - 2 * edge, size.height - 2 * edge)
    frame = replace(
        frame,
        side=False,
        centred=True,
        head=Box(0, 0, size.width, words.y + words.height),
        eyebrow=Box(margin, top, inner, small * 1.6),
        title=title,
        title_box=words,
        divider=None,
        note=None,
        emblem=None,
        body=body,
        foot=Box(margin, size.height - 1, inner, 1.0),
        small=small,
    )
    plans = flow_plans(sheet, frame, {"form": "sign", "border": border}, most=1)
    return [replace(plan, sink=0.0, largest=0.34) for plan in plans]
