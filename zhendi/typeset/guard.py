"""Look over a composed board before it is written: nothing beyond its box, nothing clipped, nothing in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from msgspec import Struct

from zhendi.model.sizes import MM_PER_PX
from zhendi.problems import Severity
from zhendi.typeset.spec import Box, Finding
from zhendi.typeset.strip import bare, is_a

_HANG = 0.55  # em that a trimmed mark may hang beyond the edge of its column
_CORE = 0.45  # em above and below the middle of a line that belong to its glyphs
_NEAR = 0.5  # px
_MANY = 400  # texts of a frame above which they are not compared with one another
_SHOWN = 20
POOR_DPI, USELESS_DPI = 72.0, 30.0


class Glyphs(Struct, frozen=True):
    """Where the glyphs of a text box stand, px, and the rectangle that clips them."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float
    clip: tuple[float, float, float, float] | None

    def beyond(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Say whether glyphs stand outside a rectangle."""
        hang = self.em * _HANG
        return (
            self.left < left - hang
            or self.right > right + hang
            or self.top < top - _NEAR
            or self.bottom > bottom + _NEAR
        )

    def meets(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Say whether glyphs stand inside a rectangle, be it in part."""
        within = min(self.right, right) - max(self.left, left) > _NEAR
        return within and min(self.bottom, bottom) - max(self.top, top) > _NEAR


def glyphs(box: Any, clip: tuple[float, float, float, float] | None = None) -> Iterator[Glyphs]:
    """Give the visible texts in a tree of boxes; transformed parts are left out."""
    if is_a(box, "TextBox"):
        if box.text.strip() and box.style["visibility"] == "visible":
            em = box.style["font_size"]
            middle = box.position_y + box.margin_top + box.height / 2
            left = box.position_x
            yield Glyphs(box.text, left, middle - _CORE * em, left + box.width, middle + _CORE * em, em, clip)
        return
    if box.style["transform"]:
        return
    if box.style["overflow"] != "visible" and not is_a(box, "PageBox") and hasattr(box, "border_left_width"):
        left, top = box.padding_box_x(), box.padding_box_y()
        clip = (left, top, left + box.padding_width(), top + box.padding_height())
    for child in getattr(box, "children", ()):
        yield from glyphs(child, clip)


def check_column(box: Any, place: Box) -> Iterator[Finding]:
    """Find text of a column that stands beyond the column, or is clipped in it."""
    left, top = place.x / MM_PER_PX, place.y / MM_PER_PX
    for text in glyphs(box):
        if text.beyond(left, top, left + place.width / MM_PER_PX, top + place.height / MM_PER_PX):
            yield _beyond(text, "栏")
        if text.clip and text.beyond(*text.clip):
            yield _clipped(text)


def check_frame(page: Any, slots: Sequence[Box]) -> Iterator[Finding]:
    """Find text of a frame that leaves the board, is clipped, or stands on another text."""
    texts = list(glyphs(page))
    for text in texts:
        if text.beyond(0, 0, page.margin_width(), page.margin_height()):
            yield _beyond(text, "展板")
        if text.clip and text.beyond(*text.clip):
            yield _clipped(text)
    for slot in slots:
        left, top = slot.x / MM_PER_PX, slot.y / MM_PER_PX
        right, bottom = left + slot.width / MM_PER_PX, top + slot.height / MM_PER_PX
        for text in texts:
            if text.meets(left, top, right, bottom):
                message = f"展板的文字“{_short(text.text)}”压到了正文的位置。"
                yield Finding("TS06", message, "把标题写短一些，或者换一个更大的尺寸。", Severity.ERROR, text.text)
                break
    if len(texts) <= _MANY:
        for one, other in combinations(texts, 2):
            if one.meets(other.left, other.top, other.right, other.bottom):
                message = f"展板的文字“{_short(one.text)}”和“{_short(other.text)}”叠在一起。"
                yield Finding("TS06", message, "把文字写短一些，或者换一个更大的尺寸。", Severity.WARNING, one.text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"


def _beyond(text: Glyphs, what: str) -> Finding:
    message = f"文字“{_short(text.text)}”超出了{what}的边界。"
    return Finding(
        "TS04", message, "把这段文字写短，或者换一个更大的尺寸；太宽的表格请减少列数。", Severity.ERROR, text.text
    )


def _clipped(text: Glyphs) -> Finding:
    message = f"文字“{_short(text.text)}”被裁掉了一部分。"
    return Finding("TS06", message, "把这段文字写短，或者换一个更大的尺寸。", Severity.ERROR, text.text)


def check_pictures(pages: Iterable[Any]) -> Iterator[Finding]:
    """Find pictures with too few pixels for their size on the board."""
    for page in pages:
        for box in _walk(page, lambda box: is_a(box, "ReplacedBox")):
            pixels = _pixels(box.replacement)
            if not pixels or not box.width:
                continue
            dpi = pixels / (box.width / 96)
            if dpi < POOR_DPI:
                name = (box.element.get("alt") or box.element.get("src") or "") if box.element is not None else ""
                width = round(box.width * MM_PER_PX / 10)
                message = f"图片“{_short(name)}”印成 {width} 厘米宽时只有 {dpi:.0f} dpi，会发虚。"
                wanted = round(POOR_DPI * box.width / 96)
                hint = f"换一张宽度不少于 {wanted} 像素的图片，或者把图片排小一些。"
                yield Finding("TS10", message, hint, Severity.ERROR if dpi < USELESS_DPI else Severity.WARNING, name)


def _pixels(replacement: Any) -> float:
    """Give a picture's width in pixels, 0 if it has none (SVG)."""
    return float(replacement.width) if type(replacement).__name__ == "RasterImage" else 0.0


def _walk(box: Any, wanted: Callable[[Any], bool]) -> Iterator[Any]:
    box = bare(box)
    if wanted(box):
        yield box
    for child in getattr(box, "children", ()):
        yield from _walk(child, wanted)
