"""Read one sheet of an .xlsx: its sizes are checked before anything is unpacked, what is hidden is left out."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from zhendi.content.codes import problem
from zhendi.content.nodes import Text
from zhendi.problems import Problem

Sheet = tuple[tuple[Text, ...], ...]

MAX_BYTES = 20_000_000  # of the file
MAX_UNPACKED = 60_000_000  # bytes that its parts declare together
MAX_RATIO = 200  # of a part that is not small
_SMALL = 1_000_000
MAX_PARTS = 2000
MAX_CELLS = 200_000
MAX_SPAN = 200_000  # cells of a merged range or a link
MAX_ROW, MAX_COLUMN = 20_000, 500
_DIGITS = 15  # that a numeric cell keeps
_FEW_PLACES = 10
_BOMB = b"<!DOCTYPE"
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_RANGE = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref="([A-Z$]+\d+:[A-Z$]+\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_PLACES = re.compile(r"0\.(0+)")
_SHEETS = "xl/worksheets/"
_CLEAN = "新建一个空白表格，只把要公开的内容“选择性粘贴”为数值，另存为 .xlsx。"
_LOST = "把这一列的格式设成“文本”，再对照原件重新填；改格式补不回已经丢掉的数字。"
_DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, zipfile.BadZipFile)


def read_workbook(path: str, data: bytes, name: str = "") -> tuple[Sheet | None, list[Problem]]:
    """Read the sheet of a name, else the first that is not hidden; positions are row and column of the sheet."""
    refused = _refuse(data)
    if refused:
        return None, [problem("DT07", path, (0, 0), refused, _CLEAN)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), data_only=True)
            formulas = load_workbook(io.BytesIO(data)) if _has_formulas(data) else None
        return _Reader(path, book, formulas).read(name)
    except _DAMAGE:
        return None, [problem("DT02", path, (0, 0), "这个表格读不出来，可能已经损坏。", _CLEAN)]


def _refuse(data: bytes) -> str:
    """Say why a file is not opened; what a zip declares is checked first, then what its parts hold."""
    if len(data) > MAX_BYTES:
        return f"表格有 {len(data) / 1e6:.0f} MB，超过了 {MAX_BYTES // 1_000_000} MB。"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = pack.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                return f"表格解开以后超过 {MAX_UNPACKED // 1_000_000} MB，没有打开。"
            if any(part.file_size > _SMALL and part.file_size > MAX_RATIO * part.compress_size for part in parts):
                return "表格里的内容压缩得太紧，像是故意做大的文件，没有打开。"
            return next(filter(None, (_refuse_part(part.filename, pack.read(part)) for part in parts)), "")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return "这不是 .xlsx 表格，或者加了密码。"


def _refuse_part(name: str, data: bytes) -> str:
    if not name.endswith((".xml", ".rels", ".vml")):
        return ""
    if _BOMB in data or b"<!ENTITY" in data or b"\0" in data[:200]:
        return "表格里有外部引用或实体的定义，没有打开。"
    if not name.startswith(_SHEETS):
        return ""
    if sum(1 for _ in _CELL.finditer(data)) > MAX_CELLS:
        return f"表格超过了 {MAX_CELLS // 10_000} 万格。"
    if any(_span(found[1]) > MAX_SPAN for found in _RANGE.finditer(data)):
        return "表格里有一处合并或链接占了太多的格子。"
    return ""


def _span(reference: bytes) -> int:
    try:
        left, top, right, bottom = range_boundaries(reference.decode())
    except ValueError:
        return 0
    return int((right - left + 1) * (bottom - top + 1))


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return any(_FORMULA.search(pack.read(name)) for name in pack.namelist() if name.startswith(_SHEETS))


class _Reader:
    """Reads one sheet and notes what it leaves out."""

    def __init__(self, path: str, book: Any, formulas: Any) -> None:
        self._path, self._book, self._formulas = path, book, formulas
        self.problems: list[Problem] = []

    def read(self, name: str) -> tuple[Sheet | None, list[Problem]]:
        sheets = {sheet.title: sheet for sheet in self._book.worksheets if sheet.sheet_state == "visible"}
        hidden = [sheet.title for sheet in self._book.worksheets if sheet.title not in sheets]
        if hidden:
            self._note("DT06", (0, 0), f"有 {len(hidden)} 张隐藏的工作表没有采用。", "不需要的工作表请删去再放进来。")
        sheet = sheets.get(name) if name else next(iter(sheets.values()), None)
        if sheet is None:
            hint = f"可以写：{'、'.join(sheets)}。" if sheets else _CLEAN
            self._note("DT02", (0, 0), f"没有工作表“{name}”。" if name else "没有可以读的工作表。", hint)
            return None, self.problems
        if sheet.max_row > MAX_ROW or sheet.max_column > MAX_COLUMN:
            last = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
            self._note("DT07", (0, 0), f"工作表太大，最后一格在 {last}。", "删去表格以外的行和列，再保存一次。")
            return None, self.problems
        return tuple(self._rows(sheet)), self.problems

    def _note(self, code: str, place: tuple[int, int], message: str, hint: str) -> None:
        self.problems.append(problem(code, self._path, place, message, hint))

    def _rows(self, sheet: Any) -> Iterator[tuple[Text, ...]]:
        columns = _hidden_columns(sheet)
        rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        left_out = [("行", sorted(rows)), ("列", [get_column_letter(one) for one in sorted(columns)])]
        for word, found in left_out:
            if found:
                shown = "、".join(map(str, found[:8])) + ("等" if len(found) > 8 else "")  # noqa: PLR2004
                self._note("DT06", (0, 0), f"隐藏的{word}没有采用：{shown}。", "不需要的删去；要公开的取消隐藏。")
        comments = 0
        formulas = self._formulas[sheet.title] if self._formulas else None
        for number, row in enumerate(sheet.iter_rows(), 1):
            if number in rows:
                continue
            comments += sum(cell.comment is not None for cell in row)
            kept = [cell for cell in row if cell.column not in columns]
            yield tuple(Text(self._text(cell, formulas), number, cell.column) for cell in kept)
        if comments:
            self._note("DT06", (0, 0), f"有 {comments} 条批注没有采用。", "批注里的话不会公开；不需要的请删去。")

    def _text(self, cell: Any, formulas: Any) -> str:
        value, place = cell.value, (cell.row, cell.column)
        if value is None:
            typed = formulas[cell.coordinate].value if formulas is not None else None
            if typed is not None:
                self._note("DT04", place, "这一格是公式，文件里没有存下算好的结果。", "用 WPS 打开，保存一次。")
            return ""
        if cell.data_type == "e":
            self._note("DT04", place, f"这一格的公式出错了：{value}。", "在表格里改好公式，或者直接填上结果。")
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**_DIGITS:
            digits = len(str(abs(int(value))))
            message = f"这一格是数字格式，有 {digits} 位；数字格式只保留前 {_DIGITS} 位，后面的已经变成 0。"
            self._note("DT03", place, message, _LOST)
            return ""
        return _shown(value, str(cell.number_format))


def _hidden_columns(sheet: Any) -> frozenset[int]:
    return frozenset(
        column
        for group in sheet.column_dimensions.values()
        if group.hidden
        for column in range(group.min or 0, min(group.max or 0, MAX_COLUMN) + 1)
    )


def _shown(value: Any, form: str) -> str:
    """Say a value as the sheet shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        return _number(value, form)
    return str(value).strip()


def _number(value: float, form: str) -> str:
    percent = "%" in form
    places = _PLACES.search(form)
    separator = "," if "#,##" in form else ""
    number = value * 100 if percent else value
    if places:
        return f"{number:{separator}.{len(places[1])}f}" + ("%" if percent else "")
    plain = f"{round(number, _FEW_PLACES):{separator}.{_FEW_PLACES}f}".rstrip("0").rstrip(".")
    return (plain if plain not in {"-0", ""} else "0") + ("%" if percent else "")
