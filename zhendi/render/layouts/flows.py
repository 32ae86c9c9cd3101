"""Layouts of one text that flows through columns: articles, prose, notice, activity, questions, brand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhendi.render.facts import Fact
from zhendi.render.layouts.frame import Frame, arrange_frame, place_facts
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, column_counts, columns, ems
from zhendi.typeset.spec import Box

_NUMBER = re.compile(r'<p class="article"[^>]*><span class="no">([^<]*)</span>')
_BESIDE = 15.0  # characters a line that must be left beside article numbers in a column of their own
_SPREAD = 1.3  # between the likely size of a text and the sizes that it may really take


def flow_plans(
    sheet: Sheet, frame: Frame, words: Mapping[str, Any] | None = None, *, most: int = 6
) -> list[Plan]:
    """Give one plan a sensible number of columns, at most `most`."""
    ceiling = frame.title.em / 2
    likely = min(sheet.likely(frame.body.width * frame.body.height), ceiling)
    span = (max(sheet.comfort, likely / _SPREAD), min(ceiling, likely * _SPREAD))
    plans = []
    counts = column_counts(frame.body, span, sheet.ranges["columns"])
    for count in dict.fromkeys(min(count, most) for count in counts):
        boxes = columns(frame.body, count, min(likely, frame.body.width / 30))
        line = boxes[0].width / likely
        hang = _hang(sheet, line)
        plans.append(Plan(frame, (SlotPlan("body", boxes, {"hang": hang}),), words or {}))
    return plans


def _hang(sheet: Sheet, line: float) -> float:
    """Give the width in em of the column of article numbers; 0 where the lines are too short for one."""
    widest = max((ems(number) for number in _NUMBER.findall(sheet.entry.body.poster)), default=0.0)
    return widest + 1.0 if widest and line - widest >= _BESIDE else 0.0


def arrange_articles(sheet: Sheet) -> Sequence[Plan]:
    """Set numbered articles in 1–4 columns, their numbers hanging where the lines are long enough."""
    return flow_plans(sheet, arrange_frame(sheet))


def arrange_prose(sheet: Sheet) -> Sequence[Plan]:
    """Set a text with headings in columns."""
    return flow_plans(sheet, arrange_frame(sheet))


def arrange_brand(sheet: Sheet) -> Sequence[Plan]:
    """Set a brand: its name as the title, its slogan, then meaning, work and results."""
    return flow_plans(sheet, arrange_frame(sheet))


def arrange_questions(sheet: Sheet) -> Sequence[Plan]:
    """Set a problem, its measures and the three questions."""
    return flow_plans(sheet, arrange_frame(sheet))


def arrange_notice(sheet: Sheet) -> Sequence[Plan]:
    """Set a public notice; on a wide board period, phone and the signature stand in a column at the right."""
    if not sheet.wide or sheet.banner:
        return flow_plans(sheet, arrange_frame(sheet), {"aside": None})
    frame = arrange_frame(sheet, band=False)
    body = frame.body
    width = body.width * 0.27
    aside = Box(body.x + body.width - width, body.y, width, body.height)
    pad = sheet.margin * 0.45
    facts = (*sheet.facts, *_acceptance(sheet))
    em = max(sheet.comfort, min(sheet.likely(body.width * body.height * 0.6), frame.title.em * 0.4))
    placed, _ = place_facts(facts, Box(aside.x + pad, aside.y + pad, aside.width - 2 * pad, 0), em, sheet.comfort * 0.75)
    narrower = replace(
        frame, body=Box(body.x, body.y, body.width - width - sheet.margin, body.height), facts=placed
    )
    return flow_plans(sheet, narrower, {"aside": aside})


def _acceptance(sheet: Sheet) -> list[Fact]:
    accept = sheet.fields.accept
    pairs = [("受理单位", accept.unit), ("受理邮箱", accept.mailbox), ("受理地址", accept.address)] if accept else []
    return [Fact(name, value) for name, value in pairs if value]


def arrange_activity(sheet: Sheet) -> Sequence[Plan]:
    """Set an activity: its facts, its text, and its photographs in a grid below or at the right."""
    frame = arrange_frame(sheet)
    photos = [picture.path for name in sheet.fields.photos if (picture := sheet.picture(name))]
    if not photos:
        return flow_plans(sheet, frame, {"photos": ()})
    body, gap = frame.body, sheet.margin * 0.3
    if sheet.wide:
        width = body.width * (0.32 if sheet.banner else 0.38)
        zone = Box(body.x + body.width - width, body.y, width, body.height)
        text = Box(body.x, body.y, body.width - width - sheet.margin * 0.8, body.height)
    else:
        height = min(body.height * 0.46, body.width * (0.62 if len(photos) in {1, 4} else 0.4 if len(photos) < 4 else 0.62))
        zone = Box(body.x, body.y + body.height - height, body.width, height)
        text = Box(body.x, body.y, body.width, body.height - height - sheet.margin * 0.5)
    placed = tuple(zip(photos, grid(zone, len(photos), gap), strict=False))
    return flow_plans(sheet, replace(frame, body=text), {"photos": placed})


def grid(zone: Box, count: int, gap: float) -> tuple[Box, ...]:
    """Divide a zone into a grid of `count` cells whose proportions come nearest to 3:2; a last row is widened."""

    def fault(rows: int) -> float:
        across = -(-count // rows)
        width = (zone.width - gap * (across - 1)) / across
        height = (zone.height - gap * (rows - 1)) / rows
        shape = width / height / 1.5
        return max(shape, 1 / shape) + 0.3 * (across * rows - count)

    rows = min(range(1, count + 1), key=fault)
    across = -(-count // rows)
    height = (zone.height - gap * (rows - 1)) / rows
    cells = []
    for row in range(rows):
        own = min(across, count - row * across)
        width = (zone.width - gap * (own - 1)) / max(own, 1)
        cells += [Box(zone.x + at * (width + gap), zone.y + row * (height + gap), width, height) for at in range(own)]
    return tuple(cells)
