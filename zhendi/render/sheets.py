"""Write a table as .csv and .xlsx: the same rows always give the same bytes, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence

_LONG_AGO = dt.datetime(1980, 1, 1, tzinfo=dt.timezone.utc)  # the first moment that a zip can name
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
    saved = io.BytesIO()
    book.save(saved)
    return _timeless(saved.getvalue())


def _width(words: str) -> int:
    return sum(2 if character > "\u2000" else 1 for character in words)


def _timeless(data: bytes) -> bytes:
    """Take every time out of a workbook: no file time reaches the output."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            moment = _LONG_AGO.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            content = _MOMENT.sub(moment, old.read(part)) if part.filename == "docProps/core.xml" else old.read(part)
            fresh = zipfile.ZipInfo(part.filename, _LONG_AGO.timetuple()[:6])
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, content)
    return out.getvalue()
