"""Layouts of people: an organisation chart as a tree, cards, or a list in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.fields import Person
from zhendi.render.layouts.cards import card_plans, plaques_of
from zhendi.render.layouts.flows import flow_plans
from zhendi.render.layouts.frame import Frame, arrange_frame
from zhendi.render.layouts.plan import Plan
from zhendi.render.layouts.sheet import Sheet, ems
from zhendi.typeset.spec import Box

_MOST_IN_A_ROW = 7
_UNDER_CHART = 0.3  # of the title: largest text under a chart
_BRIEF = 60  # characters that stand under a chart in a line or two
_DROP = 0.4  # of a card's height: the least room between two rows
_DEPUTIES = ("副书记", "副主任", "副组长")


class Card(Struct, frozen=True):
    """One person of a chart and where it stands; `em` is the size of the name in mm, `small` of the post."""

    person: Person
    box: Box
    em: float
    small: float
    top: bool


class Chart(Struct, frozen=True):
    """Cards and the lines between them, as thin boxes."""

    cards: tuple[Card, ...]
    lines: tuple[Box, ...]


def arrange_people(sheet: Sheet) -> Sequence[Plan]:
    """Draw 组织架构 as a tree over its text; set others as cards, and those that are too many as a list."""
    frame = arrange_frame(sheet, text=0.45)
    ranks = _ranks(sheet.fields.persons)
    if sheet.fields.form != "组织架构" or len(ranks) < 2 or max(map(len, ranks)) > _MOST_IN_A_ROW:  # noqa: PLR2004
        return _as_cards(sheet, frame) or arrange_list(sheet)
    body = frame.body
    said = len(plain(sheet.body).strip())
    if said <= _BRIEF:  # a sentence stands under the tree, in the middle
        line = frame.title.em * _UNDER_CHART
        needed = math.ceil(said * line / body.width) * line * 2.2
        zone = replace(body, height=body.height - needed - sheet.margin * 0.4)
        text = replace(body, y=body.y + body.height - needed, height=max(needed, 1.0))
    elif sheet.wide:
        zone = Box(body.x, body.y, body.width * 0.56, body.height)
        text = Box(body.x + body.width * 0.6, body.y, body.width * 0.4, body.height)
    else:
        zone = Box(body.x, body.y, body.width, body.height * 0.6)
        text = Box(body.x, zone.y + zone.height + sheet.margin * 0.5, body.width, 0)
        text = replace(text, height=body.y + body.height - text.y)
    words = {"chart": _tree(ranks, zone, sheet), "cards": (), "form": "under-chart" if said <= _BRIEF else "chart"}
    plans = flow_plans(sheet, replace(frame, body=text), words, most=1)
    return [replace(plan, largest=_UNDER_CHART, sink=0.0) for plan in plans]


def arrange_list(sheet: Sheet) -> Sequence[Plan]:
    """Set people one after the other in columns, over several boards if they must."""
    return flow_plans(sheet, arrange_frame(sheet, text=0.45), {"chart": None, "cards": ()})


def _as_cards(sheet: Sheet, frame: Frame) -> Sequence[Plan]:
    """Stand people on cards of one size, or honours on plaques."""
    persons, honours = tuple(sheet.fields.persons), tuple(sheet.fields.honours)
    if sheet.plain:
        return ()
    faces = bool(persons)
    intro = sheet.body
    if not faces:
        persons, honours = plaques_of(honours), ()
    intro += "".join(f"<p>{honour}</p>" for honour in honours)
    return card_plans(sheet, frame, persons, intro, faces=faces) if persons else ()


def _ranks(persons: Sequence[Person]) -> list[list[Person]]:
    """Part people into the rows of a chart by their posts; the order given is kept within a row."""
    rows: dict[int, list[Person]] = {}
    for person in persons:
        rows.setdefault(_rank(person.post or ""), []).append(person)
    return [row for _, row in sorted(rows.items())]


def _rank(post: str) -> int:
    if any(word in post for word in _DEPUTIES[:2]):
        return 1
    if "书记" in post:
        return 0
    if "委员" in post:
        return 2
    return 3


def _tree(ranks: Sequence[Sequence[Person]], zone: Box, sheet: Sheet) -> Chart:
    most = max(map(len, ranks))
    gap = sheet.margin * 0.35
    rows = len(ranks)
    width = min((zone.width - gap * (most - 1)) / most, zone.width * 0.3)
    height = min(zone.height / (rows + (rows - 1) * _DROP), width * 0.75)
    width = min(width, height * (3.2 if sheet.wide else 2.4))
    drop = min((zone.height - height * rows) / max(rows - 1, 1), height * 0.8)
    upper = zone.y + (zone.height - height * rows - drop * (rows - 1)) * 0.4
    persons = [person for row in ranks for person in row]
    longest = max(ems(person.post or "") for person in persons)
    em = min(height * 0.3, width / (max(ems(person.name) for person in persons) + 1.2))
    small = min(em * 0.62, width * 0.94 / max(longest, 1.0))
    cards, lines = [], []
    stroke = max(sheet.margin * 0.025, 0.3)
    middle = zone.x + zone.width / 2
    for at, row in enumerate(ranks):
        y = upper + at * (height + drop)
        left = middle - (len(row) * width + (len(row) - 1) * gap) / 2
        centres = [left + n * (width + gap) + width / 2 for n in range(len(row))]
        cards += [
            Card(person, Box(centre - width / 2, y, width, height), em, small, at == 0)
            for person, centre in zip(row, centres, strict=True)
        ]
        if at:
            bar = y - drop / 2
            lines.append(Box(middle - stroke / 2, y - drop, stroke, drop / 2))
            lines.append(Box(min(centres[0], middle), bar, abs(centres[-1] - centres[0]) or stroke, stroke))
            lines += [Box(centre - stroke / 2, bar, stroke, drop / 2) for centre in centres]
    return Chart(tuple(cards), tuple(lines))
