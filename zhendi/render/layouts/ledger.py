"""Layouts of notices that are a table (党费收缴公示) and of lists of books: the table is the board."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.fields import Person
from zhendi.render.facts import Fact
from zhendi.render.layouts.cards import card_plans
from zhendi.render.layouts.frame import Frame, arrange_frame
from zhendi.render.layouts.plan import Plan, SlotPlan
from zhendi.render.layouts.sheet import Sheet, columns, ems
from zhendi.typeset.predict import guess_strip
from zhendi.typeset.spec import Box

_TABLE = re.compile(r'(?:<div class="table">)?\s*(<table\b.*?</table>)\s*(?:</div>)?', re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)
_NUMBER = re.compile(r"^-?[\d,]+(?:\.\d+)?$")
_TOTALS = frozenset({"合计", "总计", "共计"})
_FEWEST_ROWS, _FEWEST_COLUMNS, _MOST_WORDS = 5, 3, 260
_MOST_FACTS = 3  # over the table; the telephone stands under it
_LONG = 16  # rows, from which an upright board tries two columns
_TYPE, _LEADING, _PAD = 0.92, 1.45, 0.3  # of the body: type of the table; em of a line, and over and under it
_CELL_PAD = 1.0  # em of the table's type, left and right of a cell together
_MOST_PAD = 0.9
_TEXT = 1.85  # em a line of text, with its gaps
_SIGNED = 5.2  # em that the signature takes
_LEFT = 0.58  # of a wide board's width: what stands under the table beside the signature
_ENOUGH = 1.1  # of the comfortable size, that must be foreseen
_SLACK = 1.06  # room over what is foreseen


class Table(Struct, frozen=True):
    """A table of a text: what stands before and after it, its heading, rows and markup."""

    before: str
    after: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    html: str

    @property
    def total(self) -> tuple[str, ...]:
        """Give the row that adds up the others; empty if there is none."""
        return next((row for row in reversed(self.rows) if _TOTALS & set(row)), ())


def table_of(body: str) -> Table | None:
    """Read the only table of a text; its row of totals is marked with the class `total`."""
    found = _TABLE.search(body)
    if not found or _TABLE.search(body, found.end()):
        return None
    head, *rows = (tuple(_words(cell) for cell in _CELL.findall(row)) for row in _ROW.findall(found[1]))
    marked = _ROW.sub(lambda row: _marked(row[0]), found[1])
    return Table(body[: found.start()], body[found.end() :], head, tuple(rows), marked)


def _words(cell: str) -> str:
    return " ".join(html.unescape(plain(cell)).split())


def _marked(row: str) -> str:
    total = _TOTALS & {_words(cell) for cell in _CELL.findall(row)}
    return row.replace("<tr", '<tr class="total"', 1) if total and "<td" in row else row


def ledger_plans(sheet: Sheet) -> Sequence[Plan]:
    """Set a notice whose table says it all: its words over it, the table in 1–4 columns, the signature under it."""
    table = table_of(sheet.body)
    if sheet.plain or not table or sheet.fields.persons or not _says_it_all(table):
        return ()
    figures = _figures(table, sheet.body)
    said = [fact for fact in sheet.facts if fact.name != "受理电话"][: max(0, _MOST_FACTS - len(figures))]
    frame = arrange_frame(replace(sheet, facts=(*said, *figures)), text=0.5)
    most = min(4 if sheet.wide else 2 if len(table.rows) > _LONG else 1, sheet.most_columns)
    ways = [_divided(sheet, frame, table, count) for count in range(1, most + 1)]
    return [way for way in ways if way]


def _says_it_all(table: Table) -> bool:
    said = len(plain(table.before + table.after))
    return len(table.rows) >= _FEWEST_ROWS and len(table.head) >= _FEWEST_COLUMNS and said <= _MOST_WORDS


def _figures(table: Table, body: str) -> list[Fact]:
    """Give the figures that a reader looks for first: how many people, how much in all."""
    facts = []
    if "姓名" in table.head:
        facts.append(Fact("人数", f"{len(table.rows) - bool(table.total)}名"))
    numbers = [cell for cell in table.total if _NUMBER.match(cell)]
    if numbers:
        facts.append(Fact("合计", numbers[-1] + ("元" if "元" in plain(body) else "")))
    return facts


def _divided(sheet: Sheet, frame: Frame, table: Table, count: int) -> Plan | None:
    """Divide the board for a table in `count` columns at the largest size that is foreseen to hold all."""
    body, gap = frame.body, sheet.margin * 0.3
    em = frame.title.em * 0.5
    while em >= sheet.comfort * _ENOUGH:
        boxes = columns(body, count, em)
        over = _height(table.before, body.width, em)
        under, left = _under(sheet, table.after + _rest_of(sheet), body, em)
        free = body.height - over - under - 2 * gap
        rows = math.ceil(len(table.rows) / count) + 1
        high = rows * em * _TYPE * (_LEADING + 2 * _PAD) + em * 0.6
        if high <= free and _width(table) * em * _TYPE <= boxes[0].width:
            pad = min((free * 0.97 / rows / em / _TYPE - _LEADING) / 2, _MOST_PAD)
            top = body.y + over + gap
            places = tuple(replace(box, y=top, height=free) for box in boxes)
            slots = [SlotPlan("table", places, {"html": table.html, "pad": pad}, split=False)]
            if over:
                slots.append(SlotPlan("before", (replace(body, height=over),), {"html": table.before}, split=False))
            foot = Box(body.x, top + free + gap, body.width, under)
            slots += _foot(table, foot, left)
            return Plan(frame, tuple(slots), {"aside": None, "form": "ledger"}, fixed=True)
        em *= 0.98
    return None


def _foot(table: Table, foot: Box, left: float) -> list[SlotPlan]:
    """Stand what the notice says further under its table, and the signature under that or at its right."""
    if left < foot.width:
        said = replace(foot, width=left)
        right = Box(foot.x + left, foot.y, foot.width - left, foot.height)
        return [
            SlotPlan("after", (said,), {"html": table.after, "signed": False}, split=False),
            SlotPlan("sign", (right,), {}, split=False),
        ]
    return [SlotPlan("after", (foot,), {"html": table.after, "signed": True}, split=False)]


def _rest_of(sheet: Sheet) -> str:
    """Give what a notice says under its text, as mere words to reckon with."""
    fields = sheet.fields
    accept = fields.accept
    parts = [fields.basis, fields.result]
    if accept:
        parts += ["意见受理", "　".join(filter(None, (accept.unit, accept.phone, accept.mailbox, accept.address)))]
    return "".join(f"<p>{html.escape(part)}</p>" for part in parts if part)


def _under(sheet: Sheet, after: str, body: Box, em: float) -> tuple[float, float]:
    """Give the height of what stands under the table, and the width of its words."""
    signed = em * (_SIGNED - 1.2 * sheet.wide) if sheet.fields.issuer or sheet.fields.issued else 0.0
    if not after:
        return signed, body.width
    if sheet.wide:
        return max(_height(after, body.width * _LEFT, em) + em * 1.2, signed), body.width * _LEFT
    return _height(after, body.width, em) + em * 1.4 + signed, body.width


def _height(text: str, width: float, em: float) -> float:
    strip = guess_strip("", text, width, em, 1.0)
    lines = sum(max(1, math.ceil(atom.natural * 1.04 / width)) for atom in strip.atoms)
    return lines * em * _TEXT * _SLACK if lines else 0.0


def _width(table: Table) -> float:
    """Give the width in em of its type that a table takes with whole cells."""
    widths = (max(map(ems, column)) for column in zip(table.head, *table.rows, strict=False))
    return sum(width + _CELL_PAD for width in widths)


def book_plans(sheet: Sheet) -> Sequence[Plan]:
    """Stand the books of a list on cards: title, when and who, what is read; the other words beside them."""
    table = table_of(sheet.body)
    if sheet.plain or not table:
        return ()
    named = next((at for at, name in enumerate(table.head) if "书" in name or "篇目" in name), None)
    if named is None or any(len(row) != len(table.head) for row in table.rows):
        return ()
    others = [at for at in range(len(table.head)) if at != named]
    told = max(others, key=lambda at: sum(len(row[at]) for row in table.rows), default=None)
    books = tuple(
        Person(
            name=row[named],
            post="　".join(row[at] for at in others if at != told and row[at]) or None,
            deeds=row[told] if told is not None else None,
        )
        for row in table.rows
    )
    intro = table.before + table.after
    plans = card_plans(sheet, arrange_frame(sheet, text=0.45), books, intro, faces=False)
    return [replace(plan, words={"body": intro, **plan.words, "form": "books"}) for plan in plans]
