"""Set the lines of a laid-out text as Chinese wants them: full to the right edge, marks trimmed at both ends.

WeasyPrint only stretches U+0020. Here the slack of a line is spread over all its gaps but those inside Western words
and double marks, as PDF character spacing, so that edges are exact; an opening mark at the line's start loses its blank
half, a closing mark at its end may hang with its blank half (clreq 3.1.6.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from zhendi.typeset.marks import CLOSING, OPENING, may_spread
from zhendi.typeset.strip import is_a

Shape = Callable[[str, Any], tuple[Any, float]]  # text, style → Pango layout, width in px

_HALF = 0.5  # em
_NEARLY = 0.8  # em: a mark at least so wide was not set half-width
_WIDEST = 0.5  # em that a gap may grow; a line that wants more stays short
_NEAR = 1e-6


def set_lines(box: Any, shape: Shape) -> None:
    """Set every line in a tree of laid-out boxes, in place."""
    children = getattr(box, "children", ())
    lines = [child for child in children if is_a(child, "LineBox")]
    for line in lines:
        last = line is lines[-1] and not getattr(box, "goes_on", False)
        _set_line(line, box, shape, last=last)
    for child in children:
        if not is_a(child, "TextBox"):
            set_lines(child, shape)


def _set_line(line: Any, block: Any, shape: Shape, *, last: bool) -> None:
    leaves = list(_leaves(line))
    if not leaves or block.style["direction"] == "rtl":
        return
    align = block.style["text_align_last"] if last or _is_broken(line) else block.style["text_align_all"]
    if align == "auto":
        align = "start" if block.style["text_align_all"] == "justify" else block.style["text_align_all"]
    setter = _Setter(shape)
    start = line.children[0].position_x
    before = sum(leaf.width for leaf in leaves if is_a(leaf, "TextBox"))
    for leaf in leaves:
        setter.take(leaf)
    natural = line.width - before + setter.width
    if align == "justify":
        setter.spread(block.width - natural)
    elif align in {"center", "right", "end"}:
        start += (line.width - natural) * (0.5 if align == "center" else 1.0)
    setter.place(line, start)


def _leaves(box: Any) -> Iterator[Any]:
    for child in box.children:
        if is_a(child, "InlineBox"):
            yield from _leaves(child)
        elif child.is_in_normal_flow():
            yield child


def _is_broken(line: Any) -> bool:
    """Say whether a line ends with a forced break."""
    box = line
    while getattr(box, "children", ()):
        box = box.children[-1]
        if box.element_tag.startswith("br"):
            return True
    return False


class _Piece(Struct):
    """Characters of one text box that are set with one spacing; `gaps` of them may be widened."""

    box: Any
    text: str
    width: float
    shift: float = 0.0  # left of where the glyph is drawn, px
    gaps: int = 0
    loose: bool = True  # the gaps lie between the characters too, not only after the last


class _Setter:
    """Takes the leaves of one line, makes pieces of them, spreads the slack, and places all."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.pieces: dict[int, list[_Piece]] = {}
        self.order: list[_Piece | None] = []  # None: a picture or the like
        self.extra = 0.0

    @property
    def width(self) -> float:
        return sum(piece.width for pieces in self.pieces.values() for piece in pieces)

    def take(self, leaf: Any) -> None:
        if not is_a(leaf, "TextBox"):
            self.order.append(None)
            return
        pieces = list(self._pieces(leaf, first=not self.order))
        self.pieces[id(leaf)] = pieces
        self.order += pieces

    def _pieces(self, box: Any, *, first: bool) -> Iterator[_Piece]:
        """Cut a text box where a mark is trimmed; undo WeasyPrint's own justification."""
        em, text = box.style["font_size"], box.text
        if box.justification_spacing:
            box.pango_layout, box.width = self.shape(text, box.style)
            box.justification_spacing = 0
        width = box.width
        trimmed = _is_trimmed(box)
        if trimmed and width > _NEARLY * em * len(text):  # a font without half-width forms
            for character in text:
                yield self._half(box, character)
        elif first and text[0] in OPENING and box.style["font_feature_settings"] == "normal":
            yield self._half(box, text[0])
            if text[1:]:
                yield self._cut(box, text[1:])
        else:
            yield _Piece(box, text, width)

    def _half(self, box: Any, character: str) -> _Piece:
        """Set one mark on half an em, by its feature or, where the font has none, by shifting it."""
        em = box.style["font_size"]
        piece = self._cut(box, character, halt=True)
        if piece.width > _NEARLY * em:
            piece.shift = _HALF * em if character in OPENING else 0.0
            piece.width -= _HALF * em
        return piece

    def _cut(self, box: Any, text: str, *, halt: bool = False) -> _Piece:
        part = box.copy_with_text(text)
        if halt:
            part.style = part.style.copy()
            part.style["font_feature_settings"] = (("halt", 1),)
        part.pango_layout, width = self.shape(text, part.style)
        return _Piece(part, text, width)

    def spread(self, slack: float) -> None:
        """Widen the gaps by the slack; a blank half of a closing mark, or a Latin gap, at the end counts as slack."""
        last = self.order[-1]
        if last:
            em = last.box.style["font_size"]
            spacing = last.box.style["letter_spacing"]
            slack += 0.0 if spacing == "normal" else spacing
            if last.text.rstrip()[-1:] in CLOSING and self._is_wide(last, em):
                slack += _HALF * em
        if slack <= _NEAR:
            return
        before = self.width
        self._cut_at_words()
        slack += before - self.width  # a cut word is shaped without its neighbour
        gaps = sum(piece.gaps for piece in self.order if piece) + sum(piece is None for piece in self.order[:-1])
        widest = _WIDEST * max((piece.box.style["font_size"] for piece in self.order if piece), default=0.0)
        if gaps and slack / gaps <= widest:
            self.extra = slack / gaps

    def _is_wide(self, piece: _Piece, em: float) -> bool:
        if len(piece.text) == 1:
            return piece.width > _NEARLY * em
        return not _is_trimmed(piece.box) and self.shape(piece.text.rstrip()[-1], piece.box.style)[1] > _NEARLY * em

    def _cut_at_words(self) -> None:
        """Cut pieces so that in each either all gaps or none may be widened, the one after it included."""
        following = ""
        order: list[_Piece | None] = []
        for piece in reversed(self.order):
            if piece is None:
                following = "中"
                order.append(None)
                continue
            parts = self._parts(piece, following)
            self._replace(piece, parts)
            order += reversed(parts)
            following = piece.text[0]
        self.order = order[::-1]

    def _parts(self, piece: _Piece, following: str) -> list[_Piece]:
        """Cut a piece into stretches of which all gaps may be widened, and words of which only the gap after them."""
        text = piece.text
        flags = [may_spread(a, b) for a, b in zip(text, text[1:] + following, strict=False)]
        flags += [False] * (len(text) - len(flags))
        borders = [0]
        for start, end in _clusters(flags):
            if end - start > 1:
                borders += (start, end)
        borders = sorted({*borders, len(text)})
        parts = [piece]
        if borders[1] < len(text):
            parts = [self._cut(piece.box, text[a:b]) for a, b in pairwise(borders)]
            parts[0].shift = piece.shift
        for part, (a, b) in zip(parts, pairwise(borders), strict=True):
            part.gaps = sum(flags[a:b])
            part.loose = all(flags[a : b - 1])
        return parts

    def _replace(self, piece: _Piece, parts: list[_Piece]) -> None:
        for pieces in self.pieces.values():
            for at, known in enumerate(pieces):
                if known is piece:
                    pieces[at : at + 1] = parts
                    return

    def place(self, box: Any, x: float) -> float:
        """Give every box of the line its new place; returns the x after the box."""
        inner = x if is_a(box, "LineBox") else x + box.margin_left + box.border_left_width + box.padding_left
        at = inner
        children: list[Any] = []
        for child in box.children:
            if is_a(child, "InlineBox"):
                child.position_x = at
                at = self.place(child, at)
                children.append(child)
            elif id(child) in self.pieces:
                for piece in self.pieces[id(child)]:
                    at = self._place(piece, at)
                    children.append(piece.box)
            else:
                if child.is_in_normal_flow():
                    child.translate(at - child.position_x, 0)
                    at += child.margin_width() + self.extra
                children.append(child)
        box.children = children
        box.width = at - inner
        return at if is_a(box, "LineBox") else at + box.padding_right + box.border_right_width + box.margin_right

    def _place(self, piece: _Piece, x: float) -> float:
        box = piece.box
        box.position_x = x - piece.shift
        box.spacing = self.extra if piece.gaps and piece.loose and len(piece.text) > 1 else 0.0
        width = piece.width + piece.gaps * self.extra
        box.width = width
        return x + width


def _clusters(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give start and end of the characters that stay as close as they are."""
    start = 0
    for at, spread in enumerate(flags):
        if spread:
            yield start, at + 1
            start = at + 1
    if start < len(flags):
        yield start, len(flags)


def _is_trimmed(box: Any) -> bool:
    features = box.style["font_feature_settings"]
    return bool(features != "normal" and ("halt", 1) in features)
