"""A small board with all that a board may hold, and what a file of the shop is looked through with."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

from zhendi.model.sizes import Size
from zhendi.press.finish import PT, Order
from zhendi.press.walk import Painted, walk

SIZE = Size(300, 420)
PICTURE = "图片/示例.png"
BOARD = (
    '<div style="position:absolute;left:0;top:0;width:300mm;height:420mm;background:var(--paper)"></div>'
    '<div style="position:absolute;left:0;top:0;width:300mm;height:90mm;background:var(--primary)"></div>'
    '<div style="position:absolute;left:30mm;top:30mm;font-size:20mm;color:var(--on-primary)">制度上墙</div>'
    '<div style="position:absolute;left:30mm;top:120mm;width:240mm;font-size:9mm;line-height:1.6">'
    "党支部的工作坚持公开、真实、及时，方便党员和群众了解、参与和监督。公开前由提出人起草，经保密审核和审批后实施。</div>"
    '<div style="position:absolute;left:30mm;top:200mm;font-size:8mm;color:#c00">主题以外的颜色</div>'
    f'<img alt="" src="{PICTURE}" style="position:absolute;left:30mm;top:240mm;width:120mm;height:80mm">'
    '<div style="position:absolute;left:0;top:340mm;width:300mm;height:80mm;background:#000"></div>'
)


@dataclass(frozen=True)
class Sample:
    """A board as it was set, how it was ordered, and the file for the shop."""

    source: bytes
    order: Order
    pdf: bytes


def boxes(pdf: bytes) -> dict[str, list[float]]:
    """Give the boxes of the first page in mm."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        return {key: [float(one) / PT for one in page[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox")}


def painted(pdf: bytes) -> list[Painted]:
    """Give all that the file paints."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [one for page in document.pages for one in walk(page)]
