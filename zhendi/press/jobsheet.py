"""The job sheet: what the shop is to make of each file, as XLSX and CSV, and the rows of the printed page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from zhendi.model.entities import Board
from zhendi.press.process import Process
from zhendi.render.sheets import as_csv, saved

ROWS_A_PAGE = 15  # of two lines each
_FINISHINGS = {
    "覆哑膜": ("覆膜", "哑膜"),
    "覆亮膜": ("亮膜",),
    "裱板": ("KT", "PVC", "雪弗", "亚克力", "展板", "铝塑"),
    "装架": ("易拉宝", "展架", "门型"),
}


class Job(Struct, frozen=True):
    """One row: a file and what is to be made of it; `pieces` are the boards that all copies make, area in m²."""

    number: int
    title: str
    size: str
    process: str
    material: str
    copies: int
    pieces: int
    sides: str
    finishing: str
    area: float
    place: str
    file: str
    digest: str
    verdict: str

    @property
    def cells(self) -> tuple[Any, ...]:
        """Give the values in the order of the columns."""
        head = (self.number, self.title, self.size, self.process, self.material, self.copies, self.pieces, self.sides)
        return (*head, self.finishing, self.area, self.place, self.verdict, self.file, self.digest)


COLUMNS = (
    ("序号", 6), ("展板", 34), ("成品尺寸", 13), ("工艺", 8), ("材料", 14), ("份数", 6), ("块数", 6), ("面", 7),
    ("后道", 24), ("面积（m²）", 11), ("悬挂位置", 36), ("预检", 8), ("文件", 46), ("SHA-256", 68),
)  # fmt: skip


def finishing_of(material: str | None, process: Process) -> str:
    """Say what is done after printing, as far as material and process tell."""
    found = [what for what, words in _FINISHINGS.items() if any(word in (material or "") for word in words)]
    last = "四周打孔，间距不超过 50\u00a0cm" if process.edge else "按裁切线裁切"
    return "、".join([*found, last])


def area_of(board: Board, pieces: int) -> float:
    """Give the area of all pieces of a board in m²."""
    return round(board.size.width * board.size.height * pieces / 1e6, 3)


def job_csv(jobs: Sequence[Job]) -> bytes:
    """Write the sheet as WPS opens it without asking."""
    return as_csv([title for title, _ in COLUMNS], [[str(cell) for cell in job.cells] for job in jobs])


def job_book(jobs: Sequence[Job], unit: str) -> bytes:
    """Write the sheet as a workbook; the same rows give the same bytes."""
    book = Workbook()
    book.properties.creator = "zhendi"
    sheet = book.worksheets[0]
    sheet.title = "工作单"
    sheet.append([f"展板制作工作单　{unit}"])
    sheet.append([title for title, _ in COLUMNS])
    for job in jobs:
        sheet.append(job.cells)
    pieces, area = sum(job.pieces for job in jobs), round(sum(job.area for job in jobs), 3)
    sheet.append(["", "合计", "", "", "", "", pieces, "", "", area])
    _dress(sheet, len(jobs))
    return saved(book)


def _dress(sheet: Any, rows: int) -> None:
    """Make the sheet fit to be read and printed."""
    line = Side(style="thin", color="BBBBBB")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.row_dimensions[1].height = 30
    for at, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[sheet.cell(2, at).column_letter].width = width
    for row in sheet.iter_rows(min_row=2, max_row=rows + 3, max_col=len(COLUMNS)):
        for cell in row:
            cell.border = Border(bottom=line)
            cell.alignment = Alignment(vertical="center", wrap_text=cell.column < len(COLUMNS) - 1)
    for row in (2, rows + 3):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="F2F2F2")
    sheet.freeze_panes = "C3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
