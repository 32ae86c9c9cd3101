"""Layouts of the corridor's panels: chapter opener, upright motto, story with a picture, four steps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.sizes import MM_PER_PT
from zhendi.render.layouts.corner import Corner, side_of, standing_corner
from zhendi.render.layouts.flows import flow_plans, sharp
from zhendi.render.layouts.frame import Frame, arrange_frame
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, ems, fit_title, title_on
from zhendi.typeset.spec import Box

_STEP = re.compile(r'<p class="l1">\s*<span class="no">([^<]*)</span>(.*?)</p>', re.DOTALL)
_NAME = re.compile(r"^(.{1,8}?)[：:](.+)$", re.DOTALL)
_FEWEST, _MOST = 3, 6
_CELL = 1.14  # em of a character of a motto, downwards
_TITLE_OF_STORY = 0.13  # of the width at most
_APART = 1.5  # em between the lines of a motto
_SURE = 1.15  # of the height that a text is guessed to take
_AFTER_TITLE = 0.45  # em of the title, under it


class Motto(Struct, frozen=True):
    """An upright text: its lines from right to left, `em` in mm, and the box they stand in."""

    lines: tuple[str, ...]
    em: float
    box: Box


class Step(Struct, frozen=True):
    """One of several steps: its number and name, the box of its ground and the box of its label."""

    number: str
    name: str
    ground: Box
    label: Box


def arrange_panel(sheet: Sheet) -> Sequence[Plan]:
    """Choose what suits the panel: a chapter's opener, a motto, steps, or a story."""
    fields = sheet.fields
    motto = tuple(line.strip() for line in re.split(r"[/／\n]", fields.motto or "") if line.strip())
    if fields.form == "篇首":
        return _opener(sheet, motto or (sheet.entry.title,))
    if motto:
        return _motto(sheet, motto)
    steps = _STEP.findall(sheet.body)
    if _FEWEST <= len(steps) <= _MOST and not _STEP.sub("", sheet.body).strip():
        return _steps(sheet, steps)
    return _story(sheet)


def _panel_frame(sheet: Sheet) -> Frame:
    """Take the common frame without its head: a panel's chapter and number stand in one line on top."""
    frame = arrange_frame(sheet, band=False)
    small = max(min(sheet.size.width, sheet.size.height) * (0.032 if sheet.slender else 0.022), sheet.comfort * 0.7)
    top = sheet.margin * 0.9 + small * 2.2
    body = Box(sheet.margin, top + sheet.margin * 0.4, sheet.inner, frame.art.y - top - sheet.margin * 0.2)
    corner = _foot_corner(sheet, frame)
    if corner:
        body = replace(body, height=min(body.height, corner.card.y - sheet.margin * 0.3 - body.y))
    title, words = frame.title, frame.title_box
    if sheet.common:  # the titles of a series stand at one height
        title = title_on(sheet, body.width, 0.0)
        words = replace(body, height=title.height)
        body = _below(body, title.height + title.em * _AFTER_TITLE)
    return replace(
        frame,
        title=title,
        title_box=words,
        centred=frame.centred and not sheet.common,
        side=False,
        head=Box(0, 0, sheet.size.width, top),
        eyebrow=Box(sheet.margin, sheet.margin * 0.9, sheet.inner, small * 2.2),
        body=body,
        foot=Box(
            sheet.margin, frame.foot.y, sheet.inner - (corner.card.width * 1.2 if corner else 0), frame.foot.height
        ),
        small=small,
        divider=None,
        note=None,
        emblem=None,
        corner=corner,
    )


def _foot_corner(sheet: Sheet, frame: Frame) -> Corner | None:
    """Stand the code on the foot of every panel: it has no head."""
    side = side_of(sheet)
    right, bottom = sheet.margin + sheet.inner, frame.foot.y + frame.foot.height - sheet.margin * 0.16
    return standing_corner(side, right - side, bottom) if side else None


