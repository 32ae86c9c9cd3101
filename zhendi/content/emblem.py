"""The official emblem that a unit puts in assets/emblem.svg: read as it is, refused if it breaks a rule.

Rules: 《中国共产党党徽党旗条例》(2021), gold or red only, nothing added, not turned, not distorted. None is shipped.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from pathlib import Path

from zhendi.content.codes import Trouble, problem
from zhendi.model.entities import Picture
from zhendi.problems import Problem

EMBLEM = "assets/emblem.svg"
_COLOUR = re.compile(r"""\b(?:fill|stroke)\s*(?:=\s*["']|:)\s*([^"';]+)""")
_FORBIDDEN = {
    "旋转或者倾斜": re.compile(r"\b(?:rotate|skew[XY]?)\s*\("),
    "渐变": re.compile(r"Gradient\b"),
    "半透明": re.compile(r"\bopacity"),
    "另加的文字": re.compile(r"<text\b"),
}
_RED, _GOLD = (345.0, 15.0), (30.0, 62.0)  # degrees of hue
_PURE = 0.4  # least saturation and brightness
_ADVICE = "换成官方制作的原文件，不要自己改动；暂时没有就把它移走，版面没有党徽也是完整的。"


def read_emblem(root: Path) -> tuple[Picture | None, list[Problem]]:
    """Give the emblem of a site if it has one that breaks no rule."""
    place = root / EMBLEM
    if not place.is_file() or not place.resolve().is_relative_to(root.resolve()):
        return None, []
    from zhendi.content.drawings import clean_drawing  # noqa: PLC0415 - with an XML parser, that few sites need

    drawing = clean_drawing(EMBLEM, place.read_bytes())
    if isinstance(drawing, Trouble):
        return None, [problem("EM01", EMBLEM, (0, 0), drawing.message, _ADVICE)]
    if faults := list(_faults(drawing.data.decode())):
        message = f"党徽文件不合规定，没有使用：{'；'.join(faults)}。"
        return None, [problem("EM01", EMBLEM, (0, 0), message, _ADVICE)]
    return Picture(EMBLEM, EMBLEM, drawing.data, drawing.width, drawing.height), []


def _faults(svg: str) -> Iterator[str]:
    yield from (f"含有{what}" for what, mark in _FORBIDDEN.items() if mark.search(svg))
    colours = {word.strip() for word in _COLOUR.findall(svg)} - {"none"}
    if not colours:
        yield "没有写明颜色，只能是金黄色或者红色"
    if wrong := sorted(word for word in colours if not _allowed(word)):
        yield f"颜色 {'、'.join(wrong)} 不是金黄色或者红色"


def _allowed(word: str) -> bool:
    from PIL import ImageColor  # noqa: PLC0415 - few sites have an emblem

    try:
        channels = ImageColor.getrgb(word)[:3]
    except ValueError:
        return False
    hue, saturation, brightness = colorsys.rgb_to_hsv(*(channel / 255 for channel in channels))
    degrees = hue * 360
    is_red = degrees >= _RED[0] or degrees <= _RED[1]
    return min(saturation, brightness) >= _PURE and (is_red or _GOLD[0] <= degrees <= _GOLD[1])
