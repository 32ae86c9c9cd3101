"""Layout of people as cards: 光荣榜, 先锋岗 with portraits, and honours as plaques; each text in a box of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.model.fields import Person
from zhendi.render.layouts.frame import Frame
from zhendi.render.layouts.grid import grid
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import FLOOR, Sheet, columns, ems
from zhendi.typeset.predict import guess_strip
from zhendi.typeset.spec import Box

PORTRAIT = 5 / 7
_SHAPES = (1.75, 0.72)  # width over height of cards that look well: lying, standing
_SHAPES_OF_PLAQUES = (4.2, 1.9, 1.0)
_LYING, _LYING_ALONE, _BLOCK = 1.6, 1.15, 0.62  # of the same: from where the portrait stands beside the words, the name
_FACE, _FACE_ALONE = 0.3, 0.42  # of a lying card's width: its portrait at most; where there is no text beside it
_TALLEST = 1.5  # heights of a portrait over its width
_FACE_HIGH, _FACE_HIGH_ALONE, _FACE_BLOCK = 0.38, 0.62, 0.4  # of a card's height
_NAME, _NAME_ALONE = 1.55, 0.2  # of the text that it stands over; of the height of a card without text
_NAME_OF_TITLE, _NAME_OF_TITLE_BANNER = 0.5, 0.75  # at most
_HEAD_LINES = 5.2  # sizes of the text that name, post and motto take together
_LOWEST, _LOWEST_PLAQUE = 4.4, 3.6  # of a name: a card's height that holds a line of text too
_POST, _MOTTO = 0.54, 0.64  # of the name
_NAME_LINE, _LINE, _MOTTO_LINE = 1.36, 1.5, 1.7  # em
_LEAST = 8.0  # comfortable sizes that a card is wide at least; half as many it is high
_FEWEST_LINES = 2.2  # of comfortable size, that a text needs
_BODY = 0.8  # of the name: the text at most
_LEADING = 1.85  # em a line of the text over or beside the cards, with its indents and gaps
_TEXT_BESIDE = (0.24, 0.32)  # of a wide board's width
_FULL = 0.8  # of its box: a text that fills more at the smallest size will find no room
_PARAGRAPH = re.compile(r"<p[^>]*>([^<]*)</p>")
_MARK = re.compile(r"[，；。：]")
_YEAR = re.compile(r"^(\d{4}年(?:度|\d{1,2}月)?)[\s　：:]*(.+)$", re.DOTALL)


class Line(Struct, frozen=True):
    """One line of a card beside the name: a post, a motto."""

    text: str
    kind: str
    box: Box
    em: float


class PersonCard(Struct, frozen=True):
    """One person and the boxes of the card; `face` is None on plaques."""

    person: Person
    box: Box
    face: Box | None
    name: Box
    em: float
    lines: tuple[Line, ...]
    centred: bool


def plaques_of(honours: Sequence[str]) -> tuple[Person, ...]:
    """Read honours that begin with their year as cards without portraits; none if one does not."""
    found = [_YEAR.match(honour.strip()) for honour in honours]
    return tuple(Person(name=match[1], deeds=match[2]) for match in found if match) if all(found) else ()


class Lead(Struct, frozen=True):
    """A sentence or two over the cards of a wide board, in one or two lines of their own."""

    lines: tuple[str, ...]
    box: Box
    em: float


class _Zones(Struct, frozen=True):
    """The boxes of the text that introduces cards, and of the cards; `em` is the size that text over them may have."""

    text: tuple[Box, ...]
    cards: Box
    lead: Lead | None = None
    em: float = 0.0


def card_plans(sheet: Sheet, frame: Frame, persons: Sequence[Person], intro: str, *, faces: bool) -> list[Plan]:
    """Give the ways to stand cards and the text that introduces them; none where the texts would find no room."""
    plans: list[tuple[bool, Plan]] = []
    for first in _zones(sheet, frame, persons, intro):
        for shape in _SHAPES if faces else _SHAPES_OF_PLAQUES:
            zones = first
            found = _placed(sheet, frame, persons, zones, shape, faces=faces)
            if found and zones.em > found[2] * _BODY * 1.04:  # the text over the cards will not be so large
                zones = _over(sheet, frame.body, intro, found[2] * _BODY)
                found = _placed(sheet, frame, persons, zones, shape, faces=faces)
            if not found:
                continue
            cards, texts, em = found
            slots = [
                SlotPlan(f"card{at}", (box,), {"deeds": person.deeds or ""}, split=False)
                for at, (person, box) in enumerate(zip(persons, texts, strict=True))
                if person.deeds
            ]
            told = SlotPlan("body", zones.text, {"deeds": ""}, split=False)
            slots = [told, *slots] if intro and not zones.lead else [*slots, told]
            words = {"chart": None, "cards": cards, "lead": zones.lead, **({"body": ""} if zones.lead else {})}
            largest = min(0.5, em * _BODY / frame.title.em)
            smallest = min((line.em for card in cards for line in card.lines), default=em)
            plans.append((smallest >= FLOOR * sheet.distance, Plan(frame, tuple(slots), words, largest, fixed=True)))
    legible = any(good for good, _ in plans)
    return [plan for good, plan in plans if good or not legible]


def _placed(  # noqa: PLR0913 - all that decides it
    sheet: Sheet, frame: Frame, persons: Sequence[Person], zones: _Zones, shape: float, *, faces: bool
) -> tuple[tuple[PersonCard, ...], list[Box], float] | None:
    """Give cards, the boxes of their texts and the size of their names; None where they would be too small."""
    boxes = grid(zones.cards, len(persons), sheet.margin * 0.32, shape)
    if min(box.width for box in boxes) < sheet.comfort * _LEAST or boxes[0].height < sheet.comfort * _LEAST / 2:
        return None
    found = _cards(sheet, frame, persons, boxes, faces=faces)
    return found if _hold(sheet, persons, found[1]) else None


def _zones(sheet: Sheet, frame: Frame, persons: Sequence[Person], intro: str) -> list[_Zones]:
    """Give the ways to divide the board: the text over the cards, and on a wide board beside them."""
    body = frame.body
    if not intro:
        return [_Zones((replace(body, height=1.0),), body)]
    likely = math.sqrt(body.width * body.height / (sheet.characters * 2 + len(persons) * 40))
    likely = max(min(likely, frame.title.em * _NAME_OF_TITLE * _BODY), sheet.comfort)
    if sheet.wide and (lead := _lead(intro, body, likely)):
        below = body.y + lead.box.height + sheet.margin * 0.4
        return [_Zones((replace(body, height=1.0),), replace(body, y=below, height=body.y + body.height - below), lead)]
    zones = [_over(sheet, body, intro, max(em, sheet.comfort)) for em in (likely, likely * 0.8)]
    zones = [zone for zone in zones if zone.text[0].height < body.height * 0.5]
    for share in _TEXT_BESIDE if sheet.wide else ():
        width, apart = body.width * share, sheet.margin * 0.7
        left = body.x + width + apart
        zones.append(_Zones((replace(body, width=width),), replace(body, x=left, width=body.x + body.width - left)))
    return zones


def _over(sheet: Sheet, body: Box, intro: str, em: float) -> _Zones:
    """Stand the text over the cards, on a wide board in two columns; `em` is the size that it will have."""
    text = columns(body, min(2, sheet.most_columns) if sheet.wide else 1, em)
    lines = -(-_lines(intro, text[0].width, em) // len(text))
    height = lines * em * _LEADING + em * 0.4
    below = body.y + height + sheet.margin * 0.4
    over = tuple(replace(box, height=height) for box in text)
    return _Zones(over, replace(body, y=below, height=max(body.y + body.height - below, 1.0)), em=em)


def _lead(intro: str, body: Box, em: float) -> Lead | None:
    """Set a short text over the cards on one line, or on two that part at a mark; None for a longer one."""
    found = _PARAGRAPH.fullmatch(intro.strip())
    text = found[1] if found else ""
    ways = [(text,)] + [(text[: at.end()], text[at.end() :]) for at in _MARK.finditer(text[:-1])]
    lines = min(ways, key=lambda lines: max(map(ems, lines)))
    if not text or max(map(ems, lines)) * em * 0.9 > body.width:
        return None
    lines = (text,) if ems(text) * em <= body.width else lines
    size = min(em, body.width * 0.985 / max(map(ems, lines)))
    return Lead(lines, replace(body, height=size * _LEADING * len(lines)), size)


def _lines(text: str, width: float, em: float) -> int:
    strip = guess_strip("", text, width, em, 1.0)
    return sum(max(1, math.ceil(atom.natural * 1.04 / width)) for atom in strip.atoms)


def _hold(sheet: Sheet, persons: Sequence[Person], texts: Sequence[Box]) -> bool:
    """Foresee whether the cards hold their texts at the smallest comfortable size."""
    em = sheet.comfort
    for person, box in zip(persons, texts, strict=True):
        if person.deeds:
            line = math.floor(box.width / em)
            if line < 5 or box.height < em * _FEWEST_LINES:  # noqa: PLR2004 - characters a line
                return False
            if math.ceil(ems(person.deeds) / line) * em * 1.6 > box.height * _FULL + em:
                return False
    return True


def _cards(
    sheet: Sheet, frame: Frame, persons: Sequence[Person], boxes: Sequence[Box], *, faces: bool
) -> tuple[tuple[PersonCard, ...], list[Box], float]:
    """Divide the cells: portraits, names, posts and mottos of one size each; give the boxes left for the texts."""
    width, height = min(box.width for box in boxes), boxes[0].height
    pad = min(sheet.margin * 0.34, min(width, height) * 0.08)
    told = max((ems(person.deeds or "") for person in persons), default=0.0)
    form = _form(width / height, told=bool(told), faces=faces)
    face = _face(form, width - 2 * pad, height - 2 * pad, told=bool(told))
    room = width - 2 * pad - (face[0] + pad * 1.3 if form in {"lying", "block"} else 0.0)
    em = _name_size(form, room, (width - 2 * pad, height - 2 * pad), face, told)
    em = min(
        em,
        room / (max(ems(person.name) for person in persons) + 0.3),
        frame.title.em * (_NAME_OF_TITLE_BANNER if sheet.banner else _NAME_OF_TITLE),
    )
    posts = [_posts(person, room, em * _POST) for person in persons]
    mottos = [person.motto or "" for person in persons]
    small = min(em * _POST, room / max((ems(line) for lines in posts for line in lines), default=1.0))
    kai = min(em * _MOTTO, room / max(*map(ems, mottos), 1.0))
    head = em * _NAME_LINE + max(map(len, posts)) * small * _LINE + (kai * _MOTTO_LINE if any(mottos) else 0.0)
    sunk = _sunk(height - 2 * pad, room, head, em, told) if form == "plaque" else 0.0
    cards, texts = [], []
    for person, lines, motto, box in zip(persons, posts, mottos, boxes, strict=True):
        left, top = box.x + pad, box.y + pad + sunk
        portrait = None
        if form == "standing":
            portrait = Box(box.x + (box.width - face[0]) / 2, top, *face)
            top += face[1] + pad * 0.6
        elif form != "plaque":
            portrait = Box(left, top, *face)
            left += face[0] + pad * 1.3
            top += max(0.0, (face[1] - head) / 2) if form == "block" or not told else 0.0
        across = box.x + box.width - pad - left
        placed, y = [], top + em * _NAME_LINE
        for text, kind, size, step in (
            *((line, "post", small, _LINE) for line in lines),
            *(((motto, "motto", kai, _MOTTO_LINE),) if motto else ()),
        ):
            placed.append(Line(text, kind, Box(left, y, across, size * step), size))
            y += size * step
        name = Box(left, top, across, em * _NAME_LINE)
        cards.append(PersonCard(person, box, portrait, name, em, tuple(placed), centred=form == "standing"))
        below = max(top + head, box.y + pad + face[1] if form == "block" else 0.0) + pad * 0.5
        left = box.x + pad if form == "block" else left
        texts.append(Box(left, below, box.x + box.width - pad - left, max(box.y + box.height - pad * 0.7 - below, 1.0)))
    return tuple(cards), texts, em


def _sunk(height: float, width: float, head: float, em: float, told: float) -> float:
    """Give how far name and text of a plaque are lowered to stand in its middle."""
    text = em * _BODY
    return max(0.0, height - head - math.ceil(told * text * 1.05 / width) * text * 1.8) * 0.45


def _form(ratio: float, *, told: bool, faces: bool) -> str:
    """Choose how a card is divided: the portrait beside all words, beside the name alone, over all, or none."""
    if not faces:
        return "plaque"
    if ratio >= (_LYING if told else _LYING_ALONE):
        return "lying"
    return "block" if told and ratio >= _BLOCK else "standing"


def _face(form: str, width: float, height: float, *, told: bool) -> tuple[float, float]:
    """Give width and height of the portraits; `width` and `height` are a card's inside."""
    if form == "plaque":
        return 0.0, 0.0
    if form == "lying":
        across = min(height * PORTRAIT, width * (_FACE if told else _FACE_ALONE))
        return across, min(height, across * _TALLEST)
    if form == "block":
        tall = min(height * _FACE_BLOCK, width * _FACE / PORTRAIT)
        return tall * PORTRAIT, tall
    tall = min(height * (_FACE_HIGH if told else _FACE_HIGH_ALONE), width / PORTRAIT)
    return tall * PORTRAIT, tall


def _name_size(form: str, room: float, inside: tuple[float, float], face: tuple[float, float], told: float) -> float:
    """Give the size of names: half as large again as the text that fills the rest, or what the card allows alone."""
    width, height = inside
    if not told:
        return (height - face[1]) * 0.3 if form == "standing" else height * _NAME_ALONE
    if form == "block":
        return face[1] * 0.3
    high = height - face[1] if form == "standing" else height
    lines = _HEAD_LINES if form != "plaque" else _NAME_LINE * _NAME
    across = width if form == "standing" else room
    # the text's size e fills what is left: room × high = 1.8 e² × its length + e × lines × room
    half = lines * across / (3.6 * told)
    size = _NAME * (math.sqrt(half * half + across * high / (1.8 * told)) - half)
    return min(size, high / (_LOWEST_PLAQUE if form == "plaque" else _LOWEST))


def _posts(person: Person, room: float, em: float) -> tuple[str, ...]:
    """Give post and group on one line where it is wide enough."""
    parts = tuple(part for part in (person.post or person.unit, person.group) if part)
    joined = "　".join(parts)
    return (joined,) if parts and ems(joined) * em <= room else parts
