"""Layout of a problem found: what it was and what is done, then the three questions, each with its answer."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import arrange_frame
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, ems
from zhendi.typeset.spec import Box

_ASKED = (("问题", "有没有解决", "solved"), ("现状", "有没有改变", "changed"), ("工作", "有没有提升", "improved"))
_OPEN = "整改后填写。"
_BESIDE = (0.34, 0.42, 0.5)  # of a wide board's width: the problem
_OVER = (0.34, 0.42, 0.5, 0.58, 0.66)  # of an upright board's height
_LABEL = 0.25  # of a row's width
_LABEL_HIGH = 0.3  # of a column's height
_FULL = 0.85


class Question(Struct, frozen=True):
    """One of the three questions, in large and small words, and its boxes."""

    large: str
    small: str
    label: Box
    ground: Box
    is_open: bool


def arrange_questions(sheet: Sheet) -> Sequence[Plan]:
    """Stand the problem over or beside the three questions; a text that is too long flows instead."""
    frame = arrange_frame(sheet, text=0.45)
    body, gap = frame.body, sheet.margin * 0.7
    answers = [getattr(sheet.fields, name) or "" for _, _, name in _ASKED]
    plans = []
    for share in () if sheet.plain else _BESIDE if sheet.wide else _OVER:
        if sheet.wide:
            text = replace(body, width=body.width * share)
            left = text.x + text.width + gap
            zone = Box(left, body.y, body.x + body.width - left, body.height)
        else:
            text = replace(body, height=body.height * share)
            top = text.y + text.height + gap * 0.6
            zone = Box(body.x, top, body.width, body.y + body.height - top)
        asked, boxes = _asked(zone, answers, sheet.margin * 0.3, side_by_side=sheet.banner)
        if not all(_holds(box, answer, sheet.comfort) for box, answer in zip(boxes, answers, strict=True)):
            continue
        slots = [SlotPlan("body", (text,), split=False)]
        slots += [
            SlotPlan(f"answer{at}", (box,), _said(answer, middle=not sheet.banner), split=False)
            for at, (box, answer) in enumerate(zip(boxes, answers, strict=True))
        ]
        label = asked[0].label
        words = {"asked": asked, "label_em": min(label.width / 6.2, label.height * 0.24)}
        plans.append(Plan(frame, tuple(slots), words, fixed=True))
    return plans or flow_plans(sheet, frame, {"asked": ()}, most=6 if sheet.wide else 1)


def _said(answer: str, *, middle: bool) -> dict[str, object]:
    """Give an answer for the template; one that says its length stands in the middle of its box."""
    said = answer or _OPEN
    return {"answer": said, **({"ems": ems(said)} if middle else {})}


def _asked(
    zone: Box, answers: Sequence[str], gap: float, *, side_by_side: bool
) -> tuple[tuple[Question, ...], list[Box]]:
    """Divide a zone into three rows with their labels at the left, or three columns with them on top."""
    count = len(_ASKED)
    width = (zone.width - gap * (count - 1)) / count if side_by_side else zone.width
    height = zone.height if side_by_side else (zone.height - gap * (count - 1)) / count
    asked, boxes = [], []
    for at, ((large, small, _), answer) in enumerate(zip(_ASKED, answers, strict=True)):
        x = zone.x + at * (width + gap) if side_by_side else zone.x
        y = zone.y if side_by_side else zone.y + at * (height + gap)
        ground = Box(x, y, width, height)
        label = replace(ground, height=height * _LABEL_HIGH) if side_by_side else replace(ground, width=width * _LABEL)
        pad = gap * 1.1
        left, top = (x + pad, y + label.height + pad * 0.7) if side_by_side else (x + label.width + pad, y + pad * 0.6)
        boxes.append(Box(left, top, x + width - pad - left, y + height - pad * 0.6 - top))
        asked.append(Question(large, small, label, ground, not answer))
    return tuple(asked), boxes


def _holds(box: Box, answer: str, em: float) -> bool:
    """Foresee whether a box holds an answer at the smallest comfortable size."""
    lines = -(-ems(answer or _OPEN) // max(1, box.width // em))
    return box.width > em * 8 and lines * em * 1.6 <= box.height * _FULL
