"""Promises of the office printer's sheets: they overlap, are labelled, and put together give the board again."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from joined import unlike
from pressed import Sample

from zhendi.model.sizes import Size
from zhendi.press.paper import Stationery
from zhendi.press.tiles import grid_for, tiles
from zhendi.problems import Severity
from zhendi.render.facts import FILTERS
from zhendi.resources import shipped
from zhendi.templating import environment
from zhendi.theme import load_theme
from zhendi.typeset.engine import Engine


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_tiles_give_the_board_again(sample: Sample, stationery: Stationery, paper: str) -> None:
    """Cut at the marks and joined, the tiles differ from the board in less than 1 % of pixels at 100 dpi."""
    grid = grid_for(sample.order.size, paper)
    pdf = tiles(sample.pdf, sample.order, paper, stationery)
    assert unlike(sample.pdf, sample.order, pdf, grid) < 0.01


def test_tiles_are_vectors_with_labels(sample: Sample, stationery: Stationery) -> None:
    """An assembly sheet, then each tile with its row and column; the board in them is no picture; the same bytes."""
    pdf = tiles(sample.pdf, sample.order, "a4", stationery)
    grid = grid_for(sample.order.size, "a4")
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range().replace("\u3000", "") for page in document]
    assert len(texts) == 1 + grid.rows * grid.columns
    assert all(f"{cell.row}-{cell.column}" in texts[0] for cell in grid.cells)
    for cell, text in zip(grid.cells, texts[1:], strict=True):
        assert f"第{cell.row}行第{cell.column}列" in text.replace(" ", "")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pictures = [
            one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
    assert len(pictures) <= 2  # the board's own picture, once for the plan and once for the tiles
    assert tiles(sample.pdf, sample.order, "a4", stationery) == pdf


@pytest.mark.parametrize("size", [Size(100, 80), Size(210, 297), Size(600, 900), Size(2000, 1200), Size(3000, 700)])
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_grid_covers_the_board(size: Size, paper: str) -> None:
    """Sheets cover the whole board, neighbours overlap by 10 mm, marks keep 5 mm from the edge of the paper."""
    grid = grid_for(size, paper)
    left, top = grid.start(grid.columns - 1, grid.rows - 1)
    assert left + grid.window_width >= size.width - 1e-6
    assert top + grid.window_height >= size.height - 1e-6
    assert grid.overlap >= 10
    assert grid.margin - 4.5 >= 5
    assert grid.width - grid.margin - grid.window_width >= 10


def test_what_is_wrong_with_a_paper_is_said(engine: Engine) -> None:
    """What the typesetter finds on the sheets of the office becomes a warning that names the paper, once."""
    theme = load_theme("red", (shipped("themes"),))
    desk = Stationery(engine, theme, environment(theme, (), FILTERS))
    words = {
        "rows": (),
        "page": 1,
        "pages": 1,
        "unit": "㛃\U0003134a",
        "total": {"boards": 0, "pieces": 0, "area": "0"},
    }
    desk.sheets("jobsheet", (297, 210), [words])
    desk.sheets("jobsheet", (297, 210), [words])
    (problem,) = desk.problems("site.yml", "工作单.pdf")
    assert problem.message.startswith("工作单.pdf：")
    assert problem.severity is Severity.WARNING
