"""Tiles put together again: rendered, cut at their marks, joined, and compared with the board itself."""

from __future__ import annotations

import math

import pypdfium2
from PIL import Image, ImageChops

from zhendi.press.finish import PT, Order
from zhendi.press.tiles import Grid

DPI = 100
DOT = 72 / DPI


def rendered(pdf: bytes, number: int, left: float, top: float, size: tuple[int, int]) -> Image.Image:
    """Render a part of a page at 100 dpi: from a corner in pt, left and from the top, so many dots wide and high."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        high = page.get_height()
        across, down = (dots * DOT - 1e-3 for dots in size)  # a hair less, or pdfium rounds up and stretches the page
        for set_box in (page.set_mediabox, page.set_cropbox):
            set_box(left, high - top - down, left + across, high - top)
        return page.render(scale=DPI / 72).to_pil().convert("RGB")


def together(pdf: bytes, grid: Grid) -> Image.Image:
    """Cut each sheet at its marks and lay it over the ones before it."""
    window = (round(grid.window_width * PT / DOT), round(grid.window_height * PT / DOT))
    starts = [
        (round(x * PT / DOT), round(y * PT / DOT)) for x, y in (grid.start(c.column - 1, c.row - 1) for c in grid.cells)
    ]
    whole = Image.new("RGB", (starts[-1][0] + window[0], starts[-1][1] + window[1]), "white")
    for number, start in enumerate(starts, 1):
        whole.paste(rendered(pdf, number, grid.margin * PT, grid.margin * PT, window), start)
    return whole


def difference(first: Image.Image, second: Image.Image) -> float:
    """Give the share of pixels that differ by more than 32 of 255 in any channel."""
    bands = ImageChops.difference(first, second).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(most.histogram()[33:]) / (most.width * most.height)


def unlike(board: bytes, order: Order, sheets: bytes, grid: Grid) -> float:
    """Give the share of pixels in which the joined tiles of a board of one page differ from the shop's file."""
    trim = (math.floor(order.size.width * PT / DOT), math.floor(order.size.height * PT / DOT))
    slug = order.slug * PT
    return difference(together(sheets, grid).crop((0, 0, *trim)), rendered(board, 0, slug, slug, trim))
