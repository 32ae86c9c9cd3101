"""Python-Markdown tries its 16 inline patterns on every text; here only those whose sign the text holds."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_SIGNS = {  # a text that a pattern matches holds one of its two signs
    "backtick": ("`", "`"),
    "escape": ("\\", "\\"),
    "footnote": ("[^", "[^"),
    "reference": ("[", "["),
    "link": ("[", "["),
    "image_link": ("![", "!["),
    "image_reference": ("![", "!["),
    "short_reference": ("[", "["),
    "short_image_ref": ("![", "!["),
    "autolink": ("<", "<"),
    "automail": ("<", "<"),
    "linebreak": ("  \n", "  \n"),
    "html": ("<", "<"),
    "entity": ("&", "&"),
    "del": ("~~", "~~"),
    "em_strong": ("*", "_"),
}
_ALWAYS = ("", "")
_ANY = re.compile(r"[`\\\[<&~*_]|  \n")  # in short


class SignedInline(InlineProcessor):
    """The inline processor of Python-Markdown: the same result, for plain text at once.

    Made when all patterns are registered. It overrides one private method; a later Python-Markdown that has none of
    that name is only slower.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        known = md.inlinePatterns
        signs = {known.get_index_for_name(name): of for name, of in _SIGNS.items() if name in known}
        self._unknown = len(signs) < len(known)
        self._ways = [(*signs.get(at, _ALWAYS), way) for at, way in enumerate(known)]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - theirs
        if isinstance(data, AtomicString) or not (self._unknown or _ANY.search(data)):
            return data
        start, count = 0, len(self._ways)
        while patternIndex < count:
            sign, other, way = self._ways[patternIndex]
            matched = False
            if sign in data or other in data:
                data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    way, data, patternIndex, start
                )
            if not matched:
                patternIndex, start = patternIndex + 1, 0  # noqa: N806
        return data