def _below(box: Box, height: float) -> Box:
    return replace(box, y=box.y + height, height=box.height - height)


def _titled(sheet: Sheet, frame: Frame, area: Box, wanted: float, after: float) -> tuple[Frame, Box]:
    """Stand the title at the top of an area, and give what is left of it; in a series the title stands already."""
    if sheet.common:
        return frame, area
    title = title_on(sheet, area.width, wanted, most=2)
    words = Box(area.x, area.y, area.width, title.height)
    return replace(frame, title=title, title_box=words, centred=False), _below(area, title.height + after * title.em)


def _upright(lines: tuple[str, ...], box: Box, most: float) -> Motto:
    """Set a motto as large as a box holds it; it stands at the box's right."""
    longest = max(map(len, lines))
    em = min(box.height / (longest * _CELL), box.width / (1 + (len(lines) - 1) * _APART), most)
    width = em * (1 + (len(lines) - 1) * _APART)
    return Motto(lines, em, Box(box.x + box.width - width, box.y, width, longest * _CELL * em))


def _slot(sheet: Sheet, frame: Frame, words: dict[str, object]) -> list[Plan]:
    boxes = {"motto": None, "image": None, "gate": None, "steps": (), **words}
    return [replace(plan, sink=0.0) for plan in flow_plans(sheet, frame, boxes, most=1)]


def _opener(sheet: Sheet, motto: tuple[str, ...]) -> Sequence[Plan]:
    """Open a chapter: its motto and a round window on a dark ground, a few sentences at the foot."""
    frame = _panel_frame(sheet)
    whole, gap = frame.body, sheet.margin * 0.8
    body = whole if frame.corner else replace(whole, height=frame.strip.y - whole.y - sheet.margin * 0.3)
    if sheet.wide:
        zone = Box(body.x + body.width * 0.44, body.y, body.width * 0.18, body.height)
        gate = _square(Box(body.x, body.y, body.width * 0.4, body.height))
        text = Box(body.x + body.width * 0.67, body.y + body.height * 0.36, body.width * 0.33, body.height * 0.6)
        name = Box(text.x, body.y, text.width, body.height * 0.3)
    else:
        upper = body.height * (0.6 if not sheet.tall else 0.5)
        zone = Box(body.x + body.width * 0.56, body.y, body.width * 0.44, upper)
        gate = None
        name = Box(body.x, body.y + upper + gap, body.width, 0.0 if sheet.common else body.height * 0.12)
        text = Box(
            body.x, name.y + name.height + gap * 0.5, body.width, body.y + body.height - name.y - name.height - gap
        )
    upright = _upright(motto, zone, min(sheet.size.width, sheet.size.height) * 0.15)
    if gate is None:  # it begins left of the board and ends before the motto
        left = -sheet.size.width * 0.18
        gate = _square(Box(left, body.y + upper * 0.12, upright.box.x - gap * 0.4 - left, upper * 0.88))
    if not sheet.common:
        title = fit_title(sheet.entry.title, name.width, min(name.height * 0.7, upright.em * 0.9), most=1)
        frame = replace(frame, title=title, title_box=name, centred=False)
    frame = replace(frame, body=text)
    return _slot(sheet, frame, {"form": "opener", "motto": upright, "gate": gate})


def _square(box: Box) -> Box:
    side = min(box.width, box.height)
    return Box(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)


