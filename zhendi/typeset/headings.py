"""Balance the headings inside a text, broken at sense borders, once it is known how wide each may run."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator, Sequence
from math import floor
from typing import Any

from msgspec import Struct

from zhendi.typeset.headline import break_title, length
from zhendi.typeset.strip import HEADINGS, is_a

_HEADING = re.compile(r"(<(h[1-6])(?:\s[^>]*)?>)([^<>]*)(?=</\2>)")
_ANY_HEADING = re.compile(r"<h[1-6][\s>]")
_MOST_LINES = 4
_SPARE = 0.3  # em of a heading that the gaps beside Latin may take


class Room(Struct, frozen=True):
    """A heading's own size, its length on one line, and what its indents take of the column, in em of the body.

    All three are the same at any size of the body, so a heading is broken alike whatever was tried before.
    """

    size: float
    length: float
    indent: float

    def characters(self, column: float) -> int | None:
        """Say how many characters a line of it holds in a column, in em of the body; None if it needs but one."""
        width = column - self.indent
        return None if self.length <= width else floor(width / self.size - _SPARE)


def are_broken(section: Any) -> bool:
    """Say whether a heading of a laid-out slot has more than one line."""
    return any(len(heading.children) > 1 for heading in _headings(section))


def measure(section: Any, body: float) -> tuple[Room, ...]:
    """Read from a laid-out slot how wide its headings are and may be; `body` is the size of the text in px."""
    return tuple(
        Room(
            round(_advance(heading) / body, 4),
            round(sum(line.width for line in heading.children) / body, 4),
            round((section.width - heading.width) / body, 4),
        )
        for heading in _headings(section)
    )


def balance(html: str, rooms: Sequence[Room], column: float) -> str:
    """Keep each line of a long heading together; `rooms` as measured, `column` is its width in em of the body.

    A heading with marks in it is left alone, and so is one with a word that is longer than a line.
    """
    if not rooms or len(_ANY_HEADING.findall(html)) != len(rooms):
        return html
    order = {match.start(): room for match, room in zip(_ANY_HEADING.finditer(html), rooms, strict=True)}
    return _HEADING.sub(lambda found: found[1] + _lines(found[3], order[found.start()].characters(column)), html)


def _lines(source: str, per_line: int | None) -> str:
    if per_line is None:
        return source
    text = markup.unescape(source)
    lines = break_title(text, max(per_line, 1), _MOST_LINES)
    if len(lines) == 1:
        return source
    parts: list[str] = []
    at = 0
    for line in lines:
        start = text.find(line, at)
        if start < 0 or length(line) > per_line:
            return source
        kept = f'<span class="zk">{markup.escape(line, quote=False)}</span>'
        parts += (markup.escape(text[at:start], quote=False), kept)
        at = start + len(line)
    return "".join(parts) + markup.escape(text[at:], quote=False)


def _headings(box: Any) -> Iterator[Any]:
    if box.element_tag in HEADINGS and box.children and is_a(box.children[0], "LineBox"):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _headings(child)


def _advance(heading: Any) -> float:
    spacing = heading.style["letter_spacing"]
    return float(heading.style["font_size"]) + (0.0 if spacing == "normal" else float(spacing))
