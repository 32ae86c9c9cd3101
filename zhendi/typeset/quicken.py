"""Spare WeasyPrint what it would do again for every element or board; what comes of it stays the same, byte for byte.

An element with an id had a style of its own, and all elements in it: now those that are alike share theirs. Every
element had five styles for notes, which no board has. The paths of a theme's ornaments were read anew for each board.
The patterns by which tinyhtml5 reads on were made anew each time, for it keeps them by another key than it looks for.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

from zhendi.typeset.loading import load
from zhendi.typeset.strip import bare

_NOTES = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})
_PLAIN_PATH = re.compile(r"[\sACHLMQSTVZachlmqstvz0-9.,eE+-]*")  # without units, so that it is drawn alike anywhere
_MANY_PATHS = 512


@lru_cache(maxsize=1)
def quicken() -> None:
    """Put quicker ways in the place of WeasyPrint's own, once a process."""
    load()
    from tinyhtml5 import inputstream
    from weasyprint import css, svg

    find, draw = css.find_style_attributes, svg.TAGS["path"]

    def without_anchors(*tree: Any) -> Iterator[Any]:
        for found in find(*tree):
            first = found[2][0] if found[2] else None
            if getattr(first, "name", "") != "-weasy-anchor":
                yield found

    @lru_cache(maxsize=_MANY_PATHS)
    def drawn(line: str) -> tuple[tuple[bytes, ...], tuple[Any, ...]]:
        import pydyf

        node = SimpleNamespace(get=lambda _, __: line, vertices=[])
        paper = SimpleNamespace(stream=pydyf.Stream(), point=lambda x, y, em: (svg.size(x, em, 0), svg.size(y, em, 0)))
        draw(paper, node, 0)
        return tuple(paper.stream.stream), tuple(node.vertices)

    def draw_path(image: Any, node: Any, em: float) -> None:
        line = node.get("d", "")
        if _PLAIN_PATH.fullmatch(line):
            with suppress(svg.PointError, ArithmeticError, IndexError, ValueError):
                parts, vertices = drawn(line)
                image.stream.stream.extend(parts)
                node.vertices.extend(vertices)
                return
        draw(image, node, em)  # of an unsound path it draws what comes before the fault

    css.find_style_attributes = without_anchors
    svg.TAGS["path"] = draw_path
    inputstream.characters_until_regex = _Patterns()


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """What runs to one of some characters, or consists of them (`True`)."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        signs = "".join(f"\\x{ord(character):02x}" for character in key[0])
        self[key] = re.compile(f"[{signs}]+" if key[1] else f"[^{signs}]+")
        return self[key]


def name_anchors(box: Any) -> None:
    """Give the boxes of a laid-out page their anchors, in place: those whose elements have an id."""
    box = bare(box)
    style = box.style
    if isinstance(box.element, Element) and type(style).__name__ == "ComputedStyle" and style.pseudo_type is None:
        anchor = (box.element.get("name") if box.element.tag == "a" else None) or box.element.get("id")
        if anchor:
            box.style = style.copy()
            box.style["anchor"] = anchor
    for child in getattr(box, "children", ()):
        name_anchors(child)


@lru_cache(maxsize=2)
def html_class(*, notes: bool) -> Any:
    """Give the class of a text with footnotes and the like, or without."""
    from weasyprint import HTML

    class PlainHtml(HTML):  # type: ignore[misc]
        """Has the styles of browsers, but for notes."""

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [_without_notes(sheet) for sheet in super()._ua_stylesheets(forms)]

    return HTML if notes else PlainHtml


@lru_cache(maxsize=4)
def _without_notes(sheet: Any) -> Any:
    plain = copy.copy(sheet)
    plain.matcher = copy.copy(sheet.matcher)
    plain.matcher.other_selectors = [rule for rule in sheet.matcher.other_selectors if rule[3] not in _NOTES]
    return plain