def _motto(sheet: Sheet, motto: tuple[str, ...]) -> Sequence[Plan]:
    """Stand a motto upright at the right, a picture or the theme's drawing at its left, the text below or beside."""
    frame = _panel_frame(sheet)
    body, gap = frame.body, sheet.margin * 0.7
    pictured = sheet.picture(sheet.fields.picture)
    if sheet.banner or (sheet.wide and not pictured):  # in one row: the drawing, the text, the motto
        zone = Box(body.x + body.width * 0.72, body.y, body.width * 0.28, body.height)
        upright = _upright(motto, zone, sheet.size.height * (0.2 if sheet.banner else 0.16))
        side = min(body.height, body.width * 0.36)
        image = Box(body.x, body.y + (body.height - side) / 2, side, side)
        left = image.x + image.width + gap * (2 if sheet.banner else 1)
        text = Box(left, body.y + body.height * 0.16, upright.box.x - gap * 2 - left, body.height * 0.8)
    elif sheet.wide:
        zone = Box(body.x + body.width * 0.72, body.y, body.width * 0.28, body.height)
        upright = _upright(motto, zone, sheet.size.height * 0.16)
        left = upright.box.x - gap * 1.4 - body.x
        needed = sheet.height_of(sheet.size.height * 0.042, left) + sheet.size.height * 0.14
        image = Box(body.x, body.y, left, min(max(body.height * 0.34, body.height - gap - needed), body.height * 0.6))
        top = image.y + image.height + gap
        text = Box(body.x, top, left, body.y + body.height - top)
    else:
        needed = sheet.height_of(sheet.size.width * 0.05, body.width) + sheet.size.width * 0.18
        upper = max(body.height * 0.5, body.height - needed)
        zone = Box(body.x + body.width * 0.46, body.y, body.width * 0.54, upper)
        upright = _upright(motto, zone, sheet.size.width * 0.19)
        height = max(upright.box.height, upper * 0.94)
        image = Box(body.x, body.y, upright.box.x - gap * 1.2 - body.x, height)
        if sheet.tall:  # beside the motto a picture would be a sliver: it stands below, the whole width
            top = upright.box.y + upright.box.height + gap
            image = Box(body.x, top, body.width, max(body.y + height - top, body.width * 0.5))
        top = image.y + image.height + gap
        text = Box(body.x, top, body.width, body.y + body.height - top)
    most = upright.em * (0.75 if sheet.wide and not pictured else 0.5 if sheet.wide else 0.62)
    wanted = min(sheet.title_em(text.width * text.height), most)
    frame, text = _titled(sheet, frame, text, wanted, 0.25)
    frame = replace(frame, body=text)
    return _slot(sheet, frame, {"form": "motto", "motto": upright, "image": _sharp(sheet, image)})


def _story(sheet: Sheet) -> Sequence[Plan]:
    """Tell a case or a family's custom: title, picture if there is one, text; one idea a panel."""
    frame = _panel_frame(sheet)
    body, gap = frame.body, sheet.margin * 0.6
    picture = sheet.picture(sheet.fields.picture)
    wanted = sheet.title_em(body.width * body.height * (0.6 if not sheet.wide else 0.4), _TITLE_OF_STORY)
    image: Box | None = None
    if sheet.wide:
        width = body.width * (0.44 if picture else 0.3)
        image = Box(body.x + body.width - width, body.y, width, body.height)
        left = Box(body.x, body.y, body.width - width - gap * 2, body.height)
    else:
        height = min(body.width * 0.6, body.height * 0.4) if picture else 0.0
        image = Box(body.x, body.y, body.width, height) if picture else None
        top = body.y + (height + gap if picture else sheet.margin * 0.6)
        left = Box(body.x, top, body.width, body.y + body.height - top)
        if not picture:
            text_height = sheet.height_of(wanted / 2, body.width) + wanted * 2
            if sheet.common and sheet.common.body_pt:  # in a series the size is settled, the title stands already
                text_height = sheet.height_of(sheet.common.body_pt * MM_PER_PT, body.width) * _SURE + gap
            side = min(sheet.size.width * 0.7, max(body.height * 0.24, body.height - text_height))
            right = frame.corner.card.x - gap * 0.5 if frame.corner else body.x + body.width
            side = min(side, right - body.x)
            bottom = frame.strip.y + sheet.margin * 0.1
            image = Box(right - side, bottom - side, side, side)
            left = replace(left, height=image.y - top - gap * 0.4)
    frame, text = _titled(sheet, frame, left, wanted, _AFTER_TITLE)
    frame = replace(frame, body=text)
    return _slot(sheet, frame, {"form": "story", "image": _sharp(sheet, image) if image else None})


