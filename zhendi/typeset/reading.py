"""What a reader copies from a board: each line carries its source text, and no character of the source is missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from msgspec import Struct

from zhendi.typeset.strip import is_a, texts

_UNSEEN = frozenset({"svg", "style", "script", "template", "title"})
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SHOWN = 24  # characters of a passage that a finding quotes


class Loss(Struct, frozen=True):
    """A passage of the source that was not set where it should stand."""

    passage: str
    before: str


def source_text(element: Any) -> str:
    """Give the text of an HTML element as its author wrote it."""
    return "".join(_parts(element))


def _parts(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in _UNSEEN:
        return
    yield element.text or ""
    for child in element:
        yield from _parts(child)
        yield child.tail or ""


def trace(box: Any, source: str) -> Loss | None:
    """Follow the source through the text boxes in reading order, noting on each whether a space follows it there."""
    _restore_order(box)
    letters: list[str] = []
    spaced: set[int] = set()
    for character in source.translate(_ZERO_WIDTH):
        if character.isspace():
            spaced.add(len(letters))
        else:
            letters.append(character)
    whole = "".join(letters)
    at = 0
    for text in texts(box):
        if "::" in text.element_tag or text.element_tag == "img":  # what CSS generates, and `alt`, is not in the text
            continue
        words = "".join(text.text.translate(_ZERO_WIDTH).split())
        if whole[at : at + len(words)] != words:
            return Loss(whole[at : at + _SHOWN], whole[max(0, at - _SHOWN) : at])
        at += len(words)
        text.space_follows = at in spaced
    return Loss(whole[at : at + _SHOWN], whole[max(0, at - _SHOWN) : at]) if at < len(whole) else None


def _restore_order(box: Any) -> None:
    """Put the children of reversed flex boxes back into the order of the source, in which they are painted."""
    children = getattr(box, "children", ())
    if is_a(box, "FlexContainerBox") and box.style["flex_direction"].endswith("reverse"):
        box.children = children = list(children)[::-1]
    for child in children:
        _restore_order(child)


def take_in_markers(box: Any) -> None:
    """Move the marker of a list item into its first line, in place: painted last, it would part the item's text."""
    children = getattr(box, "children", ())
    markers = [child for child in children if getattr(child, "is_outside_marker", False)]
    if markers:
        rest = [child for child in children if child not in markers]
        line = next((line for child in rest if (line := _first_line(child))), None)
        words = [text for marker in markers for text in texts(marker)]
        if line and words:
            line.children = [*words, *line.children]
            box.children = children = rest
    for child in children:
        take_in_markers(child)


def _first_line(box: Any) -> Any | None:
    if is_a(box, "LineBox"):
        return box
    return next((line for child in getattr(box, "children", ()) if (line := _first_line(child))), None)


def label_lines(box: Any) -> None:
    """Note on the first and last text box of every stretch of a line which text it stands for, in place."""
    children = getattr(box, "children", ())
    lines = [child for child in children if is_a(child, "LineBox")]
    for line in lines:
        stretches = [list(group) for seen, group in groupby(_leaves(line), key=lambda leaf: leaf is not None) if seen]
        for stretch in stretches:
            goes_on = stretch is stretches[-1] and (line is not lines[-1] or getattr(box, "goes_on", False))
            _label(stretch, goes_on=goes_on)
    for child in children:
        if not is_a(child, "TextBox"):
            label_lines(child)


def _leaves(box: Any) -> Iterator[Any | None]:
    """Give the text boxes of a line; None where something else interrupts their drawing."""
    for child in box.children:
        if is_a(child, "TextBox"):
            yield child
        elif is_a(child, "InlineBox") and child.style["position"] == "static" and child.style["opacity"] == 1:
            yield from _leaves(child)
        else:
            yield None


def _label(stretch: list[Any], *, goes_on: bool) -> None:
    text = "".join(box.text for box in stretch).translate(_ZERO_WIDTH)
    if goes_on and getattr(stretch[-1], "space_follows", False):
        text += " "
    for box in stretch:
        box.opens, box.closes = "", False
    stretch[0].opens = text
    stretch[-1].closes = bool(text)
