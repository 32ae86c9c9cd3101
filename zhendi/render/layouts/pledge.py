"""Layout of one member's or branch's pledge: who promises, with a photograph, and the promises by aspect."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import Frame, arrange_frame
from zhendi.render.layouts.plan import Plan
from zhendi.render.layouts.sheet import Sheet, ems
from zhendi.typeset.spec import Box

_PHOTO = 5 / 7
_CARD = 0.17  # of an upright board's height
_TITLE = 0.085  # of the width at most: pledges hang in rows, and a name and a year rather keep to one line
_SIDE = 0.25  # of a wide board's inner width


def arrange_pledge(sheet: Sheet) -> Sequence[Plan]:
    """Stand the member's card over the promises, or at their left on a wide board; a branch has none."""
    frame = arrange_frame(sheet, band=not sheet.fields.person, text=0.4, largest=_TITLE)
    most = 3 if sheet.wide else 1
    if not sheet.fields.person:
        return flow_plans(sheet, frame, {"card": None}, most=most)
    card, body = _beside(sheet, frame) if sheet.wide else _above(sheet, frame)
    return flow_plans(sheet, replace(frame, body=body), card, most=most)


def _lines(sheet: Sheet) -> list[str]:
    person = sheet.fields.person
    return [line for line in (person.post, person.unit, person.group) if line]


def _above(sheet: Sheet, frame: Frame) -> tuple[dict[str, object], Box]:
    body, pad = frame.body, sheet.margin * 0.35
    height = min(sheet.size.height * _CARD, body.height * 0.34)
    card = Box(body.x, body.y, body.width, height)
    photo = Box(card.x + pad, card.y + pad, (height - 2 * pad) * _PHOTO, height - 2 * pad)
    words = Box(photo.x + photo.width + sheet.margin * 0.6, card.y + pad, 0, height - 2 * pad)
    words = replace(words, width=card.x + card.width - pad - words.x)
    below = card.y + card.height + sheet.margin * 0.4
    return _words(sheet, card, photo, words), Box(body.x, below, body.width, body.y + body.height - below)


def _beside(sheet: Sheet, frame: Frame) -> tuple[dict[str, object], Box]:
    body, pad = frame.body, sheet.margin * 0.45
    width = body.width * (_SIDE if not sheet.banner else 0.2)
    card = Box(body.x, body.y, width, body.height)
    tall = min(body.height * 0.56, (width - 2 * pad) / _PHOTO)
    photo = Box(card.x + (width - tall * _PHOTO) / 2, card.y + pad, tall * _PHOTO, tall)
    top = photo.y + photo.height + pad
    words = Box(card.x + pad, top, width - 2 * pad, card.y + card.height - pad - top)
    left = card.x + width + sheet.margin
    return _words(sheet, card, photo, words), Box(left, body.y, body.x + body.width - left, body.height)


def _words(sheet: Sheet, card: Box, photo: Box, words: Box) -> dict[str, object]:
    lines = _lines(sheet)
    longest = max(map(ems, lines), default=1.0)
    name = min(words.height * 0.34, words.width / max(ems(sheet.fields.person.name) + 0.4, 3.0))
    em = min((words.height - name * 1.45) / (max(len(lines), 1) * 1.6), words.width / longest * 0.98, name * 0.5)
    return {"card": card, "photo": photo, "about": words, "name_em": name, "line_em": em, "lines": lines}
