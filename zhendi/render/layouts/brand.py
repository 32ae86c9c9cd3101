"""Layout of a brand: its slogan in a band, then what it means, what is done for it and what came of it, in cards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import Frame, arrange_frame
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, ems
from zhendi.typeset.spec import Box

_LARGEST, _LARGEST_TALL = 0.36, 0.5  # of the title's em: the text of a card; a roll-up has narrow titles
_HEADING = 0.95  # of the same: the heading of a card, which stands in a bar
_BAR = 1.8  # em of the heading
_SLOGAN, _SLOGAN_BAND = 0.6, 1.9  # of the title's em at most; em of the slogan
_LINE = 1.75  # em
_SPARE = 1.15  # of the height that a text likely needs
_FEWEST = 2  # cards
_EASY = 1.5  # of the comfortable size, below which cards are no place for a text


class Part(Struct, frozen=True):
    """A card: the name of its text, its heading, its ground, and the bar that the heading stands in."""

    name: str
    title: str
    ground: Box
    bar: Box


class Slogan(Struct, frozen=True):
    """A line in a band; `em` in mm."""

    text: str
    band: Box
    em: float


def arrange_brand(sheet: Sheet) -> Sequence[Plan]:
    """Set a brand in cards under its slogan; what is too long or has a picture runs on as one text."""
    frame = arrange_frame(sheet, text=0.45)
    runs_on = flow_plans(sheet, frame, {"cards": (), "slogan": None})
    fields = sheet.fields
    texts = {
        "meaning": [fields.meaning or "", plain(sheet.body)],
        "works": list(fields.works),
        "results": list(fields.results),
    }
    titles = {"meaning": "品牌内涵", "works": "主要做法", "results": "工作成效"}
    texts = {name: lines for name, lines in texts.items() if any(lines)}
    if sheet.picture(fields.picture) or "<" in sheet.body.replace("<p>", "").replace("</p>", ""):
        return runs_on
    if len(texts) < _FEWEST:
        return runs_on
    slogan, zone = _slogan(sheet, frame)
    largest = frame.title.em * (_LARGEST_TALL if sheet.tall else _LARGEST)
    em, grounds = _grounds(sheet, largest, zone, texts)
    if em < sheet.comfort * _EASY:
        return runs_on
    bar = largest * _HEADING * _BAR
    pad = sheet.margin * 0.4
    parts = [
        Part(name, titles[name], ground, replace(ground, height=bar))
        for name, ground in zip(texts, grounds, strict=True)
    ]
    slots = tuple(SlotPlan(part.name, (_inside(part.ground, pad, bar),), split=False) for part in parts)
    words = {"cards": parts, "slogan": slogan, "heading_em": largest * _HEADING}
    return [Plan(replace(frame, body=zone), slots, words, largest=largest / frame.title.em, sink=0.0)]


def _inside(ground: Box, pad: float, bar: float) -> Box:
    top = bar + pad * 0.8
    return Box(ground.x + pad, ground.y + top, ground.width - 2 * pad, max(ground.height - top - pad, 1.0))


def _slogan(sheet: Sheet, frame: Frame) -> tuple[Slogan | None, Box]:
    """Stand the slogan over everything else, and give what is left."""
    body, text = frame.body, sheet.fields.slogan or ""
    if not text:
        return None, body
    em = min(frame.title.em * _SLOGAN, body.width / (ems(text) + 2))
    band = replace(body, height=em * _SLOGAN_BAND)
    down = band.height + sheet.margin * 0.5
    return Slogan(text, band, em), replace(body, y=body.y + down, height=body.height - down)


def _grounds(sheet: Sheet, largest: float, zone: Box, texts: dict[str, list[str]]) -> tuple[float, list[Box]]:
    """Place the cards: in a row on a wide board, else the meaning over the others, which stand side by side.

    The size in mm that their text will likely have is given too.
    """
    gap = sheet.margin * 0.4
    pad = sheet.margin * 0.4
    heads = largest * _HEADING * _BAR + pad * 1.8

    def rows_of(em: float) -> list[tuple[list[str], float]]:
        """Give the rows of cards and the height that each row likely needs."""
        names = list(texts)
        if sheet.wide:
            rows = [names]
        elif sheet.tall:
            rows = [[name] for name in names]
        else:
            rows = [names[:1], names[1:]] if names[0] == "meaning" else [names]
        widths = [(zone.width - gap * (len(row) - 1)) / len(row) - 2 * pad for row in rows]
        return [
            (row, heads + max(_height(texts[name], width, em) for name in row) * _SPARE)
            for row, width in zip(rows, widths, strict=True)
        ]

    em = largest
    rows = rows_of(em)
    while sum(height for _, height in rows) + gap * (len(rows) - 1) > zone.height and em > sheet.comfort:
        em *= 0.96
        rows = rows_of(em)
    whole = sum(height for _, height in rows)
    stretch = min((zone.height - gap * (len(rows) - 1)) / whole, 1.25)
    grounds, y = [], zone.y
    for row, needed in rows:
        width = (zone.width - gap * (len(row) - 1)) / len(row)
        grounds += [Box(zone.x + at * (width + gap), y, width, needed * stretch) for at in range(len(row))]
        y += needed * stretch + gap
    return em, grounds


def _height(lines: Iterable[str], width: float, em: float) -> float:
    """Guess the height in mm of paragraphs."""
    return sum(math.ceil((ems(line) + 2) * em / width) for line in lines if line) * em * _LINE
