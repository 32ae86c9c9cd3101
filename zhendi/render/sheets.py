"""Write a table as .csv and .xlsx: the same rows always give the same bytes, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhendi.write.archive import zip_entry

if TYPE_CHECKING:
    from openpyxl import Workbook

_LONG_AGO = b"1980-01-01T00:00:00Z"
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 48  # characters of a column
Rows = Sequence[Sequence[str]]


def as_csv(heads: Sequence[str], rows: Rows) -> bytes:
    """Give a .csv that WPS and Excel open with a double click: UTF-8 with its mark, lines as on Windows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def as_xlsx(title: str, heads: Sequence[str], rows: Rows) -> bytes:
    """Give an .xlsx with one sheet: heads bold and frozen, every cell a text, columns as wide as they need."""
    from openpyxl import Workbook  # noqa: PLC0415 - loaded only where a site has such a table
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for line, row in enumerate([heads, *rows], 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(line, column, words)
            cell.data_type, cell.number_format = "s", "@"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if line == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(heads) + 1):
        longest = max(_width(row[column - 1]) for row in [heads, *rows])
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, longest + 2)
    sheet.freeze_panes = "A2"
    book.properties.creator = ""
    return saved(book)


def _width(words: str) -> int:
    return sum(2 if character > "\u2000" else 1 for character in words)


def saved(book: Workbook) -> bytes:
    """Give a workbook's bytes without any time: the same cells give the same bytes."""
    whole, out = io.BytesIO(), io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(zip_entry(name), _MOMENT.sub(_LONG_AGO, data) if name == "docProps/core.xml" else data)
    return out.getvalue()
