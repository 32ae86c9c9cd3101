"""Layouts of one text that flows through columns: articles, prose, notice, activity, questions."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.entities import Picture
from zhendi.render.facts import Fact
from zhendi.render.layouts.corner import side_of
from zhendi.render.layouts.frame import Frame, arrange_frame, stack_facts
from zhendi.render.layouts.grid import grid
from zhendi.render.layouts.ledger import book_plans, ledger_plans
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, column_counts, columns, ems
from zhendi.typeset.spec import Box

_NUMBER = re.compile(r'<p class="article"[^>]*><span class="no">([^<]*)</span>')
_LARGEST, _LARGEST_TALL = 0.5, 0.57  # of the title's em: the body at most; the title of a roll-up is narrow
_BESIDE = 15.0  # characters a line that must be left beside article numbers in a column of their own
_FIGURE = re.compile(r'<figure\b[^>]*>.*?<img\b[^>]*?\bsrc="([^"]*)"[^>]*>(.*?)</figure>', re.DOTALL)
_VIDEO = re.compile(r'<svg class="video-code".*?</svg>', re.DOTALL)
_TITLE_OF_SIGN = 0.2  # of the width at most
_LONGEST_LINE = 50.0  # characters
_LEAST_DPI, _MM_PER_INCH = 40.0, 25.4
_PHOTOS_HIGH = 0.68  # of their width: the zone of photographs at most
_PHOTO_ZONE = {2: 0.4}  # of the same, for two that stand side by side
_TEXT_BY_PHOTOS = 0.2  # share of the board that is left for a text with photographs
_LISTED = 1.35  # times the height of running text that a text with its points and keepers takes
_EASY = 0.25  # of the title's size: a body size at which a report of an activity reads well
_SPREAD = 1.3  # between the likely size of a text and the sizes that it may really take


class Photo(Struct, frozen=True):
    """A photograph, its caption and its box."""

    picture: Picture
    caption: str
    plays: bool = False  # it is the still of a video
    box: Box | None = None  # None until it has its place
    code: Box | None = None  # on the still of a video


def flow_plans(sheet: Sheet, frame: Frame, words: Mapping[str, Any] | None = None, *, most: int = 6) -> list[Plan]:
    """Give one plan a sensible number of columns, at most `most`."""
    share = _LARGEST_TALL if sheet.tall and not sheet.fields.persons else _LARGEST  # a table of people wants room
    ceiling = frame.title.em * share
    likely = min(sheet.likely(frame.body.width * frame.body.height), ceiling)
    span = (max(sheet.comfort, likely / _SPREAD), min(ceiling, likely * _SPREAD))
    plans = []
    if "<table" in sheet.body:  # its columns want room
        most = min(most, 2 if sheet.wide else 1)
    counts = column_counts(frame.body, span, sheet.ranges["columns"])
    for count in dict.fromkeys(min(count, most, sheet.most_columns) for count in counts):
        boxes = columns(frame.body, count, min(likely, frame.body.width / 30))
        line = boxes[0].width / likely
        hang = _hang(sheet, line)
        plans.append(Plan(frame, (SlotPlan("body", boxes, {"hang": hang}),), words or {}, largest=share))
    return plans


def _hang(sheet: Sheet, line: float) -> float:
    """Give the width in em of the column of article numbers; 0 where the lines are too short for one."""
    widest = max((ems(number) for number in _NUMBER.findall(sheet.body)), default=0.0)
    return widest + 1.0 if widest and line - widest >= _BESIDE else 0.0


def arrange_articles(sheet: Sheet) -> Sequence[Plan]:
    """Set numbered articles in 1–4 columns, their numbers hanging where the lines are long enough."""
    return flow_plans(sheet, arrange_frame(sheet))


def arrange_prose(sheet: Sheet) -> Sequence[Plan]:
    """Set a text with headings in columns; a sentence or two stand under a large title, centred, as on a sign.

    On a wide board its pictures stand beside it. The books of a list stand on cards.
    """
    if sheet.fields.form == "书目" and (books := book_plans(sheet)):
        return books
    if sheet.wide and (photos := _photos(sheet)):
        return _pictured(sheet, photos)
    if not sheet.brief:
        return flow_plans(sheet, arrange_frame(sheet))
    plans = flow_plans(sheet, arrange_frame(sheet, largest=_TITLE_OF_SIGN), {"form": "sign"}, most=1)
    return [replace(plan, sink=0.2, largest=0.75 if sheet.banner else plan.largest) for plan in plans]


def arrange_notice(sheet: Sheet) -> Sequence[Plan]:
    """Set a public notice; on a wide board period, phone and the signature stand in a column at the right.

    A notice that is a table (党费收缴) is set round its table.
    """
    if ledger := ledger_plans(sheet):
        return ledger
    if not sheet.wide or sheet.banner:
        return flow_plans(sheet, arrange_frame(sheet), {"aside": None}, most=2 if sheet.banner else 1)
    frame = arrange_frame(sheet, band=False)
    body = frame.body
    width = body.width * 0.27
    aside = Box(body.x + body.width - width, body.y, width, body.height)
    pad = sheet.margin * 0.5
    inside = Box(aside.x + pad, aside.y + pad, width - 2 * pad, body.height - 2 * pad)
    placed = stack_facts((*sheet.facts, *_acceptance(sheet)), inside, frame.title.em * 0.4)
    text = Box(body.x, body.y, body.width - width - sheet.margin, body.height)
    likely = sheet.likely(text.width * text.height)
    most = 1 if text.width / likely <= _LONGEST_LINE else 2
    return flow_plans(sheet, replace(frame, body=text, facts=placed), {"aside": aside}, most=most)


def _acceptance(sheet: Sheet) -> list[Fact]:
    accept = sheet.fields.accept
    pairs = [("受理单位", accept.unit), ("受理邮箱", accept.mailbox), ("受理地址", accept.address)] if accept else []
    return [Fact(name, value) for name, value in pairs if value]


def arrange_activity(sheet: Sheet) -> Sequence[Plan]:
    """Set an activity: its facts, its text, and its photographs in a grid below or at the right.

    Pictures that stand in the text are taken out of it into the grid, with their captions.
    """
    photos = [Photo(picture, "") for name in sheet.fields.photos if (picture := sheet.picture(name))]
    return _pictured(sheet, [*photos, *_photos(sheet)])


def _photos(sheet: Sheet) -> list[Photo]:
    figures = _FIGURE.findall(sheet.body)
    known = {picture.path: picture for picture in sheet.pictures}
    return [
        Photo(known[name], plain(_VIDEO.sub("", caption)), plays=bool(_VIDEO.search(caption)))
        for path, caption in figures
        if (name := html.unescape(path)) in known
    ]


def _pictured(sheet: Sheet, photos: Sequence[Photo]) -> list[Plan]:
    """Set a text without its pictures, which stand in a grid above it or at its right."""
    words = {"body": _FIGURE.sub("", sheet.body), "photos": ()}
    if not photos:
        return flow_plans(sheet, arrange_frame(sheet), words)
    frame = arrange_frame(sheet, text=_TEXT_BY_PHOTOS)
    body, gap = frame.body, sheet.margin * 0.3
    caption = frame.foot_em * 2 if any(photo.caption for photo in photos) else 0.0
    if sheet.wide:
        needed = sheet.height_of(frame.title.em * _EASY, body.width * 0.6) / body.height
        width = body.width * min(max(1 - needed * 0.6, 0.34), 0.5)
        zone = Box(body.x + body.width - width, body.y, width, min(body.height, width * 0.8 * len(photos)))
        text = Box(body.x, body.y, body.width - width - sheet.margin * 0.8, body.height)
    else:
        needed = sheet.height_of(frame.title.em * _EASY, body.width) * _LISTED
        height = min(
            max(body.height - needed, body.height * 0.34), body.width * (_PHOTO_ZONE.get(len(photos), _PHOTOS_HIGH))
        )
        zone = Box(body.x, body.y, body.width, height)
        top = body.y + height + sheet.margin * 0.4
        text = Box(body.x, top, body.width, body.y + body.height - top)
    cells = grid(zone, len(photos), gap)
    placed = tuple(
        _placed(sheet, photo, replace(cell, height=cell.height - caption))
        for photo, cell in zip(photos, cells, strict=True)
    )
    return flow_plans(sheet, replace(frame, body=text), {**words, "photos": placed})


def _placed(sheet: Sheet, photo: Photo, cell: Box) -> Photo:
    """Give a photograph its place; the still of a video has its code in the lower right corner."""
    box = sharp(cell, photo.picture)
    side = min(side_of(sheet), box.height, box.width) if photo.plays else 0.0
    code = Box(box.x + box.width - side, box.y + box.height - side, side, side) if side else None
    return replace(photo, box=box, code=code)


def sharp(box: Box, picture: Picture) -> Box:
    """Give the part of a box, at its left, in which a picture does not look blurred."""
    width = picture.width / _LEAST_DPI * _MM_PER_INCH
    if box.width <= width:
        return box
    return Box(box.x, box.y, width, min(box.height, width * picture.height / picture.width))
