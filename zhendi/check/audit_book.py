"""The audit as a workbook: the items, and the year with a chart, ready to be printed on A4."""

from __future__ import annotations

from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from zhendi.check.audit import Audit, Verdict
from zhendi.render.sheets import saved

_HEAD = ("类别", "项目", "要求", "现状", "结论", "佐证")
_WIDTHS = (12, 18, 26, 24, 10, 72)  # characters
_COLOURS = {Verdict.MET: "E3F1E3", Verdict.UNDER_WAY: "FFF3D6", Verdict.INCOMPLETE: "FFF3D6", Verdict.LACKING: "F9DEDC"}
_LINE = Border(bottom=Side(style="thin", color="CCCCCC"))
_GROUND = PatternFill("solid", fgColor="EFEFEF")
_FIRST = 4  # the row of the heads, below the title
_STATE = 5  # its column
_FORM_WIDTH, _CHART_SIZE = 16, (26.0, 9.0)  # characters; cm


def as_workbook(audit: Audit) -> bytes:
    """Give an .xlsx with the items, one a row, and the chart of the year; a cell is never a formula."""
    book = openpyxl.Workbook()
    _items(book.active, audit)
    _year(book.create_sheet("全年"), audit)
    for sheet in book:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{_FIRST}:{_FIRST}"
        sheet.freeze_panes = f"A{_FIRST + 1}"
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    book.properties.title = f"{audit.year} 年阵地体检"
    return saved(book)


def _items(sheet: Any, audit: Audit) -> None:
    sheet.title = "体检"
    counts = "，".join(f"{state.value} {audit.count(state)} 项" for state in Verdict if audit.count(state))
    _titled(
        sheet, f"{audit.unit} {audit.year} 年阵地体检", f"截至 {audit.now}，标准：{audit.preset}。{counts}。", _HEAD
    )
    for item in audit.items:
        evidence = "\n".join(item.evidence)
        _row(sheet, (item.group, item.item, item.required, item.found, item.state.value, evidence))
        sheet.cell(sheet.max_row, _STATE).fill = PatternFill("solid", fgColor=_COLOURS[item.state])
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.auto_filter.ref = f"A{_FIRST}:F{sheet.max_row}"


def _year(sheet: Any, audit: Audit) -> None:
    months = tuple(f"{month}月" for month in range(1, 13))
    _titled(sheet, f"{audit.year} 年开展情况", f"截至 {audit.now}。", ("形式", *months, "合计", "要求", "上年"))
    for row in audit.chart:
        _row(sheet, (row.form, *row.months, row.total, row.required or None, row.before or None))
    sheet.column_dimensions["A"].width = _FORM_WIDTH
    if not audit.chart:
        return
    last = _FIRST + len(audit.chart)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "col", "stacked", 100
    chart.title, chart.width, chart.height = "每月次数", *_CHART_SIZE
    chart.add_data(Reference(sheet, 1, _FIRST + 1, 13, last), from_rows=True, titles_from_data=True)
    chart.set_categories(Reference(sheet, 2, _FIRST, 13))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorUnit = 1
    sheet.add_chart(chart, f"A{last + 2}")


def _titled(sheet: Any, title: str, about: str, heads: tuple[str, ...]) -> None:
    _row(sheet, (title,), plain=True)
    _row(sheet, (about,), plain=True)
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.append(())
    sheet.cell(_FIRST - 1, 1, None)
    for at, head in enumerate(heads, 1):
        cell = sheet.cell(_FIRST, at, head)
        cell.font, cell.fill, cell.border = Font(bold=True), _GROUND, _LINE


def _row(sheet: Any, values: tuple[Any, ...], *, plain: bool = False) -> None:
    sheet.append(values)
    for cell in sheet[sheet.max_row]:
        cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        if not plain:
            cell.alignment, cell.border = Alignment(vertical="top", wrap_text=isinstance(cell.value, str)), _LINE
