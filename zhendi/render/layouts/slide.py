"""The layout of a still for the lobby display: a band with the unit, area and title, key facts in lines, one column."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.model.entities import Picture
from zhendi.render.facts import Fact
from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import Frame, PlacedFact
from zhendi.render.layouts.plan import Plan
from zhendi.render.layouts.sheet import Sheet, Title, ems, fit_title
from zhendi.typeset.spec import Box

_FIGURE = re.compile(r'<figure\b[^>]*>.*?<img\b[^>]*?\bsrc="([^"]*)"[^>]*>.*?</figure>', re.DOTALL)
_SPACED = 1.18  # em a character of the unit's name
_BAND = {True: 2.5, False: 3.4}  # em of the body, of a lying and an upright display
_FOOT, _AREA, _AFTER = 1.9, 1.7, 0.7
_TITLE, _LARGEST = 2.3, 0.72  # em of the body at most; of the title, the body at most
_FACT_ROW, _FACT_GAP, _FACT_NAME = 1.75, 1.4, 0.8
_AFTER_NAME = 0.6  # em of the value
_PICTURE_WIDE, _PICTURE_HIGH = 0.36, 0.26  # of the width, of the height
_LEAST_SHOWN = 0.5  # of a picture's width
_LEAST_PICTURE = 600  # px of the width: a smaller one looks poor at this size


class Shown(Struct, frozen=True):
    """The picture of a slide and its box."""

    picture: Picture
    box: Box


def arrange_slide(sheet: Sheet) -> Sequence[Plan]:
    """Divide a display: nothing is smaller than 0.7 of the body's least size, `sheet.comfort`.

    A text that goes on on a further still begins there under the title: facts are said once.
    """
    em, margin, size = sheet.comfort, sheet.margin, sheet.size
    band, foot = _BAND[sheet.wide] * em, _FOOT * em
    shown, body = _picture(sheet)
    top = band + em * 0.8
    width = sheet.inner
    side = shown is not None and sheet.wide
    if side:
        width = sheet.inner * (1 - _PICTURE_WIDE) - margin * 0.7
    title = fit_title(sheet.entry.title, width, _TITLE * em, wide=sheet.wide, most=2)
    area = Box(margin, top, width, _AREA * em)
    words = Box(margin, area.y + area.height, width, title.height)
    under = words.y + words.height + em * _AFTER
    placed, ends = _facts(sheet.facts, Box(margin, under, width, 0), em)
    start = ends + em * _AFTER if placed else under
    bottom = size.height - foot - em * 0.7
    image = None
    if shown and sheet.wide:
        left = margin + width + margin * 0.7
        image = Shown(shown, _whole(shown, Box(left, top, size.width - margin - left, bottom - top)))
    elif shown:
        image = Shown(shown, Box(margin, start, sheet.inner, size.height * _PICTURE_HIGH))
        start += image.box.height + em * _AFTER
    text = sheet.room(margin, start, width, bottom)
    boxes = {
        "band": Box(0, 0, size.width, band),
        "area": area,
        "title": words,
        "text": text,
        "foot": Box(0, size.height - foot, size.width, foot),
    }
    frame = _frame(sheet, title, boxes, placed)
    more = replace(text, y=under, height=max(bottom - under, text.height))
    said = {"body": body, "image": image, "side": side, "rule": ends if placed else 0.0}
    plans = flow_plans(sheet, frame, said, most=1)
    return [replace(plan, slots=(replace(plan.slots[0], rest=(more,)),), largest=_LARGEST, sink=0.06) for plan in plans]


def _whole(picture: Picture, box: Box) -> Box:
    """Give a box of a picture's own proportions, in the middle of one that would cut too much of it off."""
    height = box.width * picture.height / picture.width
    if height >= box.height * _LEAST_SHOWN:
        return box
    return replace(box, y=box.y + (box.height - height) / 2, height=height)


def _picture(sheet: Sheet) -> tuple[Picture | None, str]:
    """Choose the picture that stands beside the text, and give the text without its figures.

    It is the cover, else the first photograph, else the first figure of the text that is large enough.
    """
    known = {picture.path: picture for picture in sheet.pictures}
    named = [sheet.entry.cover, *sheet.fields.photos]
    found = [picture for name in named if name and (picture := sheet.picture(name))]
    paths = (html.unescape(path) for path in _FIGURE.findall(sheet.body))
    found += [known[path] for path in paths if path in known]
    fit = [picture for picture in found if picture.width >= _LEAST_PICTURE]
    return (fit[0] if fit else None), _FIGURE.sub("", sheet.body)


def _facts(facts: Sequence[Fact], area: Box, em: float) -> tuple[tuple[PlacedFact, ...], float]:
    """Set facts as words in lines, in as many as they need; give them and where they end."""
    placed: list[PlacedFact] = []
    x, y = area.x, area.y + em * 0.35
    for fact in facts:
        needed = (ems(fact.name) * _FACT_NAME + _AFTER_NAME + ems(fact.value) + _FACT_GAP) * em
        if x > area.x and x + needed - _FACT_GAP * em > area.x + area.width:
            x, y = area.x, y + em * _FACT_ROW
        width = min(needed, area.x + area.width - x)
        own = em * min(1.0, width / max(needed - _FACT_GAP * em, 1.0))
        placed.append(PlacedFact(fact.name, fact.value, Box(x, y, width, em * _FACT_ROW), own, first=x == area.x))
        x += needed
    return tuple(placed), y + em * (_FACT_ROW + 0.35)


def _frame(sheet: Sheet, title: Title, boxes: Mapping[str, Box], facts: tuple[PlacedFact, ...]) -> Frame:
    """Give the frame of a slide: the head is the band with the unit's name, the foot one line."""
    band, foot = boxes["band"].height, boxes["foot"].height
    size, margin, em = sheet.size, sheet.margin, sheet.comfort
    small = min(em * 1.15, (sheet.inner * (0.7 if sheet.wide else 1.0)) / max(ems(sheet.unit) * _SPACED, 1.0))
    strip = boxes["foot"]
    words = Box(margin, strip.y, sheet.inner, foot)
    return Frame(
        size=size,
        margin=margin,
        side=False,
        centred=False,
        head=boxes["band"],
        eyebrow=Box(margin, (band - small * 1.5) / 2, sheet.inner, small * 1.5),
        title=title,
        title_box=boxes["title"],
        divider=None,
        note=boxes["area"],
        edge=Box(0, band - 0.25, size.width, sheet.share("edge", 0, 0.0) * 0.5),
        band=None,
        facts=facts,
        body=boxes["text"],
        foot=words,
        strip=strip,
        art=Box(0, strip.y, size.width, 0),
        small=small,
        foot_em=em * 0.8,
    )
