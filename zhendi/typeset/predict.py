"""Foresee how a text will fall at another size, without laying it out: from a guess, or from a measured strip."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from msgspec.structs import replace

from zhendi.typeset.strip import Atom, Strip

_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|dl|dt|dd|div|section|aside|blockquote|figure|figcaption|tr|table|br)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_LOSS = 0.4  # em that a line loses on average, because a mark may not begin the next
_GUESS_INDENT = 2.0  # em


def guess_strip(name: str, html: str, width: float, em: float, line_height: float) -> Strip:
    """Make a strip from the mere lengths of paragraphs, at a body size of `em` px in a column of `width` px."""
    atoms: list[Atom] = []
    top = 0.0
    for block, part in enumerate(_BLOCK.split(html), start=1):
        length = _length(" ".join(markup.unescape(_TAG.sub("", part)).split()))
        if length:
            height = em * line_height
            atoms.append(
                Atom(
                    top,
                    top + height,
                    height,
                    round(length),
                    natural=(length + _GUESS_INDENT) * em,
                    room=width,
                    block=block,
                )
            )
            atoms[-1].ends = True
            top += height
    return Strip(name, None, width, tuple(atoms), {})


def _length(text: str) -> float:
    """Give the length of a text in em: a Latin letter counts as half a Chinese character."""
    return sum(0.5 if character < "\u2000" else 1.0 for character in text)


def predict(strip: Strip, ratio: float, loss: float = _LOSS) -> Strip:
    """Give a strip as it would fall with the body size multiplied by `ratio`, in the same column."""
    atoms: list[Atom] = []
    top = lower = 0.0
    for _, group in groupby(enumerate(strip.atoms), key=lambda item: item[1].block or -item[0] - 1):
        lines = [atom for _, atom in group]
        gap = (lines[0].top - lower) * ratio
        lower = lines[-1].bottom
        for atom in _fall(lines, strip.width, ratio, loss):
            height = atom.bottom - atom.top
            atom.top, atom.bottom = top + gap, top + gap + height
            atoms.append(atom)
            top, gap = atom.bottom, 0.0
    return Strip(strip.name, None, strip.width, tuple(atoms), {})


def _fall(lines: Sequence[Atom], width: float, ratio: float, loss: float) -> Iterator[Atom]:
    """Give the atoms of one paragraph, or one solid piece, at another size."""
    first = lines[0]
    if not first.line or not first.room:
        scale = ratio * ratio if first.characters else 1.0
        yield replace(first, bottom=first.top + (first.bottom - first.top) * scale, head=first.head * ratio)
        return
    em = first.line / 1.7  # about the size of this paragraph's type
    room = first.room * 1.0 + (ratio - 1) * (first.room - width)
    natural = sum(line.natural for line in lines) * ratio
    count = 1 if natural <= room else max(2, ceil((natural - 0.01 * em) / max(room - loss * em * ratio, em)))
    whole = (lines[-1].bottom - first.top) * ratio
    edges = whole - sum(line.line for line in lines) * ratio
    each = first.line * ratio
    characters = sum(line.characters for line in lines) / count
    for number in range(count):
        last = number == count - 1
        yield Atom(
            top=first.top,
            bottom=first.top + each + (edges if last else 0.0),
            line=each,
            characters=round(characters),
            stay=lines[-1].stay if last else number in {0, count - 2},
            ends=last,
            head=first.head,
            natural=natural / count,
            room=room,
            block=first.block,
        )
