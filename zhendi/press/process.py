"""Printing processes: what each wants of bleed, resolution, type and lines (domain.md, Print shop)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Process(Struct, frozen=True):
    """One way to print a board; lengths in mm, resolutions in dpi at the size of the board.

    `edge` is the unprinted border that takes the eyelets. Below `dpi_fail` a picture is not to be printed, below
    `dpi` it is worth a second look.
    """

    name: str
    bleed: float
    dpi: float
    dpi_fail: float
    edge: float = 0.0
    text_pt: float = 6.0
    line_mm: float = 0.2
    ink: float = 300.0  # percent, all plates together
    draw_dpi: float = 150.0  # of a whole board as a picture

    @property
    def around(self) -> float:
        """Give what surrounds the trim inside the marks, in mm."""
        return max(self.bleed, self.edge)


PROCESSES: Mapping[str, Process] = {
    "印刷": Process("印刷", bleed=3, dpi=300, dpi_fail=150, draw_dpi=300),
    "写真": Process("写真", bleed=3, dpi=72, dpi_fail=60),
    "喷绘": Process("喷绘", bleed=0, edge=100, dpi=45, dpi_fail=30, draw_dpi=72),
}
_BY_MATERIAL: Mapping[str, tuple[str, ...]] = {
    "喷绘": ("喷绘", "灯布", "灯箱布", "网格布", "横幅", "车贴", "黑底布"),
    "印刷": ("印刷", "铜版纸", "胶版纸", "卡纸", "艺术纸", "不干胶"),
}


def process_of(material: str | None, usual: str = "写真") -> Process:
    """Give the process that a material is printed by; `usual` where it does not say."""
    for name, words in _BY_MATERIAL.items():
        if any(word in (material or "") for word in words):
            return PROCESSES[name]
    return PROCESSES[usual]
