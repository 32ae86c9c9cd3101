"""A board on the sheets of an office printer: windows that overlap, labels, cut marks, a sheet that shows the whole."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

import pikepdf
from msgspec import Struct

from zhendi.model.sizes import Size
from zhendi.press.finish import Order
from zhendi.press.paper import A3, A4, Place, Stationery, Window, middle, whole, with_boards

PAPERS = {"a4": A4, "a3": A3}
_DOT = 0.254  # mm, a hundredth of an inch: windows are whole dots of any usual printer
_MARGIN = 40 * _DOT  # 5 mm that no printer reaches, 5 mm for marks and labels
_OVERLAP = 40 * _DOT


class Cell(Struct, frozen=True):
    """One sheet: row and column counted from 1, and the middle of what only it shows, mm on the board."""

    row: int
    column: int
    middle_x: float
    middle_y: float


class Grid(Struct, frozen=True):
    """How a board is divided over sheets of one paper; lengths in mm."""

    size: Size
    width: float  # of the sheet
    height: float

    margin = _MARGIN
    overlap = _OVERLAP

    @property
    def window_width(self) -> float:
        """Give what one sheet shows across."""
        return math.floor((self.width - 2 * _MARGIN) / _DOT) * _DOT

    @property
    def window_height(self) -> float:
        """Give what one sheet shows down."""
        return math.floor((self.height - 2 * _MARGIN) / _DOT) * _DOT

    @property
    def columns(self) -> int:
        """Give the number of sheets side by side."""
        return _count(self.size.width, self.window_width)

    @property
    def rows(self) -> int:
        """Give the number of sheets one below the other."""
        return _count(self.size.height, self.window_height)

    @property
    def cells(self) -> Iterator[Cell]:
        """Give the sheets in the order in which they are printed."""
        for row in range(self.rows):
            for column in range(self.columns):
                left, top = self.start(column, row)
                right = min(left + self.window_width, self.size.width)
                bottom = min(top + self.window_height, self.size.height)
                yield Cell(row + 1, column + 1, (left + right) / 2, (top + bottom) / 2)

    @property
    def cuts_across(self) -> list[float]:
        """Give where a sheet begins that lies on the one before it."""
        return [self.start(column, 0)[0] for column in range(1, self.columns)]

    @property
    def cuts_down(self) -> list[float]:
        """Give where a row begins that lies on the one above."""
        return [self.start(0, row)[1] for row in range(1, self.rows)]

    def start(self, column: int, row: int) -> tuple[float, float]:
        """Give where on the board a sheet begins; columns and rows counted from 0."""
        return column * (self.window_width - _OVERLAP), row * (self.window_height - _OVERLAP)

    def window(self, cell: Cell, page: int) -> Window:
        """Give what of the board's page one sheet shows."""
        left, top = self.start(cell.column - 1, cell.row - 1)
        place = Place(_MARGIN - left, _MARGIN - top, self.size.width, self.size.height, 1.0)
        return Window(page, place, _MARGIN, _MARGIN, self.window_width, self.window_height)


def grid_for(size: Size, paper: str) -> Grid:
    """Divide a board over A4 or A3, upright or lying, whichever takes fewer sheets."""
    width, height = PAPERS[paper]
    grids = (Grid(size, width, height), Grid(size, height, width))
    return min(grids, key=lambda grid: grid.columns * grid.rows)


def tiles(board: bytes, order: Order, paper: str, stationery: Stationery) -> bytes:
    """Make the PDF for the office printer: for each page of the board an assembly sheet, then its tiles."""
    grid = grid_for(order.size, paper)
    with pikepdf.open(io.BytesIO(board)) as press:
        pages = len(press.pages)
    small = middle(order, 18, 72, 174, 206)
    words = {"grid": grid, "title": order.title, "size": order.size.name, "paper": paper.upper(), "place": small}
    shown = [{**words, "page": page + 1, "pages": pages} for page in range(pages)]
    plan = with_boards(
        stationery.sheets("assembly", A4, shown), board, order, [whole(page, small) for page in range(pages)]
    )
    cells = [(cell, page) for page in range(pages) for cell in grid.cells]
    labels = [{**words, "row": cell.row, "column": cell.column} for cell, _ in cells]
    sheets = stationery.sheets("tile", (grid.width, grid.height), labels)
    sheets = with_boards(sheets, board, order, [grid.window(cell, page) for cell, page in cells])
    return _joined(plan, sheets, grid.columns * grid.rows)


def _joined(plan: bytes, sheets: bytes, each: int) -> bytes:
    """Put the sheets of each page of the board behind its assembly sheet."""
    with pikepdf.open(io.BytesIO(plan)) as whole_plan, pikepdf.open(io.BytesIO(sheets)) as parts:
        joined = pikepdf.new()
        for number, page in enumerate(whole_plan.pages):
            joined.pages.append(page)
            joined.pages.extend(parts.pages[number * each : (number + 1) * each])
        out = io.BytesIO()
        joined.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _count(length: float, window: float) -> int:
    return max(1, math.ceil((length - _OVERLAP) / (window - _OVERLAP) - 1e-9))
