"""SVG drawings by a strict allow-list: shapes and text; no script, no outside resource, no hang."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from msgspec import Struct

from zhendi.content.codes import Trouble

MAX_BYTES = 1_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 30
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ELEMENT_NAMES = """
    svg g defs title desc path rect circle ellipse line polyline polygon text tspan clipPath
    linearGradient radialGradient stop
"""
_ATTRIBUTE_NAMES = """
    id class x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox preserveAspectRatio version
    transform fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-dasharray stroke-dashoffset opacity clip-path clip-rule offset stop-color stop-opacity
    gradientUnits gradientTransform spreadMethod clipPathUnits text-anchor dominant-baseline font-family font-size
    font-weight font-style letter-spacing style display visibility color rotate textLength lengthAdjust href
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_DROPPED = frozenset({"metadata", "namedview"})  # who drew it, with what
_UNSAFE_VALUE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|expression\(|@import|\\|&", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt|mm|cm|in)?\s*$")
_PX = {"px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_LARGEST = 20_000  # px
_SAVE_AS = "用画图软件另存为 PNG，或者请作图的人导出“普通 SVG”。"


class Drawing(Struct, frozen=True):
    """A drawing that may be published; size in px."""

    data: bytes
    width: int
    height: int


class _RefusedError(Exception):
    """The drawing holds what may not be published; the text says what."""


def clean_drawing(path: str, data: bytes) -> Drawing | Trouble:
    """Check a drawing and write it anew, without comments, metadata and editors' marks."""
    if len(data) > MAX_BYTES:
        return Trouble(f"图形“{path}”有 {len(data) / 1e6:.1f} MB，太大了。", _SAVE_AS, "PC04")
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data, re.IGNORECASE) or not re.match(rb"(?:\xef\xbb\xbf)?\s*<", data):
        return Trouble(f"图形“{path}”里有文档类型声明，或者不是 SVG。", _SAVE_AS, "PC05")
    try:
        root = ET.fromstring(data)  # noqa: S314 - see the import
        text = "".join(_written(root, [0], 0))
        width, height = _size(root)
    except (ET.ParseError, ValueError, LookupError):
        return Trouble(f"图形“{path}”不是完好的 SVG。", _SAVE_AS, "PC03")
    except _RefusedError as refused:
        return Trouble(f"图形“{path}”不能发布：{refused}。", _SAVE_AS, "PC05")
    return Drawing(text.encode(), width, height)


def _written(element: ET.Element, count: list[int], depth: int) -> Iterator[str]:
    count[0] += 1
    if count[0] > MAX_ELEMENTS or depth > MAX_DEPTH:
        raise _RefusedError("图形太复杂")
    name = element.tag.removeprefix(_SVG)
    if name not in _ELEMENTS or (name == "svg") != (depth == 0):
        raise _RefusedError(f"含有 {name.rpartition('}')[2]} 元素")
    attributes = dict(_attributes(element))
    if depth == 0:
        attributes["xmlns"] = "http://www.w3.org/2000/svg"
    yield f"<{name}"
    yield from (f' {key}="{html.escape(value)}"' for key, value in sorted(attributes.items()))
    yield ">"
    yield html.escape(element.text or "", quote=False)
    for child in element:
        if not _is_dropped(child):
            yield from _written(child, count, depth + 1)
        yield html.escape(child.tail or "", quote=False)
    yield f"</{name}>"


def _is_dropped(element: ET.Element) -> bool:
    return element.tag.rpartition("}")[2] in _DROPPED


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        name = "href" if key == f"{_XLINK}href" else key
        if name == f"{_XML}space":
            yield "xml:space", value
        elif name.startswith("{"):
            continue  # marks of drawing programs
        elif name.lower().startswith("on"):
            raise _RefusedError(f"含有脚本属性 {name}")
        elif _UNSAFE_VALUE.search(value) or (name == "href" and not value.startswith("#")):
            raise _RefusedError(f"属性 {name} 引用了外部内容")
        elif name in _ATTRIBUTES or name.startswith("data-"):
            yield name, value


def _size(root: ET.Element) -> tuple[int, int]:
    """Give the size in px: width and height, else the view box."""
    sides = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
    lengths = [float(side[1]) * _PX[side[2] or "px"] for side in sides if side]
    if len(lengths) < 2:  # noqa: PLR2004
        lengths = [float(number) for number in root.get("viewBox", "").replace(",", " ").split()[2:4]]
    if len(lengths) < 2 or not all(1 <= length <= _LARGEST for length in lengths):  # noqa: PLR2004
        raise _RefusedError("没有写明宽和高，或者太大")
    return round(lengths[0]), round(lengths[1])
