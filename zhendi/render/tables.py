"""Keep short cells of tables on one line, and give the columns of tables with long cells their widths."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Sequence
from itertools import zip_longest

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"(<t[dh]\b[^>]*>)([^<]*)(</t[dh]>)")
_SHORT = 7  # characters of a cell that rather stays whole: a name, a date, 第一党小组
_LONG = 200  # em of a cell above which the columns are not left to the engine: it would try every break of the text
_WIDEST = 24  # em that a column counts for at most
_BORDER = 1.5  # em
_MOST = 19  # em for all short cells of a row, so that the long ones keep some width


def settle_tables(text: str) -> str:
    """Mark short cells with `<span class="short">`, the shortest columns first, until their room is spent.

    Where a cell is long, the columns have fixed shares of the width, by their longest cells.
    """
    return _TABLE.sub(lambda table: _marked(table.group()), text)


def _marked(table: str) -> str:
    rows = [_CELL.findall(row) for row in _ROW.findall(table)]
    columns = list(zip_longest(*([_width(cell[1]) for cell in row] for row in rows), fillvalue=0.0))
    widest = [max(column) for column in columns]
    if max(widest, default=0.0) > _LONG and table.startswith("<table>") and "span=" not in table:
        return _shared_out(table, [min(width, _WIDEST) + _BORDER for width in widest])
    kept = _kept(widest)

    def row(found: re.Match[str]) -> str:
        number = iter(range(len(columns)))
        return _CELL.sub(lambda cell: _cell(cell, whole=next(number) in kept), found.group())

    return _ROW.sub(row, table)


def _shared_out(table: str, wanted: Sequence[float]) -> str:
    total = sum(wanted)
    columns = "".join(f'<col style="width:{width / total:.1%}">' for width in wanted)
    return table.replace("<table>", f'<table style="table-layout:fixed"><colgroup>{columns}</colgroup>', 1)


def _kept(widths: Sequence[float]) -> frozenset[int]:
    """Choose the columns whose widest cells may stay whole."""
    kept: list[int] = []
    room = float(_MOST)
    for number in sorted(range(len(widths)), key=lambda at: (widths[at], at)):
        room -= widths[number] + 1
        if widths[number] > _SHORT or room < 0:
            break
        kept.append(number)
    return frozenset(kept)


def _cell(cell: re.Match[str], *, whole: bool) -> str:
    return f'{cell[1]}<span class="short">{cell[2]}</span>{cell[3]}' if whole and cell[2].strip() else cell.group()


@functools.lru_cache(maxsize=4096)
def _width(words: str) -> float:
    """Give the width of a cell in em."""
    return sum(1.0 if character > "\u2000" else 0.55 for character in html.unescape(words).strip())
