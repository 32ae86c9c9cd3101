"""Sizes of boards: as clerks name them and in millimetres."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from msgspec import Struct

MM_PER_PT = 25.4 / 72
MM_PER_PX = 25.4 / 96
LONGEST_PAGE = 5080.0  # mm: 14,400 pt, the largest page that every reader of PDF opens
REDUCED = 10  # one to ten: the page of what is longer

_UNITS = {"mm": 1.0, "毫米": 1.0, "cm": 10.0, "厘米": 10.0, "公分": 10.0, "m": 1000.0, "米": 1000.0}
_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"(mm|cm|m|毫米|厘米|公分|米)?"
_SIZE = re.compile(rf"^{_NUMBER}\s*{_UNIT}\s*[x×*X✕乘]\s*{_NUMBER}\s*{_UNIT}$")

PRESETS: Mapping[str, tuple[float, float]] = {
    "A0": (841, 1189),
    "A1": (594, 841),
    "A2": (420, 594),
    "A3": (297, 420),
    "A4": (210, 297),
    "B1": (707, 1000),
    "B2": (500, 707),
    "B3": (353, 500),
    "B4": (250, 353),
    "易拉宝": (800, 2000),
    "X展架": (600, 1600),
    "门型": (800, 1800),
    "门型展架": (800, 1800),
    "制度牌": (600, 900),
    "海报": (600, 900),
    "KT板": (900, 1200),
    "展板": (1200, 2400),
    "公开栏": (2000, 1200),
    "横幅": (3000, 700),
    "门牌": (600, 400),
    "窗口牌": (500, 250),
    "桌牌": (200, 100),
    "科室牌": (300, 120),
    "横屏": (1920 * MM_PER_PX, 1080 * MM_PER_PX),
    "竖屏": (1080 * MM_PER_PX, 1920 * MM_PER_PX),
}


class Size(Struct, frozen=True, order=True):
    """Width and height of a board in mm."""

    width: float
    height: float

    @property
    def name(self) -> str:
        """Give the name used in file names and on job sheets, in cm: `60x90cm`."""
        return f"{self.width / 10:g}x{self.height / 10:g}cm"

    @property
    def area(self) -> float:
        """Give the area in m²."""
        return self.width * self.height / 1e6


def parse_size(text: str, presets: Mapping[str, tuple[float, float]] = PRESETS) -> Size | None:
    """Read `60x90cm`, `60×90`, `1.2m×2.4m`, `易拉宝`, `A1`, `A1横` as mm; None if it is not a size.

    A number without a unit is in cm, as print shops take it.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    landscape = text.endswith("横") and len(text) > 1
    name = text.removesuffix("横").strip()
    known = {key.casefold(): value for key, value in presets.items()}.get(name.casefold())
    if known:
        width, height = known
        return Size(max(width, height), min(width, height)) if landscape else Size(width, height)
    match = _SIZE.match(text.lower())
    if not match:
        return None
    first, first_unit, second, second_unit = match.groups()
    second_unit = second_unit or first_unit or "cm"
    first_unit = first_unit or second_unit
    width, height = float(first) * _UNITS[first_unit], float(second) * _UNITS[second_unit]
    return Size(round(width, 3), round(height, 3)) if width > 0 and height > 0 else None
