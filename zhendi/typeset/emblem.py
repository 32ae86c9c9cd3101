"""Look at how a board shows the official emblem, whatever a theme or template of the site's own made of it.

《中国共产党党徽党旗条例》(2021): as it was made, nothing added, not turned; so its proportions and a clear space are
kept, it stands once on a board, and is neither turned nor faded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhendi.problems import Severity
from zhendi.typeset.guard import glyphs
from zhendi.typeset.spec import Finding
from zhendi.typeset.strip import bare, is_a

_FILE = "emblem.svg"  # as content/emblem.py names it
_CLEAR = 0.1  # of its height: nearer, words seem to belong to it
_EVEN = 0.01  # of its proportions
_ADVICE = "用自带版面的党徽位置，不要在模板、样式里另外摆放或者修饰党徽。"
_Shown = tuple[Any, bool, bool]  # box, turned, faded


def check_emblem(page: Any) -> Iterator[Finding]:
    """Find what a page does with the emblem that the rules forbid; a page without it is fine."""
    shown = list(_shown(page, turned=False, faded=False))
    if len(shown) > 1:
        yield _finding(f"同一块展板上有 {len(shown)} 个党徽")
    for box, turned, faded in shown:
        if turned:
            yield _finding("党徽被旋转或者变形")
        if faded:
            yield _finding("党徽被改成半透明")
        if _stretched(box):
            yield _finding("党徽的宽高比例变了")
        clear = box.height * _CLEAR
        left, top = box.content_box_x() - clear, box.content_box_y() - clear
        right, bottom = left + box.width + 2 * clear, top + box.height + 2 * clear
        if not turned and any(text.meets(left, top, right, bottom) for text in glyphs(page)):
            yield _finding("文字压着或者紧贴着党徽")


def _shown(box: Any, *, turned: bool, faded: bool) -> Iterator[_Shown]:
    box = bare(box)
    turned = turned or bool(box.style["transform"])
    faded = faded or box.style["opacity"] < 1
    if is_a(box, "ReplacedBox"):
        if box.element is not None and (box.element.get("src") or "").endswith(_FILE):
            yield box, turned, faded
        return
    for child in getattr(box, "children", ()):
        yield from _shown(child, turned=turned, faded=faded)


def _stretched(box: Any) -> bool:
    ratio = box.replacement.get_intrinsic_size(1, box.style["font_size"])[2]
    keeps = box.style["object_fit"] in {"contain", "none", "scale-down"}
    return bool(ratio and box.height) and not keeps and abs(box.width / box.height / ratio - 1) > _EVEN


def _finding(what: str) -> Finding:
    return Finding("EM02", f"{what}。", _ADVICE, Severity.ERROR)