def _sharp(sheet: Sheet, box: Box) -> Box:
    picture = sheet.picture(sheet.fields.picture)
    return sharp(box, picture) if picture else box


def _steps(sheet: Sheet, found: list[tuple[str, str]]) -> Sequence[Plan]:
    """Set a text that is nothing but 一、二、三、 as stairs (四种形态, 四道关), each further in than the last."""
    frame = _panel_frame(sheet)
    body, count, gap = frame.body, len(found), sheet.margin * 0.35
    frame, area = _titled(sheet, frame, body, sheet.title_em(body.width * body.height * 0.6), 0.0)
    title = frame.title
    top = area.y + sheet.margin * 0.5
    about = sheet.fields.source or ""
    source_em = max(sheet.comfort, min(title.em * 0.26, body.width / max(ems(about), 1.0))) if about else 0.0
    source = source_em * 2.2
    zone = Box(body.x, top, body.width, body.y + body.height - top - source)
    stairs = _rising(zone, count, gap) if sheet.wide else _falling(zone, count, gap)
    slots, steps = [], []
    for at, ((number, text), (ground, label, box)) in enumerate(zip(found, stairs, strict=True)):
        named = _NAME.match(text)
        name, rest = (named[1], named[2]) if named and "<" not in named[1] else ("", text)
        steps.append(Step(number.rstrip("、．."), name, ground, label))
        slots.append(SlotPlan(f"step{at}", (box,), {"text": rest, "ems": ems(plain(rest))}, split=False))
    frame = replace(frame, body=zone)
    source_box = Box(body.x, zone.y + zone.height + source * 0.3, body.width, source) if source else None
    words_of_plan = {"form": "steps", "motto": None, "image": None, "gate": None, "source": source_box}
    flat = sheet.banner
    size = _label_size(steps, flat=flat)
    return [
        Plan(
            frame,
            tuple(slots),
            {**words_of_plan, "steps": steps, "flat": flat, "label_em": size, "source_em": source_em},
            middles=not sheet.wide,
        )
    ]


def _label_size(steps: list[Step], *, flat: bool) -> float:
    if flat:  # number and name on one line
        return min(
            min(step.label.width / (ems(step.number + step.name) + 2.0), step.label.height * 0.52) for step in steps
        )
    return min(min(step.label.width / (ems(step.name or step.number) + 0.8), step.label.height * 0.3) for step in steps)


def _falling(zone: Box, count: int, gap: float) -> list[tuple[Box, Box, Box]]:
    """Give rows that move in step by step: ground, label at its left, text."""
    height = (zone.height - gap * (count - 1)) / count
    shift = zone.width * 0.05
    width = zone.width - shift * (count - 1)
    rows = []
    for at in range(count):
        ground = Box(zone.x + at * shift, zone.y + at * (height + gap), width, height)
        label = Box(ground.x, ground.y, width * 0.25, height)
        pad = gap * 0.9
        left = label.x + label.width + pad
        rows.append((ground, label, Box(left, ground.y + pad, ground.x + width - pad - left, height - 2 * pad)))
    return rows


def _rising(zone: Box, count: int, gap: float) -> list[tuple[Box, Box, Box]]:
    """Give columns that stand higher step by step: ground, label on top, text."""
    width = (zone.width - gap * (count - 1)) / count
    rise = zone.height * 0.09
    stairs = []
    for at in range(count):
        top = zone.y + (count - 1 - at) * rise
        ground = Box(zone.x + at * (width + gap), top, width, zone.y + zone.height - top)
        label = Box(ground.x, ground.y, width, zone.height * (0.3 if width > zone.height else 0.24))
        pad = gap * 0.9
        text = Box(ground.x + pad, label.y + label.height + pad, width - 2 * pad, 0)
        stairs.append((ground, label, replace(text, height=zone.y + zone.height - text.y - pad)))
    return stairs
