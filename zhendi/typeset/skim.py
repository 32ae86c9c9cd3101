"""Skim a text: lay out only how its paragraphs begin, of many alike a few, and add the lengths of what was left out.

A paragraph falls at any size by the sum of its widths (`predict.py`), so a size that is too large need not be set line
by line to foresee the next: a fifth of the time of a layout, measured.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from msgspec import Struct
from msgspec.structs import replace

from zhendi.typeset.setting import TOKEN, classes_of
from zhendi.typeset.strip import Atom, Strip, is_a

_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_PARAGRAPHS = frozenset({"p", "li", "dd"})
_WHOLE = frozenset({"table", "svg", "pre", "figure", "video", "style"})  # what is in them is laid out as it is
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "source"})
_FAR = 1_000_000  # from the numbers of paragraphs that are cut to those of others
_LONG = 12  # characters of a text that is cut
_KEPT = 2
_ALIKE = 4  # paragraphs alike in a row, of which the first two and the last are laid out
_UNIT = re.compile(r'<(p|li|dd)\b[^>]* data-cut="(\d+)">(?:(?!</?(?:p|li|dd)\b).)*</\1>', re.DOTALL)
_OF_ITS_OWN = re.compile(r' (?:id|data-cut)="[^"]*"|>[^<]*')  # what paragraphs that are alike may differ in
_ADVANCE = {"zc": -0.5, "zo": -0.5, "zg": 0.25}  # em by the classes of line setting


class Cut(Struct, frozen=True):
    """A text whose paragraphs are cut short and numbered (`data-cut`), and what they lost.

    `left_out` are the numbers of paragraphs that stood after one like them.
    """

    html: str
    lost: tuple[str, ...]
    left_out: Mapping[int, range]


def shortened(html: str) -> Cut:
    """Cut the texts of paragraphs short, and leave out most of many that are alike."""
    html, lost = _cut_texts(html)
    rows: list[list[re.Match[str]]] = []
    for unit in _UNIT.finditer(html):
        before = rows[-1][-1] if rows else None
        near = before and not html[before.end() : unit.start()].strip()
        if before and near and _OF_ITS_OWN.sub("", before[0]) == _OF_ITS_OWN.sub("", unit[0]):
            rows[-1].append(unit)
        else:
            rows.append([unit])
    long = [row for row in rows if len(row) >= _ALIKE]
    for row in reversed(long):
        html = html[: row[1].end()] + html[row[-1].start() :]
    return Cut(html, lost, {int(row[1][2]): range(int(row[2][2]), int(row[-1][2])) for row in long})


def _cut_texts(html: str) -> tuple[str, tuple[str, ...]]:
    out: list[str] = []
    lost: list[str] = []
    open_tags: list[str] = []
    paragraph = -1  # place in `out` of the tag of the paragraph that may be cut
    at = 0
    for match in TOKEN.finditer(html):
        text, tag = html[at : match.start()], match.group()
        at = match.end()
        if paragraph >= 0 and open_tags[-1] in _PARAGRAPHS and len(plain := markup.unescape(text).strip()) > _LONG:
            out[paragraph] = f'{out[paragraph][:-1]} data-cut="{len(lost)}">'
            lost.append(plain[_KEPT:])
            text, paragraph = markup.escape(plain[:_KEPT], quote=False), -1
        out += (text, tag)
        name = _NAME.match(tag)
        if not name or name[2].lower() in _VOID or tag.endswith("/>"):
            continue
        kind = name[2].lower()
        if not name[1]:
            open_tags.append(kind)
            if kind in _PARAGRAPHS:
                paragraph = -1 if _WHOLE.intersection(open_tags) else len(out) - 1
        elif kind in open_tags:
            while open_tags.pop() != kind:
                pass
            if kind in _PARAGRAPHS:
                paragraph = -1
    out.append(html[at:])
    return "".join(out), tuple(lost)


def lengthened(strip: Strip, cut: Cut, width_of: Callable[[str, Any], float]) -> Strip | None:
    """Add to the paragraphs of a strip what they lost; None where one is not there as a paragraph.

    `width_of` gives the width of a text in a style, px.
    """
    there: dict[int, tuple[int, Any]] = {}  # by atoms
    for box, number in _cut_boxes(strip.box):
        span, style = strip.spans.get(id(box)), _style(box)
        if span and style and span[0] == span[1] and number < len(cut.lost):
            there[span[0]] = number, style
    if len(there) + sum(map(len, cut.left_out.values())) != len(cut.lost):
        return None
    atoms: list[Atom] = []
    down = 0.0
    for at, atom in enumerate(strip.atoms):
        if at not in there:
            block = atom.block and atom.block + _FAR
            atoms.append(replace(atom, top=atom.top + down, bottom=atom.bottom + down, block=block))
            continue
        number, style = there[at]
        for one in (number, *cut.left_out.get(number, ())):
            down += 0.0 if one == number else atom.bottom - strip.atoms[at - 1].bottom
            text = cut.lost[one]
            atoms.append(
                replace(
                    atom,
                    top=atom.top + down,
                    bottom=atom.bottom + down,
                    natural=atom.natural + _width(text, style, width_of),
                    characters=atom.characters + len("".join(text.split())),
                    block=len(atoms) + 1,
                )
            )
    return Strip(strip.name, None, strip.width, tuple(atoms), {})


def _width(text: str, style: Any, width_of: Callable[[str, Any], float]) -> float:
    em: float = style["font_size"]
    return width_of(text, style) + sum(_ADVANCE.get(kind, 0.0) for kind in classes_of(text)) * em


def _style(box: Any) -> Any | None:
    return next((child.style for child in box.children[0].children if is_a(child, "TextBox")), None)


def _cut_boxes(box: Any) -> Iterator[tuple[Any, int]]:
    children = getattr(box, "children", ())
    if isinstance(box.element, Element) and children and is_a(children[0], "LineBox"):
        if (number := box.element.get("data-cut", "")).isdecimal():
            yield box, int(number)
        return
    for child in children:
        yield from _cut_boxes(child)
