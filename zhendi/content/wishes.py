"""What an entry or site.yml says of boards: sizes, layout, reading distance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from msgspec.structs import replace

from zhendi.content.codes import Trouble
from zhendi.content.convert import Reading, as_text, as_yes, near_word, read_values
from zhendi.content.names import Plan
from zhendi.content.nodes import Items, Node, Text
from zhendi.model.entities import BoardWish
from zhendi.model.sizes import PRESETS, Size, parse_size

_LONGEST = 30_000.0  # mm
_SHORTEST = 50.0  # mm
_NEAREST, _FARTHEST = 0.3, 30.0  # m
_USUAL = (Size(600, 900),)
_PARTS = re.compile(r"[、，,;；]\s*")
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|m|毫米|厘米|公分|米)?$")
_METRES = {"mm": 0.001, "毫米": 0.001, "cm": 0.01, "厘米": 0.01, "公分": 0.01, "m": 1.0, "米": 1.0}


def read_wish(found: Mapping[str, tuple[Plan, Node]], default: BoardWish, reading: Reading) -> BoardWish:
    """Read the board keys of an entry; `default` is its kind's, whose sizes `poster: 是` asks for."""
    if not found:
        return BoardWish()
    plain = {name: pair for name, pair in found.items() if name not in {"poster", "distance"}}
    values = {name: value for name, value in read_values(plain, reading).items() if value is not None}
    wish = BoardWish(**values)
    if "poster" in found:
        wish = replace(wish, sizes=read_sizes(found["poster"][1], default, reading))
    if "distance" in found:
        wish = replace(wish, distance=read_distance(found["distance"][1], reading))
    return wish


def read_sizes(node: Node, default: BoardWish, reading: Reading) -> tuple[Size, ...] | None:
    """Read `60x90cm`, a list of sizes, 否 (no board) or 是 (the usual one)."""
    if isinstance(node, Text):
        answer = as_yes(node.value)
        if answer is not None:
            return () if not answer else default.sizes or _USUAL
        texts: list[tuple[str, Node]] = [(part, node) for part in _PARTS.split(node.value) if part.strip()]
    elif isinstance(node, Items):
        texts = [(part, item) for item in node.items for part in _parts(item, reading)]
    else:
        reading.note("SC04", node, "“海报”要写尺寸，这里是分项的内容。", "写成“海报: 60x90cm”。")
        return None
    sizes = [_size(text, place, reading) for text, place in texts]
    return tuple(dict.fromkeys(size for size in sizes if size)) or None


def _parts(item: Node, reading: Reading) -> list[str]:
    text = as_text(item, "海报", reading)
    return [part for part in _PARTS.split(text or "") if part.strip()]


def _size(text: str, node: Node, reading: Reading) -> Size | None:
    size = parse_size(text.strip("“”\"' "))
    if size is None:
        near = near_word(text.strip(), PRESETS)
        hint = f"是不是要写“{near}”？" if near else "写成 60x90cm，或者写名字：易拉宝、展板、A1。"
        reading.trouble(node, Trouble(f"“{text}”不是尺寸。", hint))
        return None
    if max(size.width, size.height) > _LONGEST or min(size.width, size.height) < _SHORTEST:
        message = f"尺寸“{text}”做不了：一块展板每边要在 {_SHORTEST / 10:g} 厘米到 {_LONGEST / 1000:g} 米之间。"
        reading.trouble(node, Trouble(message, "没有写单位的数按厘米算；更长的分成几块。"))
        return None
    return size


def read_distance(node: Node, reading: Reading) -> float | None:
    """Read a reading distance in m: 1.5m, 150cm, 1.5; a bare number above 10 is in cm."""
    text = as_text(node, "阅读距离", reading)
    match = _DISTANCE.match(unicodedata.normalize("NFKC", text or "").strip("约 "))
    if match:
        number = float(match[1])
        metres = number * (_METRES[match[2]] if match[2] else 1.0 if number <= 10 else 0.01)  # noqa: PLR2004
        if _NEAREST <= metres <= _FARTHEST:
            return round(metres, 3)
    if text:
        message = f"阅读距离“{text}”读不懂，要在 {_NEAREST} 米到 {_FARTHEST:g} 米之间。"
        reading.trouble(node, Trouble(message, "写成“阅读距离: 2m”。"))
    return None


def read_length(text: str) -> float | None:
    """Read a length in mm: 8m, 800cm, 8米; a bare number is in cm. None if it does not read."""
    match = _DISTANCE.match(unicodedata.normalize("NFKC", text).strip("约 "))
    return float(match[1]) * _METRES[match[2] or "cm"] * 1000 if match else None
