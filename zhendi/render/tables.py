"""Keep short cells of tables on one line, and give the columns of tables with long cells their widths."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Sequence
from itertools import zip_longest

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_PART = re.compile(r"<tr\b|</tr>|<t[dh]\b[^>]*>([^<]*)</t[dh]>")  # the start or end of a row, or a cell
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
    rows = _rows(table)
    columns = list(zip_longest(*([_width(cell[1]) for cell in row] for row in rows), fillvalue=0.0))
    widest = [max(column) for column in columns]
    if max(widest, default=0.0) > _LONG and table.startswith("<table>") and "span=" not in table:
        return _shared_out(table, [min(width, _WIDEST) + _BORDER for width in widest])
    kept = _kept(widest)
    pieces: list[str] = []
    end = 0
    for cell in (cell for row in rows for number, cell in enumerate(row) if number in kept):
        if cell[1].strip():
            pieces += (table[end : cell.start(1)], '<span class="short">', cell[1], "</span>")
            end = cell.end(1)
    return "".join((*pieces, table[end:]))


def _rows(table: str) -> list[list[re.Match[str]]]:
    """Find the cells of words alone, in each row that ends."""
    rows: list[list[re.Match[str]]] = []
    row: list[re.Match[str]] | None = None
    for part in _PART.finditer(table):
        if part[1] is not None:
            if row is not None:
                row.append(part)
        elif part[0] != "</tr>":
            row = [] if row is None else row
        elif row is not None:
            rows.append(row)
            row = None
    return rows


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


@functools.lru_cache(maxsize=4096)
def _width(words: str) -> float:
    """Give the width of a cell in em."""
    return sum(1.0 if character > "\u2000" else 0.55 for character in html.unescape(words).strip())
